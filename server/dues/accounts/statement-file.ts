import type { TransactionSql } from 'postgres';
import type { Database } from '../../database.ts';
import { type Block, renderDocument } from '../../documents/blocks.ts';
import { country, date, money } from '../../documents/formats.ts';
import type { Table } from '../../documents/table.ts';
import { type Locale, localeOf, say } from '../../documents/words.ts';
import { Fault } from '../../errors.ts';
import { readAs } from '../../reading/entered.ts';
import type { Caller } from '../../unit.ts';
import { type Part, partsOf } from './statement-parts.ts';
import { lineWords, type Said } from './words.ts';

/** A member's statement of a period: both days count; without `from` it is from the beginning. */
export interface StatementOf {
  member: number;
  from: string | null;
  until: string | null;
}

interface Line extends Said {
  on: string;
  change: string;
  currency: string;
}

interface Statement {
  member: string;
  country: string;
  region: Record<string, string> | null;
  network: Record<string, string>;
  from: string;
  until: string;
  invented: boolean;
  /** Of the member's papers. */
  language: string;
  /** What was owed before the period, by currency. */
  opening: { currency: string; amount: string }[];
  lines: Line[];
}

async function statementOf(database: Database, caller: Caller, of: StatementOf): Promise<Statement> {
  return readAs(database, caller, async (sql) => {
    const [head] = await sql<Omit<Statement, 'opening' | 'lines'>[]>`
      select o.name as member, o.country, n.name as network, l.locale as language,
        (select g.name from member_region mr join region g on g.place_id = mr.region_id
          where mr.member_id = m.place_id and mr.during @> current_date) as region,
        coalesce(${of.until}::date, current_date)::text as until,
        coalesce(${of.from}::date, (select min(t.booked_on) from ledger_transaction t where t.member_id = m.place_id), current_date)::text as from,
        exists (select from assessment a join dues_run r on r.id = a.run_id where a.member_id = m.place_id and r.invented) as invented
      from member m join organisation o on o.id = m.organisation_id cross join network n
        cross join app.council_languages(array[m.place_id], current_date) l
      where m.place_id = ${of.member} and ((select 1 = any(app.reach('dues.read')))
        or m.place_id = any((select app.reach_members('dues.read'))::int[]))`;
    if (!head) throw new Fault('NOT_FOUND');
    return { ...head, ...(await bookings(sql, of.member, head.from, head.until)) };
  });
}

async function bookings(sql: TransactionSql, member: number, from: string, until: string) {
  const opening = await sql<{ currency: string; amount: string }[]>`
    select currency, coalesce(sum(amount) filter (where booked_on < ${from}), 0)::text as amount from ledger_entry
    where member_id = ${member} and account in ('receivable', 'credit') and booked_on <= ${until} group by 1 order by 1`;
  const lines = await sql<Line[]>`
    select t.booked_on::text as on, t.kind, t.reason, p.receipt, a.year, x.currency, x.change::text
    from ledger_transaction t
    cross join lateral (select e.currency, sum(e.amount) as change from ledger_entry e
      where e.transaction_id = t.id and e.account in ('receivable', 'credit') group by e.currency having sum(e.amount) <> 0) x
    left join payment p on p.id = t.payment_id left join assessment a on a.id = t.assessment_id
    where t.member_id = ${member} and t.booked_on between ${from}::date and ${until}::date
    order by t.booked_on, t.id, x.currency`;
  return { opening: [...opening], lines: [...lines] };
}

/** Each line with the balance after it, and the balances at the end, by currency. */
function balanced({ opening, lines }: Statement) {
  const balances = new Map(opening.map(({ currency, amount }) => [currency, BigInt(amount)]));
  const rows = lines.map((line) => {
    const balance = (balances.get(line.currency) ?? 0n) + BigInt(line.change);
    balances.set(line.currency, balance);
    return { ...line, balance };
  });
  return { rows, closing: [...balances] };
}

/** The statement as PDF, in the member's language where none is asked for; the parts in which it can be had where it is too long. */
export async function statementPdf(
  database: Database,
  caller: Caller,
  of: StatementOf,
  asked: Locale | null,
): Promise<{ name: string; pdf: Uint8Array } | { parts: Part[] }> {
  const statement = await statementOf(database, caller, of);
  const parts = partsOf(
    statement.lines.map(({ on }) => on),
    statement,
  );
  if (parts.length > 1) return { parts };
  const locale = asked ?? localeOf(statement.language);
  const title = say(locale, 'dues_statement_heading');
  const network = statement.network[locale] ?? statement.network['en'] ?? '';
  const pdf = await renderDocument({ title, network, blocks: blocksOf(statement, locale) }, locale);
  return { name: `statement-${of.member}-${statement.from}-${statement.until}`, pdf };
}

function blocksOf(statement: Statement, locale: Locale): Block[] {
  const w = (key: string, inputs?: Record<string, string>) => say(locale, key, inputs);
  const { rows, closing } = balanced(statement);
  const region = statement.region?.[locale] ?? statement.region?.['en'];
  const facts: [string, string][] = [
    [w('dues_statement_member'), `${statement.member}, ${country(locale, statement.country)}`],
    ...(region ? [[w('member_region'), region] as [string, string]] : []),
    [
      w('dues_statement_period'),
      w('dues_statement_days', { from: date(locale, statement.from), until: date(locale, statement.until) }),
    ],
    ...statement.opening.map(({ currency, amount }): [string, string] => [
      w('dues_statement_opening'),
      money(locale, amount, currency),
    ]),
    ...closing.map(([currency, balance]): [string, string] => [
      w(balance < 0n ? 'dues_statement_closing_credit' : 'dues_statement_closing'),
      money(locale, balance < 0n ? -balance : balance, currency),
    ]),
  ];
  return [
    { kind: 'facts', rows: facts },
    {
      kind: 'table',
      columns: [
        { label: w('common_date'), numeric: false },
        { label: w('dues_booking'), numeric: false },
        { label: w('dues_change'), numeric: true },
        { label: w('dues_balance'), numeric: true },
      ],
      rows: rows.map((line) => [
        date(locale, line.on),
        lineWords(locale, line),
        money(locale, line.change, line.currency),
        money(locale, line.balance, line.currency),
      ]),
    },
    ...(rows.length === 0 ? [{ kind: 'paragraph' as const, text: w('dues_no_statement') }] : []),
    ...(statement.invented ? [{ kind: 'note' as const, text: w('dues_invented_note') }] : []),
  ];
}

/** The statement as a table for a spreadsheet. */
export async function statementTable(
  database: Database,
  caller: Caller,
  of: StatementOf,
  locale: Locale,
): Promise<Table> {
  const statement = await statementOf(database, caller, of);
  const { rows } = balanced(statement);
  const header = [
    'common_date',
    'dues_booking',
    'dues_change',
    'dues_balance',
    'dues_currency',
    'dues_year',
    'dues_receipt',
  ];
  return {
    name: `statement-${of.member}-${statement.from}-${statement.until}`,
    title: say(locale, 'dues_statement_heading'),
    header: header.map((key) => say(locale, key)),
    rtl: locale === 'ar',
    rows: rows.map((line) => [
      line.on,
      lineWords(locale, line),
      { minor: BigInt(line.change), currency: line.currency },
      { minor: line.balance, currency: line.currency },
      line.currency,
      line.year,
      line.receipt,
    ]),
  };
}
