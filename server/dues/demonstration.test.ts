import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../test/database.ts';

let database: TestDatabase;
let sql: postgres.Sql;
beforeAll(async () => {
  database = await testDatabase('demo');
  sql = postgres(database.url, { max: 1, onnotice: () => {} });
}, 120_000);
afterAll(async () => {
  await sql.end();
  await database.drop();
});

test('ten years of dues in the demonstration agree with the ledger', async () => {
  expect(await sql`select * from app.ledger_differences()`).toEqual([]);
  const [years] = await sql`select count(distinct year)::int as n from assessment`;
  expect(years?.['n']).toBe(10);
  const [states] = await sql`select count(*) filter (where outstanding > 0)::int as open,
    count(*) filter (where outstanding = 0)::int as paid, count(*) filter (where outstanding > 0 and outstanding < amount)::int as partly
    from assessment_balance`;
  expect(states?.['paid']).toBeGreaterThan(states?.['open']);
  expect(states?.['partly']).toBeGreaterThan(0);
});

test('every assessment was made by the version in force on 1 January of its year', async () => {
  const wrong =
    await sql`select 1 from assessment a where a.version <> (select max(v.version) from rulebook_version v
    where v.rulebook = a.rulebook and v.valid_from <= make_date(a.year, 1, 1))`;
  expect(wrong).toEqual([]);
});

test('receipts of every year are numbered without gaps', async () => {
  const gaps =
    await sql`select series from receipt_series s where s.last <> (select count(*) from payment p where p.receipt like s.series || '-%')`;
  expect(gaps).toEqual([]);
});
