import type { Judged, StandingRules } from './rule.ts';
import { type Day, dayAfter, type Facts, factsOn, inOrder, type Sources, turningDays } from './sources.ts';

/** A stretch of days with the same standing for the same reasons. */
export interface Period {
  since: Day;
  until: Day | null;
  judged: Judged;
}

/** Facts that are asked of the database for a day, beside those of the sources. */
export type Beside = (day: Day) => Facts;

/** How far ahead it is looked where the rule reads the day itself. */
const AHEAD_DAYS = 3 * 366;

/** The days on which a member's standing may change, within its membership. */
export function daysOf(of: Sources, rules: StandingRules, common: readonly Day[], today: Day): Day[] {
  const first = of.memberships?.[0]?.[0];
  if (!first) return [];
  const own = turningDays(of);
  const yearly = rules.days.some((day) => rules.asked(day).includes('year') || rules.daily(day));
  const years = yearly ? newYears(first, dayAfter(today, AHEAD_DAYS)) : [];
  return inOrder([...own, ...rules.days, ...common, ...years]).filter((day) => day >= first);
}

/** A member's whole timeline: what is to come is as it will be if nothing happens. */
export function timelineOf(
  of: Sources,
  days: readonly Day[],
  rules: StandingRules,
  beside: Beside,
  today: Day,
): Period[] {
  const periods: Period[] = [];
  let open: Period | null = null;
  const put = (day: Day, judged: Judged | null) => {
    if (open && judged && same(open.judged, judged)) return;
    if (open) open.until = day;
    open = judged && { since: day, until: null, judged };
    if (open) periods.push(open);
  };
  for (const [at, day] of days.entries()) {
    const known = factsOn(of, day, rules.asked(day), rules.currency(day));
    const facts = known && there({ ...known, ...beside(day) });
    put(day, facts && rules.judge(day, facts));
    if (!facts || !rules.daily(day)) continue;
    const end = days[at + 1] ?? dayAfter(today > day ? today : day, AHEAD_DAYS);
    for (const [turned, judged] of turns(day, end, facts, rules)) put(turned, judged);
  }
  return periods;
}

/** Facts without those that are not there on the day after all. */
function there(facts: Facts): Facts {
  for (const [name, fact] of Object.entries(facts))
    if ('value' in fact && fact.value === undefined) delete facts[name];
  return facts;
}

/**
 * The days within [from, end) on which a rule that reads the day changes its mind over the same facts. It is looked at on
 * the first of every month and halved between: a change that is taken back within a month is not seen.
 */
function turns(from: Day, end: Day, facts: Facts, rules: StandingRules): [Day, Judged][] {
  const last = dayAfter(end, -1);
  if (last <= from) return [];
  const found: [Day, Judged][] = [];
  let left = from;
  for (const right of [...months(from, last), last]) {
    while (left < right) {
      const before = rules.judge(left, facts);
      if (!before || before.status === rules.judge(right, facts)?.status) break;
      const day = firstOther(left, right, (one) => rules.judge(one, facts)?.status !== before.status);
      found.push([day, rules.judge(day, facts) as Judged]);
      left = day;
    }
    left = right;
  }
  return found;
}

/** The first day after `left`, up to `right`, of which `other` holds; it holds of `right`. */
function firstOther(left: Day, right: Day, other: (day: Day) => boolean): Day {
  let low = left;
  let high = right;
  while (dayAfter(low) < high) {
    const middle = dayAfter(low, Math.floor((Date.parse(high) - Date.parse(low)) / 172_800_000) || 1);
    if (other(middle)) high = middle;
    else low = middle;
  }
  return high;
}

const same = (one: Judged, other: Judged) =>
  one.statusRow.id === other.statusRow.id && one.whyRow.id === other.whyRow.id;

function newYears(from: Day, until: Day): Day[] {
  const first = Number(from.slice(0, 4)) + 1;
  const count = Math.max(0, Number(until.slice(0, 4)) - first + 1);
  return Array.from({ length: count }, (_, n) => `${first + n}-01-01`);
}

function months(from: Day, until: Day): Day[] {
  const days: Day[] = [];
  const next = new Date(`${from.slice(0, 7)}-01T00:00:00Z`);
  for (;;) {
    next.setUTCMonth(next.getUTCMonth() + 1);
    const day = next.toISOString().slice(0, 10);
    if (day >= until) return days;
    days.push(day);
  }
}
