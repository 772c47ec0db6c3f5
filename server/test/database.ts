import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';

/** A database of a test file's own. */
export interface TestDatabase {
  /** The owner's connection, as the start script would have it in DATABASE_URL. */
  url: string;
  /** Ends what is still connected and removes the database. */
  drop(): Promise<void>;
}

/**
 * Makes a migrated database that nobody else uses: an empty one, or one with the demonstration network, which
 * is loaded once a run and copied from then on.
 */
export async function testDatabase(world: 'empty' | 'demo' = 'empty'): Promise<TestDatabase> {
  const owner = inject('templateUrl');
  const template = world === 'demo' ? await demoTemplate(owner) : 'ninefold';
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asOwner(owner, (sql) => sql`create database ${sql(name)} template ${sql(template)}`);
  return {
    url: urlOf(owner, name),
    drop: () => asOwner(owner, (sql) => dropDatabase(sql, name)),
  };
}

/**
 * Removes a database with whoever is connected to it. Where autovacuum is at work in it just then, the owner may not
 * end that by force (42501); asked without force, it makes way by itself.
 */
async function dropDatabase(sql: postgres.Sql, name: string): Promise<void> {
  try {
    await sql`drop database if exists ${sql(name)} with (force)`;
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name} and usename = current_user`;
    await sql`drop database if exists ${sql(name)}`;
  }
}

/** The name of the database with the demonstration network; the first to ask makes it, and may `finish` it. */
export async function demoTemplate(owner: string, finish?: (url: string) => Promise<void>): Promise<string> {
  const name = 'ninefold_demo';
  await asOwner(owner, async (sql) => {
    // Test files run side by side: the first to ask makes it, the others wait here.
    await sql`select pg_advisory_lock(1)`;
    const [made] = await sql`select from pg_database where datname = ${name}`;
    if (made) return;
    await sql`create database ninefold_demo_unfinished template ninefold`;
    const url = urlOf(owner, 'ninefold_demo_unfinished');
    const { seed } = await import('../../scripts/seed.ts');
    await seed(url, { kind: 'demo', scale: 1 });
    await finish?.(url);
    await sql`alter database ninefold_demo_unfinished rename to ${sql(name)}`;
  });
  return name;
}

async function asOwner(owner: string, act: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(urlOf(owner, 'postgres'), { max: 1, onnotice: () => {} });
  try {
    await act(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function urlOf(owner: string, database: string): string {
  return Object.assign(new URL(owner), { pathname: `/${database}` }).href;
}
