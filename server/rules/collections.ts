/** Functions of lists and records. */
import { Exact } from './exact.ts';
import { RuleError } from './faults.ts';
import { MANY, type PlainFunctions } from './plain.ts';
import { items, itemType, recordIn, small } from './readers.ts';
import { BOOLEAN, LIST, NUMBER, RECORD, TEXT, type Type, widen } from './types.ts';
import { keyOf, sameValue, type Value } from './values.ts';

export const collections: PlainFunctions = {
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
  position: {
    params: ['list', 'any'],
    min: 2,
    max: 2,
    result: () => NUMBER,
    apply: ([xs, x]) => {
      const at = items(xs).findIndex((item) => sameValue(item, x as Value));
      return at < 0 ? null : Exact.of(at + 1);
    },
  },
  flatten: {
    params: ['list'],
    min: 1,
    max: 1,
    result: ([xs]) => itemType(xs),
    apply: ([xs]) => items(xs).flatMap((x) => items(x)),
  },
  entries: {
    params: ['record'],
    min: 1,
    max: 1,
    result: () => ({
      k: 'list',
      item: {
        k: 'record',
        fields: new Map<string, Type>([
          ['key', TEXT],
          ['value', { k: 'any' }],
        ]),
      },
    }),
    apply: ([r]) =>
      [...recordIn(r)].map(
        ([key, value]) =>
          new Map<string, Value>([
            ['key', key],
            ['value', value],
          ]),
      ),
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
    result: () => ({ k: 'list', item: NUMBER }),
    apply: ([a, b]) => rangeList(small(a, -100_000, 100_000), small(b, -100_000, 100_000)),
  },
  record: { params: ['any'], min: 2, max: MANY, result: () => RECORD, apply: (args) => recordOf(args) },
  keys: {
    params: ['record'],
    min: 1,
    max: 1,
    result: () => ({ k: 'list', item: TEXT }),
    apply: ([r]) => [...recordIn(r).keys()],
  },
  values: {
    params: ['record'],
    min: 1,
    max: 1,
    result: () => LIST,
    apply: ([r]) => [...recordIn(r).values()],
  },
};

function rangeList(from: number, to: number): Value {
  if (to - from >= 10_000) throw new RuleError('out_of_bounds', 'a range has at most 10 000 numbers');
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
