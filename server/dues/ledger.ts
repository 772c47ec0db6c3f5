import type { TransactionSql } from 'postgres';
import { decimalsOf, major } from '../money.ts';
import { minorUnits } from '../rules/values.ts';
import { ARTICLE, type Rules, rulesAt } from './rulebook.ts';
import type { Entry, Standing } from './settlement.ts';

/** A transaction to be booked: its entries sum to zero, which the database checks. */
export interface Booking {
  kind:
    | 'assessment'
    | 'payment'
    | 'settlement'
    | 'reversal'
    | 'reduction'
    | 'refund'
    | 'transfer'
    | 'suspense'
    | 'charge'
    | 'payout';
  bookedOn: string;
  /** Null for a booking of a region, or of the network itself where the region is null too. */
  member: number | null;
  region: number | null;
  currency: string;
  assessment?: string;
  payment?: string;
  reverses?: string;
  reason?: string;
  entries: Entry[];
}

/**
 * Books transactions, all in one statement a table; transactions without entries are left out. Answers the ids of those
 * booked, in their order.
 */
export async function book(
  sql: TransactionSql,
  bookings: Booking[],
  actor: string | null,
): Promise<string[]> {
  const all = bookings.filter(({ entries }) => entries.length > 0);
  if (all.length === 0) return [];
  const ids = await sql<{ id: string }[]>`select uuidv7() as id from generate_series(1, ${all.length})`;
  const transactions = all.map((one, index) => ({
    id: ids[index]?.id,
    kind: one.kind,
    booked_on: one.bookedOn,
    member_id: one.member,
    region_id: one.region,
    assessment_id: one.assessment ?? null,
    payment_id: one.payment ?? null,
    reverses: one.reverses ?? null,
    reason: one.reason ?? null,
    recorded_by: actor,
  }));
  const entries = all.flatMap((one, index) =>
    one.entries.map(({ account, region, assessment, amount, currency }) => ({
      transaction_id: ids[index]?.id,
      account,
      member_id: one.member,
      region_id: region,
      assessment_id: assessment,
      booked_on: one.bookedOn,
      amount: amount.toString(),
      currency: currency ?? one.currency,
    })),
  );
  await sql`insert into ledger_transaction (id, kind, booked_on, member_id, region_id, assessment_id, payment_id, reverses, reason, recorded_by)
    select id, kind, booked_on, member_id, region_id, assessment_id, payment_id, reverses, reason, recorded_by
    from jsonb_populate_recordset(null::ledger_transaction, ${sql.json(transactions as never)})`;
  await sql`insert into ledger_entry (transaction_id, account, member_id, region_id, assessment_id, booked_on, amount, currency)
    select transaction_id, account, member_id, region_id, assessment_id, booked_on, amount, currency
    from jsonb_populate_recordset(null::ledger_entry, ${sql.json(entries as never)})`;
  return ids.map(({ id }) => id);
}

/** Whoever issues a run keeps everybody's payments waiting; a payment keeps only its own member's. */
const DUES_LOCK = 9_000_041;

export async function lockAllMembers(sql: TransactionSql): Promise<void> {
  await sql`select pg_advisory_xact_lock(${DUES_LOCK}, 0)`;
}

export async function lockMember(sql: TransactionSql, member: number): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${DUES_LOCK}, 0)`;
  await sql`select pg_advisory_xact_lock(${DUES_LOCK}, ${member})`;
}

/** As `lockMember`, for several: always in the same order, so that two never wait for each other crosswise. */
export async function lockMembers(sql: TransactionSql, members: number[]): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${DUES_LOCK}, 0)`;
  await sql`select pg_advisory_xact_lock(${DUES_LOCK}, m.id)
    from (select distinct id from unnest(${members}::int[]) id order by id) m`;
}

/** A member's assessments in a currency, the oldest first, and its credit there, both as the ledger has them now. */
export async function standingsOf(
  sql: TransactionSql,
  members: number[],
  currency: string,
): Promise<Map<number, { standings: (Standing & { issuedOn: string })[]; credit: bigint }>> {
  const rows = await sql<
    {
      member: number;
      assessment: string;
      region: number;
      year: number;
      version: number;
      rulebook: string;
      issuedOn: string;
      amount: string;
      outstanding: string;
      shared: string;
    }[]
  >`
    select b.member_id as member, b.assessment_id as assessment, b.region_id as region, b.year, a.rulebook, a.version, b.issued_on::text as "issuedOn",
      (b.amount - b.reduced)::text as amount, b.outstanding::text, coalesce((select -sum(e.amount) from ledger_entry e
        where e.assessment_id = b.assessment_id and e.account = 'region_share'), 0)::text as shared
    from assessment_balance b join assessment a on a.id = b.assessment_id
    where b.member_id = any(${members}::int[]) and b.currency = ${currency}
    order by b.member_id, b.due_on, b.year, b.assessment_id`;
  const credits = await sql<{ member: number; balance: string }[]>`
    select member_id as member, balance::text from member_balance
    where member_id = any(${members}::int[]) and account = 'credit' and currency = ${currency}`;
  const rules = new Map<string, (paid: bigint) => bigint>();
  for (const { rulebook, version, year } of rows) {
    const key = `${rulebook} ${version} ${year}`;
    if (!rules.has(key)) rules.set(key, shareBy(await rulesAt(sql, rulebook, version, year)));
  }
  const found = new Map(
    members.map((member) => [member, { standings: [] as (Standing & { issuedOn: string })[], credit: 0n }]),
  );
  for (const row of rows) {
    found.get(row.member)?.standings.push({
      assessment: row.assessment,
      region: row.region,
      issuedOn: row.issuedOn,
      amount: BigInt(row.amount),
      outstanding: BigInt(row.outstanding),
      shared: BigInt(row.shared),
      shareOf: rules.get(`${row.rulebook} ${row.version} ${row.year}`) as Standing['shareOf'],
    });
  }
  for (const { member, balance } of credits) {
    const one = found.get(member);
    if (one) one.credit = -BigInt(balance);
  }
  return found;
}

/** The region's share of so much paid, as the rulebook's split says; nothing where it has none. */
export function shareBy(rules: Rules): (paid: bigint) => bigint {
  if (!rules.has(ARTICLE.split)) return () => 0n;
  const known = new Map<bigint, bigint>();
  return (paid) => {
    const share = known.get(paid) ?? regionShare(rules, paid);
    known.set(paid, share);
    return share;
  };
}

function regionShare(rules: Rules, paid: bigint): bigint {
  const split = rules.over({ paid: major(paid, rules.currency) })(ARTICLE.split);
  if (!split.ok) throw new Error(`the split of ${rules.code} fails: ${split.faults[0]?.reason}`);
  const region = split.result instanceof Map ? split.result.get('region') : undefined;
  return region === undefined ? 0n : minorUnits(region, decimalsOf(rules.currency));
}
