/** What a structured rule (`{"use": …}`) is to the engine: a schema, a static check, and a computation. */
import type { z } from 'zod';
import { compile, gathered, NO_STEPS, type Scope, type Step, truth, within, withLocals } from './compile.ts';
import type { Exact } from './exact.ts';
import type { Expr } from './expr.ts';
import { RuleError } from './faults.ts';
import { items, number } from './readers.ts';
import type { Type } from './types.ts';
import { describe, keyOf, type Rec, type Value } from './values.ts';

export interface BlockResult {
  readonly value: Value;
  /** What `get(article, 'name')` gives. */
  readonly details?: Rec;
}

export interface Block<Config> {
  readonly schema: z.ZodType<Config> & z.core.$ZodTypeDiscriminable;
  readonly result: (config: Config) => Type;
  /** Types of the details, for the static check of `get`. */
  readonly details?: (config: Config) => Readonly<Record<string, Type>>;
  /** Faults beyond schema and expressions: a split that does not add up, for one. */
  readonly faults?: (config: Config) => readonly { code: string; place: string; reason: string }[];
  readonly run: (config: Config, env: BlockEnv) => BlockResult;
}

/** Computes the expressions of a structured rule and keeps their steps. */
export class BlockEnv {
  readonly scope: Scope;
  readonly steps: Step[];

  constructor(scope: Scope, steps: Step[]) {
    this.scope = scope;
    this.steps = steps;
  }

  value(expr: Expr, label: string, element?: Value, locals?: ReadonlyMap<string, Value>): Value {
    const node = expr.node;
    let scope = this.scope;
    if (locals) scope = { ...withLocals(scope.run, locals), outer: scope };
    if (element !== undefined) scope = within(scope, element);
    const from = this.steps.length;
    return gathered(node, compile(node)(scope, this.steps), this.steps, from, label);
  }

  number(expr: Expr, label: string, element?: Value, locals?: ReadonlyMap<string, Value>): Exact {
    return number(this.value(expr, label, element, locals));
  }

  truth(expr: Expr, label: string, element?: Value, locals?: ReadonlyMap<string, Value>): boolean {
    return truth(this.value(expr, label, element, locals));
  }

  text(expr: Expr, label: string, element?: Value, locals?: ReadonlyMap<string, Value>): string {
    const value = this.value(expr, label, element, locals);
    if (typeof value === 'string') return value;
    throw new RuleError('not_a_text', `'${label}': ${describe(value)} is not a text`);
  }

  list(expr: Expr, label: string): readonly Value[] {
    return items(this.value(expr, label));
  }

  /** A computed part that no expression stands for: needed votes, a share, a rounded remainder. */
  note(label: string, value: Value): void {
    this.steps.push({ node: { kind: 'value', value }, value, steps: NO_STEPS, label });
  }
}

export function record(entries: Readonly<Record<string, Value>>): Rec {
  return new Map(Object.entries(entries));
}

/** Keys of a list's elements; the same key twice is refused, so that nobody is counted twice. */
export function distinctKeys(env: BlockEnv, list: readonly Value[], key: Expr, label: string): string[] {
  const seen = new Set<string>();
  return list.map((element) => {
    const id = keyOf(env.value(key, label, element));
    if (seen.has(id)) throw new RuleError('counted_twice', `'${id}' stands twice in the list`);
    seen.add(id);
    return id;
  });
}

/** Small-to-large by key: results then do not depend on the order in which members are given. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
