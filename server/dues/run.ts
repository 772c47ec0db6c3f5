import type { TransactionSql } from 'postgres';
import { refuse } from '../errors.ts';
import type { Permit, Unit } from '../unit.ts';
import { type Booking, book, lockAllMembers, standingsOf } from './ledger.ts';
import { type Plan, planRun } from './plan.ts';
import { recipientsOf } from './recipients.ts';
import { type Rules, rulesOf } from './rulebook.ts';
import { settle } from './settlement.ts';

/** A year of dues for a region, or for all of them where `region` is null. */
export interface RunFor {
  year: number;
  region: number | null;
}

/** What a run would issue today. Nothing is written. */
export async function previewRun(
  unit: Unit,
  permit: Permit<'dues.assess'>,
  year: number,
): Promise<{ rules: Rules; plan: Plan }> {
  const today = await todayOf(unit.sql);
  refuseYear(year, today);
  const rules = await rulesOf(unit.sql, year);
  const recipients = await recipientsOf(unit.sql, year, await regionOf(unit, permit.place), today);
  return { rules, plan: planRun(rules, recipients, year) };
}

/**
 * Issues the dues of a year in one run: every member of the region that can be assessed and is not yet. A member that
 * joins later is assessed by a later run; nobody is assessed twice. Answers the run's id.
 */
export async function assessRegion(unit: Unit, permit: Permit<'dues.assess'>, year: number): Promise<string> {
  const { sql } = unit;
  await sql`select set_config('statement_timeout', '120s', true), set_config('lock_timeout', '60s', true)`;
  const region = await regionOf(unit, permit.place);
  const today = await todayOf(sql);
  refuseYear(year, today);
  await lockAllMembers(sql);
  const rules = await rulesOf(sql, year);
  const plan = planRun(rules, await recipientsOf(sql, year, region, today), year);
  if (plan.lines.length === 0) refuse('nothing_to_assess', 'year', year);
  const run = await issue(sql, rules, plan, { year, region }, today, unit.actor);
  await unit.record({
    act: 'assessRegion',
    place: permit.place,
    subject: ['dues_run', run],
    after: { year, rulebook: rules.code, version: rules.version, assessments: plan.lines.length },
  });
  return run;
}

/** Writes the assessments of a plan with their bookings, and uses what credit their members have. */
export async function issue(
  sql: TransactionSql,
  rules: Rules,
  plan: Plan,
  of: RunFor,
  issuedOn: string,
  actor: string | null,
  invented = false,
): Promise<string> {
  const [run] = await sql<{ id: string }[]>`
    insert into dues_run (year, region_id, rulebook, version, issued_on, issued_by, invented)
    values (${of.year}, ${of.region}, ${rules.code}, ${rules.version}, ${issuedOn}, ${actor}, ${invented}) returning id`;
  const id = String(run?.id);
  await writeAssessments(sql, rules, plan, of.year, issuedOn, id);
  await sql`insert into ledger_transaction (kind, booked_on, member_id, region_id, assessment_id, recorded_by)
    select 'assessment', issued_on, member_id, region_id, id, ${actor} from assessment where run_id = ${id}`;
  await sql`insert into ledger_entry (transaction_id, account, member_id, region_id, assessment_id, booked_on, amount, currency)
    select t.id, x.account, a.member_id, a.region_id, a.id, a.issued_on, x.sign * a.amount, a.currency
    from assessment a join ledger_transaction t on t.assessment_id = a.id
    cross join (values ('receivable', 1), ('income', -1)) x (account, sign)
    where a.run_id = ${id} order by t.id, x.sign desc`;
  await useCredit(sql, id, rules.currency, issuedOn, actor);
  return id;
}

async function writeAssessments(
  sql: TransactionSql,
  rules: Rules,
  plan: Plan,
  year: number,
  issuedOn: string,
  run: string,
): Promise<void> {
  const ids = await sql<
    { id: string }[]
  >`select uuidv7() as id from generate_series(1, ${plan.calculations.length})`;
  const numbers = new Map(plan.calculations.map((one, index) => [one, index]));
  const calculations = plan.calculations.map((one, index) => ({
    id: ids[index]?.id,
    facts: one.facts,
    why: one.why(),
    n: index,
    amount: one.amount.toString(),
    due_on: one.dueOn,
    article: one.article,
  }));
  const lines = plan.lines.map(({ recipient, region, calculation, warnings }) => ({
    member: recipient.member,
    region,
    n: numbers.get(calculation),
    warnings,
  }));
  await sql`insert into calculation (id, facts, why)
    select id, facts, why from jsonb_to_recordset(${sql.json(calculations as never)}) c (id uuid, facts jsonb, why jsonb)`;
  await sql`insert into assessment (member_id, region_id, year, amount, currency, issued_on, due_on, rulebook, version, article,
      calculation_id, warnings, run_id)
    select l.member, l.region, ${year}, c.amount, ${rules.currency}, ${issuedOn}, greatest(c.due_on, ${issuedOn}::date),
      ${rules.code}, ${rules.version}, c.article, c.id, l.warnings, ${run}
    from jsonb_to_recordset(${sql.json(lines as never)}) l (member int, region int, n int, warnings jsonb)
    join jsonb_to_recordset(${sql.json(calculations as never)}) c (n int, id uuid, amount bigint, due_on date, article text) on c.n = l.n
    order by l.member`;
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
    select b.member_id as member, a.region_id as region from member_balance b join assessment a on a.member_id = b.member_id
    where a.run_id = ${run} and b.account = 'credit' and b.currency = ${currency} and b.balance < 0`;
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
function refuseYear(year: number, today: string): void {
  const [thisYear, month] = today.split('-').map(Number) as [number, number];
  if (year > thisYear + (month >= 10 ? 1 : 0)) refuse('year_too_far', 'year', year);
  if (year < 1900) refuse('no_rulebook', 'year', year);
}

export async function todayOf(sql: TransactionSql): Promise<string> {
  const [row] = await sql<{ today: string }[]>`select current_date::text as today`;
  return String(row?.today);
}
