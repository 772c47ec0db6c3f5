/** Forms that go through a list: their further arguments are computed for each element. */
import { type Compiled, compile, order, type Scope, type Step, truth, within } from './compile.ts';
import { Exact, ONE } from './exact.ts';
import type { Node } from './expression.ts';
import { RuleError, together } from './faults.ts';
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
      (list, each) => Exact.of(each ? each.passing(list).length : list.length),
    ),
  ],
  [
    'sum',
    listForm(
      1,
      ['list', 'each'],
      ([xs, x]) => unitOnly(x ?? element(xs)),
      (list, each) => sumOf(valuesOf(list, each)),
    ),
  ],
  [
    'average',
    listForm(
      1,
      ['list', 'each'],
      ([xs, x]) => unitOnly(x ?? element(xs)),
      (list, each) => sumOf(valuesOf(list, each)).div(Exact.of(filled(list, 'average'))),
    ),
  ],
  [
    'lowest',
    listForm(
      1,
      ['list', 'each'],
      ([xs, x]) => x ?? element(xs),
      (list, each) => extreme(list, each, 'lowest'),
    ),
  ],
  [
    'highest',
    listForm(
      1,
      ['list', 'each'],
      ([xs, x]) => x ?? element(xs),
      (list, each) => extreme(list, each, 'highest'),
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
      (list, each) => each?.passing(list) ?? list,
    ),
  ],
  [
    'each',
    listForm(
      2,
      ['list', 'each'],
      ([, x]) => ({ k: 'list', item: x as Type }),
      (list, each) => valuesOf(list, each),
    ),
  ],
  [
    'group',
    listForm(
      2,
      ['list', 'each'],
      () => RECORD,
      (list, each) => grouped(list, each),
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
        valuesOf(list, each)
          .map(number)
          .reduce((a, b) => a.mul(b), ONE),
    ),
  ],
];

interface Each {
  readonly value: (item: Value) => Value;
  readonly test: (item: Value) => boolean;
  /** Elements that pass the test. */
  readonly passing: (list: readonly Value[]) => readonly Value[];
}

function valuesOf(list: readonly Value[], each: Each | null): readonly Value[] {
  return each ? together(list, each.value) : list;
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
  const test = (item: Value) => truth(value(item));
  const passing = (list: readonly Value[]) => {
    const passes = together(list, test);
    return list.filter((_, i) => passes[i]);
  };
  return { value, test, passing };
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
    const given = items(list(scope, steps));
    const by = valuesOf(given, key ? eachOf(key, scope, steps) : null);
    const keyed = given.map((item, i) => ({ item, by: by[i] as Value }));
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
  if (list.length === 0) throw new RuleError('empty_list', `'${name}' of an empty list`);
  return list.length;
}

function extreme(list: readonly Value[], each: Each | null, name: 'lowest' | 'highest'): Value {
  filled(list, name);
  const wins = (order: number) => (name === 'lowest' ? order < 0 : order > 0);
  return valuesOf(list, each).reduce((best, next) => (wins(compareAny(next, best)) ? next : best));
}

function grouped(list: readonly Value[], each: Each | null): Value {
  const keys = valuesOf(list, each);
  const groups = new Map<string, Value[]>();
  for (const [i, item] of list.entries()) {
    const key = keyOf(keys[i] as Value);
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
