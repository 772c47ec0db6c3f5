import type { Database } from '../../database.ts';
import { type Block, renderDocument } from '../../documents/blocks.ts';
import { country, date, isolated, money, year } from '../../documents/formats.ts';
import { type Locale, localeOf, say } from '../../documents/words.ts';
import { Fault } from '../../errors.ts';
import { readAs } from '../../reading/entered.ts';
import type { Caller } from '../../unit.ts';

interface Receipt {
  receipt: string;
  member: string;
  country: string;
  amount: string;
  currency: string;
  receivedOn: string;
  method: string;
  bankReference: string | null;
  invented: boolean;
  language: string;
  network: Record<string, string>;
  reversal: { on: string; reason: string } | null;
  settled: { year: number; amount: string }[];
  credit: string;
}

/** The receipt of a payment as PDF, in the member's language where none is asked for, for those who may read the member's dues; NOT_FOUND for all others. */
export async function receiptPdf(
  database: Database,
  caller: Caller,
  id: string,
  asked: Locale | null,
): Promise<{ name: string; pdf: Uint8Array }> {
  const receipt = await receiptOf(database, caller, id);
  const locale = asked ?? localeOf(receipt.language);
  const title = say(locale, 'dues_receipt_title', { number: isolated(receipt.receipt) });
  const network = receipt.network[locale] ?? receipt.network['en'] ?? '';
  const pdf = await renderDocument({ title, network, blocks: blocksOf(receipt, locale) }, locale);
  return { name: receipt.receipt, pdf };
}

async function receiptOf(database: Database, caller: Caller, id: string): Promise<Receipt> {
  const [found] = await readAs(
    database,
    caller,
    (sql) => sql<Receipt[]>`
    select p.receipt, o.name as member, o.country, p.amount::text, p.currency, p.received_on::text as "receivedOn", p.method,
      p.bank_reference as "bankReference", p.invented, l.locale as language, n.name as network,
      (select json_build_object('on', t.booked_on, 'reason', t.reason) from ledger_transaction t
        where t.payment_id = p.id and t.kind = 'reversal') as reversal,
      (select coalesce(json_agg(s order by s.year), '[]') from (select a.year, (-sum(e.amount))::text as amount
        from ledger_transaction t join ledger_entry e on e.transaction_id = t.id join assessment a on a.id = e.assessment_id
        where t.payment_id = p.id and t.kind in ('payment', 'settlement') and e.account = 'receivable' group by a.year) s) as settled,
      (select coalesce(-sum(e.amount), 0)::text from ledger_transaction t join ledger_entry e on e.transaction_id = t.id
        where t.payment_id = p.id and t.kind in ('payment', 'settlement') and e.account = 'credit') as credit
    from payment p join member m on m.place_id = p.member_id join organisation o on o.id = m.organisation_id cross join network n
      cross join app.council_languages(array[p.member_id], current_date) l
    where p.id = ${id} and ((select 1 = any(app.reach('dues.read')))
      or p.region_id = any((select app.reach('dues.read'))::int[])
      or p.member_id = any((select app.reach_members('dues.read'))::int[]))`,
  );
  if (!found) throw new Fault('NOT_FOUND');
  return found;
}

function blocksOf(receipt: Receipt, locale: Locale): Block[] {
  const w = (key: string, inputs?: Record<string, string>) => say(locale, key, inputs);
  const amount = (minor: string) => money(locale, minor, receipt.currency);
  const facts: [string, string][] = [
    [w('dues_receipt_number'), receipt.receipt],
    [w('dues_received_from'), `${receipt.member}, ${country(locale, receipt.country)}`],
    [w('dues_amount'), amount(receipt.amount)],
    [w('dues_received_on'), date(locale, receipt.receivedOn)],
    [w('dues_method'), w(`dues_method_${receipt.method}`)],
  ];
  if (receipt.bankReference) facts.push([w('dues_bank_reference'), receipt.bankReference]);
  const { reversal } = receipt;
  const reversed: Block[] = reversal
    ? [{ kind: 'facts', rows: [[w('dues_reversed'), `${date(locale, reversal.on)}: ${reversal.reason}`]] }]
    : [];
  const credit = receipt.credit === '0' ? [] : [[w('dues_credit'), amount(receipt.credit)]];
  const invented: Block[] = receipt.invented ? [{ kind: 'note', text: w('dues_invented_note') }] : [];
  return [
    ...reversed,
    { kind: 'facts', rows: facts },
    {
      kind: 'table',
      caption: w('dues_allocation'),
      columns: [
        { label: w('dues_year'), numeric: false },
        { label: w('dues_amount'), numeric: true },
      ],
      rows: receipt.settled.map((one) => [
        w('dues_line_assessment', { year: year(locale, one.year) }),
        amount(one.amount),
      ]),
      foot: credit,
    },
    ...invented,
  ];
}
