import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { TransactionSql } from 'postgres';
import type { Capability } from './access/capabilities.ts';
import type { Database } from './database.ts';
import { Fault } from './errors.ts';
import { gate } from './gate.ts';

/** Who is asking: a session or token whose signature was checked, or nobody. */
export interface Caller {
  kind: 'session' | 'token' | 'none';
  id: string | null;
  /** The reader's network address where it is known, to slow down floods; it is kept nowhere. */
  address?: string;
}

export const NOBODY: Caller = { kind: 'none', id: null };

/** Proof that the actor may do `C` at a place in this transaction. Only `permit` makes one. */
export interface Permit<C extends Capability> {
  readonly capability: C;
  readonly place: number;
}

/**
 * One write transaction: the only way to change anything. Acts take it as their first argument, with a permit
 * for the capability that they need, so an act without transaction or right does not compile.
 */
export interface Unit {
  sql: TransactionSql;
  db: PostgresJsDatabase;
  actor: string | null;
  caller: Caller;
  /** Proves the right from the database's own record, or throws FORBIDDEN. */
  permit<C extends Capability>(capability: C, place: number): Promise<Permit<C>>;
  /** As `permit`, answering false instead. */
  may(capability: Capability, place: number): Promise<boolean>;
  /** Refuses programs: what would make a token worth more than it was made for is for a person's session. */
  inPerson(): void;
  record(entry: AuditEntry): Promise<void>;
}

/** One line of the audit: ids and facts, never personal data. */
export interface AuditEntry {
  act: string;
  place: number;
  subject: [type: string, id: string | number];
  before?: unknown;
  after?: unknown;
  reason?: string | null;
}

/** What follows from whatever an act changed, worked out in its transaction. */
const followers: ((unit: Unit) => Promise<void>)[] = [];

/** Says what is to be worked out after every act, before it commits. The composition says it, once. */
export function followActs(follower: (unit: Unit) => Promise<void>): void {
  followers.push(follower);
}

/** Runs an act in one transaction, entered as the caller. Commits when it returns, rolls back when it throws. */
export async function act<T>(
  database: Database,
  caller: Caller,
  body: (unit: Unit) => Promise<T>,
): Promise<T> {
  return (await database.acts.begin(async (transaction) => {
    const { sql, close } = gate(transaction);
    try {
      const unit = await enter(sql, caller);
      const result = await body(unit);
      for (const follow of followers) await follow(unit);
      return result;
    } finally {
      await close();
    }
  })) as T;
}

async function enter(sql: TransactionSql, caller: Caller): Promise<Unit> {
  const [entered] = await sql<{ state: string; actor: string | null; reach: Record<string, number[]> }[]>`
    select state, actor, app.reaches() as reach from app.enter(${caller.kind}, ${caller.id})`;
  if (entered?.state !== 'ok') throw new Fault('UNAUTHENTICATED');
  const { actor, reach } = entered;
  const may = async (capability: Capability, place: number) => {
    const held = Object.hasOwn(reach, capability) ? (reach[capability] ?? []) : [];
    if (held.length === 0) return false;
    const [row] = await sql`select 1 from app.path(${place}) p where p = any(${held}::int[])`;
    return row !== undefined;
  };
  return {
    sql,
    db: drizzle(withoutOptions(sql)),
    actor,
    caller,
    may,
    inPerson: () => {
      if (caller.kind === 'token') throw new Fault('FORBIDDEN', 'session_needed');
    },
    permit: async (capability, place) => {
      if (!(await may(capability, place))) throw new Fault('FORBIDDEN', capability);
      return { capability, place };
    },
    record: async (entry) => {
      await sql`insert into audit (actor_id, act, place_id, subject_type, subject_id, before, after, reason, token_id)
        values (${actor}, ${entry.act}, ${entry.place}, ${entry.subject[0]}, ${String(entry.subject[1])},
          ${asJson(sql, entry.before)}, ${asJson(sql, entry.after)}, ${entry.reason ?? null},
          nullif(current_setting('app.token_id', true), '')::uuid)`;
    },
  };
}

/**
 * Drizzle rewrites the parsers and serializers of the client that it is given, for all its users: it gets empty
 * ones to write on. Values then go through postgres.js as everywhere else (see `json` in tables.ts).
 */
function withoutOptions(sql: TransactionSql): never {
  const options = { parsers: {}, serializers: {} };
  return new Proxy(sql, {
    get: (target, key) => (key === 'options' ? options : Reflect.get(target, key)),
  }) as never;
}

function asJson(sql: TransactionSql, value: unknown) {
  return value === undefined || value === null ? null : sql.json(value as never);
}
