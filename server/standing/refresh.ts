import { setImmediate as turn } from 'node:timers/promises';
import type { TransactionSql } from 'postgres';
import type { Database } from '../database.ts';
import { amountIn, amountsBy } from '../statutes/overdue.ts';
import type { Unit } from '../unit.ts';
import { type StandingRules, standingRules } from './rule.ts';
import { type Day, type Facts, HEEDING_RELIEF, hasRelief, isFromSources, type Sources } from './sources.ts';
import { type Beside, daysOf, type Period, timelineOf } from './timeline.ts';

/** Whoever works out in the background holds this: two would wait for the rows that their members share. */
const AT_WORK = 21;

/** So many members are worked out together, in one transaction. */
const BATCH = 500;

/** An act that touches more members than this leaves them to the background: nobody waits for the standing of others. */
export const MOST_AT_ONCE = 20;

/** Works out the standing of members whose facts the act changed, in its own transaction: nobody reads in between. */
export async function refreshAfterAct(unit: Unit): Promise<void> {
  const [marked] = await unit.sql<{ own: number }[]>`select own from app.standing_marked()`;
  const own = marked?.own ?? 0;
  if (own === 0 || own > MOST_AT_ONCE) return;
  // The background may just be keeping the same status for many: its writing is waited for.
  await unit.sql`select set_config('lock_timeout', '10s', true)`;
  await refreshBatch(unit.sql, { own: true, most: MOST_AT_ONCE }, await standingRules(unit.sql));
}

/** Works out whatever is marked, in the transaction of an act that decides by standing. */
export async function settleStanding(sql: TransactionSql): Promise<void> {
  for (;;) {
    const [marked] = await sql<{ every: string }[]>`select every from app.standing_marked()`;
    if (!Number(marked?.every)) return;
    await refreshBatch(sql, { own: false, most: BATCH, wait: true }, await standingRules(sql));
  }
}

/**
 * Works out the standing of everybody who is marked; `heed` stops it between batches. Answers how many changed. Whom another
 * transaction holds is left to that, and all are where another process is at it.
 */
export async function refreshMarked(database: Database, heed?: AbortSignal): Promise<number> {
  let changed = 0;
  let rules: { key: string; rules: StandingRules } | null = null;
  while (!heed?.aborted) {
    const [marked] = await database.acts<{ every: string }[]>`select every from app.standing_marked()`;
    if (!Number(marked?.every)) break;
    const done = await database.acts.begin(async (sql) => {
      const [free] = await sql<{ got: boolean }[]>`select pg_try_advisory_xact_lock(${AT_WORK}, 0) as got`;
      if (!free?.got) return null;
      // Facts of a whole batch may take longer than a page's statement, and an act that has just worked out the same
      // status may take its time: nobody waits for this.
      await sql`select set_config('statement_timeout', '120s', true), set_config('lock_timeout', '60s', true),
        set_config('idle_in_transaction_session_timeout', '120s', true)`;
      const key = await versionsKey(sql);
      // What was worked out of equal facts serves every batch, while the rules are the same.
      if (rules?.key !== key) rules = { key, rules: await standingRules(sql) };
      return await refreshBatch(sql, { own: false, most: BATCH }, rules.rules);
    });
    if (done === null) break;
    changed += done;
  }
  return changed;
}

async function versionsKey(sql: TransactionSql): Promise<string> {
  const [row] = await sql<{ key: string }[]>`
    select concat_ws(' ', n.rulebook, count(v.*), max(v.loaded_at), current_date) as key
    from network n left join rulebook_version v on v.rulebook = n.rulebook group by n.rulebook`;
  return row?.key ?? '';
}

/** Which members are taken: marked by this transaction only, or any; waiting for those that others hold, or leaving them. */
interface Taking {
  own: boolean;
  most: number;
  wait?: boolean;
}

/**
 * Takes marked members, works out each one's whole timeline and keeps what differs. Answers how many differed; null where
 * nobody was to be had.
 */
async function refreshBatch(
  sql: TransactionSql,
  { own, most, wait = false }: Taking,
  rules: StandingRules,
): Promise<number | null> {
  const taken = await sql<Sources[]>`
    select s.*, s.marks::text[] as marks from app.standing_sources(${own}, ${most}, ${wait}) s`;
  if (taken.length === 0) return null;
  const [clock] = await sql<{ today: Day }[]>`select current_date::text as today`;
  const today = String(clock?.today);
  const others = namesBeside(rules);
  const common = others.length > 0 ? await commonDays(sql) : [];
  const asked = taken.map((of) => ({ of, days: daysOf(of, rules, common, today) }));
  const beside = await factsBeside(sql, asked, rules, others);
  const worked: { of: Sources; periods: Period[] }[] = [];
  for (const { of, days } of asked) {
    worked.push({ of, periods: timelineOf(of, days, rules, beside(of.member_id), today) });
    // A batch takes seconds, and readers of the same process are not to wait so long.
    await turn();
  }
  return await keep(sql, worked);
}

/** Facts that rules read and that are on record elsewhere. */
const namesBeside = (rules: StandingRules) =>
  [...new Set(rules.days.flatMap((day) => rules.asked(day)))].filter((name) => !isFromSources(name));

async function commonDays(sql: TransactionSql): Promise<Day[]> {
  const rows = await sql<{ day: Day }[]>`select d::text as day from app.standing_common_days() d`;
  return rows.map(({ day }) => day);
}

/** What is asked day by day: all that relief changes where there is relief, and what only other registers know. */
async function factsBeside(
  sql: TransactionSql,
  asked: readonly { of: Sources; days: Day[] }[],
  rules: StandingRules,
  others: string[],
): Promise<(member: number) => Beside> {
  const found = new Map<string, Facts>();
  const put = (member: number, day: Day, facts: Facts) =>
    found.set(`${member} ${day}`, { ...found.get(`${member} ${day}`), ...facts });
  const pairs = (of: typeof asked) => {
    const flat = of.flatMap(({ of: { member_id }, days }) => days.map((day) => ({ member: member_id, day })));
    return [flat.map(({ member }) => member), flat.map(({ day }) => day)] as const;
  };
  const relieved = asked.filter(({ of }) => hasRelief(of));
  if (relieved.length > 0) {
    const [members, days] = pairs(relieved);
    const rows = await sql<Relieved[]>`
      select member_id, day::text as day, years_unpaid, overdue_since::text as overdue_since, overdue, plans_kept
      from app.standing_relief(${members}, ${days}::date[])`;
    for (const { member_id, day, overdue, ...values } of rows) {
      const open = overdue.map(({ currency, amount }) => ({ currency, amount: BigInt(amount) }));
      const amounts = {
        amount_overdue: amountIn(rules.currency(day), open),
        amounts_overdue: amountsBy(open),
      };
      put(member_id, day, named({ ...values, ...amounts }, 'dues_ledger', rules.asked(day)));
    }
  }
  if (others.length > 0) {
    const [members, days] = pairs(asked);
    const rows = await sql<{ member_id: number; day: Day; facts: Facts }[]>`
      select member_id, day::text as day, facts from app.standing_other_facts(${members}, ${days}::date[], ${others})`;
    for (const { member_id, day, facts } of rows) put(member_id, day, facts);
  }
  return (member) => (day) => found.get(`${member} ${day}`) ?? {};
}

interface Relieved {
  member_id: number;
  day: Day;
  years_unpaid: number;
  overdue_since: Day | null;
  overdue: { currency: string; amount: string }[];
  plans_kept: boolean | null;
}

function named(values: Record<string, unknown>, source: string, asked: readonly string[]): Facts {
  const facts: Facts = {};
  for (const [name, value] of Object.entries(values))
    if (asked.includes(name) && HEEDING_RELIEF.has(name)) facts[name] = { value: value ?? undefined, source };
  return facts;
}

async function keep(
  sql: TransactionSql,
  worked: readonly { of: Sources; periods: Period[] }[],
): Promise<number> {
  const statuses = new Map<string, unknown>();
  const whys = new Map<string, unknown>();
  const rows = worked.map(({ of, periods }) => ({
    member: of.member_id,
    marks: of.marks,
    checking: of.checking,
    periods: periods.map(({ since, until, judged }) => {
      statuses.set(judged.statusRow.id, judged.statusRow);
      whys.set(judged.whyRow.id, judged.whyRow);
      return [since, until, judged.status, judged.light, judged.statusRow.id, judged.whyRow.id];
    }),
  }));
  const json = (value: unknown) => sql.json(value as never);
  const [kept] = await sql<{ changed: number }[]>`
    select app.keep_standing(${json(rows)}, ${json([...statuses.values()])}, ${json([...whys.values()])}) as changed`;
  return kept?.changed ?? 0;
}
