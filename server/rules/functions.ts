/** The closed list of plain functions: their arguments are computed first. Forms that choose what to compute are in forms.ts. */
import { Exact, HUNDRED, maxOf, minOf, ONE, ROUNDING_MODES, type RoundingMode, total } from './exact.ts';
import { RuleError } from './faults.ts';
import {
  BOOLEAN,
  COUNT,
  DATE,
  type Kind,
  LIST,
  NUMBER,
  type NumberType,
  RECORD,
  TEXT,
  type Type,
  widen,
} from './types.ts';
import {
  addMonths,
  Day,
  dayFromText,
  dayOf,
  describe,
  isList,
  isRecord,
  keyOf,
  monthsBetween,
  sameValue,
  type Value,
} from './values.ts';

export interface PlainFunction {
  /** Kinds of the arguments; the last repeats up to `max`. */
  readonly params: readonly Kind[];
  readonly min: number;
  readonly max: number;
  readonly result: (args: readonly Type[]) => Type;
  readonly apply: (args: readonly Value[]) => Value;
}

const MANY = 100;

const arithmetic: Record<string, PlainFunction> = {
  abs: numeric(
    ['number'],
    (x) => x.abs(),
    ([x]) => ({ k: 'number', unit: unitOf(x), min: Exact.of(0), whole: wholeOf(x) }),
  ),
  floor: numeric(
    ['number'],
    (x) => x.floor(),
    ([x]) => ({
      k: 'number',
      unit: unitOf(x),
      whole: true,
      min: rangeOf(x).min?.floor(),
      max: rangeOf(x).max,
    }),
  ),
  ceil: numeric(
    ['number'],
    (x) => x.ceil(),
    ([x]) => ({
      k: 'number',
      unit: unitOf(x),
      whole: true,
      min: rangeOf(x).min,
      max: rangeOf(x).max?.ceil(),
    }),
  ),
  percent: numeric(
    ['number'],
    (x) => x.div(HUNDRED),
    () => NUMBER,
  ),
  quotient: numeric(
    ['number', 'number'],
    (x, y) => x.div(y).floor(),
    () => ({ k: 'number', whole: true }),
  ),
  mod: numeric(
    ['number', 'number'],
    (x, y) => x.sub(x.div(y).floor().mul(y)),
    ([x]) => ({ k: 'number', unit: unitOf(x) }),
  ),
  pow: numeric(
    ['number', 'number'],
    (x, y) => x.pow(Number(y.toText())),
    () => NUMBER,
  ),
  '^': numeric(
    ['number', 'number'],
    (x, y) => x.pow(Number(y.toText())),
    () => NUMBER,
  ),
  clamp: numeric(
    ['number', 'number', 'number'],
    (x, low, high) => minOf(maxOf(x, low), high),
    ([x, low, high]) => ({
      k: 'number',
      unit: unitOf(x) ?? unitOf(low) ?? unitOf(high),
      min: rangeOf(low).min,
      max: rangeOf(high).max,
      whole: wholeOf(x) && wholeOf(low) && wholeOf(high),
    }),
  ),
  ratio: {
    params: ['number', 'number', 'any'],
    min: 3,
    max: 3,
    result: () => NUMBER,
    apply: ([x, y, fallback]) => (number(y).isZero() ? (fallback as Value) : number(x).div(number(y))),
  },
  min: {
    params: ['any'],
    min: 1,
    max: MANY,
    result: extreme,
    apply: (args) => numbersOf(args, 'min').reduce(minOf),
  },
  max: {
    params: ['any'],
    min: 1,
    max: MANY,
    result: extremeHigh,
    apply: (args) => numbersOf(args, 'max').reduce(maxOf),
  },
  round: {
    params: ['number', 'number', 'text'],
    min: 2,
    max: 3,
    result: ([x]) => ({ k: 'number', unit: unitOf(x), min: rangeOf(x).min?.floor() }),
    apply: ([x, quantum, mode]) => number(x).round(number(quantum), roundingMode(mode ?? 'half_up')),
  },
  truncate: {
    params: ['number', 'number'],
    min: 2,
    max: 2,
    result: ([x]) => ({ k: 'number', unit: unitOf(x) }),
    apply: ([x, quantum]) => number(x).round(number(quantum), 'down'),
  },
};

const texts: Record<string, PlainFunction> = {
  decimal: {
    params: ['number', 'number'],
    min: 2,
    max: 2,
    result: () => TEXT,
    apply: ([x, places]) => number(x).toDecimal(small(places, 0, 30)),
  },
  text: { params: ['any'], min: 1, max: 1, result: () => TEXT, apply: ([x]) => keyOf(x as Value) },
  join: {
    params: ['any'],
    min: 1,
    max: MANY,
    result: () => TEXT,
    apply: (args) => shortText(args.map((x) => keyOf(x)).join('')),
  },
  is_none: { params: ['any'], min: 1, max: 1, result: () => BOOLEAN, apply: ([x]) => x === null },
  otherwise: {
    params: ['any', 'any'],
    min: 2,
    max: 2,
    result: ([x, y]) => widen(x as Type, y as Type),
    apply: ([x, y]) => (x === null ? (y as Value) : (x as Value)),
  },
  one_of: {
    params: ['any'],
    min: 2,
    max: MANY,
    result: () => BOOLEAN,
    apply: ([x, ...options]) => options.some((option) => sameValue(x as Value, option)),
  },
  agreed: {
    params: ['any'],
    min: 2,
    max: MANY,
    result: ([x]) => x as Type,
    apply: ([x, ...others]) => (others.every((other) => sameValue(x as Value, other)) ? (x as Value) : null),
  },
};

const dates: Record<string, PlainFunction> = {
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
    result: () => ({ k: 'number', whole: true }),
    apply: ([a, b]) => Exact.of(day(b).serial - day(a).serial),
  },
  months_between: {
    params: ['date'],
    min: 2,
    max: 2,
    result: () => ({ k: 'number', whole: true }),
    apply: ([a, b]) => Exact.of(monthsBetween(day(a), day(b))),
  },
  years_between: {
    params: ['date'],
    min: 2,
    max: 2,
    result: () => ({ k: 'number', whole: true }),
    apply: ([a, b]) => Exact.of(Math.trunc(monthsBetween(day(a), day(b)) / 12)),
  },
  add_days: {
    params: ['date', 'number'],
    min: 2,
    max: 2,
    result: () => DATE,
    apply: ([a, n]) => new Day(day(a).serial + small(n, -400_000, 400_000)),
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
    result: () => ({ k: 'number', min: Exact.of(365), max: Exact.of(366), whole: true }),
    apply: ([y]) => Exact.of(daysInYear(small(y, 1, 9998))),
  },
};

const lists: Record<string, PlainFunction> = {
  list: {
    params: ['any'],
    min: 0,
    max: MANY,
    result: (args) => ({ k: 'list', item: args.length > 0 ? args.reduce(widen) : { k: 'any' } }),
    apply: (args) => args,
  },
  contains: {
    params: ['list', 'any'],
    min: 2,
    max: 2,
    result: () => BOOLEAN,
    apply: ([xs, x]) => items(xs).some((item) => sameValue(item, x as Value)),
  },
  item: {
    params: ['list', 'number'],
    min: 2,
    max: 2,
    result: ([xs]) => itemType(xs),
    apply: ([xs, i]) => items(xs)[small(i, 1, 1_000_000) - 1] ?? null,
  },
  unique: {
    params: ['list'],
    min: 1,
    max: 1,
    result: ([xs]) => xs as Type,
    apply: ([xs]) => [...new Map(items(xs).map((x) => [keyOf(x), x])).values()],
  },
  take: {
    params: ['list', 'number'],
    min: 2,
    max: 2,
    result: ([xs]) => xs as Type,
    apply: ([xs, n]) => items(xs).slice(0, small(n, 0, 1_000_000)),
  },
  append: {
    params: ['list', 'list'],
    min: 2,
    max: 2,
    result: ([xs, ys]) => widen(xs as Type, ys as Type),
    apply: ([xs, ys]) => [...items(xs), ...items(ys)],
  },
  range: {
    params: ['number'],
    min: 2,
    max: 2,
    result: () => ({ k: 'list', item: { k: 'number', whole: true } }),
    apply: ([a, b]) => rangeList(small(a, -100_000, 100_000), small(b, -100_000, 100_000)),
  },
  record: { params: ['any'], min: 2, max: MANY, result: () => RECORD, apply: (args) => recordOf(args) },
  keys: {
    params: ['record'],
    min: 1,
    max: 1,
    result: () => ({ k: 'list', item: TEXT }),
    apply: ([r]) => (isRecord(r as Value) ? [...(r as ReadonlyMap<string, Value>).keys()] : []),
  },
  values: {
    params: ['record'],
    min: 1,
    max: 1,
    result: () => LIST,
    apply: ([r]) => (isRecord(r as Value) ? [...(r as ReadonlyMap<string, Value>).values()] : []),
  },
};

export const FUNCTIONS: ReadonlyMap<string, PlainFunction> = new Map(
  Object.entries({ ...arithmetic, ...texts, ...dates, ...lists }),
);

export function number(value: Value | undefined): Exact {
  if (value instanceof Exact) return value;
  throw new RuleError('not_a_number', `${describe(value ?? null)} is not a number`);
}

/** A whole number within bounds, as a JavaScript number for counting only. */
export function small(value: Value | undefined, low: number, high: number): number {
  const exact = number(value);
  const counted = Number(exact.n);
  if (!exact.isInteger() || counted < low || counted > high) {
    throw new RuleError('out_of_bounds', `${exact.toText()} is not a whole number from ${low} to ${high}`);
  }
  return counted;
}

export function day(value: Value | undefined): Day {
  if (value instanceof Day) return value;
  throw new RuleError('not_a_date', `${describe(value ?? null)} is not a date`);
}

export function items(value: Value | undefined): readonly Value[] {
  if (value !== undefined && isList(value)) return value;
  throw new RuleError('not_a_list', `${describe(value ?? null)} is not a list`);
}

export function roundingMode(value: Value): RoundingMode {
  const mode = ROUNDING_MODES.find((known) => known === value);
  if (!mode)
    throw new RuleError('unknown_rounding', `${describe(value)} is not one of ${ROUNDING_MODES.join(', ')}`);
  return mode;
}

export function itemType(type: Type | undefined): Type {
  return type?.k === 'list' ? type.item : { k: 'any' };
}

export function unitOf(type: Type | undefined): NumberType['unit'] {
  return type?.k === 'number' ? type.unit : undefined;
}

export function rangeOf(type: Type | undefined): { min?: Exact | undefined; max?: Exact | undefined } {
  return type?.k === 'number' ? type : {};
}

function wholeOf(type: Type | undefined): boolean | undefined {
  return type?.k === 'number' ? type.whole : undefined;
}

function numeric(
  params: readonly Kind[],
  apply: (...args: [Exact, Exact, Exact]) => Exact,
  result: PlainFunction['result'],
): PlainFunction {
  return {
    params,
    min: params.length,
    max: params.length,
    result,
    apply: ([x, y, z]) =>
      apply(number(x), params.length > 1 ? number(y) : ONE, params.length > 2 ? number(z) : ONE),
  };
}

function extreme(args: readonly Type[]): Type {
  const type = args.map(flat).reduce(widen);
  if (type.k !== 'number') return NUMBER;
  const highs = args.map((arg) => rangeOf(arg).max).filter((x) => x !== undefined);
  return { ...type, max: highs.length > 0 ? highs.reduce(minOf) : undefined };
}

function extremeHigh(args: readonly Type[]): Type {
  const type = args.map(flat).reduce(widen);
  if (type.k !== 'number') return NUMBER;
  const lows = args.map((arg) => rangeOf(arg).min).filter((x) => x !== undefined);
  return { ...type, min: lows.length > 0 ? lows.reduce(maxOf) : undefined };
}

function flat(type: Type): Type {
  return type.k === 'list' ? type.item : type;
}

function numbersOf(args: readonly Value[], name: string): Exact[] {
  const numbers = args.flatMap((arg) => (isList(arg) ? arg : [arg])).map(number);
  if (numbers.length === 0) throw new RuleError('empty_list', `${name} of an empty list`);
  return numbers;
}

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
  if (!found) throw new RuleError('not_a_date', `${text} is not a day of the calendar`);
  return found;
}

function daysInYear(year: number): number {
  return (dayOf(year + 1, 1, 1) as Day).serial - (dayOf(year, 1, 1) as Day).serial;
}

function rangeList(from: number, to: number): Value {
  if (to - from > 10_000) throw new RuleError('out_of_bounds', 'a range has at most 10 000 numbers');
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => Exact.of(from + i));
}

function recordOf(args: readonly Value[]): Value {
  if (args.length % 2 === 1) throw new RuleError('record_pairs', 'record takes names and values in pairs');
  const pairs = Array.from(
    { length: args.length / 2 },
    (_, i) => [keyOf(args[2 * i] as Value), args[2 * i + 1] as Value] as const,
  );
  return new Map(pairs);
}

function shortText(text: string): string {
  if (text.length > 10_000) throw new RuleError('text_too_long', 'a text has at most 10 000 characters');
  return text;
}

/** Sum of numbers in a list, refusing anything else. */
export function sumOf(values: readonly Value[]): Exact {
  return total(values.map(number));
}
