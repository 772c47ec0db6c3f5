/** Functions of numbers. */
import { Exact, HUNDRED, maxOf, minOf, ONE } from './exact.ts';
import { RuleError } from './faults.ts';
import { MANY, type PlainFunction, type PlainFunctions } from './plain.ts';
import { number, rangeOf, roundingMode, small, unitOf } from './readers.ts';
import { COUNT, type Kind, NUMBER, type Type, widen } from './types.ts';
import { isList, type Value } from './values.ts';

export const arithmetic: PlainFunctions = {
  abs: numeric(
    ['number'],
    (x) => x.abs(),
    ([x]) => ({ k: 'number', unit: unitOf(x), min: Exact.of(0) }),
  ),
  floor: numeric(
    ['number'],
    (x) => x.floor(),
    ([x]) => ({
      k: 'number',
      unit: unitOf(x),
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
    () => NUMBER,
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
  floor_root: numeric(
    ['number', 'number'],
    (x, n) => floorRoot(x, small(n, 1, 20)),
    () => COUNT,
  ),
  clamp: numeric(
    ['number', 'number', 'number'],
    (x, low, high) => minOf(maxOf(x, low), high),
    ([x, low, high]) => ({
      k: 'number',
      unit: unitOf(x) ?? unitOf(low) ?? unitOf(high),
      min: rangeOf(low).min,
      max: rangeOf(high).max,
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
  const lows = args.map((arg) => rangeOf(arg).min).filter((x) => x !== undefined);
  return { ...(type.k === 'number' ? type : NUMBER), min: lows.length > 0 ? lows.reduce(maxOf) : undefined };
}

function flat(type: Type): Type {
  return type.k === 'list' ? type.item : type;
}

function numbersOf(args: readonly Value[], name: string): Exact[] {
  const numbers = args.flatMap((arg) => (isList(arg) ? arg : [arg])).map(number);
  if (numbers.length === 0) throw new RuleError('empty_list', `'${name}' of an empty list`);
  return numbers;
}

/** The highest whole number whose n-th power does not pass x. */
function floorRoot(x: Exact, n: number): Exact {
  if (x.n < 0n) throw new RuleError('out_of_bounds', 'a number below zero has no root');
  const whole = x.floor().n;
  let low = 0n;
  let high = 1n << BigInt(Math.ceil(whole.toString(2).length / n));
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (middle ** BigInt(n) <= whole) low = middle;
    else high = middle - 1n;
  }
  return Exact.of(low);
}
