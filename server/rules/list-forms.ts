/** Forms that go through a list: their further arguments are computed for each element. */
import { type Compiled, compile, order, type Scope, type Step, truth, within } from './compile.ts';
import { Exact, ONE } from './exact.ts';
import type { Node } from './expression.ts';
import { RuleError } from './faults.ts';
import type { ArgumentRole, Form } from './form.ts';
import { items, number, sumOf } from './readers.ts';
import { ANY, BOOLEAN, COUNT, LIST, NUMBER, RECORD, type Type } from './types.ts';
import { keyOf, type Value } from './values.ts';

const element = (type: Type | undefined): Type => (type?.k === 'list' ? type.item : ANY);

export const LIST_FORMS: readonly [string, Form][] = [
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
  [
    'product',
    listForm(
      1,
      ['list', 'each'],
      () => NUMBER,
      (list, each) =>
        list.map((item) => number(each ? each.value(item) : item)).reduce((a, b) => a.mul(b), ONE),
    ),
  ],
];

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
