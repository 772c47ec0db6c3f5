import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { startDatabase } from '../../scripts/database.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'ninefold-kill-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

test('a database killed under load leaves no exception uncaught, no promise unsettled, no answer crossed', async () => {
  let database = await startDatabase({ dataDir, ephemeral: true });
  const load = spawn(process.execPath, [join(import.meta.dirname, 'kill-load.ts'), database.url]);
  let output = '';
  let complaints = '';
  load.stdout.on('data', (data) => (output += data));
  load.stderr.on('data', (data) => (complaints += data));
  const ended = new Promise((resolve) => load.once('exit', resolve));
  for (let kill = 0; kill < 8; kill++) {
    await sleep(350);
    const server = postmaster();
    if (kill % 2) process.kill(children(server)[0] ?? server, 'SIGKILL');
    else {
      for (const pid of [server, ...children(server)]) process.kill(pid, 'SIGKILL');
      database = await startDatabase({ dataDir, ephemeral: true, port: database.port });
    }
  }
  await sleep(500);
  load.stdin.end('stop\n');
  const code = await ended;
  await database.stop();
  expect({ code, complaints }).toEqual({ code: 0, complaints: '' });
  const counts = JSON.parse(output);
  expect(counts).toMatchObject({ uncaught: 0, unsettled: 0, crossed: 0 });
  expect(counts.refused).toBeGreaterThan(0);
  expect(counts.answered).toBeGreaterThan(counts.refused);
}, 60_000);

test('a transaction handle that outlived its transaction is refused, not served by the connection it had', async () => {
  const database = await startDatabase({ dataDir, ephemeral: true });
  const sql = postgres(database.url, { max: 1 });
  const [kept] = await sql.begin(async (t) => [() => t`select 1`]);
  await expect(kept()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  await sql.end({ timeout: 1 });
  await database.stop();
});

test('a query that cannot be built fails alone, and the ones around it keep their own answers', async () => {
  const database = await startDatabase({ dataDir, ephemeral: true });
  const sql = postgres(database.url, { max: 1 });
  await sql`select 1`;
  const answers = await Promise.allSettled([
    sql`select 'first' as name`,
    sql`select ${undefined as unknown as string} as name`,
    sql`select 'third' as name`,
  ]);
  const names = answers.map((answer) =>
    answer.status === 'fulfilled' ? answer.value[0]?.name : answer.reason.code,
  );
  expect(names).toEqual(['first', 'UNDEFINED_VALUE', 'third']);
  await sql.end({ timeout: 1 });
  await database.stop();
});

function postmaster(): number {
  return Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/** Backends that serve clients, where the system shows them. */
function children(parent: number): number[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
        return (
          fields?.[1] === String(parent) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('127.0.0.1')
        );
      } catch {
        return false;
      }
    });
}
