import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../server/test/database.ts';
import { demoSignIns, seed } from './seed.ts';

let database: TestDatabase;
let sql: postgres.Sql;
beforeAll(async () => {
  database = await testDatabase();
  sql = postgres(database.url, { max: 1 });
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

const members = () => sql`select m.place_id, o.name, o.invented, ms.during from member m
  join organisation o on o.id = m.organisation_id join membership ms on ms.member_id = m.place_id order by 1, 4`;

/** A whole network is loaded. */
const LOAD = { timeout: 60_000 };

test('a load that fails leaves nothing behind', async () => {
  await sql`insert into place (id, kind) values (101, 'council')`;
  await expect(seed(database.url, { kind: 'demo', scale: 1 })).rejects.toThrow('place_pkey');
  expect(await sql`select from region`).toHaveLength(0);
  await sql`delete from place`;
});

test('the demonstration network stands in nine regions, and what is invented says so', LOAD, async () => {
  const { signIns } = await seed(database.url, { kind: 'demo', scale: 1 });
  expect(signIns.map(({ office }) => office)).toEqual([
    'Council secretary',
    'Council treasurer',
    'Regional coordinator',
    'Global secretariat',
    'Finance',
    'Returning officer',
    'Auditor',
  ]);
  expect(await demoSignIns(database.url)).toEqual(signIns);
  const [real, invented] = await sql`select invented, count(*)::int from organisation where id in
    (select organisation_id from member) group by 1 order by 1`;
  expect(real).toEqual({ invented: false, count: 10 });
  expect(invented?.count).toBeGreaterThan(100);
  expect(await sql`select from region`).toHaveLength(9);
  expect(await sql`select from country`).toHaveLength(249);
  expect(await sql`select from person where not invented`).toHaveLength(0);
  const labelled =
    await sql`select every(name like '%(invented)') as all from organisation where invented and id in
    (select organisation_id from member)`;
  expect(labelled[0]?.all).toBe(true);
});

test('members have a past: ended, suspended, restored, of another category, moved', async () => {
  const today = sql`current_date`;
  expect((await sql`select from membership where upper(during) <= ${today}`).length).toBeGreaterThan(0);
  expect((await sql`select from suspension where during @> ${today}`).length).toBeGreaterThan(0);
  expect((await sql`select from suspension where upper(during) <= ${today}`).length).toBeGreaterThan(0);
  expect(await sql`select from member_region group by member_id having count(*) > 1`).toHaveLength(3);
});

test('a second load is refused, and the same seed gives the same network', LOAD, async () => {
  await expect(seed(database.url, { kind: 'demo', scale: 1 })).rejects.toThrow(/already holds a network/);
  const before = await members();
  const another = await testDatabase();
  const loaded = postgres(another.url, { max: 1 });
  await seed(another.url, { kind: 'demo', scale: 1 });
  const after = await loaded`select m.place_id, o.name, o.invented, ms.during from member m
    join organisation o on o.id = m.organisation_id join membership ms on ms.member_id = m.place_id order by 1, 4`;
  await loaded.end();
  await another.drop();
  expect([...after]).toEqual([...before]);
});

test('an empty network has its regions, its countries and one person who can sign in', async () => {
  const another = await testDatabase();
  const { signIns } = await seed(another.url, { kind: 'empty', scale: 1 });
  expect(signIns).toHaveLength(1);
  expect(signIns[0]?.password.length).toBeGreaterThan(12);
  expect(await demoSignIns(another.url)).toEqual([]);
  await another.drop();
});
