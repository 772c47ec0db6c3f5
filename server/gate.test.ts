import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from './database.ts';
import { GateClosed, gate } from './gate.ts';
import { type TestDatabase, testDatabase } from './test/database.ts';

let own: TestDatabase;
let database: Database;
beforeAll(async () => {
  own = await testDatabase();
  database = openDatabase(own.url, 3);
});
afterAll(async () => {
  await database.close();
  await own.drop();
});

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('a query sent after the gate is closed is refused and reaches nobody else’s transaction', async () => {
  let leaked: (() => Promise<unknown>) | undefined;
  await database.acts.begin(async (transaction) => {
    const { sql, close } = gate(transaction);
    leaked = async () => await sql`select current_setting('app.actor_id', true) as actor`;
    await sql`select set_config('app.actor_id', 'first', true)`;
    await close();
  });
  await expect(leaked?.()).rejects.toBeInstanceOf(GateClosed);
});

test('pieces of a query are no queries, and what runs is drained before commit', async () => {
  const seen: string[] = [];
  await database.acts.begin(async (transaction) => {
    const { sql, close } = gate(transaction);
    const piece = sql`where n > ${1}`;
    expect(await sql`select n from generate_series(1, 3) n ${piece}`).toHaveLength(2);
    const slow = sql`select pg_sleep(0.05)`.then(() => seen.push('slow ended'));
    await wait(5);
    await close();
    seen.push('closed');
    await slow;
  });
  expect(seen).toEqual(['slow ended', 'closed']);
});

/** sec-34: acts that fail early while a sibling still runs. Nobody reads under another's name, no connection is lost. */
test('sec-34: a storm of failing acts leaves no query on another transaction', async () => {
  const rounds = 2000;
  let wrong = 0;
  let late = 0;
  const once = async (name: string) => {
    const act = database.acts.begin(async (transaction) => {
      const { sql, close } = gate(transaction);
      try {
        await sql`select set_config('app.actor_id', ${name}, true)`;
        const sibling = wait(Math.random() * 3).then(async () => {
          try {
            const [row] = await sql<
              { actor: string }[]
            >`select current_setting('app.actor_id', true) as actor`;
            if (row?.actor !== name) wrong += 1;
          } catch (error) {
            if (!(error instanceof GateClosed)) throw error;
            late += 1;
          }
        });
        if (Math.random() < 0.3) return { sibling };
        await sibling;
        return { sibling };
      } finally {
        await close();
      }
    });
    await (await act).sibling;
  };
  for (let done = 0; done < rounds; done += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, index) => once(`actor-${done + index}`)));
  }
  expect(wrong).toBe(0);
  expect(late).toBeGreaterThan(0);
  const [idle] = await database.acts<{ n: number }[]>`
    select count(*)::int as n from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`;
  expect(idle?.n).toBe(0);
});
