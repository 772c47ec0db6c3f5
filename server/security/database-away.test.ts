import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database as Cluster, startDatabase } from '../../scripts/database.ts';
import { migrate } from '../../scripts/migrate.ts';
import { buildApi } from '../app.ts';
import { configure } from '../config.ts';
import { type Database, openDatabase } from '../database.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'ninefold-away-'));
let running: Cluster;
let database: Database;
let api: Awaited<ReturnType<typeof buildApi>>;
beforeAll(async () => {
  running = await startDatabase({ dataDir, ephemeral: true });
  await migrate(running.url);
  const config = configure({ databaseUrl: running.url, dataDir, pool: 3, logLevel: 'silent' });
  database = openDatabase(running.url, config.pool);
  api = await buildApi(config, database);
});
afterAll(async () => {
  await api.app.close();
  await database.close();
  await running.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  api.app.inject({ method: 'POST', url, payload, headers });
const NETWORK = '{ network { memberCount } }';

/** One request at each kind of door. */
const everyDoor = () => [
  api.app.inject({ method: 'GET', url: '/readyz' }),
  post('/graphql', { id: api.persist(NETWORK) }),
  post('/graphql', {
    id: api.persist(
      'mutation { endOffice(id: "01a201f6-5bbc-764e-b63c-89c69b3026ab") { refusals { code } } }',
    ),
  }),
  post('/graphql', { query: NETWORK }, { authorization: `Bearer nf_${'x'.repeat(43)}` }),
  post('/auth/sign-in', { email: 'a@b.example', password: 'x' }),
  post('/auth/refresh', { refreshToken: 'x' }),
  post('/auth/password', { link: 'x', password: 'a long enough passphrase' }),
];
const WELL = [200, 200, 200, 401, 401, 401, 422];
const statuses = async () => (await Promise.all(everyDoor())).map((answer) => answer.statusCode);

test('a database killed under load is said to be away by every door, and is used again when it is back', async () => {
  expect(await statuses()).toEqual(WELL);
  let loading = true;
  const seen = new Set<number>();
  const load = Array.from({ length: 12 }, async () => {
    while (loading) {
      seen.add((await post('/graphql', { id: api.persist(NETWORK) })).statusCode);
      await sleep(2);
    }
  });
  await sleep(50);
  process.kill(
    Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]),
    'SIGKILL',
  );
  // Backends notice within moments that their parent has gone.
  await expect.poll(statuses, { timeout: 10_000 }).toEqual(Array(7).fill(503));
  expect((await api.app.inject({ method: 'GET', url: '/healthz' })).statusCode).toBe(200);
  running = await startDatabase({ dataDir, ephemeral: true, port: running.port });
  await expect.poll(statuses, { timeout: 10_000 }).toEqual(WELL);
  loading = false;
  await Promise.all(load);
  expect([...seen].sort()).toEqual([200, 503]);
}, 60_000);
