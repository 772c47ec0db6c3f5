/** Functions of days of the calendar. */
import { Exact } from './exact.ts';
import { RuleError } from './faults.ts';
import type { PlainFunction, PlainFunctions } from './plain.ts';
import { day, small } from './readers.ts';
import { COUNT, DATE, NUMBER } from './types.ts';
import { addMonths, Day, dayFromText, dayOf, monthsBetween } from './values.ts';

export const dates: PlainFunctions = {
  date: {
    params: ['text'],
    min: 1,
    max: 1,
    result: () => DATE,
    apply: ([x]) => realDay(dayFromText(x as string), x as string),
  },
  date_of: {
    params: ['number'],
    min: 3,
    max: 3,
    result: () => DATE,
    apply: ([y, m, d]) => realDay(dayOf(small(y, 1, 9999), small(m, 1, 12), small(d, 1, 31)), 'that date'),
  },
  year: datePart((d) => d.year),
  month: datePart((d) => d.month),
  day: datePart((d) => d.date),
  days_between: {
    params: ['date'],
    min: 2,
    max: 2,
    result: () => NUMBER,
    apply: ([a, b]) => Exact.of(day(b).serial - day(a).serial),
  },
  months_between: {
    params: ['date'],
    min: 2,
    max: 2,
    result: () => NUMBER,
    apply: ([a, b]) => Exact.of(monthsBetween(day(a), day(b))),
  },
  years_between: {
    params: ['date'],
    min: 2,
    max: 2,
    result: () => NUMBER,
    apply: ([a, b]) => Exact.of(Math.trunc(monthsBetween(day(a), day(b)) / 12)),
  },
  add_days: {
    params: ['date', 'number'],
    min: 2,
    max: 2,
    result: () => DATE,
    apply: ([a, n]) => laterDay(day(a), small(n, -400_000, 400_000)),
  },
  add_months: {
    params: ['date', 'number'],
    min: 2,
    max: 2,
    result: () => DATE,
    apply: ([a, n]) => addMonths(day(a), small(n, -12_000, 12_000)),
  },
  add_years: {
    params: ['date', 'number'],
    min: 2,
    max: 2,
    result: () => DATE,
    apply: ([a, n]) => addMonths(day(a), 12 * small(n, -1000, 1000)),
  },
  days_in_year: {
    params: ['number'],
    min: 1,
    max: 1,
    result: () => ({ k: 'number', min: Exact.of(365), max: Exact.of(366) }),
    apply: ([y]) => Exact.of(daysInYear(small(y, 1, 9998))),
  },
};

function datePart(part: (day: Day) => number): PlainFunction {
  return {
    params: ['date'],
    min: 1,
    max: 1,
    result: () => ({ ...COUNT, min: Exact.of(1) }),
    apply: ([d]) => Exact.of(part(day(d))),
  };
}

function realDay(found: Day | null, text: string): Day {
  if (!found) throw new RuleError('not_a_date', `'${text}' is not a day of the calendar`);
  return found;
}

/** Days stay within the years 1 to 9999. */
function laterDay(from: Day, days: number): Day {
  const later = new Day(from.serial + days);
  if (later.serial < FIRST_DAY || later.serial > LAST_DAY)
    throw new RuleError('date_out_of_bounds', 'a date falls outside the years 1 to 9999');
  return later;
}

const FIRST_DAY = (dayOf(1, 1, 1) as Day).serial;
const LAST_DAY = (dayOf(9999, 12, 31) as Day).serial;

function daysInYear(year: number): number {
  return (dayOf(year + 1, 1, 1) as Day).serial - (dayOf(year, 1, 1) as Day).serial;
}
