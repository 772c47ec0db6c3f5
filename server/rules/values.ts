/** The values that rules compute with, and their JSON forms. */
import { Exact } from './exact.ts';
import { RuleError } from './faults.ts';

/** A calendar day as a serial number: no clock, no time zone. */
export class Day {
  readonly serial: number;

  constructor(serial: number) {
    this.serial = serial;
  }

  toText(): string {
    return new Date(this.serial * DAY_MS).toISOString().slice(0, 10);
  }

  get year(): number {
    return new Date(this.serial * DAY_MS).getUTCFullYear();
  }

  get month(): number {
    return new Date(this.serial * DAY_MS).getUTCMonth() + 1;
  }

  get date(): number {
    return new Date(this.serial * DAY_MS).getUTCDate();
  }
}

const DAY_MS = 86_400_000;

export type Value = Exact | string | boolean | null | Day | readonly Value[] | Rec;
export type Rec = ReadonlyMap<string, Value>;

/** What {@link toJson} gives: numbers as exact text (`"630"`, `"0.15"`, `"1/3"`), days as `YYYY-MM-DD`. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export function toJson(value: Value): Json {
  if (value instanceof Exact || value instanceof Day) return value.toText();
  if (isList(value)) return value.map(toJson);
  if (isRecord(value)) return Object.fromEntries([...value].map(([key, item]) => [key, toJson(item)]));
  return value;
}

/** Whole minor units of a money result (cents for exponent 2). Throws where the amount was not rounded to them. */
export function minorUnits(value: Value, exponent = 2): bigint {
  if (!(value instanceof Exact)) throw new RuleError('not_a_number', `${describe(value)} is not an amount`);
  const units = value.mul(Exact.of(10n ** BigInt(exponent)));
  if (!units.isInteger()) {
    throw new RuleError('not_whole_minor_units', `${value.toText()} is not a whole number of minor units`);
  }
  return units.n;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isRecord(value: Value): value is Rec {
  return value instanceof Map;
}

export function sameValue(a: Value, b: Value): boolean {
  if (a instanceof Exact) return b instanceof Exact && a.eq(b);
  if (a instanceof Day) return b instanceof Day && a.serial === b.serial;
  if (isList(a))
    return isList(b) && a.length === b.length && a.every((item, i) => sameValue(item, b[i] as Value));
  if (isRecord(a)) {
    return (
      isRecord(b) &&
      a.size === b.size &&
      [...a].every(([key, item]) => b.has(key) && sameValue(item, b.get(key) as Value))
    );
  }
  return a === b;
}

/** Key under which equal values meet, for tables and `unique`. */
export function keyOf(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof Exact || value instanceof Day) return value.toText();
  return typeof value === 'boolean' ? String(value) : JSON.stringify(toJson(value));
}

export function describe(value: Value): string {
  if (typeof value === 'string') return `the text '${value.slice(0, 60)}'`;
  if (value === null) return 'nothing';
  if (isList(value)) return 'a list';
  if (isRecord(value)) return 'a record';
  return `${typeof value === 'boolean' ? value : value.toText()}`;
}

/** Null when the text is not a day that exists. */
export function dayFromText(text: string): Day | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return match ? dayOf(Number(match[1]), Number(match[2]), Number(match[3])) : null;
}

export function dayOf(year: number, month: number, date: number): Day | null {
  if (year < 1 || year > 9999) return null;
  const time = new Date(0);
  time.setUTCFullYear(year, month - 1, date);
  // A date beyond the month's days, or no month at all, falls in another month.
  return time.getUTCMonth() === month - 1 ? new Day(time.getTime() / DAY_MS) : null;
}

/** The same date some months on; the last day of a shorter month where the date does not exist. */
export function addMonths(day: Day, months: number): Day {
  const count = day.year * 12 + day.month - 1 + months;
  const [year, month] = [Math.floor(count / 12), (count % 12) + 1];
  for (let date = day.date; date > 27; date -= 1) {
    const found = dayOf(year, month, date);
    if (found) return found;
  }
  const found = dayOf(year, month, day.date);
  if (!found) throw new RuleError('date_out_of_bounds', 'a date falls outside the years 1 to 9999');
  return found;
}

/** Full months from one day to another; negative when the second is earlier. */
export function monthsBetween(from: Day, to: Day): number {
  if (to.serial < from.serial) return -monthsBetween(to, from);
  const months = (to.year - from.year) * 12 + to.month - from.month;
  return addMonths(from, months).serial > to.serial ? months - 1 : months;
}
