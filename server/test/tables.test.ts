import { globSync } from 'node:fs';
import { is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import { testDatabase } from './database.ts';

/** Other names of the same types. */
const TYPES: Record<string, string> = { timestamptz: 'timestamp with time zone' };

async function drizzleColumns(): Promise<string[]> {
  const paths = globSync(new URL('../**/tables.ts', import.meta.url).pathname);
  const modules = await Promise.all(paths.map((path) => import(path) as Promise<Record<string, unknown>>));
  const tables = modules.flatMap((module) => Object.values(module).filter((value) => is(value, PgTable)));
  return tables.flatMap((table) => {
    const { name, columns } = getTableConfig(table as PgTable);
    return columns.map((column) => {
      const type = column.getSQLType();
      return `${name}.${column.name} ${TYPES[type] ?? type}${column.notNull ? ' not null' : ''}`;
    });
  });
}

test('the tables in code are those of the database: every one, every column, every type', async () => {
  const own = await testDatabase();
  const sql = postgres(own.url, { max: 1, onnotice: () => {} });
  const rows = await sql<{ line: string }[]>`
    select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, null) || case when a.attnotnull then ' not null' else '' end as line
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped`;
  await sql.end();
  await own.drop();
  expect((await drizzleColumns()).sort()).toEqual(rows.map((row) => row.line).sort());
});
