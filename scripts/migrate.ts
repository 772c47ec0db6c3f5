import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { syncCapabilities } from '../server/access/capabilities.ts';
import { startDatabase } from './database.ts';
import { CannotStart, messageOf, runCommand } from './sentence.ts';

const ROOT = join(import.meta.dirname, '..');
const MIGRATIONS = join(ROOT, 'drizzle');
const NEEDED_MAJOR = 18;
/** One migration of a database at a time, whichever process asks. Any fixed number does. */
const LOCK = 9_000_009;

/**
 * Brings the database to the present shape: the runtime role, the migrations in drizzle/ that are missing, and
 * the capabilities table. Does nothing when all is in place. Throws CannotStart with one sentence when the
 * server cannot be reached, is too old, or the role in the URL may not do what is needed.
 */
export async function migrate(ownerUrl: string): Promise<void> {
  if (!URL.canParse(ownerUrl)) {
    throw new CannotStart('DATABASE_URL is not of the form postgres://user:password@host:5432/database.');
  }
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {}, connect_timeout: 10 });
  try {
    await refuseOldServer(sql, ownerUrl);
    await sql`select pg_advisory_lock(${LOCK})`;
    await admitRuntimeRole(sql);
    await applyMigrations(drizzle(sql), { migrationsFolder: MIGRATIONS }).catch(nameTheMigration);
    await syncCapabilities(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function refuseOldServer(sql: postgres.Sql, ownerUrl: string): Promise<void> {
  const major = await serverMajor(sql).catch((error) => {
    throw new CannotStart(
      `The database at ${withoutPassword(ownerUrl)} cannot be reached: ${messageOf(error)}.`,
    );
  });
  if (major < NEEDED_MAJOR) {
    throw new CannotStart(
      `The database at ${withoutPassword(ownerUrl)} is PostgreSQL ${major}, and Ninefold needs ${NEEDED_MAJOR} or later.`,
    );
  }
}

async function serverMajor(sql: postgres.Sql): Promise<number> {
  const [row] = await sql<
    { version: number }[]
  >`select current_setting('server_version_num')::int as version`;
  return Math.floor((row?.version ?? 0) / 10_000);
}

/** A database URL as it may be shown: without the password. */
export function withoutPassword(url: string): string {
  return Object.assign(new URL(url), { password: '' }).href;
}

/** The server's connections take the role ninefold_app, which owns nothing and bypasses no row security. */
async function admitRuntimeRole(sql: postgres.Sql): Promise<void> {
  try {
    await sql.unsafe(`
      do $$ begin
        if not exists (select from pg_roles where rolname = 'ninefold_app') then
          create role ninefold_app nologin nobypassrls;
        end if;
      exception when duplicate_object or unique_violation then null;
      end $$`);
    const [role] = await sql<{ settable: boolean; strong: boolean }[]>`
      select pg_has_role(current_user, oid, 'SET') as settable, rolsuper or rolbypassrls as strong
      from pg_roles where rolname = 'ninefold_app'`;
    if (role?.strong) throw new Error('it bypasses row security');
    if (!role?.settable) await sql`grant ninefold_app to current_user with inherit false, set true`;
  } catch (error) {
    const [{ user } = { user: '' }] = await sql<{ user: string }[]>`select current_user as user`;
    throw new CannotStart(
      `The role ninefold_app is not ready (${messageOf(error)}): as an administrator run  CREATE ROLE ninefold_app NOLOGIN NOBYPASSRLS; GRANT ninefold_app TO "${user}" WITH INHERIT FALSE, SET TRUE;`,
    );
  }
}

/** Drizzle's error holds the whole file and no name: say the file, the line where known, and what the server answered. */
function nameTheMigration(error: Error & { query?: string }): never {
  const failed = error.query ?? '';
  const file = readdirSync(MIGRATIONS).find(
    (name) =>
      name.endsWith('.sql') && failed && readFileSync(join(MIGRATIONS, name), 'utf8').includes(failed.trim()),
  );
  if (!file || !(error.cause instanceof postgres.PostgresError)) throw error;
  const { message, position, hint, detail, where } = error.cause;
  const before = readFileSync(join(MIGRATIONS, file), 'utf8').split(failed.trim())[0] ?? '';
  const line = position ? ` at line ${(before + failed.slice(0, Number(position))).split('\n').length}` : '';
  const more = [detail, hint, where].filter(Boolean).join(' ');
  throw new CannotStart(`The migration drizzle/${file} failed${line}: ${message}. ${more}`.trim());
}

/** The folder for everything this installation keeps: DATA_DIR, or .data beside the program. */
export function dataDir(): string {
  return resolve(ROOT, process.env.DATA_DIR || '.data');
}

/** Gives `act` the owner's URL: of DATABASE_URL, or of the embedded database, started for the time it takes. */
export async function withOwnerUrl(act: (ownerUrl: string) => Promise<void>): Promise<void> {
  if (process.env.DATABASE_URL) return act(process.env.DATABASE_URL);
  const database = await startDatabase({ dataDir: dataDir(), log: console.error });
  try {
    await act(database.url);
  } finally {
    await database.stop();
  }
}

if (import.meta.main) {
  await runCommand(() => withOwnerUrl(migrate));
}
