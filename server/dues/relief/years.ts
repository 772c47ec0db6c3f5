import type { TransactionSql } from 'postgres';
import { type Exact, exactFromText } from '../../rules/exact.ts';
import type { ArticleTrace } from '../../rules/trace.ts';
import type { Unit } from '../../unit.ts';
import type { Line } from '../plan.ts';
import { giveBack, takeOff, type Writer } from '../reductions.ts';
import { least } from '../settlement.ts';
import { adjustmentOf } from './effect.ts';
import { type ReliefRules, reliefRulesOn } from './rules.ts';

/** A relief that was granted for dues of a year before they were assessed. */
export interface YearRelief {
  relief: string;
  member: number;
  kind: 'waiver' | 'reduction' | 'currency';
  share: Exact | null;
  grantedOn: string;
  resolution: string;
}

/** What it takes off an amount that is asked, by the rules under which it was granted. */
export interface Relieved {
  by: YearRelief;
  takesOff: bigint;
  why: ArticleTrace;
}

/** The reliefs in force on a day for dues of a year, by member: one at most. */
export async function reliefsOfYear(
  sql: TransactionSql,
  year: number,
  day: string,
): Promise<Map<number, YearRelief>> {
  const rows = await sql<(Omit<YearRelief, 'share'> & { share: string | null })[]>`
    select y.member_id as member, y.relief_id as relief, r.kind, g.share, r.granted_on::text as "grantedOn", g.resolution
    from relief_year y join app.reliefs(${day}::date) r on r.relief_id = y.relief_id and r.in_force
    join relief_step g on g.id = r.granted
    where y.year = ${year}`;
  return new Map(
    rows.map((row) => [row.member, { ...row, share: row.share === null ? null : exactFromText(row.share) }]),
  );
}

/** Computes what reliefs take off; rules are read once for each day of a grant. */
export function relieving(sql: TransactionSql): (by: YearRelief, asked: bigint) => Promise<Relieved> {
  const known = new Map<string, ReliefRules>();
  return async (by, asked) => {
    const rules = known.get(by.grantedOn) ?? (await reliefRulesOn(sql, by.grantedOn));
    known.set(by.grantedOn, rules);
    const wish = adjustmentOf(by.kind, { amount: null, share: by.share }, rules.currency);
    const { amount, why } = rules.remaining(asked, wish);
    return { by, takesOff: asked - amount, why };
  };
}

/** Lines of a plan with what relief in force takes off each, and a remark at it. */
export async function withRelief(
  sql: TransactionSql,
  lines: Line[],
  year: number,
  day: string,
): Promise<Line[]> {
  const reliefs = await reliefsOfYear(sql, year, day);
  if (reliefs.size === 0) return lines;
  const compute = relieving(sql);
  const relieved: Line[] = [];
  for (const line of lines) {
    const by = reliefs.get(line.recipient.member);
    if (!by) {
      relieved.push(line);
      continue;
    }
    const relief = await compute(by, line.calculation.amount);
    const remark = { code: 'relief', detail: relief.takesOff.toString() };
    relieved.push({ ...line, relief, warnings: [...line.warnings, remark] });
  }
  return relieved;
}

/** Relief that was granted for the year of a run takes effect on what the run asks of these members. */
export async function relieveRun(unit: Writer, run: string, year: number, day: string): Promise<void> {
  const reliefs = await reliefsOfYear(unit.sql, year, day);
  if (reliefs.size === 0) return;
  const touched = await unit.sql<{ member: number }[]>`
    select distinct member_id as member from assessment
    where run_id = ${run} and member_id = any(${[...reliefs.keys()]}::integer[]) order by 1`;
  const compute = relieving(unit.sql);
  for (const { member } of touched) {
    const by = reliefs.get(member);
    if (by) await relieve(unit, by, year, compute);
  }
}

/** As `relieveRun`, for years that were assessed between the request and its grant. */
export async function relieveAssessed(unit: Unit, member: number, years: readonly number[]): Promise<void> {
  const [{ today } = { today: '' }] = await unit.sql<{ today: string }[]>`select current_date::text as today`;
  for (const year of years) {
    const by = (await reliefsOfYear(unit.sql, year, today)).get(member);
    if (by) await relieve(unit, by, year, relieving(unit.sql));
  }
}

interface Asked {
  assessment: string;
  region: number;
  /** What is asked of it still. */
  left: bigint;
  /** What this relief took off it. */
  own: bigint;
}

/**
 * Brings what a relief takes off a year's dues to what it is of all that is asked of the year now: more after a difference
 * above zero, less after one below. What was taken off otherwise is not asked.
 */
async function relieve(
  unit: Writer,
  by: YearRelief,
  year: number,
  compute: ReturnType<typeof relieving>,
): Promise<void> {
  const asked = await askedOf(unit.sql, by, year);
  const all = asked.reduce((sum, { left, own }) => sum + left + own, 0n);
  if (all <= 0n) return;
  const { takesOff, why } = await compute(by, all);
  const taken = asked.reduce((sum, { own }) => sum + own, 0n);
  if (takesOff < taken) {
    await giveAllBack(unit, by, year);
    return bookRelief(unit, by, await askedOf(unit.sql, by, year), takesOff, why);
  }
  await bookRelief(unit, by, asked, takesOff - taken, why);
}

async function askedOf(sql: TransactionSql, { relief, member }: YearRelief, year: number): Promise<Asked[]> {
  const rows = await sql<{ assessment: string; region: number; left: string; own: string }[]>`
    select b.assessment_id as assessment, b.region_id as region, (b.amount - b.reduced)::text as left,
      coalesce((select sum(k.amount) from relief_booking k where k.relief_id = ${relief} and k.assessment_id = b.assessment_id
        and not exists (select from ledger_transaction v where v.reverses = k.transaction_id)), 0)::text as own
    from assessment_balance b where b.member_id = ${member} and b.year = ${year} and b.amount > 0
    order by b.issued_on desc, b.assessment_id desc`;
  return rows.map((row) => ({ ...row, left: BigInt(row.left), own: BigInt(row.own) }));
}

async function giveAllBack(unit: Writer, { relief, resolution }: YearRelief, year: number): Promise<void> {
  const taken = await unit.sql<{ transaction: string }[]>`
    select k.transaction_id as transaction from relief_booking k
    join assessment a on a.id = k.assessment_id and a.year = ${year}
    where k.relief_id = ${relief} and not exists (select from ledger_transaction v where v.reverses = k.transaction_id)
    order by k.transaction_id`;
  for (const { transaction } of taken) await giveBack(unit, transaction, resolution);
}

/** Takes an amount off, the newest of what is asked first. */
async function bookRelief(
  unit: Writer,
  by: YearRelief,
  asked: Asked[],
  amount: bigint,
  why: ArticleTrace,
): Promise<void> {
  const { sql } = unit;
  let rest = amount;
  for (const { assessment, region, left } of asked) {
    const part = least(left, rest);
    if (part <= 0n) continue;
    rest -= part;
    const taken = { assessment, by: part, account: 'relief' as const, reason: by.resolution };
    const transaction = await takeOff(unit, taken);
    await sql`insert into relief_cover (relief_id, assessment_id, member_id, region_id)
      values (${by.relief}, ${assessment}, ${by.member}, ${region}) on conflict do nothing`;
    await sql`insert into relief_booking (transaction_id, relief_id, member_id, region_id, assessment_id, amount, why)
      values (${transaction}, ${by.relief}, ${by.member}, ${region}, ${assessment}, ${part.toString()}, ${sql.json(why as never)})`;
  }
}
