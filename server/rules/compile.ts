/** Turns an expression's tree into a closure that computes the value and records every step for the trace. */
import type { Exact } from './exact.ts';
import { INFIX, type Node, printExpression } from './expression.ts';
import type { FactReading } from './facts.ts';
import { RuleError, together, withRest } from './faults.ts';
import { FORMS } from './forms.ts';
import { FUNCTIONS } from './functions.ts';
import { number } from './readers.ts';
import type { Outcome, Run } from './run.ts';
import { Day, describe, isRecord, sameValue, type Value } from './values.ts';

/** One computed step. Leaves are facts, other articles' results and named steps. */
export interface Step {
  readonly node: Node;
  readonly value: Value;
  readonly steps: readonly Step[];
  readonly reading?: FactReading;
  readonly outcome?: Outcome;
  /** Name of a step, cell, row or round, where it has one. */
  readonly label?: string;
}

export interface Scope {
  readonly run: Run;
  /** Element of a list being gone through; its fields hide facts of the same name. */
  readonly element: Value | undefined;
  readonly outer: Scope | null;
  readonly locals: ReadonlyMap<string, Value>;
}

export type Compiled = (scope: Scope, steps: Step[]) => Value;

export const NO_STEPS: readonly Step[] = Object.freeze([]);
export const NO_LOCALS: ReadonlyMap<string, Value> = new Map();

const compiled = new WeakMap<Node, Compiled>();

export function compile(node: Node): Compiled {
  const known = compiled.get(node);
  if (known) return known;
  const made = compileNode(node);
  compiled.set(node, made);
  return made;
}

function compileNode(node: Node): Compiled {
  if (node.kind === 'value') {
    const { value } = node;
    return () => value;
  }
  if (node.kind === 'name') return compileName(node, node.name);
  const form = FORMS.get(node.name);
  if (form) {
    checkArity(node, form);
    return compileForm(node, form.compile(node.args));
  }
  const binary = node.args.length === 2 ? BINARY.get(node.name) : undefined;
  if (binary) return compileBinary(node, binary);
  const plain = FUNCTIONS.get(node.name);
  if (plain) checkArity(node, plain);
  const unary = plain ?? UNARY.get(node.name);
  return compileCall(node, unary ? (values) => unary.apply(values) : null);
}

/** Expressions of a rulebook were checked when it was loaded; one that is only tried out was not. */
function checkArity(node: Node & { kind: 'call' }, known: { min: number; max: number }): void {
  if (node.args.length >= known.min && node.args.length <= known.max) return;
  throw new RuleError('arity', `'${node.name}' takes ${known.min} to ${known.max} arguments`);
}

/** Puts the steps taken since `from` under one step: an array of their exact number, where pushing would over-allocate. */
export function gathered(node: Node, value: Value, steps: Step[], from: number, label?: string): Value {
  const parts = from === steps.length ? NO_STEPS : steps.slice(from);
  for (let extra = steps.length - from; extra > 0; extra -= 1) steps.pop();
  steps.push(label === undefined ? { node, value, steps: parts } : { node, value, steps: parts, label });
  return value;
}

function compileForm(node: Node, inner: Compiled): Compiled {
  return (scope, steps) => {
    scope.run.spend();
    const from = steps.length;
    return gathered(node, inner(scope, steps), steps, from);
  };
}

function compileBinary(node: Node & { kind: 'call' }, apply: (a: Value, b: Value) => Value): Compiled {
  const [left, right] = node.args.map(compile) as [Compiled, Compiled];
  return (scope, steps) => {
    scope.run.spend();
    const from = steps.length;
    const a = computed(left, scope, steps, right);
    return gathered(node, apply(a, right(scope, steps)), steps, from);
  };
}

/** A value; where a fact refuses it, those that `beside` reads are named with it. */
export function computed(part: Compiled, scope: Scope, steps: Step[], beside: Compiled): Value {
  try {
    return part(scope, steps);
  } catch (error) {
    return withRest(error, [() => beside(scope, steps)]);
  }
}

/** A plain function, or a table or band of the rulebook looked up by name in the edition that runs. */
function compileCall(node: Node & { kind: 'call' }, apply: ((values: Value[]) => Value) | null): Compiled {
  const args = node.args.map(compile);
  return (scope, steps) => {
    scope.run.spend();
    const from = steps.length;
    const values = together(args, (arg) => arg(scope, steps));
    return gathered(
      node,
      apply ? apply(values) : scope.run.lookUp(node.name, values, scope, steps),
      steps,
      from,
    );
  };
}

function compileName(node: Node, name: string): Compiled {
  return (scope, steps) => {
    scope.run.spend();
    const field = fieldOf(scope, name);
    if (field !== undefined) {
      steps.push({ node, value: field, steps: NO_STEPS });
      return field;
    }
    const reading = scope.run.fact(name);
    if (reading) {
      steps.push({ node, value: reading.value, steps: NO_STEPS, reading });
      return reading.value;
    }
    const outcome = scope.run.article(name);
    steps.push({ node, value: outcome.value, steps: NO_STEPS, outcome });
    return outcome.value;
  };
}

/** A local name, or a field of the innermost element that has it. */
function fieldOf(scope: Scope, name: string): Value | undefined {
  for (let at: Scope | null = scope; at; at = at.outer) {
    if (at.element !== undefined) {
      if (name === 'it') return at.element;
      if (isRecord(at.element)) {
        const value = at.element.get(name);
        if (value !== undefined) return value;
      }
    }
    const local = at.locals.get(name);
    if (local !== undefined) return local;
  }
  return name === 'as_of' ? scope.run.asOf : undefined;
}

const BINARY: ReadonlyMap<string, (a: Value, b: Value) => Value> = new Map<
  string,
  (a: Value, b: Value) => Value
>([
  ['+', (a, b) => number(a).add(number(b))],
  ['-', (a, b) => number(a).sub(number(b))],
  ['*', (a, b) => number(a).mul(number(b))],
  ['/', (a, b) => number(a).div(number(b))],
  ['==', (a, b) => sameValue(a, b)],
  ['!=', (a, b) => !sameValue(a, b)],
  ['<', (a, b) => order(a, b) < 0],
  ['<=', (a, b) => order(a, b) <= 0],
  ['>', (a, b) => order(a, b) > 0],
  ['>=', (a, b) => order(a, b) >= 0],
  ['xor', (a, b) => truth(a) !== truth(b)],
]);

const UNARY = new Map<string, { apply: (values: readonly Value[]) => Value }>([
  ['minus', { apply: ([x]: readonly Value[]): Value => number(x).neg() }],
  ['not', { apply: ([x]: readonly Value[]): Value => !truth(x as Value) }],
]);

export function isKnownOperator(name: string): boolean {
  return INFIX.has(name) || UNARY.has(name);
}

export function truth(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  throw new RuleError('not_a_condition', `${describe(value)} is neither true nor false`);
}

/** Numbers with numbers, dates with dates. */
export function order(a: Value, b: Value): number {
  if (a instanceof Day && b instanceof Day) return a.serial - b.serial;
  return (number(a) as Exact).cmp(number(b));
}

/** Runs an expression in an element of a list. */
export function within(scope: Scope, element: Value): Scope {
  return { run: scope.run, element, outer: scope, locals: NO_LOCALS };
}

export function withLocals(run: Run, locals: ReadonlyMap<string, Value>, element?: Value): Scope {
  return { run, element, outer: null, locals };
}

/** The expression behind a step, for the reader. */
export function stepText(step: Step): string {
  return step.label ?? printExpression(step.node);
}
