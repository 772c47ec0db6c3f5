/** Forms: calls that decide themselves which of their arguments are computed, for which element or with which facts. */
import {
  type Compiled,
  compile,
  order,
  recordOrRefuse,
  type Scope,
  type Step,
  truth,
  within,
} from './compile.ts';
import { Exact } from './exact.ts';
import { type Node, printExpression } from './expression.ts';
import { RuleError } from './faults.ts';
import { items, sumOf } from './functions.ts';
import { ANY, BOOLEAN, COUNT, LIST, NUMBER, RECORD, type Type } from './types.ts';
import { Day, keyOf, type Value } from './values.ts';

/** How the static check reads an argument: plainly, per element of the first argument, as an article's name … */
export type ArgumentRole =
  | 'value'
  | 'condition'
  | 'list'
  | 'each'
  | 'each_condition'
  | 'outer'
  | 'article'
  | 'text';

export interface Form {
  readonly roles: readonly ArgumentRole[];
  readonly min: number;
  readonly max: number;
  /** Given the types of all arguments. */
  readonly result: (args: readonly Type[]) => Type;
  readonly compile: (args: readonly Node[]) => Compiled;
}

const element = (type: Type | undefined): Type => (type?.k === 'list' ? type.item : ANY);

export const FORMS: ReadonlyMap<string, Form> = new Map<string, Form>([
  ['if', { roles: ['condition', 'value'], min: 3, max: 41, result: () => ANY, compile: compileIf }],
  [
    'and',
    { roles: ['condition'], min: 2, max: 2, result: () => BOOLEAN, compile: ([a, b]) => both(a, b, true) },
  ],
  [
    'or',
    { roles: ['condition'], min: 2, max: 2, result: () => BOOLEAN, compile: ([a, b]) => both(a, b, false) },
  ],
  ['own', { roles: ['outer'], min: 1, max: 1, result: ([x]) => x as Type, compile: compileOwn }],
  ['get', { roles: ['value', 'text', 'value'], min: 2, max: 3, result: () => ANY, compile: compileGet }],
  ['peer', { roles: ['article'], min: 1, max: 1, result: ([x]) => x as Type, compile: compilePeer }],
  [
    'as_if',
    {
      roles: ['article', 'text', 'value'],
      min: 3,
      max: 21,
      result: ([x]) => x as Type,
      compile: compileAsIf,
    },
  ],
  ['at', { roles: ['article', 'value'], min: 2, max: 2, result: ([x]) => x as Type, compile: compileAt }],
  [
    'count',
    listForm(
      1,
      ['list', 'each_condition'],
      () => COUNT,
      (list, each) => Exact.of(each ? list.filter(each.test).length : list.length),
    ),
  ],
  [
    'sum',
    listForm(
      1,
      ['list', 'each'],
      ([xs, x]) => unitOnly(x ?? element(xs)),
      (list, each) => sumOf(list.map(each?.value ?? same)),
    ),
  ],
  [
    'average',
    listForm(
      1,
      ['list', 'each'],
      ([xs, x]) => unitOnly(x ?? element(xs)),
      (list, each) => sumOf(list.map(each?.value ?? same)).div(Exact.of(filled(list, 'average'))),
    ),
  ],
  [
    'lowest',
    listForm(
      1,
      ['list', 'each'],
      ([xs, x]) => x ?? element(xs),
      (list, each) => extreme(list, each?.value ?? same, 1),
    ),
  ],
  [
    'highest',
    listForm(
      1,
      ['list', 'each'],
      ([xs, x]) => x ?? element(xs),
      (list, each) => extreme(list, each?.value ?? same, -1),
    ),
  ],
  [
    'any',
    listForm(
      2,
      ['list', 'each_condition'],
      () => BOOLEAN,
      (list, each) => list.some((item) => each?.test(item)),
    ),
  ],
  [
    'all',
    listForm(
      2,
      ['list', 'each_condition'],
      () => BOOLEAN,
      (list, each) => list.every((item) => each?.test(item)),
    ),
  ],
  [
    'filter',
    listForm(
      2,
      ['list', 'each_condition'],
      ([xs]) => xs as Type,
      (list, each) => list.filter((item) => each?.test(item)),
    ),
  ],
  [
    'each',
    listForm(
      2,
      ['list', 'each'],
      ([, x]) => ({ k: 'list', item: x as Type }),
      (list, each) => list.map(each?.value ?? same),
    ),
  ],
  [
    'group',
    listForm(
      2,
      ['list', 'each'],
      () => RECORD,
      (list, each) => grouped(list, each?.value ?? same),
    ),
  ],
  [
    'first',
    {
      roles: ['list', 'each_condition', 'each'],
      min: 2,
      max: 3,
      result: ([xs, , x]) => x ?? element(xs),
      compile: compileFirst,
    },
  ],
  [
    'sort',
    { roles: ['list', 'each', 'text'], min: 1, max: 3, result: ([xs]) => xs ?? LIST, compile: compileSort },
  ],
]);

interface Each {
  readonly value: (item: Value) => Value;
  readonly test: (item: Value) => boolean;
}

function same(item: Value): Value {
  return item;
}

function listForm(
  min: number,
  roles: readonly ArgumentRole[],
  result: Form['result'],
  apply: (list: readonly Value[], each: Each | null) => Value,
): Form {
  return {
    roles,
    min,
    max: 2,
    result,
    compile: ([listNode, eachNode]) => {
      const list = compile(listNode as Node);
      const each = eachNode ? compile(eachNode) : null;
      return (scope, steps) => apply(items(list(scope, steps)), each && eachOf(each, scope, steps));
    },
  };
}

function eachOf(compiled: Compiled, scope: Scope, steps: Step[]): Each {
  const value = (item: Value) => compiled(within(scope, item), steps);
  return { value, test: (item) => truth(value(item)) };
}

/** `if(condition, value, condition, value, …, otherwise)`. */
function compileIf(args: readonly Node[]): Compiled {
  const parts = args.map(compile);
  return (scope, steps) => {
    for (let i = 0; i + 1 < parts.length; i += 2) {
      if (truth((parts[i] as Compiled)(scope, steps))) return (parts[i + 1] as Compiled)(scope, steps);
    }
    return (parts[parts.length - 1] as Compiled)(scope, steps);
  };
}

function both(a: Node | undefined, b: Node | undefined, goOn: boolean): Compiled {
  const [left, right] = [compile(a as Node), compile(b as Node)];
  return (scope, steps) => (truth(left(scope, steps)) === goOn ? truth(right(scope, steps)) : !goOn);
}

/** Leaves the innermost list element: `count(peers, country == own(country))`. */
function compileOwn([node]: readonly Node[]): Compiled {
  const inner = compile(node as Node);
  return (scope, steps) => {
    let at = scope;
    while (at.element === undefined && at.outer) at = at.outer;
    if (at.element === undefined || !at.outer)
      throw new RuleError('own_outside_list', 'own() stands only inside a list');
    return inner(at.outer, steps);
  };
}

/** An entry of a record, or a named detail of another article's result. */
function compileGet([source, key, fallback]: readonly Node[]): Compiled {
  const [record, name, other] = [
    compile(source as Node),
    compile(key as Node),
    fallback && compile(fallback),
  ];
  const article = source?.kind === 'name' ? source.name : null;
  return (scope, steps) => {
    const wanted = keyOf(name(scope, steps));
    const value = record(scope, steps);
    const details = article === null ? null : (steps.at(-1)?.outcome?.details ?? null);
    const found =
      details?.get(wanted) ??
      (details && !(value instanceof Map) ? undefined : recordOrRefuse(value).get(wanted));
    if (found !== undefined) return found;
    if (other) return other(scope, steps);
    throw new RuleError('missing_entry', `${printExpression(source as Node)} has no entry '${wanted}'`);
  };
}

function articleName(node: Node | undefined): string {
  return node?.kind === 'name' ? node.name : '';
}

/** Another member's result: the article computed with the element's fields as facts. */
function compilePeer([node]: readonly Node[]): Compiled {
  const name = articleName(node);
  return (scope, steps) => {
    let at = scope;
    while (at.element === undefined && at.outer) at = at.outer;
    if (at.element === undefined) throw new RuleError('own_outside_list', 'peer() stands only inside a list');
    const outcome = scope.run.withFacts(recordOrRefuse(at.element)).article(name);
    steps.push({ node: node as Node, value: outcome.value, steps: [], outcome });
    return outcome.value;
  };
}

/** The result if some facts were different: `as_if(fee, 'category', 'full')`. */
function compileAsIf([node, ...pairs]: readonly Node[]): Compiled {
  const name = articleName(node);
  const parts = pairs.map(compile);
  return (scope, steps) => {
    const values = parts.map((part) => part(scope, steps));
    const changed = new Map<string, Value>();
    for (let i = 0; i + 1 < values.length; i += 2)
      changed.set(keyOf(values[i] as Value), values[i + 1] as Value);
    const outcome = scope.run.withFacts(changed).article(name);
    steps.push({ node: node as Node, value: outcome.value, steps: [], outcome });
    return outcome.value;
  };
}

/** The article as it stood on another day, for the same facts. */
function compileAt([node, when]: readonly Node[]): Compiled {
  const [name, date] = [articleName(node), compile(when as Node)];
  return (scope, steps) => {
    const asOf = date(scope, steps);
    if (!(asOf instanceof Day)) throw new RuleError('not_a_date', 'at() takes an article and a date');
    const outcome = scope.run.onDay(asOf).article(name);
    steps.push({ node: node as Node, value: outcome.value, steps: [], outcome });
    return outcome.value;
  };
}

function compileFirst([listNode, testNode, valueNode]: readonly Node[]): Compiled {
  const [list, test, value] = [
    compile(listNode as Node),
    compile(testNode as Node),
    valueNode && compile(valueNode),
  ];
  return (scope, steps) => {
    const each = eachOf(test, scope, steps);
    const found = items(list(scope, steps)).find(each.test);
    if (found === undefined) return null;
    return value ? value(within(scope, found), steps) : found;
  };
}

/** Ascending, or `'down'`; equal ones keep the order of the list. */
function compileSort([listNode, keyNode, direction]: readonly Node[]): Compiled {
  const [list, key] = [compile(listNode as Node), keyNode && compile(keyNode)];
  const down = direction?.kind === 'value' && direction.value === 'down';
  return (scope, steps) => {
    const value = key ? eachOf(key, scope, steps).value : same;
    const keyed = items(list(scope, steps)).map((item) => ({ item, by: value(item) }));
    return keyed
      .sort((a, b) => (down ? compareAny(b.by, a.by) : compareAny(a.by, b.by)))
      .map(({ item }) => item);
  };
}

export function compareAny(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  return order(a, b);
}

function filled(list: readonly Value[], name: string): number {
  if (list.length === 0) throw new RuleError('empty_list', `${name} of an empty list`);
  return list.length;
}

function extreme(list: readonly Value[], value: (item: Value) => Value, sign: number): Value {
  filled(list, sign > 0 ? 'lowest' : 'highest');
  return list.map(value).reduce((best, next) => (compareAny(next, best) * sign < 0 ? next : best));
}

function grouped(list: readonly Value[], value: (item: Value) => Value): Value {
  const groups = new Map<string, Value[]>();
  for (const item of list) {
    const key = keyOf(value(item));
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

function unitOnly(type: Type): Type {
  return type.k === 'number'
    ? { ...NUMBER, unit: type.unit, min: type.min && type.min.n >= 0n ? Exact.of(0) : undefined }
    : NUMBER;
}
