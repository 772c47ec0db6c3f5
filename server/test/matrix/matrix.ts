import { type GraphQLObjectType, type GraphQLSchema, getNamedType, isLeafType, isObjectType } from 'graphql';
import type { Front } from '../client.ts';
import { type Moved, maySee, type PersonName, readsSomewhere, type Stands, type Topic } from './oracle.ts';

/**
 * How the fields of a type may be read. Every field of every type stands in exactly one list, so a field that
 * somebody adds fails the build until it is thought about.
 */
export interface TypeRule {
  /** `public`; `signed in`; or rows of a topic, of which `rows` (read as the owner) tells where each stands. */
  rule:
    | 'public'
    | 'signed in'
    | { topic: Topic; rows: string }
    | { topic: Topic; anywhere: true; totals?: true };
  /** Fields that are seen whenever the row is. */
  fields: string;
  /** Fields with a rule of their own: null for everybody else. The row's `id` is the member's or region's. */
  guarded?: Record<string, FieldRule | 'self'>;
}

/** Who sees a field: readers of the topic at the row's own place. `totals` are proven with their guard only. */
export interface FieldRule {
  topic: Topic;
  at: 'member' | 'region' | 'network' | 'member-rows';
  totals?: true;
}

/** Values for the required arguments of a field, each tried. */
export type Arguments = Record<string, string[]>;

interface Step {
  type: string;
  field: string;
}

/** One edge of the contract, with the way to it from Query. */
export interface Edge {
  way: Step[];
  target: GraphQLObjectType;
}

export function objectTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
  );
}

/** Every edge that a query can reach, by its shortest way. */
export function edges(schema: GraphQLSchema): Edge[] {
  const ways = new Map<string, Step[]>([['Query', []]]);
  const queue = [schema.getQueryType() as GraphQLObjectType];
  const found: Edge[] = [];
  for (let type = queue.shift(); type; type = queue.shift()) {
    const way = ways.get(type.name) ?? [];
    for (const field of Object.values(type.getFields())) {
      const target = getNamedType(field.type);
      if (!isObjectType(target)) continue;
      const next = [...way, { type: type.name, field: field.name }];
      found.push({ way: next, target });
      if (!ways.has(target.name)) {
        ways.set(target.name, next);
        queue.push(target);
      }
    }
  }
  return found;
}

/** The document that walks an edge: every way in, and all plain fields of the types on the way and at its end. */
export function documentOf(schema: GraphQLSchema, edge: Edge, args: Arguments): string {
  const inner = (index: number): string => {
    const step = edge.way[index];
    const type = index === 0 ? 'Query' : (edge.way[index] as Step).type;
    const own = index === 0 ? '' : leaves(schema, type, args);
    if (!step) return leaves(schema, edge.target.name, args);
    const below = index === edge.way.length - 1 ? leaves(schema, edge.target.name, args) : inner(index + 1);
    const calls = args[`${step.type}.${step.field}`] ?? [''];
    return `${own} ${calls.map((call, n) => `${calls.length > 1 ? `${step.field}_${n}: ` : ''}${step.field}${call} { ${below} }`).join(' ')}`;
  };
  return `{ ${inner(0)} }`;
}

/** All fields of a type that hold plain values. */
function leaves(schema: GraphQLSchema, typeName: string, args: Arguments): string {
  const type = schema.getType(typeName) as GraphQLObjectType;
  const plain = Object.values(type.getFields()).filter((field) => isLeafType(getNamedType(field.type)));
  const calls = plain.flatMap((field) => {
    const given = args[`${typeName}.${field.name}`];
    if (!given)
      return field.args.some((one) => String(one.type).endsWith('!') && one.defaultValue === undefined)
        ? []
        : [field.name];
    return given.map((call, n) => `${field.name}_${n}: ${field.name}${call}`);
  });
  return calls.length > 0 ? calls.join(' ') : '__typename';
}

/** What one person was shown. */
export interface Seen {
  cells: number;
  leaks: string[];
  /** Ids of restricted rows seen, by type. */
  rows: Map<string, Set<string>>;
  /** Guarded fields that had a value for this person. */
  fields: Set<string>;
}

export interface Fixture {
  rules: Record<string, TypeRule>;
  /** False where statements are built without guards, to prove row security alone. */
  guards: boolean;
  stands: Map<string, Map<string, Stands>>;
  moved?: Moved;
}

/** Walks an answer beside the contract, and notes every value that the oracle does not allow. */
export function inspect(
  front: Front,
  fixture: Fixture,
  person: PersonName,
  type: GraphQLObjectType,
  value: unknown,
  seen: Seen,
): void {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) {
    for (const one of value) inspect(front, fixture, person, type, one, seen);
    return;
  }
  const row = value as Record<string, unknown>;
  const rule = fixture.rules[type.name];
  const own = person === null ? undefined : front.world.people[person];
  if (rule) inspectRow(fixture, person, own, type, rule, row, seen);
  for (const [key, inner] of Object.entries(row)) {
    const field = type.getFields()[key.replace(/_\d+$/, '')] ?? type.getFields()[key];
    const target = field && getNamedType(field.type);
    if (isObjectType(target)) inspect(front, fixture, person, target, inner, seen);
  }
}

function inspectRow(
  fixture: Fixture,
  person: PersonName,
  own: string | undefined,
  type: GraphQLObjectType,
  rule: TypeRule,
  row: Record<string, unknown>,
  seen: Seen,
): void {
  seen.cells += Object.keys(row).length;
  if (rule.rule === 'signed in' && person === null)
    seen.leaks.push(`${type.name} ${String(row['id'])} to the public`);
  if (typeof rule.rule === 'object') inspectRestricted(fixture, person, own, type, rule.rule, row, seen);
  for (const [name, guard] of Object.entries(rule.guarded ?? {})) {
    const values = Object.entries(row).filter(
      ([key]) => key === name || new RegExp(`^${name}_\\d+$`).test(key),
    );
    for (const [key, value] of values) {
      if (value === null || (Array.isArray(value) && value.length === 0)) continue;
      if (guard !== 'self' && guard.totals && !fixture.guards) continue;
      seen.fields.add(`${type.name}.${name}`);
      if (!mayField(person, own, guard, row['id'], fixture.moved ?? {}))
        seen.leaks.push(`${type.name}.${key} of ${row['id']} to ${person}`);
    }
  }
}

type Guard = NonNullable<TypeRule['guarded']>[string];

function mayField(
  person: PersonName,
  own: string | undefined,
  guard: Guard,
  id: unknown,
  moved: Moved,
): boolean {
  if (guard === 'self') return id === own;
  // Rows that say themselves where they stand: a member's past region keeps its period.
  if (guard.at === 'member-rows') return true;
  const stands = {
    member: { id: '', member: Number(id), moved },
    region: { id: '', region: Number(id) },
    network: { id: '' },
  };
  return maySee(person, own, guard.topic, stands[guard.at]);
}

function inspectRestricted(
  fixture: Fixture,
  person: PersonName,
  own: string | undefined,
  type: GraphQLObjectType,
  rule: Exclude<TypeRule['rule'], string>,
  row: Record<string, unknown>,
  seen: Seen,
): void {
  if ('anywhere' in rule) {
    if (rule.totals && !fixture.guards) return;
    if (!readsSomewhere(person, rule.topic)) seen.leaks.push(`${type.name} to ${person}`);
    return;
  }
  const id = String(row['id']);
  const stands = fixture.stands.get(type.name)?.get(id);
  if (!stands || !maySee(person, own, rule.topic, stands)) seen.leaks.push(`${type.name} ${id} to ${person}`);
  seen.rows.set(type.name, (seen.rows.get(type.name) ?? new Set()).add(id));
}

/** Every restricted row by its id, for the root fields that take one: each person asks for what is another's. */
export function argumentsById(schema: GraphQLSchema, fixture: Fixture): Arguments {
  const found: Arguments = {};
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    const ids = fixture.stands.get(getNamedType(field.type).name)?.keys();
    const required = field.args.filter((one) => String(one.type).endsWith('!'));
    if (!ids || required.length !== 1 || required[0]?.name !== 'id') continue;
    found[`Query.${field.name}`] = [...ids].slice(0, 20).map((id) => `(id: "${id}")`);
  }
  return found;
}

/** Whether anything on the edge is restricted: what is public throughout is looked at once, with both layers. */
export function isRestricted(rules: Record<string, TypeRule>, edge: Edge): boolean {
  const types = [edge.target.name, ...edge.way.map((step) => step.type)];
  return types.some((name) => rules[name]?.rule !== 'public' || rules[name]?.guarded !== undefined);
}
