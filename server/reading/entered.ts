import type { TransactionSql } from 'postgres';
import { type Database, faultOf } from '../database.ts';
import { Fault } from '../errors.ts';
import type { Caller } from '../unit.ts';

/**
 * Reads for what is no GraphQL answer, such as a file: one snapshot, entered as the caller, so that row security holds.
 * The statements ask for the caller's reach as well: `needReach`, or a condition over `app.reach`.
 */
export async function readAs<T>(
  database: Database,
  caller: Caller,
  query: (sql: TransactionSql) => Promise<T>,
): Promise<T> {
  return (await database.reads
    .begin('isolation level repeatable read read only', async (sql) => {
      const [entered] = await sql<
        { state: string }[]
      >`select state from app.enter(${caller.kind}, ${caller.id})`;
      if (entered?.state !== 'ok') throw new Fault('UNAUTHENTICATED');
      return query(sql);
    })
    .catch((error: unknown) => {
      throw faultOf(error);
    })) as T;
}

/** Refuses a caller whose right does not reach the place. */
export async function needReach(sql: TransactionSql, capability: string, place: number): Promise<void> {
  const [reached] = await sql`select 1 from app.path(${place}) p where p = any(app.reach(${capability}))`;
  if (!reached) throw new Fault('FORBIDDEN', capability);
}
