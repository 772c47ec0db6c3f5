/** What a structured rule reads in any case: looked at only where one of its facts was refused, to name the others too. */
import type { BlockEnv } from './block.ts';
import { Expr } from './expr.ts';
import { RuleError, together } from './faults.ts';

/** Parts that are computed in some cases only. */
const AT_TIMES: ReadonlySet<string> = new Set([
  'attributes',
  'otherwise',
  'effects',
  'casting',
  'lapsed',
  'default',
  'lowering',
]);

export function certainReadings(rule: object, env: BlockEnv): Generator<() => unknown> {
  return readings(rule, rule as Record<string, unknown>, env);
}

function* readings(part: unknown, rule: Record<string, unknown>, env: BlockEnv): Generator<() => unknown> {
  if (part instanceof Expr) yield () => read(part, rule, env);
  else if (typeof part === 'object' && part !== null) {
    const { when, ...rest } = part as Record<string, unknown>;
    if (when instanceof Expr) {
      yield () => read(when, rule, env);
      if (!holds(when, env)) return;
    }
    for (const [name, inner] of Object.entries(rest))
      if (!AT_TIMES.has(name)) yield* readings(inner, rule, env);
  }
}

function read(expr: Expr, rule: Record<string, unknown>, env: BlockEnv): unknown {
  const list = expr.place.each === undefined ? undefined : rule[expr.place.each];
  if (!(list instanceof Expr)) return env.value(expr, '');
  return together(env.list(list, ''), (element) => env.value(expr, '', element));
}

function holds(condition: Expr, env: BlockEnv): boolean {
  try {
    return condition.place.each === undefined && env.truth(condition, '');
  } catch (error) {
    if (error instanceof RuleError) return false;
    throw error;
  }
}
