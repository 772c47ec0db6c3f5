import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoSignIns } from '../../scripts/seed.ts';
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

test('every region has its committee, and bodies are filled by members of the seats’ regions', async () => {
  const [count] =
    await sql`select (select count(*) from body)::int as bodies, (select count(*) from region)::int as regions,
    (select count(distinct lower(during)) from mandate)::int as terms`;
  expect(count).toEqual({ bodies: 12, regions: 9, terms: 3 });
  const strangers =
    await sql`select 1 from mandate d join seat s on s.body_id = d.body_id and s.number = d.seat
    join member_region mr on mr.member_id = d.member_id and mr.during @> current_date
    where d.during @> current_date and s.region_id is not null and s.region_id <> mr.region_id`;
  expect(strangers).toHaveLength(0);
});

test('results are what the votes say, and what was adopted stands in the register', async () => {
  const wrong = await sql`select r.motion_id from result r join (
      select v.motion_id, sum(l.weight::numeric) filter (where v.choice = 'yes') as yes, sum(l.weight::numeric) filter (where v.choice = 'no') as no
      from vote v join roll l on l.meeting_id = v.meeting_id and l.member_id = v.member_id group by 1) t on t.motion_id = r.motion_id
    where coalesce(t.yes, 0) <> r.yes::numeric or coalesce(t.no, 0) <> r.no::numeric`;
  expect(wrong).toHaveLength(0);
  const [register] =
    await sql`select (select count(*) from resolution)::int as entered, (select count(*) from result where outcome = 'adopted')::int as adopted,
    (select count(*) from result where outcome = 'rejected')::int as rejected, (select count(*) from vote v join member m on m.place_id = v.member_id
      join organisation o on o.id = m.organisation_id where not o.invented)::int as real_voters`;
  expect(register?.['entered']).toBe(register?.['adopted']);
  expect(register?.['entered']).toBeGreaterThan(5);
  expect(register?.['rejected']).toBeGreaterThan(0);
  expect(register?.['real_voters']).toBe(0);
});

test('one can vote in it: the meeting is open and the council one signs in with stands on its roll', async () => {
  const [meeting] =
    await sql`select m.id, b.motion_id, (select quorate from quorum q where q.meeting_id = m.id order by q.id desc limit 1) as quorate
    from meeting m join ballot b on b.meeting_id = m.id where m.opened_at is not null and m.closed_at is null and b.closed_at is null`;
  expect(meeting?.['quorate']).toBe(true);
  const secretary = (await demoSignIns(database.url)).find((one) => one.office === 'Council secretary');
  const [entry] =
    await sql`select l.weight, l.member_id, (select choice from vote v where v.motion_id = ${meeting?.['motion_id']} and v.member_id = l.member_id) as choice
    from roll l join office o on o.place_id = l.member_id join sign_in s on s.person_id = o.person_id
    where l.meeting_id = ${meeting?.['id']} and s.email = ${String(secretary?.email)}`;
  expect(entry).toMatchObject({ weight: '3', choice: null });
});
