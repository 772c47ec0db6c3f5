/** The one comparison behind quorum and majority: a part against a ratio of a base, with the comparator explicit. */
import { z } from 'zod';
import { Exact, exactFromText, maxOf, ONE, type RoundingMode } from '../exact.ts';
import { exactNumber, expression } from '../expr.ts';

export const thresholdShape = {
  /** `1/2`, `2/3`, `0.4`; exact. */
  ratio: exactNumber.optional(),
  comparator: z.enum(['>=', '>']).default('>'),
  /** Rounds ratio × base before comparing; without it the comparison is exact. */
  rounding: z.enum(['up', 'down', 'nearest']).optional(),
  /** And never fewer than this. */
  atLeast: expression('number').optional(),
} as const;

export interface Threshold {
  ratio?: Exact | undefined;
  comparator: '>=' | '>';
  rounding?: 'up' | 'down' | 'nearest' | undefined;
}

const MODES: Readonly<Record<'up' | 'down' | 'nearest', RoundingMode>> = {
  up: 'ceil',
  down: 'floor',
  nearest: 'half_up',
};
const HALF = exactFromText('1/2') as Exact;

/** Whether `part` reaches the threshold of `base`, and the smallest whole number that would. */
export function reaches(
  part: Exact,
  base: Exact,
  rule: Threshold,
  atLeast?: Exact,
): { met: boolean; needed: Exact } {
  const share = base.mul(rule.ratio ?? (atLeast ? Exact.of(0) : HALF));
  const bound = rule.rounding ? share.round(ONE, MODES[rule.rounding]) : share;
  const onlyFloor = rule.ratio === undefined && atLeast !== undefined;
  const strict = rule.comparator === '>' && !onlyFloor;
  const met = strict ? part.cmp(bound) > 0 : part.cmp(bound) >= 0;
  const needed = strict ? bound.floor().add(ONE) : bound.ceil();
  if (!atLeast) return { met, needed };
  return { met: met && part.cmp(atLeast) >= 0, needed: maxOf(needed, atLeast.ceil()) };
}
