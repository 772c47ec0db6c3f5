import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { configure } from '../server/config.ts';
import type { Served } from '../server/main.ts';
import { startDatabase } from './database.ts';
import { dataDir, migrate } from './migrate.ts';
import type { SignIn } from './seed.ts';
import { CannotStart, messageOf } from './sentence.ts';
import { buildWeb } from './web-build.ts';

/** How long requests under way may take to finish once a stop was asked for. */
const DRAIN_MS = 10_000;
const WATCH_MS = 1_000;

const host = process.env.HOST || '127.0.0.1';
const stopping = new AbortController();
/** What has been started, to be stopped in the opposite order. */
const started: (() => Promise<unknown>)[] = [];

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
// Whoever started this over a channel has gone.
process.on('disconnect', () => void stop(0));
try {
  await start();
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error(error instanceof CannotStart ? error.message : error);
    await stop(1);
  }
}

async function start(): Promise<void> {
  const port = wantedPort();
  refuseWrongSettings();
  await refuseBusyPort(port);
  const folder = dataDir();
  const databaseUrl = process.env.DATABASE_URL || (await startEmbedded(folder));
  await migrate(databaseUrl);
  const pages = buildWeb(console.log, stopping.signal);
  // Rejections are awaited below; until then they must not count as unhandled.
  pages.catch(() => {});
  started.push(() => pages.catch(() => {}));
  const signIns = await loadDemonstration(databaseUrl);
  await pages;
  stopping.signal.throwIfAborted();
  const { serve } = await import('../server/main.ts');
  const served = await serve({ databaseUrl, host, port, dataDir: folder });
  started.push(() => drained(served));
  stopping.signal.throwIfAborted();
  console.log(greeting(served.url, signIns));
}

function wantedPort(): number {
  const port = Number(process.env.PORT || 3000);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new CannotStart(`PORT must be a number up to 65535, not "${process.env.PORT}".`);
}

/** The server reads its settings when it starts; what is wrong with them is said before that. */
function refuseWrongSettings(): void {
  try {
    configure();
  } catch (error) {
    throw new CannotStart(messageOf(error));
  }
}

/** Looks before anything is touched; the real listening comes last. */
async function refuseBusyPort(port: number): Promise<void> {
  const probe = createServer();
  const failure = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    probe.once('error', resolve);
    probe.listen(port, host, () => resolve(null));
  });
  await new Promise((resolve) => probe.close(resolve));
  if (!failure) return;
  throw new CannotStart(
    failure.code === 'EADDRINUSE'
      ? `Port ${port} of ${host} is in use: stop what listens there, or choose another as in  PORT=${port + 1} npm start`
      : `Ninefold cannot listen on port ${port} of ${host} (${messageOf(failure)}).`,
  );
}

async function startEmbedded(folder: string): Promise<string> {
  let current = startDatabase({ dataDir: folder, log: console.log });
  started.push(async () => (await current.catch(() => null))?.stop());
  const database = await current;
  if (database.heldBy) {
    throw new CannotStart(
      `${folder} is in use by another Ninefold (process ${database.heldBy.pid}): stop that one, or choose another folder with DATA_DIR.`,
    );
  }
  void keepRunning();
  return database.url;

  async function keepRunning(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sleep(WATCH_MS, null, { ref: false });
      const before = await current.catch((error) => console.error(messageOf(error)));
      if (before?.isRunning() || stopping.signal.aborted) continue;
      console.error('PostgreSQL has gone; starting it again.');
      current = startDatabase({ dataDir: folder, port: database.port });
    }
  }
}

/** An empty database gets the demonstration network; answers who can sign in to it, nobody when it is another. */
async function loadDemonstration(ownerUrl: string): Promise<SignIn[]> {
  const { seed, demoSignIns } = await import('./seed.ts');
  if (!(await isEmpty(ownerUrl))) return demoSignIns(ownerUrl);
  console.log('Loading the demonstration network …');
  return (await seed(ownerUrl, { kind: 'demo', scale: 1, files: dataDir() })).signIns;
}

async function isEmpty(ownerUrl: string): Promise<boolean> {
  const sql = postgres(ownerUrl, { max: 1 });
  try {
    return (await sql`select from network limit 1`).length === 0;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function greeting(url: string, signIns: SignIn[]): string {
  const table = signIns.map(({ office, place, email, password }) => [`${office}, ${place}`, email, password]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...table.map((row) => row[column]?.length ?? 0)));
  const rows = table.map(
    (row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`,
  );
  const known = 'Everybody knows these passwords: keep the demonstration away from other people’s networks.';
  const open = rows.length > 0 && !['127.0.0.1', '::1', 'localhost'].includes(host) ? ['', known] : [];
  const who = rows.length > 0 ? ['', 'Sign in as (office, e-mail, password):', ...rows, ...open] : [];
  return ['', `Ninefold is at ${url}`, ...who, '', 'Ctrl-C stops it.'].join('\n');
}

async function drained(served: Served): Promise<void> {
  const patience = new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref());
  await Promise.race([served.close(), patience]);
}

async function stop(code: number): Promise<void> {
  if (stopping.signal.aborted) return;
  stopping.abort();
  for (const end of started.reverse()) await end().catch((error) => console.error(messageOf(error)));
  process.exit(code);
}
