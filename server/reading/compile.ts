import { createHash } from 'node:crypto';
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  type ObjectValueNode,
  type OperationDefinitionNode,
  print,
  type SelectionSetNode,
  type ValueNode,
  visit,
} from 'graphql';
import { argumentReader, type Variables } from './arguments.ts';
import { pageSql } from './page.ts';
import { type Field, type Given, type Relation, reaches, type Scope, type Shape, TODAY } from './shape.ts';

export type Shapes = Record<string, Shape>;

/** A statement's text and how each of its parameters is read at execution. */
export interface Plan {
  text: string;
  parameters: Reader[];
  /** Whether one plan of the database serves all values: not where a date is asked about, which decides the plan. */
  lasting: boolean;
}

export interface Inputs {
  variables: Variables;
  locale: string;
  /** Ids that an act hands to its payload's relations. */
  result: Record<string, unknown>;
}

export type Reader = (inputs: Inputs) => unknown;

export interface Fragments {
  [name: string]: FragmentDefinitionNode;
}

/** What may be set for tests that prove each layer of access alone. */
export interface CompileOptions {
  /** Write the shapes' guards into the statement. Off only to prove that row security holds alone. */
  guards: boolean;
}

/** Compiles one selection into one SQL expression that yields its JSON. Not for reuse: one per statement. */
export class Compiler {
  readonly parameters: Reader[] = [];
  /** The arguments that decided the statement's form: other values of theirs need another statement. */
  readonly forms: Reader[] = [];
  readonly shapes: Shapes;
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
  readonly inputs: Inputs;
  readonly options: CompileOptions;
  /** Set when a date is asked about. A range's share of a table can be guessed for a known date only. */
  dated = false;
  #aliases = 0;
  #shared = new Map<string, string>();
  #beside = new Map<string, Map<string, { alias: string; join: string }>>();
  #slots = new Map<string, string>();

  constructor(
    schema: GraphQLSchema,
    shapes: Shapes,
    fragments: Fragments,
    inputs: Inputs,
    options: CompileOptions,
  ) {
    this.schema = schema;
    this.shapes = shapes;
    this.fragments = fragments;
    this.inputs = inputs;
    this.options = options;
  }

  /** The whole operation as one JSON object with a key for each root field. */
  operation(node: OperationDefinitionNode): string {
    const root = this.schema.getQueryType() as GraphQLObjectType;
    const columns = this.columns(root, node.selectionSet, '', ROOT);
    return `(select row_to_json(x) from (select ${columns}) x)`;
  }

  /** A payload's selection, for the ids that an act answered with. */
  payload(type: GraphQLObjectType, selection: SelectionSetNode): string {
    const columns = this.columns(type, selection, '', ROOT);
    return `(select row_to_json(x) from (select ${columns}) x)`;
  }

  alias(): string {
    this.#aliases += 1;
    return `t${this.#aliases}`;
  }

  /** The joins that fields of the row asked for since the last call, to follow its FROM. */
  joins(row: string): string {
    const known = this.#beside.get(row) ?? new Map();
    const asked = [...known].filter(([, { alias }]) => alias !== row);
    for (const [name] of asked) known.delete(name);
    return asked.map(([, { join }]) => ` ${join}`).join('');
  }

  carries(row: string, name: string): void {
    this.beside(row, name, () => '', row);
  }

  beside(row: string, name: string, join: (alias: string) => string, as?: string): string {
    const known = this.#beside.get(row) ?? new Map();
    this.#beside.set(row, known);
    const { alias } = known.get(name) ?? { alias: as ?? this.alias() };
    if (!known.has(name)) known.set(name, { alias, join: join(alias) });
    return alias;
  }

  /** What stands once before the statement, for all its rows; the database works it out when it first meets it. */
  with(): string {
    const shared = [...this.#shared].map(([sql, name]) => `${name} as (${sql})`);
    return shared.length > 0 ? `with ${shared.join(', ')} ` : '';
  }

  shared(sql: string): string {
    const name = this.#shared.get(sql) ?? `shared${this.#shared.size + 1}`;
    this.#shared.set(sql, name);
    return name;
  }

  /** Binds a parameter once for each key. */
  parameter(key: string, read: Reader, cast?: string): string {
    const known = this.#slots.get(key);
    if (known) return known;
    this.parameters.push(read);
    const text = `$${this.parameters.length}${cast ? `::${cast}` : ''}`;
    this.#slots.set(key, text);
    return text;
  }

  /** The select list of a type's chosen fields, each under the key where its resolver looks for it. */
  columns(type: GraphQLObjectType, selection: SelectionSetNode, row: string, base: BaseScope): string {
    const shape = this.shapes[type.name];
    const list: string[] = [];
    for (const [key, nodes] of this.collect(type, selection)) {
      const name = (nodes[0] as FieldNode).name.value;
      if (name === '__typename') continue;
      const field = shape?.fields[name];
      if (!field) throw new Error(`no shape for ${type.name}.${name}`);
      if (isGiven(field)) continue;
      const definition = type.getFields()[name] as GraphQLField<unknown, unknown>;
      list.push(`${this.field(field, definition, nodes, row, base)} as "${key}"`);
    }
    return list.length > 0 ? list.join(', ') : 'null as nothing';
  }

  field(
    field: Exclude<Field, Given>,
    definition: GraphQLField<unknown, unknown>,
    nodes: FieldNode[],
    row: string,
    base: BaseScope,
  ) {
    const scope = this.scope(definition, nodes[0] as FieldNode, base);
    if (typeof field === 'function') return field(row, scope);
    const type = getNamedType(definition.type);
    if (!isObjectType(type)) throw new Error(`${definition.name} is no object`);
    const selections = nodes.flatMap((node) => node.selectionSet?.selections ?? []);
    return this.relation(field, type, { kind: Kind.SELECTION_SET, selections }, row, scope);
  }

  relation(
    relation: Relation,
    type: GraphQLObjectType,
    selection: SelectionSetNode,
    row: string,
    scope: Scope,
  ) {
    if (relation.kind === 'page') return pageSql(this, relation, type, selection, row, scope);
    const child = this.alias();
    const rows = relation.from(child, row, scope);
    const where = this.where(relation, child, row, scope);
    const columns = this.columns(
      type,
      selection,
      child,
      relation.kind === 'one' ? scope : amongSeveral(scope),
    );
    const from = `from ${rows}${this.joins(child)}${where}`;
    if (relation.kind === 'one') return `(select row_to_json(x) from (select ${columns} ${from} limit 1) x)`;
    const order = relation.order ? ` order by ${relation.order(child, scope)}` : '';
    const limit = relation.limit ? ` limit ${relation.limit}` : '';
    return `(select coalesce(json_agg(row_to_json(x)), '[]') from (select ${columns} ${from}${order}${limit}) x)`;
  }

  /** The relation's own condition and the guard of the type it leads to. */
  where(relation: Relation, child: string, row: string, scope: Scope, more?: string): string {
    const guard = this.options.guards ? this.shapes[relation.to]?.guard : undefined;
    const conditions = [relation.where?.(child, row, scope), guard && reaches(guard(child)), more].filter(
      Boolean,
    );
    return conditions.length > 0 ? ` where ${conditions.join(' and ')}` : '';
  }

  scope(definition: GraphQLField<unknown, unknown>, node: FieldNode, base: BaseScope): Scope {
    const reader = (name: string) => argumentReader(definition, node, name);
    const key = (name: string, change?: unknown) =>
      `${node.loc?.start}:${node.loc?.end}:${name}:${change ?? ''}`;
    const arg = (name: string, change?: (value: unknown) => unknown) => {
      const read = reader(name);
      const full: Reader = change
        ? (inputs) => change(read(inputs.variables))
        : (inputs) => read(inputs.variables);
      return this.parameter(key(name, change), full);
    };
    const form = <T>(name: string, decide = (value: unknown) => value as T) => {
      const read = reader(name);
      this.forms.push((inputs) => decide(read(inputs.variables)));
      return decide(read(this.inputs.variables));
    };
    const result = (name: string) => this.parameter(`result:${name}`, (inputs) => inputs.result[name]);
    const dated =
      definition.args.some((argument) => argument.name === 'asOf') && form('asOf', (value) => value != null);
    if (dated) this.dated = true;
    const parameter = this.parameter.bind(this);
    // Bound when used: PostgreSQL refuses a parameter that no part of the statement mentions.
    return {
      get asOf() {
        return dated ? `${arg('asOf')}::date` : base.asOf;
      },
      get locale() {
        return parameter('locale', (inputs) => inputs.locale, 'text');
      },
      several: base.several,
      arg,
      form,
      beside: (row, name, join) => this.beside(row, name, join),
      carries: this.carries.bind(this),
      shared: this.shared.bind(this),
      result,
    };
  }

  /** Chosen fields by key, fragments opened; the same field asked twice under one key is merged. */
  collect(type: GraphQLObjectType, selection: SelectionSetNode, into = new Map<string, FieldNode[]>()) {
    for (const node of selection.selections) {
      if (node.kind === Kind.FIELD) {
        const key = resultKey(node);
        into.set(key, [...(into.get(key) ?? []), node]);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        this.collect(type, node.selectionSet, into);
      } else {
        const fragment = this.fragments[node.name.value];
        if (fragment) this.collect(type, fragment.selectionSet, into);
      }
    }
    return into;
  }
}

/** The scope of a list's rows. */
export function amongSeveral(scope: BaseScope): BaseScope {
  return {
    several: true,
    get asOf() {
      return scope.asOf;
    },
  };
}

/** What a field's scope takes over from its parent's. */
type BaseScope = Pick<Scope, 'asOf' | 'several'>;

const ROOT: BaseScope = { asOf: TODAY, several: false };

function isGiven(field: Field): field is Given {
  return typeof field === 'object' && field.kind === 'given';
}

const resultKeys = new WeakMap<FieldNode, string>();

/**
 * Where a field's value stands in its parent's JSON: under its name, and under what its arguments are if it is
 * given any. Not under its alias: an alias may be longer than a name in SQL may be, may be the name of another
 * field, and may mean one thing here and another in a selection that is merged with this one.
 */
export function resultKey(node: FieldNode): string {
  if (!node.arguments?.length) return node.name.value;
  const known = resultKeys.get(node);
  if (known) return known;
  const given = node.arguments.map((one) => `${one.name.value}:${print(sorted(one.value))}`);
  const digest = createHash('sha256').update(given.sort().join(',')).digest('base64url');
  const key = `${node.name.value} ${digest.slice(0, 16)}`;
  resultKeys.set(node, key);
  return key;
}

/** Objects with their fields in one order, as GraphQL compares arguments. */
function sorted(value: ValueNode): ValueNode {
  const ObjectValue = (node: ObjectValueNode) => ({
    ...node,
    fields: node.fields.toSorted((left, right) => (left.name.value < right.name.value ? -1 : 1)),
  });
  return visit(value, { ObjectValue: { leave: ObjectValue } });
}
