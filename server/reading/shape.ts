/**
 * Shapes: where each field of each GraphQL type stands in the database.
 *
 * A query is never resolved field by field. Its whole selection is compiled from these shapes into one
 * SQL statement that returns JSON (see compile.ts), so there is no N+1 and a page is one snapshot.
 */

/** SQL for the date that is asked about when nobody names one. */
export const TODAY = 'current_date';

/** The alias of the current row, e.g. `t3`, in the statement being written. */
export type Row = string;

/** What a field may use besides its row. Every method returns SQL text, never a value pasted into it. */
export interface Scope {
  /** SQL for the date that is asked about: the root field's `asOf`, or the database's today. */
  asOf: string;
  /** Whether the row is one of a list: counting for all of them at once is then cheaper than for each. */
  several: boolean;
  /** SQL for the reader's language, one of en, fr, es, ar. */
  locale: string;
  /** A parameter bound to this field's argument; `change` runs on its value at every execution. */
  arg(name: string, change?: (value: unknown) => unknown): string;
  /** What `decide` makes of the argument, for what decides the statement's form; each outcome has its own statement. */
  form<T = unknown>(name: string, decide?: (value: unknown) => T): T;
  /**
   * The alias of the one row that belongs to `row`, e.g. a member's organisation: joined once, whichever fields ask.
   * `join` writes the LEFT JOIN for the alias; it must lead to at most one row, and the row's own FROM may hold no comma.
   */
  beside(row: Row, name: string, join: (alias: Row) => string): Row;
  /** Says that `row` itself has the columns of the row that would stand beside it under this name. */
  carries(row: Row, name: string): void;
  /**
   * The name of a table expression that the whole statement has once, e.g. the members on the date, whichever rows
   * ask. `sql` is its text; it may use parameters and the date, but no row.
   */
  shared(sql: string): string;
  /** A parameter bound to what an act answered with under this name: the id of what it made or changed. */
  result(name: string): string;
}

/** What a figure needs of the scope when it follows from the date alone, so that a file may have it too. */
export type OnDate = Pick<Scope, 'asOf'>;

/** Who may see a row: holders of the capability at the row's member, its region, or the network; or the person. */
export interface Guard {
  capability: string;
  member?: string;
  region?: string;
  person?: string;
}

/** Seen by whoever is signed in, by nobody else. */
export const SIGNED_IN = 'signed in';

/** A rule of a module's own, as SQL over the row: what may be seen depends on more than a reach. */
export interface OwnRule {
  rule: string;
}

export type Expression = (row: Row, scope: Scope) => string;

/** A field that leads to rows of another type. */
export interface Relation {
  to: string;
  kind: 'one' | 'many' | 'page';
  /** What stands after FROM; the child's rows must be named `child`. */
  from: (child: Row, row: Row, scope: Scope) => string;
  where?: (child: Row, row: Row, scope: Scope) => string | undefined;
  /** For lists: ORDER BY, over the child. */
  order?: (child: Row, scope: Scope) => string;
  /** For pages: the sort orders on offer, each a list of keys that together are unique. */
  sorts?: Record<string, SortKey[]>;
  /** For short lists: at most so many rows. */
  limit?: number;
  /** For pages over a large restricted table: a function of the database finds the page's rows. */
  search?: Search;
}

/** The page that is asked for: `after` is the cursor's keys as SQL, null on the first page. */
export interface Window {
  sort: string;
  descending: boolean;
  after: string[] | null;
  limit: number;
}

/**
 * Calls of the functions that search: one gives a page's rows of the child's table, each with its `place` in the order,
 * one their number in all. The rows say that too, as `found`, where the search met them all; null where it stopped early.
 */
export interface Search {
  rows: (row: Row, scope: Scope, window: Window) => string;
  count: (row: Row, scope: Scope) => string;
}

/** One key of a sort order. `type` is its SQL type, to which a cursor's text is cast back. */
export interface SortKey {
  by: (child: Row) => string;
  type: 'text' | 'int' | 'bigint' | 'date' | 'uuid' | 'timestamptz' | 'numeric';
}

/** A value that is already whole: part of a JSON value, or what an act answered with. */
export interface Given {
  kind: 'given';
}

export const given: Given = { kind: 'given' };

export type Field = Expression | Relation | Given;

export interface Shape<Names extends string = string> {
  guard?: (row: Row) => Guard | OwnRule | typeof SIGNED_IN;
  fields: Record<Names, Field>;
}

/** Names a module's shapes, keeping which types and fields they cover for the check of completeness. */
export function shapes<
  const T extends Record<string, { guard?: Shape['guard']; fields: Record<string, Field> }>,
>(of: T): T {
  return of;
}

/** A to-one relation: null when the row is absent or not for this reader. */
export function one(to: string, from: Relation['from'], where?: Relation['where']): Relation {
  return { to, kind: 'one', from, where };
}

/** The row of `table` that the current row's `column` names by its `key`. */
export function refers(to: string, table: string, column: string, key = 'id'): Relation {
  return one(
    to,
    (child) => `${table} ${child}`,
    (child, row) => `${child}.${key} = ${row}.${column}`,
  );
}

/** A short list that is always given whole. */
export function many(
  to: string,
  from: Relation['from'],
  where: Relation['where'],
  order: Relation['order'],
  limit?: number,
): Relation {
  return { to, kind: 'many', from, where, order, limit };
}

/** A list that may be long: keyset pages with `first`, `after`, `before`, `sort`, `descending`. */
export function page(
  to: string,
  sorts: Record<string, SortKey[]>,
  from: Relation['from'],
  where?: Relation['where'],
): Relation {
  return { to, kind: 'page', sorts, from, where };
}

/** As `page`, where a function of the database finds the rows: text operators cannot use an index below a policy. */
export function searchPage(to: string, sorts: Record<string, SortKey[]>, search: Search): Relation {
  return { to, kind: 'page', sorts, search, from: () => '' };
}

/** In a payload: the row of `table` whose key the act answered with under the field's name. */
export function made(to: string, table: string, name: string, key = 'id'): Relation {
  return one(
    to,
    (child) => `${table} ${child}`,
    (child, _row, scope) => `${child}.${key} = ${scope.result(name)}`,
  );
}

/** The plain column of the row. */
export function column(name: string): Expression {
  return (row) => `${row}.${name}`;
}

/** SQL that is true when a row that keeps the days of its period as `since` and `until` holds on the date. */
export function holds(row: Row, scope: Scope): string {
  return `${row}.since <= ${scope.asOf} and ${row}.until > ${scope.asOf}`;
}

/** A translatable content column, in the reader's language or a fallback that says so. */
export function content(name: string): Expression {
  return (row, scope) => `app.content(${row}.${name}, ${scope.locale})`;
}

/** SQL that is true when the actor's capability reaches the row. The same text serves fields and rows. */
export function reaches(guard: Guard | OwnRule | typeof SIGNED_IN): string {
  if (guard === SIGNED_IN) return '((select app.actor()) is not null)';
  if ('rule' in guard) return `(${guard.rule})`;
  const capability = `'${guard.capability}'`;
  const ways = [`(select 1 = any(app.reach(${capability})))`];
  if (guard.region) ways.push(`${guard.region} = any((select app.reach(${capability}))::int[])`);
  if (guard.member) ways.push(`${guard.member} = any((select app.reach_members(${capability}))::int[])`);
  if (guard.person) ways.push(`${guard.person} = (select app.actor())`);
  return `(${ways.join(' or ')})`;
}

/** The field only where the guard reaches; null elsewhere. */
export function guarded(guard: (row: Row) => Guard, field: Expression): Expression {
  return (row, scope) => `case when ${reaches(guard(row))} then ${field(row, scope)} end`;
}
