import type { TransactionSql } from 'postgres';
import { refuse } from '../errors.ts';
import { major } from '../money.ts';
import type { Permit, Unit } from '../unit.ts';
import { everybodyFor } from './everybody.ts';
import { writeInvoices } from './invoices/writing.ts';
import { type Booking, book, lockAllMembers, standingsOf } from './ledger.ts';
import { type Plan, planRun } from './plan.ts';
import { type Recipient, recipientsOf } from './recipients.ts';
import { relieveRun, withRelief } from './relief/years.ts';
import { type Rules, rulesOf } from './rulebook.ts';
import { settle } from './settlement.ts';
import { bookDeductions } from './studio/deductions.ts';
import { writeAssessments } from './studio/writing.ts';

/** A year of dues for a region, or for all of them where `region` is null. */
export interface RunFor {
  year: number;
  region: number | null;
  /** Where it issues differences to what was assessed: why, in words. */
  reason?: string;
  /** Where it is not for everybody there. */
  chosen?: Choice | null;
}

/** Whom a run is for: members of these regions and these members; everybody at the place where neither is named. */
export interface Choice {
  regionIds?: readonly number[] | null;
  memberIds?: readonly number[] | null;
}

/** What the dry run showed: the run is refused if it would issue anything else. */
export interface Expected {
  count: number;
  total: string;
  /** What relief takes off at once; null: whatever it is. */
  relieved?: string | null;
}

/** What a run would issue today. Nothing is written. */
export async function previewRun(
  unit: Unit,
  permit: Permit<'dues.assess'>,
  year: number,
  choice: Choice = {},
): Promise<{ rules: Rules; plan: Plan }> {
  await allowTime(unit.sql);
  const today = await todayOf(unit.sql);
  refuseYear(year, today);
  const rules = await rulesOf(unit.sql, year);
  const recipients = await recipientsOf(unit.sql, year, await regionOf(unit, permit.place), today);
  const plan = planRun(
    rules,
    chosenOf(recipients, choice),
    year,
    await everybodyFor(unit.sql, rules, year, today),
  );
  return { rules, plan: { ...plan, lines: await withRelief(unit.sql, plan.lines, year, today) } };
}

/**
 * Issues the dues of a year in one run: every chosen member that can be assessed and is not yet. A member that
 * joins later is assessed by a later run; nobody is assessed twice. Answers the run's id.
 */
export async function issueDues(
  unit: Unit,
  permit: Permit<'dues.assess'>,
  year: number,
  choice: Choice = {},
  expected: Expected | null = null,
): Promise<string> {
  const { sql } = unit;
  await allowTime(sql);
  const region = await regionOf(unit, permit.place);
  const today = await todayOf(sql);
  refuseYear(year, today);
  await lockAllMembers(sql);
  const rules = await rulesOf(sql, year);
  const planned = planRun(
    rules,
    chosenOf(await recipientsOf(sql, year, region, today), choice),
    year,
    await everybodyFor(sql, rules, year, today),
  );
  const plan = { ...planned, lines: await withRelief(sql, planned.lines, year, today) };
  if (plan.lines.length === 0) refuse('nothing_to_assess', 'year', year);
  refuseOther(expected, plan.lines.length, totalOf(plan), rules.currency);
  refuseOtherRelief(expected, relievedOf(plan), rules.currency);
  const chosen = choice.regionIds?.length || choice.memberIds?.length ? choice : null;
  const run = await issue(sql, rules, plan, { year, region, chosen }, today, unit.actor);
  await unit.record({
    act: 'issueDues',
    place: permit.place,
    subject: ['dues_run', run],
    after: { year, rulebook: rules.code, version: rules.version, assessments: plan.lines.length, chosen },
  });
  return run;
}

/** A run over many members takes longer than a page may. */
export async function allowTime(sql: TransactionSql): Promise<void> {
  await sql`select set_config('statement_timeout', '120s', true), set_config('lock_timeout', '60s', true),
    set_config('idle_in_transaction_session_timeout', '120s', true)`;
}

function chosenOf(recipients: Recipient[], { regionIds, memberIds }: Choice): Recipient[] {
  if (!regionIds?.length && !memberIds?.length) return recipients;
  const known = new Set(recipients.map(({ member }) => member));
  const stranger = memberIds?.find((member) => !known.has(member));
  if (stranger !== undefined) refuse('member_not_in_run', 'memberIds', stranger);
  const [regions, members] = [new Set(regionIds), new Set(memberIds)];
  return recipients.filter(
    ({ member, region }) => members.has(member) || (region !== null && regions.has(region)),
  );
}

/** Refuses what is not what the dry run showed. */
export function refuseOther(expected: Expected | null, count: number, total: bigint, currency: string): void {
  if (!expected || (expected.count === count && BigInt(expected.total) === total)) return;
  refuse('run_changed', 'expectedTotal', `${count} · ${major(total, currency)} ${currency}`);
}

function refuseOtherRelief(expected: Expected | null, relieved: bigint, currency: string): void {
  if (expected?.relieved == null || BigInt(expected.relieved) === relieved) return;
  refuse('run_relief_changed', 'expectedRelief', `${major(relieved, currency)} ${currency}`);
}

/** What relief takes off the plan's lines at once. */
export function relievedOf({ lines }: Pick<Plan, 'lines'>): bigint {
  return lines.reduce((sum, { relief }) => sum + (relief?.takesOff ?? 0n), 0n);
}

/** What the plan comes to. */
export function totalOf({ lines }: Pick<Plan, 'lines'>): bigint {
  return lines.reduce((sum, { difference, calculation }) => sum + (difference ?? calculation).amount, 0n);
}

/**
 * Writes the assessments of a plan with their bookings, and uses what credit their members have: the one place where dues
 * are issued. What takes off an earlier assessment is booked there; relief granted for the year takes effect at once. Answers the run's id.
 */
export async function issue(
  sql: TransactionSql,
  rules: Rules,
  plan: Plan,
  of: RunFor,
  issuedOn: string,
  actor: string | null,
  invented = false,
): Promise<string> {
  await planForGrowth(sql);
  const reason = of.reason ?? null;
  const [run] = await sql<{ id: string }[]>`
    insert into dues_run (year, region_id, rulebook, version, issued_on, issued_by, invented, kind, reason, chosen)
    values (${of.year}, ${of.region}, ${rules.code}, ${rules.version}, ${issuedOn}, ${actor}, ${invented},
      ${reason === null ? 'full' : 'difference'}, ${reason},
      ${of.chosen ? sql.json(of.chosen as never) : null}) returning id`;
  const id = String(run?.id);
  await writeAssessments(sql, rules, plan, { ...of, issuedOn, run: id });
  await sql`insert into ledger_transaction (kind, booked_on, member_id, region_id, assessment_id, reason, recorded_by)
    select 'assessment', issued_on, member_id, region_id, id, reason, ${actor} from assessment where run_id = ${id} and amount > 0`;
  await sql`insert into ledger_entry (transaction_id, account, member_id, region_id, assessment_id, booked_on, amount, currency)
    select t.id, x.account, a.member_id, a.region_id, a.id, a.issued_on, x.sign * a.amount, a.currency
    from assessment a join ledger_transaction t on t.assessment_id = a.id and t.kind = 'assessment'
    cross join (values ('receivable', 1), ('income', -1)) x (account, sign)
    where a.run_id = ${id} and a.amount > 0 order by t.id, x.sign desc`;
  await bookDeductions(sql, id, rules.currency, actor);
  await relieveRun({ sql, actor }, id, of.year, issuedOn);
  await useCredit(sql, id, rules.currency, issuedOn, actor);
  await writeInvoices(sql, id, actor);
  await sql`select set_config('enable_seqscan', 'on', true)`;
  return id;
}

/**
 * Plans of foreign-key checks are kept for a session, and one that was made while a table was nearly empty reads the whole
 * table for each row. They are made anew, by index, before a run fills the tables.
 */
async function planForGrowth(sql: TransactionSql): Promise<void> {
  await sql`discard plans`;
  await sql`select set_config('enable_seqscan', 'off', true)`;
}

/** Credit that members of the run have settles what they now owe. */
async function useCredit(
  sql: TransactionSql,
  run: string,
  currency: string,
  day: string,
  actor: string | null,
): Promise<void> {
  const members = await sql<{ member: number; region: number }[]>`
    select distinct b.member_id as member, a.region_id as region from member_balance b join assessment a on a.member_id = b.member_id
    where a.run_id = ${run} and a.amount > 0 and b.account = 'credit' and b.currency = ${currency} and b.balance < 0`;
  if (members.length === 0) return;
  const found = await standingsOf(
    sql,
    members.map(({ member }) => member),
    currency,
  );
  const bookings = members.map(({ member, region }): Booking => {
    const { standings, credit } = found.get(member) ?? { standings: [], credit: 0n };
    return {
      kind: 'settlement',
      bookedOn: day,
      member,
      region,
      currency,
      entries: settle(standings, credit, region),
    };
  });
  await book(sql, bookings, actor);
}

/** The place of a run is a region, or the network for all regions. */
export async function regionOf(unit: Unit, place: number): Promise<number | null> {
  const [row] = await unit.sql<{ kind: string }[]>`select kind from place where id = ${place}`;
  if (row?.kind === 'council') refuse('not_a_region', 'placeId', place);
  return row?.kind === 'region' ? place : null;
}

/** Dues are assessed for years past and the present one, and from October for the next. */
export function refuseYear(year: number, today: string): void {
  const [thisYear, month] = today.split('-').map(Number) as [number, number];
  if (year > thisYear + (month >= 10 ? 1 : 0)) refuse('year_too_far', 'year', year);
  if (year < 1900) refuse('no_rulebook', 'year', year);
}

export async function todayOf(sql: TransactionSql): Promise<string> {
  const [row] = await sql<{ today: string }[]>`select current_date::text as today`;
  return String(row?.today);
}
