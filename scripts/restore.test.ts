import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { keepOutside, outsideTasks, readOutside } from '../server/access/privacy/outside.ts';
import { type Api, buildApi } from '../server/app.ts';
import { configure } from '../server/config.ts';
import { type Database, openDatabase } from '../server/database.ts';
import { MOTIONS } from '../server/representation/world.ts';
import { type Front, openFront } from '../server/test/client.ts';
import { restore } from './restore.ts';

/**
 * The drill: a copy of the whole database is the backup (PostgreSQL's own `create database … template`, a copy of its files;
 * pg_dump is not among the binaries that are carried along). After it a session is ended, a person erased, a ballot closed and
 * a token revoked. Then the copy is what is served.
 */
let front: Front;
let backup: string;
let restored: { api: Api; database: Database };
let outside: string;
let live: postgres.Sql;
let old: postgres.Sql;
const erased = { name: 'Forgotten Heron', email: 'heron@forgotten.example', id: '' };

const urlOf = (name: string) => Object.assign(new URL(inject('templateUrl')), { pathname: `/${name}` }).href;

beforeAll(async () => {
  front = await openFront();
  outside = join(front.dataDir, 'outside.jsonl');
  live = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  await front.as(
    'finance',
    'mutation { assessRegion(input: { placeId: 2, year: 2026, idempotencyKey: "assess-east" }) { refusals { code } } }',
  );
  const [person] = await live<
    { id: string }[]
  >`insert into person (name) values (${erased.name}) returning id`;
  erased.id = String(person?.id);
  await live`insert into contact (person_id, place_id, email) values (${erased.id}, 11, ${erased.email})`;
  await live`insert into suspension (member_id, during, reason) values (12, daterange('2021-01-01', '2021-06-01'), ${`Said ${erased.name}`})`;
  await live`insert into api_token (id, person_id, place_id, label, hash, capabilities, expires_at)
    values ('00000000-0000-7000-8000-0000000000aa', ${front.world.people['secretary'] ?? null}, 11, 'old', '\\x0a', '{dues.read}', now() + interval '1 day')`;
  for (const person of ['secretary', 'treasurer', 'secretariat']) await front.session(person);
  await outsideTasks(outside)['seal']?.(front.api.database);
  backup = await copyOf(front.ownerUrl);
  await afterTheBackup();
  const url = urlOf(backup);
  const database = openDatabase(url, 2);
  const config = configure({
    databaseUrl: url,
    dataDir: front.dataDir,
    webBuild: null,
    pool: 2,
    logLevel: 'silent',
  });
  restored = { api: await buildApi(config, database), database };
  old = postgres(url, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await restored.api.app.close();
  await Promise.all([restored.database.close(), live.end(), old.end()]);
  await front.close();
  await asOwner((sql) => sql`drop database if exists ${sql(backup)} with (force)`);
});

async function asOwner(run: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(urlOf('postgres'), { max: 1, onnotice: () => {} });
  await run(sql).finally(() => sql.end());
}

/** Copies the database as it is; whoever is connected is sent away first, and comes back by themselves. */
async function copyOf(url: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const source = new URL(url).pathname.slice(1);
  await asOwner(async (sql) => {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${source}`;
    await sql`create database ${sql(name)} template ${sql(source)}`;
  });
  return name;
}

async function afterTheBackup(): Promise<void> {
  const bearer = await front.session('secretary');
  const { sid } = JSON.parse(Buffer.from(bearer.split('.')[1] ?? '', 'base64url').toString());
  await live`update session set revoked_at = now() where id = ${String(sid)}`;
  const [asked] = await live<{ id: string }[]>`
    insert into erasure (person_id, asked_by) values (${erased.id}, ${erased.id}) returning id`;
  const confirmed = await front.as(
    'secretariat',
    `mutation { confirmErasure(id: "${asked?.id}") { refusals { code } } }`,
  );
  expect(confirmed.data.confirmErasure.refusals).toEqual([]);
  await live`update ballot set closed_at = now() where motion_id = ${MOTIONS.open}`;
  await live`update api_token set revoked_at = now() where id = '00000000-0000-7000-8000-0000000000aa'`;
  expect(await keepOutside(front.api.database, outside)).toBeGreaterThanOrEqual(4);
  expect(await keepOutside(front.api.database, outside)).toBe(0);
}

async function asked(person: string, document: string) {
  const answer = await restored.api.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { authorization: `Bearer ${await front.session(person)}` },
    payload: { id: restored.api.persist(document), variables: {} },
  });
  return answer.json();
}

async function stands(word: string): Promise<string[]> {
  const columns = await old<{ table: string; column: string }[]>`
    select c.relname as table, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
      and format_type(a.atttypid, null) in ('text', 'citext', 'jsonb', 'json', 'text[]')`;
  const hits: string[] = [];
  for (const { table, column } of columns) {
    const rows =
      await old`select 1 from ${old(table)} where strpos(lower(${old(column)}::text), lower(${word})) > 0 limit 1`;
    if (rows.length > 0) hits.push(`${table}.${column}`);
  }
  return hits;
}

const VOTE = `mutation { castVote(input: { motionId: "${MOTIONS.open}", memberId: 11, choice: no, idempotencyKey: "drill-vote" }) { refusals { code } } }`;

test('the file outside holds ids and days only', () => {
  const text = readFileSync(outside, 'utf8');
  expect(readOutside(outside).map((line) => line.kind)).toEqual(
    expect.arrayContaining(['seal', 'erased', 'ballot_closed', 'token_revoked']),
  );
  for (const word of [erased.name, erased.email, 'Alba']) expect(text).not.toContain(word);
});

test('sec-39: a restored backup alone would bring back the session, the person and the ballot', async () => {
  expect((await asked('secretary', '{ viewer { name } }')).data.viewer).toEqual({ name: 'secretary' });
  expect(await stands(erased.name)).toEqual(expect.arrayContaining(['person.name', 'suspension.reason']));
  const [ballot] = await old`select closed_at from ballot where motion_id = ${MOTIONS.open}`;
  expect(ballot).toEqual({ closed_at: null });
});

test('sec-39: after the restoration no session lives, the erased stay erased, the closed ballot is closed, the ledger is as sealed', async () => {
  const { sentences, sound } = await restore(urlOf(backup), outside);
  expect(sound).toBe(true);
  expect(sentences).toContain('1 persons erased again.');
  expect(
    sentences.some(
      (one) => one.startsWith('The ledger up to entry') && one.includes('are as they were sealed'),
    ),
  ).toBe(true);
  for (const person of ['secretary', 'treasurer', 'secretariat'])
    expect((await asked(person, '{ viewer { name } }')).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  expect(await stands(erased.name)).toEqual([]);
  expect(await stands(erased.email)).toEqual([]);
  const [person] =
    await old`select name, erased_at is not null as erased from person where id = ${erased.id}`;
  expect(person).toEqual({ name: '[erased]', erased: true });
  const [ballot] =
    await old`select closed_at is not null as closed from ballot where motion_id = ${MOTIONS.open}`;
  expect(ballot).toEqual({ closed: true });
  const [token] = await old`select revoked_at is not null as revoked from api_token where label = 'old'`;
  expect(token).toEqual({ revoked: true });
  // Whoever signs in anew finds the ballot closed.
  const [session] = await old<{ id: string }[]>`insert into session (person_id, ends_at)
    values (${front.world.people['delegate'] ?? null}, now() + interval '1 hour') returning id`;
  const { signAccess } = await import('../server/access/bearer.ts');
  const bearer = signAccess(restored.api.app, String(front.world.people['delegate']), String(session?.id));
  const vote = await restored.api.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { authorization: `Bearer ${bearer}` },
    payload: { id: restored.api.persist(VOTE), variables: {} },
  });
  expect(vote.json().data?.castVote.refusals).toEqual([{ code: 'ballot_closed' }]);
});

test('run again it finds nothing to do; a ledger that was changed is found out', async () => {
  const again = await restore(urlOf(backup), outside);
  expect(again.sentences).toEqual(
    expect.arrayContaining(['0 persons erased again.', '0 ballots closed again.']),
  );
  expect(again.sound).toBe(true);
  await old`alter table ledger_entry disable trigger user`;
  await old`update ledger_entry set amount = amount * 2`;
  await old`alter table ledger_entry enable trigger user`;
  const tampered = await restore(urlOf(backup), outside);
  expect(tampered.sound).toBe(false);
  expect(tampered.sentences.some((one) => one.includes('is NOT as it was sealed'))).toBe(true);
});
