/** Reads values as what a rule needs, or refuses them by name. */

import { Exact, ROUNDING_MODES, type RoundingMode, total } from './exact.ts';
import { RuleError } from './faults.ts';
import { quoted } from './given.ts';
import type { NumberType, Type } from './types.ts';
import { Day, describe, isList, isRecord, type Rec, type Value } from './values.ts';

export function number(value: Value | undefined): Exact {
  if (value instanceof Exact) return value;
  throw new RuleError('not_a_number', `${describe(value ?? null)} is not a number`);
}

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
    throw new RuleError('unknown_rounding', `${describe(value)} is not one of ${quoted(ROUNDING_MODES)}`);
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

export function sumOf(values: readonly Value[]): Exact {
  return total(values.map(number));
}

/** Refuses what is not a record. */
export function recordIn(value: Value | undefined): Rec {
  if (value !== undefined && isRecord(value)) return value;
  throw new RuleError('not_a_record', `${describe(value ?? null)} is not a record`);
}
