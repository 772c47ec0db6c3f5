/** Every published or computed result that was collected from real federations, as data: see schema/rulebooks/vectors. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Node, parseExpression } from './expression.ts';
import { coerce } from './facts.ts';
import { evaluateExpression, loadRulebook, type Rulebook } from './rulebook.ts';
import { type Json, toJson, type Value } from './values.ts';

interface Vector {
  id: string;
  area: string;
  inputs: Record<string, unknown>;
  expected: Record<string, Json>;
}

interface Case {
  rulebook: string;
  asOf: string;
  vectors: string[];
  facts?: Record<string, string>;
  expect: Record<string, string>;
  loads?: Record<string, string>;
}

const folder = new URL('../../schema/rulebooks/', import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
const vectors: Vector[] = read('vectors/rule_vectors.json');
const { cases, gaps }: { cases: Case[]; gaps: Record<string, string> } = read('vectors/mapping.json');
const books = new Map<string, Rulebook>();

function rulebook(path: string): Rulebook {
  const known = books.get(path);
  if (known) return known;
  const loaded = loadRulebook(read(path));
  if (!loaded.ok) throw new Error(`${path}: ${JSON.stringify(loaded.faults, null, 1)}`);
  books.set(path, loaded.rulebook);
  return loaded.rulebook;
}

/** Names that an expression mentions and that the inputs do not have stand for nothing. */
function namesIn(node: Node): string[] {
  if (node.kind === 'name') return [node.name];
  return node.kind === 'call' ? node.args.flatMap(namesIn) : [];
}

function factsOf(book: Rulebook, one: Case, vector: Vector): Record<string, unknown> {
  if (!one.facts) return vector.inputs;
  const inputs = new Map<string, Value>(
    Object.entries(vector.inputs).map(([name, value]) => [name, coerce(value, { type: 'any' }, name)]),
  );
  return Object.fromEntries(
    Object.entries(one.facts).map(([fact, text]) => {
      const absent = namesIn(parseExpression(text)).filter((name) => !inputs.has(name));
      const names = new Map<string, Value>([
        ...absent.filter((name) => !FREE.has(name)).map((name) => [name, null] as const),
        ...inputs,
      ]);
      const found = evaluateExpression(book, text, {}, { asOf: one.asOf, names });
      if (!found.ok) throw new Error(`${vector.id}, fact ${fact}: ${found.faults[0]?.reason}`);
      return [fact, toJson(found.result)];
    }),
  );
}

/** Names that elements of lists bring with them. */
const FREE = new Set(['it', 'key', 'value', 'from', 'to', 'id']);

function resultOf(one: Case, vector: Vector): Record<string, Json> {
  const book = rulebook(one.rulebook);
  const facts = factsOf(book, one, vector);
  const values = Object.entries(one.expect).map(([name, text]) => {
    const found = evaluateExpression(book, text, facts, { asOf: one.asOf });
    if (!found.ok) throw new Error(`${vector.id}, ${name}: ${JSON.stringify(found.faults)}`);
    return [name, toJson(found.result)];
  });
  const accepted = Object.entries(one.loads ?? {}).map(([name, path]) => [name, loadRulebook(read(path)).ok]);
  return Object.fromEntries([...values, ...accepted]);
}

/** JSON numbers of the vectors are compared as exact texts. */
function exactly(value: Json): Json {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(exactly);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, exactly(item)]));
  return value;
}

describe('golden vectors', () => {
  it('each has one case, or is a named gap', () => {
    const covered = [...cases.flatMap((one) => one.vectors), ...Object.keys(gaps)].sort();
    expect(covered).toEqual(vectors.map((vector) => vector.id).sort());
    console.log(
      `golden vectors: ${vectors.length}, gaps: ${
        Object.entries(gaps)
          .map(([id, reason]) => `${id} (${reason})`)
          .join(', ') || 'none'
      }`,
    );
  });

  for (const one of cases) {
    for (const vector of vectors.filter(({ id }) => one.vectors.includes(id))) {
      it(`${vector.id} ${one.rulebook} ${vector.area}`, () => {
        expect(resultOf(one, vector)).toEqual(exactly(vector.expected));
      });
    }
  }
});
