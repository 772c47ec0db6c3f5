import {
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { badRequest } from '../errors.ts';
import { amongSeveral, type Compiler } from './compile.ts';
import type { Relation, Scope, SortKey } from './shape.ts';

/** Pages hold at most so many rows, whatever is asked. */
export const PAGE_LIMIT = 100;

/**
 * A keyset page as one SQL expression: {rows, next, previous, total}. The limit is written into the text, not
 * bound (a bound limit makes the planner guess a tenth of the table), so each size has its own statement.
 */
export function pageSql(
  compiler: Compiler,
  relation: Relation,
  type: GraphQLObjectType,
  selection: SelectionSetNode,
  row: string,
  scope: Scope,
): string {
  const wanted = compiler.collect(type, selection);
  const first = scope.form('first', clamp);
  const back = scope.form('before', isGiven);
  const down = scope.form('descending', Boolean) !== back;
  const sort = scope.form('sort', String);
  const keys = sortKeys(relation, sort);
  const child = compiler.alias();
  const after = cursorValues(keys, scope, back);
  const window = { sort, descending: down, after, limit: first + 1 };
  const from = relation.search
    ? `${relation.search.rows(row, scope, window)} ${child}`
    : relation.from(child, row, scope);
  const cursor =
    after && `(${keys.map((key) => key.by(child)).join(', ')}) ${down ? '<' : '>'} (${after.join(', ')})`;
  const where = compiler.where(relation, child, row, scope, cursor ?? undefined);
  const direction = down ? 'desc' : 'asc';
  const order = relation.search
    ? `${child}.place`
    : keys.map((key) => `${key.by(child)} ${direction}`).join(', ');
  const nodes = wanted.get('rows') ?? [];
  const rowType = getNamedType(
    (type.getFields()['rows'] as GraphQLField<unknown, unknown>).type,
  ) as GraphQLObjectType;
  const rowSelection: SelectionSetNode = {
    kind: Kind.SELECTION_SET,
    selections: nodes.flatMap((node) => node.selectionSet?.selections ?? []),
  };
  const inner = compiler.joins(child);
  const columns = compiler.columns(rowType, rowSelection, child, amongSeveral(scope));
  const joins = compiler.joins(child);
  const limited = `select ${child}.* from ${from}${inner}${where} order by ${order} limit ${first + 1}`;
  const at = `json_build_array(${keys.map((key) => `(${key.by(child)})::text`).join(', ')})::text`;
  // Only the ends of the page are asked for their place in the order.
  const rows = `select case when page_n in (1, ${first}) then ${at} end as at, page_n as n, x.j${relation.search ? `, ${child}.found` : ''}
    from (select q.*, row_number() over () as page_n from (${limited}) q) ${child}${joins},
    lateral (select row_to_json(y) as j from (select ${columns}) y) x`;
  const forward = `case when max(n) > ${first} then ${encode(`max(at) filter (where n = ${first})`)} end`;
  const start = encode('max(at) filter (where n = 1)');
  const came = scope.form('after', isGiven);
  const parts = [
    `'rows', coalesce(json_agg(j order by n ${back ? 'desc' : 'asc'}) filter (where n <= ${first}), '[]')`,
    `'next', ${back ? start : forward}`,
    `'previous', ${back ? forward : came ? start : 'null'}`,
  ];
  if (wanted.has('total')) {
    const counted = total(compiler, relation, row, scope);
    parts.push(
      `'total', ${after ? counted : `case when count(*) between 1 and ${first} then count(*) else ${counted} end`}`,
    );
  }
  return `(select json_build_object(${parts.join(', ')}) from (${rows}) p)`;
}

function total(compiler: Compiler, relation: Relation, row: string, scope: Scope): string {
  if (relation.search) return `coalesce(max(found), ${relation.search.count(row, scope)})`;
  const whole = compiler.alias();
  const all = compiler.where(relation, whole, row, scope);
  return `(select count(*) from ${relation.from(whole, row, scope)}${all})`;
}

const isGiven = (value: unknown) => value != null;

function clamp(first: unknown): number {
  const asked = Number(first ?? 25);
  if (!Number.isInteger(asked) || asked < 1) throw badRequest('page_size');
  return Math.min(asked, PAGE_LIMIT);
}

function sortKeys(relation: Relation, sort: string): SortKey[] {
  const keys = relation.sorts?.[sort];
  if (!keys) throw badRequest('sort');
  return keys;
}

/** The cursor's keys, each cast back to its type; null on the first page. */
function cursorValues(keys: SortKey[], scope: Scope, back: boolean): string[] | null {
  const name = back ? 'before' : 'after';
  if (!scope.form(name, isGiven)) return null;
  const cursor = scope.arg(name, (value) => decode(value, keys.length));
  return keys.map((key, index) => `((${cursor}::text::json)->>${index})::${key.type}`);
}

function encode(text: string): string {
  return `translate(encode(convert_to(${text}, 'UTF8'), 'base64'), E'+/=\\n', '-_')`;
}

/** A cursor back as its JSON text; anything else is the caller's mistake, not ours. */
function decode(value: unknown, length: number): string {
  try {
    const text = Buffer.from(String(value), 'base64url').toString('utf8');
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.length === length && list.every((one) => typeof one === 'string'))
      return text;
  } catch {
    // falls through to the refusal below
  }
  throw badRequest('cursor');
}
