/** The one comparison behind quorum and majority: a part against a ratio of a base, with the comparator explicit. */
import { z } from 'zod';
import type { BlockEnv } from '../block.ts';
import { Exact, maxOf, ONE, type RoundingMode, ZERO } from '../exact.ts';
import { type Expr, expression } from '../expr.ts';

export const thresholdShape = {
  /** `1/2`, `2/3`, `0.4`; exact. */
  ratio: expression('number').optional(),
  comparator: z.enum(['>=', '>']).default('>'),
  /** Rounds ratio × base before comparing; without it the comparison is exact. */
  rounding: z.enum(['up', 'down', 'nearest']).optional(),
  /** And never fewer than this. */
  atLeast: expression('number').optional(),
} as const;

const HALF = Exact.of(1, 2);

export interface Threshold {
  ratio?: Expr | undefined;
  comparator: '>=' | '>';
  rounding?: 'up' | 'down' | 'nearest' | undefined;
  atLeast?: Expr | undefined;
}

const MODES: Readonly<Record<'up' | 'down' | 'nearest', RoundingMode>> = {
  up: 'ceil',
  down: 'floor',
  nearest: 'half_up',
};

/** Computes the rule's ratio and floor, then compares. Without a ratio and without a floor it is one half. */
export function threshold(env: BlockEnv, part: Exact, base: Exact, rule: Threshold, place: string): Reached {
  const ratio = rule.ratio ? env.number(rule.ratio, `${place}.ratio`) : rule.atLeast ? null : HALF;
  const atLeast = rule.atLeast ? env.number(rule.atLeast, `${place}.atLeast`) : null;
  const reached = reaches(part, base, { ...rule, ratio }, atLeast);
  env.note(`${place}.needed`, reached.needed);
  return reached;
}

export interface Reached {
  readonly met: boolean;
  /** Smallest whole number that reaches the threshold. */
  readonly needed: Exact;
}

export function reaches(
  part: Exact,
  base: Exact,
  rule: { ratio: Exact | null; comparator: '>=' | '>'; rounding?: Threshold['rounding'] },
  atLeast: Exact | null,
): Reached {
  const floor = atLeast ?? ZERO;
  if (!rule.ratio) return { met: part.cmp(floor) >= 0, needed: floor.ceil() };
  const share = base.mul(rule.ratio);
  const bound = rule.rounding ? share.round(ONE, MODES[rule.rounding]) : share;
  const strict = rule.comparator === '>';
  const order = part.cmp(bound);
  const needed = strict ? bound.floor().add(ONE) : bound.ceil();
  return {
    met: (strict ? order > 0 : order >= 0) && part.cmp(floor) >= 0,
    needed: maxOf(needed, floor.ceil()),
  };
}
