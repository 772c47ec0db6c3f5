import type { TransactionSql } from 'postgres';
import type { Database } from '../../database.ts';
import type { Table } from '../../documents/table.ts';
import { type Locale, say } from '../../documents/words.ts';
import { Fault } from '../../errors.ts';
import { needReach, readAs } from '../../reading/entered.ts';
import { TODAY } from '../../reading/shape.ts';
import type { Caller } from '../../unit.ts';
import { accountOrder, agedByMember, trialBalance } from './figures.ts';
import { accountName } from './words.ts';

/** Whose books, and on which date; today when none is named. */
export interface BooksOf {
  place: number;
  asOf: string | null;
}

interface Total {
  account: string;
  currency: string;
  debit: string;
  credit: string;
  balance: string;
}

const AGES = ['not_due', 'up_to_30', 'up_to_90', 'up_to_365', 'older'] as const;
type Aged = { member: number; name: string; currency: string; total: string } & Record<
  (typeof AGES)[number],
  string
>;

const TOTALS = [
  'dues_journal_account',
  'dues_journal_account_name',
  'dues_currency',
  'dues_journal_debit',
  'dues_journal_credit',
  'dues_books_standing',
];

/** The trial balance of a region or the network as a table. */
export async function trialBalanceTable(
  database: Database,
  caller: Caller,
  of: BooksOf,
  locale: Locale,
): Promise<Table> {
  const rows = await booksOf<Total>(database, caller, of, (scope, region) => {
    const totals = trialBalance(scope, region ? '$1::int' : null);
    return `select t.account, t.currency, t.debit::text, t.credit::text, t.balance::text
      from ${totals} t where $1::int is not null order by ${accountOrder('t')}`;
  });
  return {
    ...named('trial-balance', 'dues_books_balance', of, locale),
    header: TOTALS.map((key) => say(locale, key)),
    rows: rows.map(({ account, currency, debit, credit, balance }) => [
      account,
      accountName(locale, account),
      currency,
      ...[debit, credit, balance].map((minor) => ({ minor: BigInt(minor), currency })),
    ]),
  };
}

/** All members of a region or the network that owe, by the age of what is open, as a table. */
export async function agedTable(
  database: Database,
  caller: Caller,
  of: BooksOf,
  locale: Locale,
): Promise<Table> {
  const rows = await booksOf<Aged>(database, caller, of, (scope, region) => {
    const members = agedByMember(scope, region ? 'b.region_id = $1::int' : '$1::int is not null', '$1::int');
    return `select a.member_id as member, o.name, a.currency, a.total::text, ${AGES.map((age) => `a.${age}::text`).join(', ')}
      from ${members} a join member m on m.place_id = a.member_id join organisation o on o.id = m.organisation_id
      order by a.name_key, a.member_id, a.currency`;
  });
  const ages = ['not_due', '30', '90', '365', 'older'].map((age) => `dues_aged_${age}`);
  return {
    ...named('receivables', 'dues_aged', of, locale),
    header: ['dues_number', 'common_name', 'dues_currency', ...ages, 'dues_outstanding'].map((key) =>
      say(locale, key),
    ),
    rows: rows.map(({ member, name, currency, total, ...open }) => [
      member,
      name,
      currency,
      ...[...AGES.map((age) => open[age]), total].map((minor) => ({ minor: BigInt(minor), currency })),
    ]),
  };
}

function named(file: string, title: string, { place, asOf }: BooksOf, locale: Locale) {
  const name = [file, place, ...(asOf ? [asOf] : [])].join('-');
  return { name, title: say(locale, title), rtl: locale === 'ar' };
}

/** Rows of a statement over the books of a place: `$1` is the place, of which `region` says whether it is one. */
async function booksOf<Row>(
  database: Database,
  caller: Caller,
  { place, asOf }: BooksOf,
  statement: (scope: { asOf: string }, region: boolean) => string,
): Promise<Row[]> {
  return readAs(database, caller, async (sql: TransactionSql) => {
    const [at] = await sql<{ kind: string }[]>`select kind from place where id = ${place}`;
    if (!at || at.kind === 'council') throw new Fault('NOT_FOUND');
    await needReach(sql, 'dues.read', place);
    const scope = { asOf: asOf ? '$2::date' : TODAY };
    const rows = await sql.unsafe(statement(scope, at.kind === 'region'), asOf ? [place, asOf] : [place]);
    return [...rows] as Row[];
  });
}
