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
  const template = world === 'demo' ? await demoTemplate() : 'ninefold';
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asOwner((sql) => sql`create database ${sql(name)} template ${sql(template)}`);
  return {
    url: urlOf(name),
    drop: () => asOwner((sql) => sql`drop database if exists ${sql(name)} with (force)`),
  };
}

async function demoTemplate(): Promise<string> {
  const name = 'ninefold_demo';
  await asOwner(async (sql) => {
    // Test files run side by side: the first to ask makes it, the others wait here.
    await sql`select pg_advisory_lock(1)`;
    const [made] = await sql`select from pg_database where datname = ${name}`;
    if (made) return;
    await sql`create database ninefold_demo_unfinished template ninefold`;
    const { seed } = await import('../../scripts/seed.ts');
    await seed(urlOf('ninefold_demo_unfinished'), { kind: 'demo', scale: 1 });
    await sql`alter database ninefold_demo_unfinished rename to ${sql(name)}`;
  });
  return name;
}

async function asOwner(act: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(urlOf('postgres'), { max: 1, onnotice: () => {} });
  try {
    await act(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function urlOf(database: string): string {
  return Object.assign(new URL(inject('templateUrl')), { pathname: `/${database}` }).href;
}
