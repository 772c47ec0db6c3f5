import type { TransactionSql } from 'postgres';
import type { Database } from '../../database.ts';
import type { LongTable } from '../../documents/long-table.ts';
import type { Cell } from '../../documents/table.ts';
import { type Locale, say } from '../../documents/words.ts';
import { needReach, readAs } from '../../reading/entered.ts';
import type { Caller } from '../../unit.ts';
import { accountName } from './words.ts';

/** Which part of the journal: a place's, between two days that both count. */
export interface JournalOf {
  place: number;
  from: string;
  until: string;
}

interface Line {
  id: string;
  booked_on: string;
  transaction: string;
  kind: string;
  account: string;
  amount: string;
  currency: string;
  region: string | null;
  member: number | null;
  member_name: string | null;
  year: number | null;
  receipt: string | null;
  reason: string | null;
  recorded_at: string;
}

const BATCH = 5000;
const COLUMNS = [
  'common_date',
  'dues_journal_transaction',
  'dues_journal_kind',
  'dues_journal_account',
  'dues_journal_account_name',
  'dues_journal_debit',
  'dues_journal_credit',
  'dues_currency',
  'member_region',
  'dues_number',
  'common_name',
  'dues_year',
  'dues_receipt',
  'dues_reason',
  'dues_recorded',
];

/**
 * The journal of a place as a long table. It is read in batches, each entered anew as the caller; all see the ledger as
 * it stood when the first was read, so that debits and credits meet.
 */
export async function journalTable(
  database: Database,
  caller: Caller,
  of: JournalOf,
  locale: Locale,
): Promise<LongTable> {
  const { snapshot, first } = await readAs(database, caller, async (sql) => {
    await needReach(sql, 'dues.read', of.place);
    const [row] = await sql<{ snapshot: string }[]>`select pg_current_snapshot()::text as snapshot`;
    const taken = String(row?.snapshot);
    return { snapshot: taken, first: await batchOf(sql, of, taken, null) };
  });
  async function* batches() {
    for (let lines = first; lines.length > 0; ) {
      yield lines.map((line) => cellsOf(line, locale));
      const last = lines.at(-1) as Line;
      if (lines.length < BATCH) return;
      lines = await readAs(database, caller, (sql) => batchOf(sql, of, snapshot, last));
    }
  }
  return {
    name: `journal-${of.place}-${of.from}-${of.until}`,
    title: say(locale, 'dues_journal'),
    header: COLUMNS.map((key) => say(locale, key)),
    rtl: locale === 'ar',
    batches: batches(),
  };
}

/** The next lines after one, of those that the snapshot shows. */
function batchOf(
  sql: TransactionSql,
  { place, from, until }: JournalOf,
  snapshot: string,
  after: Line | null,
): Promise<Line[]> {
  return sql<Line[]>`
    select e.id::text, e.booked_on::text, e.transaction_id as transaction, t.kind, e.account, e.amount::text, e.currency, g.code as region,
      e.member_id as member, o.name as member_name, a.year, p.receipt, t.reason, t.recorded_at::text
    from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
    left join region g on g.place_id = e.region_id
    left join member m on m.place_id = e.member_id left join organisation o on o.id = m.organisation_id
    left join assessment a on a.id = e.assessment_id left join payment p on p.id = t.payment_id
    where e.booked_on between ${from}::date and ${until}::date
      and (${place} = 1 or e.region_id = ${place} or e.member_id = ${place})
      and pg_visible_in_snapshot(t.made_in, ${snapshot}::pg_snapshot)
      and (e.booked_on, e.id) > (coalesce(${after?.booked_on ?? null}::date, '-infinity'), coalesce(${after?.id ?? null}::bigint, 0))
    order by e.booked_on, e.id limit ${BATCH}`;
}

function cellsOf(line: Line, locale: Locale): Cell[] {
  const minor = BigInt(line.amount);
  const { currency } = line;
  return [
    line.booked_on,
    line.transaction,
    say(locale, `dues_kind_${line.kind}`),
    line.account,
    accountName(locale, line.account),
    minor > 0n ? { minor, currency } : null,
    minor < 0n ? { minor: -minor, currency } : null,
    currency,
    line.region,
    line.member,
    line.member_name,
    line.year,
    line.receipt,
    line.reason,
    line.recorded_at,
  ];
}
