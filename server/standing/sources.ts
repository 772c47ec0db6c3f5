import { amountIn, amountsBy, DAYS_OVERDUE, type Overdue } from '../statutes/overdue.ts';

/** A day as `YYYY-MM-DD`; texts compare as days do. */
export type Day = string;

/** [from, until): null is without end. */
type Interval = [from: Day, until: Day | null];

/** The dues of a year: what is open of it from each day on, in minor units; `covered` where a relief concerns it. */
type Owed = [
  year: number,
  dueOn: Day,
  issuedOn: Day,
  covered: boolean,
  days: [day: Day, open: string][] | null,
  currency: string,
];

type Relief = [
  kind: string,
  granted: Day,
  expired: Day,
  revoked: Day | null,
  id: string,
  graceOver: Day[] | null,
  dueOn: Day | null,
  instalmentsPast: Day[] | null,
];

/** All dated sources of one member's standing, as app.standing_sources gives them. */
export interface Sources {
  member_id: number;
  marks: string[];
  checking: boolean;
  memberships: [from: Day, until: Day | null, category: string][] | null;
  suspensions: Interval[] | null;
  dues: Owed[] | null;
  payments: [received: Day, reversed: Day | null][] | null;
  reliefs: Relief[] | null;
  reports: [ended: Day, held: Day, reported: Day | null][] | null;
  documents: [kind: string, from: Day | null, until: Day | null][] | null;
  notices: Day[] | null;
  exceptions: [from: Day, until: Day, body: string][] | null;
}

/** A fact as the engine takes it. */
export interface Fact {
  value: unknown;
  source: string;
  lastDeclared?: unknown;
  set?: unknown;
}

export type Facts = Record<string, Fact>;

const holds = (day: Day, [from, until]: readonly [Day | null, Day | null, ...unknown[]]) =>
  (from === null || from <= day) && (until === null || until > day);

/** Each name is a fact of the member on the day, or undefined where there is none. */
const READ: Record<string, (of: Sources, day: Day, currency: string) => Fact | undefined> = {
  category: (of, day) => fact(of.memberships?.find((one) => holds(day, one))?.[2], 'register'),
  joined_on: (of) => fact(of.memberships?.[0]?.[0], 'register'),
  year: (_of, day) => fact(Number(day.slice(0, 4)), 'asked'),
  suspended: (of, day) =>
    fact(
      (of.suspensions ?? []).some((one) => holds(day, one)),
      'suspensions',
    ),
  years_unpaid: (of, day) => fact(yearsOf(overdue(of, day)).length, 'dues_ledger'),
  overdue_since: (of, day) => fact(oldest(overdue(of, day)), 'dues_ledger'),
  amount_overdue: (of, day, currency) => fact(amountIn(currency, openAmounts(of, day)), 'dues_ledger'),
  amounts_overdue: (of, day) => fact(amountsBy(openAmounts(of, day)), 'dues_ledger'),
  years_in_arrears: (of, day) => fact(yearsOf(overdue(of, day)).length, 'dues_ledger'),
  asked_since: (of, day) => fact(askedSince(of, day), 'dues_ledger'),
  years_paid: (of, day) => fact(paidYears(of, day), 'dues_ledger'),
  last_paid_on: (of, day) => fact(lastPaid(of, day), 'dues_ledger'),
  relief_kinds: (of, day) => fact([...new Set(inForce(of, day).map(([kind]) => kind))].sort(), 'reliefs'),
  relief_in_force: (of, day) => fact(inForce(of, day).length > 0, 'reliefs'),
  plans_agreed: (of, day) =>
    fact(
      inForce(of, day).some(([kind]) => kind === 'plan'),
      'reliefs',
    ),
  reports_open: (of, day) => fact(openReports(of, day).length, 'reports'),
  report_open_since: (of, day) => fact(openReports(of, day)[0]?.[0], 'reports'),
  documents: (of, day) =>
    fact(
      [
        ...new Set((of.documents ?? []).filter(([, ...days]) => holds(day, days)).map(([kind]) => kind)),
      ].sort(),
      'documents',
    ),
  documents_lapsed: (of, day) => fact(lapsed(of, day), 'documents'),
  formal_notice_on: (of, day) =>
    fact(
      (of.notices ?? []).findLast((one) => one <= day),
      'reminders',
    ),
  excepted: (of, day) =>
    fact(
      (of.exceptions ?? []).some((one) => holds(day, one)),
      'exceptions',
    ),
  excepted_by: (of, day) => fact((of.exceptions ?? []).find((one) => holds(day, one))?.[2], 'exceptions'),
};

/** What relief changes, and is asked of the database day by day where there is any. */
export const HEEDING_RELIEF: ReadonlySet<string> = new Set([
  'years_unpaid',
  'overdue_since',
  'amount_overdue',
  'amounts_overdue',
  'plans_kept',
]);

/** Facts that follow from the sources alone; any other is on record elsewhere and asked by day. */
export const isFromSources = (name: string) => Object.hasOwn(READ, name) || BESIDE.has(name);

/** Known of relief alone, and of the day that is asked about. */
const BESIDE: ReadonlySet<string> = new Set(['plans_kept', DAYS_OVERDUE]);

/** The facts of a member on a day, those asked for, amounts in the currency. Null on days on which it is no member. */
export function factsOn(of: Sources, day: Day, asked: readonly string[], currency: string): Facts | null {
  if (!of.memberships?.some((one) => holds(day, one))) return null;
  const facts: Facts = {};
  for (const name of asked) {
    const found = READ[name]?.(of, day, currency);
    if (found) facts[name] = found;
  }
  return facts;
}

/** Every day on which a fact of the member may change, in order; those to come too. */
export function turningDays(of: Sources): Day[] {
  const days = [
    ...intervals(of.memberships),
    ...intervals(of.suspensions),
    ...intervals(of.exceptions),
    ...(of.dues ?? []).flatMap(([, due, issued, , open]) => [
      dayAfter(due),
      issued,
      ...(open ?? []).map(([day]) => day),
    ]),
    ...(of.payments ?? []).flat(),
    ...(of.reliefs ?? []).flatMap(([, granted, expired, revoked, , grace, due, past]) => [
      granted,
      expired,
      revoked,
      due && dayAfter(due),
      ...(grace ?? []),
      ...(past ?? []),
    ]),
    ...(of.reports ?? []).flat(),
    ...(of.documents ?? []).flatMap(([, from, until]) => [from, until]),
    ...(of.notices ?? []),
  ];
  return inOrder(days);
}

/** Days in order, each once. */
export function inOrder(days: readonly (Day | null)[]): Day[] {
  return [...new Set(days.filter((day) => day !== null))].sort();
}

/** Whether a relief concerns the member's dues: what is overdue then is not plain from the days alone. */
export const hasRelief = (of: Sources) =>
  (of.reliefs ?? []).length > 0 || (of.dues ?? []).some(([, , , covered]) => covered);

export function dayAfter(day: Day, days = 1): Day {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + days);
  return next.toISOString().slice(0, 10);
}

function fact(value: unknown, source: string): Fact | undefined {
  return value === undefined || value === null ? undefined : { value, source };
}

const intervals = (rows: readonly (readonly [Day, Day | null, ...unknown[]])[] | null) =>
  (rows ?? []).flatMap(([from, until]) => [from, until] as (Day | null)[]);

/** Dues that are open after their day on the day: before any relief is heeded. */
function overdue(of: Sources, day: Day): Owed[] {
  return (of.dues ?? []).filter(([, due, issued, , days]) => due < day && issued <= day && isOpen(days, day));
}

function isOpen(days: Owed[4], day: Day): boolean {
  return openOn(days, day) > 0n;
}

const openOn = (days: Owed[4], day: Day) => BigInt(days?.findLast(([from]) => from <= day)?.[1] ?? 0);

/** What is overdue on the day, each of the dues by itself. */
const openAmounts = (of: Sources, day: Day): Overdue[] =>
  overdue(of, day).map(([, , , , days, currency]) => ({ currency, amount: openOn(days, day) }));

const yearsOf = (owed: readonly Owed[]) => [...new Set(owed.map(([year]) => year))];
const oldest = (owed: readonly Owed[]) => owed.map(([, due]) => due).sort()[0];

/** The day on which the oldest dues that are open on the day were asked for. */
const askedSince = (of: Sources, day: Day) =>
  (of.dues ?? [])
    .filter(([, , issued, , days]) => issued <= day && isOpen(days, day))
    .map(([, , issued]) => issued)
    .sort()[0];

/** Years for which something was asked by the day and nothing of it is open. */
function paidYears(of: Sources, day: Day): number[] {
  const asked = (of.dues ?? []).filter(([, , issued]) => issued <= day);
  const open = new Set(asked.filter(([, , , , days]) => isOpen(days, day)).map(([year]) => year));
  return yearsOf(asked).filter((year) => !open.has(year));
}

function lastPaid(of: Sources, day: Day): Day | undefined {
  const standing = (of.payments ?? []).filter(
    ([received, reversed]) => received <= day && (reversed === null || reversed > day),
  );
  return standing
    .map(([received]) => received)
    .sort()
    .at(-1);
}

const inForce = (of: Sources, day: Day) =>
  (of.reliefs ?? []).filter(
    ([, granted, expired, revoked]) => granted <= day && day < expired && (revoked === null || revoked > day),
  );

/** Kinds of document that were valid once and of which none is valid on the day. */
function lapsed(of: Sources, day: Day): string[] {
  const had = (of.documents ?? []).filter(([, , until]) => until !== null && until <= day);
  const has = new Set((of.documents ?? []).filter(([, ...days]) => holds(day, days)).map(([kind]) => kind));
  return [...new Set(had.map(([kind]) => kind))].filter((kind) => !has.has(kind)).sort();
}

/** Activities held and over by the day, of which no report was filed by then; the oldest first. */
const openReports = (of: Sources, day: Day) =>
  (of.reports ?? []).filter(
    ([ended, held, reported]) => ended <= day && held <= day && (reported === null || reported > day),
  );
