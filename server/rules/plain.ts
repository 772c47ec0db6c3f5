/** A plain function of the expression language: its arguments are computed first. */
import type { Kind, Type } from './types.ts';
import type { Value } from './values.ts';

export interface PlainFunction {
  /** Kinds of the arguments; the last repeats up to `max`. */
  readonly params: readonly Kind[];
  readonly min: number;
  readonly max: number;
  readonly result: (args: readonly Type[]) => Type;
  readonly apply: (args: readonly Value[]) => Value;
}

export type PlainFunctions = Readonly<Record<string, PlainFunction>>;

/** Arguments at most, where a function takes any number. */
export const MANY = 100;
