/** Static reading of an expression: names, arguments, kinds, units, cells, divisions — before anything is computed. */
import { isKnownOperator } from './compile.ts';
import { Exact } from './exact.ts';
import { type Node, printExpression } from './expression.ts';
import type { ArgumentRole } from './form.ts';
import { FORMS } from './forms.ts';
import { FUNCTIONS } from './functions.ts';
import { checkDivisor, inferOperator, sameUnits, unitFault } from './infer-operators.ts';
import { ANY, fits, type Kind, type Type, typeOfConstant, unitsMatch, widen } from './types.ts';
import { dayFromText } from './values.ts';

export interface CheckEnv {
  readonly name: (name: string) => Type | undefined;
  /** Type of a table or band call, or undefined when there is none of that name. */
  readonly called: (
    name: string,
    args: readonly Node[],
    types: readonly Type[],
    report: CheckEnv['report'],
  ) => Type | undefined;
  readonly detail: (article: string, name: string) => Type | undefined;
  readonly isArticle: (name: string, inAnyVersion: boolean) => boolean;
  readonly isFact: (name: string) => boolean;
  readonly element?: Type;
  readonly outer?: CheckEnv;
  /** Expressions known not to be zero here, because a condition said so. */
  readonly nonzero: ReadonlySet<string>;
  readonly report: (code: string, reason: string) => void;
}

export function infer(node: Node, env: CheckEnv, top = false): Type {
  if (node.kind === 'value') return typeOfConstant(node.value);
  if (node.kind === 'name') return inferName(node.name, env);
  if (node.name === 'if') return inferIf(node.args, env, top);
  if (node.name === 'get') return inferGet(node.args, env);
  const form = FORMS.get(node.name);
  if (form) return inferForm(node.name, node.args, env);
  if (isKnownOperator(node.name)) return inferOperator(node, env);
  return inferCall(node, env, top);
}

/** Reports when an expression's type is not the kind its place needs. */
export function expectKind(type: Type, kind: Kind, what: string, env: CheckEnv): void {
  if (fits(type, kind)) return;
  env.report(
    'wrong_kind',
    `${what} is ${type.k === 'none' ? 'none' : `a ${type.k}`}, where a ${kind} is needed`,
  );
}

function inferName(name: string, env: CheckEnv): Type {
  for (let at: CheckEnv | undefined = env; at; at = at.outer) {
    if (at.element === undefined) continue;
    if (name === 'it') return at.element;
    if (at.element.k === 'record') {
      if (!at.element.fields) return env.name(name) ?? ANY;
      const field = at.element.fields.get(name);
      if (field) return field;
    }
    if (at.element.k === 'any') return env.name(name) ?? ANY;
  }
  const type = env.name(name);
  if (type) return type;
  env.report('unknown_name', `'${name}' is neither a fact, a step nor an article in force`);
  return ANY;
}

function inferCall(node: Node & { kind: 'call' }, env: CheckEnv, top: boolean): Type {
  const types = node.args.map((arg) => infer(arg, env));
  const plain = FUNCTIONS.get(node.name);
  if (!plain) {
    const type = env.called(node.name, node.args, types, env.report);
    if (type) return type;
    env.report(
      'unknown_function',
      `'${node.name}' is neither a function nor a table or band of this rulebook`,
    );
    return ANY;
  }
  if (!arity(node.name, types.length, plain.min, plain.max, env)) return ANY;
  for (const [i, type] of types.entries())
    expectKind(
      type,
      plain.params[Math.min(i, plain.params.length - 1)] as Kind,
      `argument ${i + 1} of ${node.name}`,
      env,
    );
  if (node.name === 'date') checkDate(node.args[0] as Node, env);
  if ((node.name === 'round' || node.name === 'truncate') && !top) {
    env.report(
      'round_inside',
      `${node.name} stands only at the outside of a step, a cell or an article: give the rounded value a step of its own`,
    );
  }
  if (node.name === 'quotient' || node.name === 'mod') checkDivisor(node.args[1], types[1] as Type, env);
  if (['min', 'max', 'clamp'].includes(node.name))
    sameUnits(
      node.name,
      types.map((type) => (type.k === 'list' ? type.item : type)),
      env,
    );
  return plain.result(types);
}

/** A day that is written out must be one of the calendar. */
function checkDate(written: Node, env: CheckEnv): void {
  if (written.kind !== 'value' || typeof written.value !== 'string' || dayFromText(written.value)) return;
  env.report('not_a_date', `'${written.value}' is not a day of the calendar`);
}

function arity(name: string, given: number, min: number, max: number, env: CheckEnv): boolean {
  if (given >= min && given <= max) return true;
  env.report('arity', `'${name}' takes ${min === max ? min : `${min} to ${max}`} arguments, not ${given}`);
  return false;
}

function inferIf(args: readonly Node[], env: CheckEnv, top: boolean): Type {
  if (args.length < 3 || args.length % 2 === 0) {
    env.report(
      'arity',
      'if takes a condition and a value, as often as needed, and at the end the value otherwise',
    );
    return ANY;
  }
  let type: Type = { k: 'none' };
  let otherwise = env;
  for (let i = 1; i < args.length; i += 2) {
    const test = args[i - 1] as Node;
    expectKind(infer(test, otherwise), 'boolean', `'${printExpression(test)}'`, env);
    const value = infer(
      args[i] as Node,
      { ...otherwise, nonzero: new Set([...otherwise.nonzero, ...nonzeroWhen(test, true)]) },
      top,
    );
    type = mixed(type, value, env);
    otherwise = { ...otherwise, nonzero: new Set([...otherwise.nonzero, ...nonzeroWhen(test, false)]) };
  }
  return mixed(type, infer(args.at(-1) as Node, otherwise, top), env);
}

function mixed(a: Type, b: Type, env: CheckEnv): Type {
  if (a.k === 'number' && b.k === 'number' && !unitsMatch(a.unit, b.unit))
    unitFault('the branches of if', a, b, env);
  return widen(a, b);
}

/** What a condition proves not to be zero when it holds, or when it does not. */
function nonzeroWhen(test: Node, holds: boolean): string[] {
  if (test.kind !== 'call') return [];
  const [left, right] = test.args as [Node, Node];
  if (test.name === 'and') return holds ? [...nonzeroWhen(left, true), ...nonzeroWhen(right, true)] : [];
  if (test.name === 'or') return holds ? [] : [...nonzeroWhen(left, false), ...nonzeroWhen(right, false)];
  if (test.name === 'not') return nonzeroWhen(left, !holds);
  const number = right?.kind === 'value' && right.value instanceof Exact ? right.value : null;
  if (!number) return [];
  const proof: Record<string, boolean> = holds
    ? {
        '!=': number.isZero(),
        '>': number.n >= 0n,
        '>=': number.n > 0n,
        '<': number.n <= 0n,
        '<=': number.n < 0n,
        '==': !number.isZero(),
      }
    : {
        '==': number.isZero(),
        '<=': number.n >= 0n,
        '<': number.n > 0n,
        '>=': number.n <= 0n,
        '>': number.n < 0n,
      };
  return proof[test.name] ? [printExpression(left)] : [];
}

function inferGet(args: readonly Node[], env: CheckEnv): Type {
  if (!arity('get', args.length, 2, 3, env)) return ANY;
  const [source, key, fallback] = args as [Node, Node, Node | undefined];
  const type = infer(source, env);
  infer(key, env);
  const other = fallback ? infer(fallback, env) : null;
  const named = key.kind === 'value' && typeof key.value === 'string' ? key.value : null;
  if (named === null) return ANY;
  const detail = source.kind === 'name' ? env.detail(source.name, named) : undefined;
  if (detail) return detail;
  if (type.k === 'record' && type.fields) {
    const field = type.fields.get(named);
    if (field) return other ? widen(field, other) : field;
    env.report('unknown_entry', `${printExpression(source)} has no entry '${named}'`);
  } else if (type.k !== 'record' && type.k !== 'any') {
    env.report('unknown_entry', `${printExpression(source)} has no detail '${named}'`);
  }
  return ANY;
}

function inferForm(name: string, args: readonly Node[], env: CheckEnv): Type {
  const form = FORMS.get(name) as NonNullable<ReturnType<typeof FORMS.get>>;
  if (!arity(name, args.length, form.min, form.max, env)) return ANY;
  const types: Type[] = [];
  for (const [i, arg] of args.entries()) {
    const role = form.roles[Math.min(i, form.roles.length - 1)] as ArgumentRole;
    types.push(inferRole(name, role, arg, i, types, env));
  }
  if (name === 'as_if') checkAsIf(args, env);
  return form.result(types);
}

function inferRole(
  name: string,
  role: ArgumentRole,
  arg: Node,
  i: number,
  before: readonly Type[],
  env: CheckEnv,
): Type {
  const inner = (): CheckEnv => ({
    ...env,
    element: before[0]?.k === 'list' ? before[0].item : ANY,
    outer: env,
  });
  const type = (() => {
    switch (role) {
      case 'each':
      case 'each_condition':
        return infer(arg, inner());
      case 'outer':
        return infer(arg, outside(env));
      case 'article':
        return articleType(name, arg, env);
      default:
        return infer(arg, env);
    }
  })();
  const kind: Partial<Record<ArgumentRole, Kind>> = {
    condition: 'boolean',
    each_condition: 'boolean',
    list: 'list',
    text: 'text',
  };
  expectKind(type, kind[role] ?? 'any', `argument ${i + 1} of ${name}`, env);
  return type;
}

function outside(env: CheckEnv): CheckEnv {
  let at = env;
  while (at.element === undefined && at.outer) at = at.outer;
  if (at.element !== undefined && at.outer) return at.outer;
  env.report('own_outside_list', 'own() stands only inside a list');
  return env;
}

function articleType(form: string, arg: Node, env: CheckEnv): Type {
  if (arg.kind !== 'name' || !env.isArticle(arg.name, form === 'at')) {
    env.report('not_an_article', `${form} takes the key of an article first`);
    return ANY;
  }
  return ANY;
}

function checkAsIf(args: readonly Node[], env: CheckEnv): void {
  if (args.length % 2 === 0)
    env.report('arity', 'as_if takes an article, then names of facts and values in pairs');
  for (let i = 1; i < args.length; i += 2) {
    const name = args[i] as Node;
    if (name.kind !== 'value' || typeof name.value !== 'string' || !env.isFact(name.value)) {
      env.report('unknown_name', `as_if: ${printExpression(name)} is not the name of a fact`);
    }
  }
}
