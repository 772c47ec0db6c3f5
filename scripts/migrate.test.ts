import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../server/test/database.ts';
import { migrate } from './migrate.ts';

let database: TestDatabase;
let sql: postgres.Sql;
beforeAll(async () => {
  database = await testDatabase();
  sql = postgres(database.url, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await sql.end({ timeout: 5 });
  await database.drop();
});

test('migrating again, even twice at once, changes nothing', async () => {
  const shape = () => sql`
    select table_name, column_name, data_type from information_schema.columns
    where table_schema = 'public' order by 1, 2`;
  const before = await shape();
  await Promise.all([migrate(database.url), migrate(database.url)]);
  expect(await shape()).toEqual(before);
});

test('the runtime role owns nothing, bypasses nothing, and can be taken by the owner', async () => {
  const [role] = await sql`
    select rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
      (select count(*)::int from pg_class where relowner = r.oid) as owned
    from pg_roles r where rolname = 'ninefold_app'`;
  const none = {
    rolcanlogin: false,
    rolsuper: false,
    rolbypassrls: false,
    rolcreaterole: false,
    rolcreatedb: false,
  };
  expect(role).toEqual({ ...none, owned: 0 });
  const runtime = postgres(database.url, { max: 1, connection: { role: 'ninefold_app' } as never });
  const [identity] = await runtime`select current_user, session_user`;
  expect(identity).toEqual({ current_user: 'ninefold_app', session_user: 'ninefold_owner' });
  await runtime.end();
});

test('the embedded owner is no superuser', async () => {
  const [owner] =
    await sql`select rolsuper, rolbypassrls, rolreplication from pg_roles where rolname = current_user`;
  expect(owner).toEqual({ rolsuper: false, rolbypassrls: false, rolreplication: false });
});

test('an older PostgreSQL is refused in one sentence', async () => {
  const older = await testDatabase();
  const owner = postgres(older.url, { max: 1 });
  // A server that says it is older, to whoever asks without naming the schema.
  await owner.unsafe(`
    create schema fake;
    create function fake.current_setting(text) returns text language sql as $$ select '170004' $$;
    alter role current_user in database "${new URL(older.url).pathname.slice(1)}" set search_path = fake, pg_catalog, public`);
  await owner.end();
  await expect(migrate(older.url)).rejects.toThrow(/is PostgreSQL 17, and Ninefold needs 18 or later\.$/);
  await older.drop();
});

test('a role that may not be granted is asked for, with the commands to run', async () => {
  await sql`create role stranger login password 'x'`;
  await sql.unsafe(
    `grant connect, create on database "${new URL(database.url).pathname.slice(1)}" to stranger`,
  );
  const url = Object.assign(new URL(database.url), { username: 'stranger', password: 'x' }).href;
  const asked =
    /as an administrator run {2}CREATE ROLE ninefold_app .*GRANT ninefold_app TO "stranger" WITH INHERIT FALSE, SET TRUE;$/;
  await expect(migrate(url)).rejects.toThrow(asked);
});

test('a database that cannot be reached is named without its password', async () => {
  const url = Object.assign(new URL(inject('templateUrl')), { password: 'secret-word' }).href;
  const failure = await migrate(url).catch((error) => String(error));
  expect(failure).toMatch(/password authentication failed/);
  expect(failure).not.toContain('secret-word');
});
