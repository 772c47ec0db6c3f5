/** Forms that choose: conditions, the element's surroundings, entries, and other results of the rulebook. */
import { type Compiled, compile, computed, truth } from './compile.ts';
import { type Node, printExpression } from './expression.ts';
import { RuleError, together } from './faults.ts';
import type { Form } from './form.ts';
import { LIST_FORMS } from './list-forms.ts';
import { recordIn } from './readers.ts';
import { ANY, BOOLEAN, type Type } from './types.ts';
import { Day, keyOf, type Value } from './values.ts';

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
  ...LIST_FORMS,
]);

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
  return (scope, steps) =>
    truth(computed(left, scope, steps, right)) === goOn ? truth(right(scope, steps)) : !goOn;
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
      details?.get(wanted) ?? (details && !(value instanceof Map) ? undefined : recordIn(value).get(wanted));
    if (found !== undefined) return found;
    if (other) return other(scope, steps);
    throw new RuleError('missing_entry', `'${printExpression(source as Node)}' has no entry '${wanted}'`);
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
    const outcome = scope.run.withFacts(recordIn(at.element)).article(name);
    steps.push({ node: node as Node, value: outcome.value, steps: [], outcome });
    return outcome.value;
  };
}

/** The result if some facts were different: `as_if(fee, 'category', 'full')`. */
function compileAsIf([node, ...pairs]: readonly Node[]): Compiled {
  if (pairs.length % 2 === 1)
    throw new RuleError('arity', 'as_if takes an article, then names of facts and values in pairs');
  const name = articleName(node);
  const parts = pairs.map(compile);
  return (scope, steps) => {
    const values = together(parts, (part) => part(scope, steps));
    const changed = new Map<string, Value>();
    for (let i = 0; i < values.length; i += 2) changed.set(keyOf(values[i] as Value), values[i + 1] as Value);
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
