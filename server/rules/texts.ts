/** Functions of texts, and of values that may be none. */
import { RuleError } from './faults.ts';
import { MANY, type PlainFunctions } from './plain.ts';
import { number, small } from './readers.ts';
import { BOOLEAN, TEXT, type Type, widen } from './types.ts';
import { keyOf, sameValue, type Value } from './values.ts';

export const texts: PlainFunctions = {
  decimal: {
    params: ['number', 'number'],
    min: 2,
    max: 2,
    result: () => TEXT,
    apply: ([x, places]) => number(x).toDecimal(small(places, 0, 30)),
  },
  fraction: {
    params: ['number'],
    min: 1,
    max: 1,
    result: () => TEXT,
    apply: ([x]) => (number(x).isInteger() ? number(x).toText() : `${number(x).n}/${number(x).d}`),
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

function shortText(text: string): string {
  if (text.length > 10_000) throw new RuleError('text_too_long', 'a text has at most 10 000 characters');
  return text;
}
