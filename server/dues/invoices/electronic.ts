/**
 * What an electronic invoice says by the European norm (EN 16931), before it is written in one of its two syntaxes.
 * Dues are outside the scope of value added tax: category O, and so no tax number and no rate.
 */
import { date, year } from '../../documents/formats.ts';
import { say } from '../../documents/words.ts';
import { refuse } from '../../errors.ts';
import { major } from '../../money.ts';
import type { Account, InvoiceContent, Issuer } from './content.ts';

export const NORM = 'urn:cen.eu:en16931:2017';
export const NOT_SUBJECT = 'VATEX-EU-O';

export interface Electronic {
  /** 380: invoice, 381: credit note (UNTDID 1001). */
  type: '380' | '381';
  number: string;
  issuedOn: string;
  dueOn: string | null;
  currency: string;
  /** In major units with a point. */
  amount: string;
  note: string | null;
  seller: Issuer;
  buyer: { number: string; name: string; country: string };
  /** The period of the dues. */
  from: string;
  to: string;
  credits: { number: string; issuedOn: string } | null;
  /** Null on a credit note, and where the network has no account in the currency. */
  account: Account | null;
  reference: string;
  item: { name: string; description: string };
  exemption: string;
}

/** The invoice by the norm, in the language it was issued in. Refuses one that nobody was named to issue. */
export function electronicOf(content: InvoiceContent): Electronic {
  const { locale, kind } = content;
  if (!content.issuer) refuse('issuer_missing', 'since', content.issuedOn);
  const of = { year: year(locale, content.year), article: content.article, version: String(content.version) };
  return {
    type: kind === 'invoice' ? '380' : '381',
    number: content.number,
    issuedOn: content.issuedOn,
    dueOn: content.dueOn,
    currency: content.currency,
    amount: amountOf(content),
    note: noteOf(content),
    seller: content.issuer,
    buyer: { number: String(content.member), name: content.addressee, country: content.country },
    from: `${content.year}-01-01`,
    to: `${content.year}-12-31`,
    credits: content.credits,
    account:
      kind === 'invoice' ? (content.accounts.find((one) => one.currency === content.currency) ?? null) : null,
    reference: content.reference,
    item: {
      name: say(locale, 'dues_line_assessment', { year: of.year }),
      description: say(locale, content.difference ? 'dues_invoice_line_difference' : 'dues_invoice_line', of),
    },
    exemption: say(locale, 'dues_invoice_tax'),
  };
}

/** The norm knows two decimals at most: an amount in thousandths is written where the last is zero, and else refused. */
function amountOf({ amount, currency, number }: InvoiceContent): string {
  const [whole, decimals = ''] = major(amount, currency).split('.');
  if (/[1-9]/.test(decimals.slice(2))) refuse('norm_decimals', 'amount', number);
  return decimals ? `${whole}.${decimals.slice(0, 2)}` : String(whole);
}

function noteOf({ locale, reason, dueOn, charges }: InvoiceContent): string | null {
  const due = dueOn && `${say(locale, 'dues_due_on')}: ${date(locale, dueOn)}`;
  return [reason, due, charges && say(locale, `dues_charges_${charges}`)].filter(Boolean).join('. ') || null;
}

/** How it is paid, by UNTDID 4461: a transfer in euros to an IBAN is a SEPA transfer, any other a credit transfer. */
export function meansOf({ currency, account }: Electronic): string {
  return currency === 'EUR' && account?.iban ? '58' : '30';
}
