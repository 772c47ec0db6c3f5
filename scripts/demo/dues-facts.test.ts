import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../server/test/database.ts';
import { seed } from '../seed.ts';

let database: TestDatabase;
let sql: postgres.Sql;
beforeAll(async () => {
  database = await testDatabase();
  await seed(database.url, { kind: 'demo', scale: 1 });
  sql = postgres(database.url, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

test('the demonstration has declarations of every state, of past years all told, and all of them invented', async () => {
  const states = await sql<{ state: string }[]>`
    select distinct s.state from member m, generate_series(extract(year from current_date)::int - 3, extract(year from current_date)::int) y
    cross join lateral app.declaration_standing(m.place_id, y, current_date) s order by 1`;
  expect(states.map(({ state }) => state)).toEqual(
    expect.arrayContaining(['corrected', 'declared', 'determined', 'late', 'missing']),
  );
  expect(await sql`select 1 from declaration where not invented`).toHaveLength(0);
  expect(await sql`select 1 from declaration where declared_at > now()`).toHaveLength(0);
});

test('its drafts have no fault, so that one of them can be simulated on what members declared', async () => {
  const drafts = await sql<
    { key: string; faults: unknown[] }[]
  >`select key, faults from rulebook_draft_change order by id`;
  expect(drafts.map(({ key, faults }) => [key, faults])).toEqual([
    ['standing', []],
    ['dues', []],
  ]);
});
