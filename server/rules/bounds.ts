/** Where a result stands at a cap or a floor: read from the steps that were computed, whatever the rule is. */
import type { Step } from './compile.ts';
import { Exact } from './exact.ts';
import { type Node, printExpression } from './expression.ts';
import type { Outcome } from './run.ts';
import type { Value } from './values.ts';

/** A bound that decided a result. */
export interface Bound {
  readonly kind: 'cap' | 'floor';
  /** The bound, as an exact number in text. */
  readonly at: string;
  /** Number of the article in which it stands, and its expression. */
  readonly article: string;
  readonly expression: string;
}

/** An argument of a call: its value, and the step behind it; a number that stands in the rule has none. */
interface Argument {
  readonly value: Value;
  readonly step: Step | null;
}

/** Steps of the article by their names: a name in an expression leads back to how it was computed. */
type Named = ReadonlyMap<string, Step>;

/**
 * Every bound that decided a part of the result: a `clamp` at one of its ends, a `max` where a fixed amount is more than
 * what was computed, a `min` where it is less. Fixed is what follows from no number among the facts.
 */
export function boundsReached(outcome: Outcome): Bound[] {
  const found = new Map<string, Bound>();
  const visited = new Set<Outcome>();
  const enter = (of: Outcome) => {
    if (visited.has(of)) return;
    visited.add(of);
    const named: Named = new Map(of.steps.flatMap((step) => (step.label ? [[step.label, step]] : [])));
    const visit = (step: Step) => {
      const bound = boundOf(step, named);
      if (bound) {
        const one = { ...bound, article: of.article.no, expression: printExpression(step.node) };
        found.set(`${one.kind} ${one.article} ${one.expression}`, one);
      }
      for (const inner of step.steps) visit(inner);
      if (step.outcome) enter(step.outcome);
    };
    for (const step of of.steps) visit(step);
  };
  enter(outcome);
  return [...found.values()];
}

function boundOf(step: Step, named: Named): Pick<Bound, 'kind' | 'at'> | null {
  const { node } = step;
  if (node.kind !== 'call' || !['min', 'max', 'clamp'].includes(node.name)) return null;
  const args = argumentsOf(node, step);
  if (!args?.every(({ value }) => value instanceof Exact)) return null;
  return node.name === 'clamp' ? clamped(args) : fixedWinner(node.name, args, named);
}

/** Arguments with their steps; null where they do not answer to each other one to one. */
function argumentsOf(node: Node & { kind: 'call' }, step: Step): Argument[] | null {
  // A labelled step holds the call itself as its only part.
  const parts = step.steps.length === 1 && step.steps[0]?.node === node ? step.steps[0].steps : step.steps;
  if (node.args.filter((arg) => arg.kind !== 'value').length !== parts.length) return null;
  let next = 0;
  return node.args.map((arg) => {
    if (arg.kind === 'value') return { value: arg.value, step: null };
    const part = parts[next++] as Step;
    return { value: part.value, step: part };
  });
}

function clamped(args: Argument[]): Pick<Bound, 'kind' | 'at'> | null {
  const [x, low, high] = args.map(({ value }) => value as Exact);
  if (!x || !low || !high) return null;
  if (x.cmp(high) > 0) return { kind: 'cap', at: high.toText() };
  return x.cmp(low) < 0 ? { kind: 'floor', at: low.toText() } : null;
}

function fixedWinner(name: string, args: Argument[], named: Named): Pick<Bound, 'kind' | 'at'> | null {
  const sign = name === 'min' ? -1 : 1;
  const best = args.reduce((one, other) => (cmp(other, one) * sign > 0 ? other : one));
  const rest = args.filter((one) => one !== best && cmp(one, best) !== 0);
  if (!isFixed(best, named) || !rest.some((one) => !isFixed(one, named))) return null;
  return { kind: name === 'min' ? 'cap' : 'floor', at: (best.value as Exact).toText() };
}

const cmp = (one: Argument, other: Argument) => (one.value as Exact).cmp(other.value as Exact);

function isFixed(argument: Argument, named: Named): boolean {
  return argument.step === null || !readsNumber(argument.step, named, new Set());
}

/** Whether a number among the facts, or an element of a list, went into the step. */
function readsNumber(step: Step, named: Named, seen: Set<Step>): boolean {
  if (seen.has(step)) return false;
  seen.add(step);
  if (step.reading) return step.value instanceof Exact;
  if (step.outcome) {
    const inner: Named = new Map(step.outcome.steps.flatMap((one) => (one.label ? [[one.label, one]] : [])));
    return step.outcome.steps.some((one) => readsNumber(one, inner, seen));
  }
  if (step.node.kind === 'name' && step.steps.length === 0) {
    const origin = named.get(step.node.name);
    return origin ? readsNumber(origin, named, seen) : step.value instanceof Exact;
  }
  return step.steps.some((inner) => readsNumber(inner, named, seen));
}
