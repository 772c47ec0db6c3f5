import { country, date, isolated, money, number, year } from '../../documents/formats.ts';
import { renderPdf } from '../../documents/pdf.ts';
import { type Locale, say } from '../../documents/words.ts';
import { whyOf } from '../../statutes/why.ts';
import { type Account, amountsIn, type InvoiceContent } from './content.ts';
import { epcPicture, epcText } from './epc.ts';
import { inGroups } from './reference.ts';

type Words = (key: string, inputs?: Record<string, string | number>) => string;
type Facts = [label: string, value: string][];

/** The invoice or credit note as PDF with the calculation as an annex, in the language asked for. */
export async function invoicePdf(content: InvoiceContent, locale: Locale): Promise<Uint8Array> {
  const w: Words = (key, inputs) => say(locale, key, inputs);
  const note = content.kind === 'credit_note';
  const network = content.network[locale] ?? content.network['en'] ?? Object.values(content.network)[0] ?? '';
  const trace = note && !content.difference ? null : whyOf(locale, content.why);
  const title = w(note ? 'dues_credit_note_title' : 'dues_invoice_title', {
    number: isolated(content.number),
  });
  return renderPdf(
    'invoice',
    {
      title,
      network,
      issuer: issuerLines(content, locale),
      to: { label: w('dues_invoice_to'), lines: addressLines(content, w, locale) },
      facts: factsOf(content, w, locale),
      columns: [
        { label: w('dues_invoice_what'), numeric: false },
        { label: w('dues_amount'), numeric: true },
      ],
      rows: [[description(content, w, locale), money(locale, content.amount, content.currency)]],
      foot: [[w('dues_total'), money(locale, content.amount, content.currency)]],
      notes: notesOf(content, w, locale),
      payment: note ? null : await paymentOf(content, w, locale),
      why: trace && { title: w('dues_invoice_annex'), trace },
    },
    locale,
  );
}

function issuerLines({ issuer }: InvoiceContent, locale: Locale): string[] {
  if (!issuer) return [];
  const city = [issuer.postcode, issuer.city].filter(Boolean).join(' ');
  return [issuer.name, issuer.street, city, country(locale, issuer.country), issuer.registration];
}

function addressLines(content: InvoiceContent, w: Words, locale: Locale): string[] {
  return [content.addressee, w('dues_invoice_attention'), country(locale, content.country)];
}

function description(content: InvoiceContent, w: Words, locale: Locale): string {
  const of = {
    year: year(locale, content.year),
    article: isolated(content.article),
    version: String(content.version),
  };
  return w(content.difference ? 'dues_invoice_line_difference' : 'dues_invoice_line', of);
}

function factsOf(content: InvoiceContent, w: Words, locale: Locale): Facts {
  const facts: Facts = [
    [w('dues_number'), content.number],
    [w('dues_invoice_issued_on'), date(locale, content.issuedOn)],
    [w('dues_invoice_member'), String(content.member)],
  ];
  if (content.dueOn) facts.push([w('dues_due_on'), date(locale, content.dueOn)]);
  if (content.kind === 'invoice') facts.push([w('dues_invoice_reference'), inGroups(content.reference)]);
  if (content.credits) {
    const { number: of, issuedOn } = content.credits;
    facts.push([w('dues_credit_note_of'), `${isolated(of)}, ${date(locale, issuedOn)}`]);
  }
  if (content.reason) facts.push([w('dues_reason'), content.reason]);
  return facts;
}

function notesOf(content: InvoiceContent, w: Words, locale: Locale): string[] {
  const notes = [w('dues_invoice_tax')];
  if (content.invented) notes.unshift(w('dues_invented_note'));
  if (content.kind === 'invoice' && content.open !== content.amount) {
    const inputs = {
      date: date(locale, content.today),
      amount: money(locale, content.open, content.currency),
    };
    notes.unshift(w('dues_invoice_open_on', inputs));
  }
  return notes;
}

/** How what is open is paid: amounts by currency, the accounts, and the code for a transfer in euros. */
async function paymentOf(content: InvoiceContent, w: Words, locale: Locale) {
  if (content.open === 0n) return null;
  const others = amountsIn(content, content.open);
  const amounts = new Map([
    [content.currency, content.open],
    ...others.map((one) => [one.currency, one.amount] as const),
  ]);
  const inEuro = content.accounts.find(({ currency, iban }) => currency === 'EUR' && iban);
  const text = inEuro?.iban
    ? epcText({
        name: inEuro.holder,
        iban: inEuro.iban,
        bic: inEuro.bic,
        amount: amounts.get('EUR') ?? 0n,
        reference: content.reference,
      })
    : null;
  return {
    title: w('dues_invoice_pay'),
    accounts: content.accounts.map((one) =>
      accountFacts(one, amounts.get(one.currency) ?? 0n, content, w, locale),
    ),
    none: content.accounts.length === 0 ? w('dues_invoice_no_account') : null,
    rates: others.map((one) => {
      return w('dues_invoice_rate', {
        amount: money(locale, one.amount, one.currency),
        one: `1 ${content.currency}`,
        rate: isolated(`${rateText(one.rate, locale)} ${one.currency}`),
        date: date(locale, one.day),
        source: isolated(one.source),
      });
    }),
    charges: content.charges && w(`dues_charges_${content.charges}`),
    code: text && {
      svg: await epcPicture(text),
      alt: w('dues_invoice_code_alt'),
      label: w('dues_invoice_code'),
    },
  };
}

/** A rate as it was published; one that follows from two published ones may have no end, and is shown to seven digits. */
function rateText(rate: string, locale: Locale): string {
  const [n, d] = rate.split('/');
  if (d === undefined) return number(locale, rate, { maximumFractionDigits: 20 });
  return `≈ ${number(locale, Number(n) / Number(d), { maximumSignificantDigits: 7 })}`;
}

function accountFacts(
  one: Account,
  amount: bigint,
  content: InvoiceContent,
  w: Words,
  locale: Locale,
): Facts {
  const facts: Facts = [
    [w('dues_amount'), money(locale, amount, one.currency)],
    [w('dues_payee_holder'), one.holder],
    one.iban ? ['IBAN', inGroups(one.iban)] : [w('dues_payee_account'), String(one.account)],
  ];
  if (one.bic) facts.push(['BIC', one.bic]);
  if (one.bank) facts.push([w('dues_payee_bank'), one.bank]);
  facts.push([w('dues_invoice_reference'), inGroups(content.reference)]);
  return facts;
}
