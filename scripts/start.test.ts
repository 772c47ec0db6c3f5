import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { freePort, waitForEnd } from './processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'ninefold-start-'));
afterAll(() => {
  for (const pid of processesOf(folder)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe('what cannot work is said in one sentence, and nothing is touched', () => {
  test('a busy port', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as { port: number };
    const dataDir = join(folder, 'busy');
    await expectRefusal({ PORT: String(port), DATA_DIR: dataDir }, /Port \d+ of 127.0.0.1 is in use/);
    expect(existsSync(dataDir)).toBe(false);
    holder.close();
  });

  test('a port that is no number', () => expectRefusal({ PORT: 'http' }, /PORT must be a number/));

  test('a data folder that cannot be written', async () => {
    // A file in the folder's place stops root too, whom permissions do not.
    const file = join(folder, 'file');
    writeFileSync(file, 'mine');
    await expectRefusal({ DATA_DIR: join(file, 'data') }, /cannot be written/);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  test('a folder that holds something else', async () => {
    const dataDir = join(folder, 'foreign');
    mkdirSync(join(dataDir, 'postgres'), { recursive: true });
    writeFileSync(join(dataDir, 'postgres', 'letter.txt'), 'mine');
    await expectRefusal({ DATA_DIR: dataDir }, /not a PostgreSQL data folder/);
    expect(readdirSync(join(dataDir, 'postgres'))).toEqual(['letter.txt']);
  });

  test('a data folder of another PostgreSQL', async () => {
    const dataDir = join(folder, 'older');
    mkdirSync(join(dataDir, 'postgres'), { recursive: true });
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '17\n');
    await expectRefusal({ DATA_DIR: dataDir }, /was made by PostgreSQL 17/);
  });

  test('a damaged data folder', async () => {
    const dataDir = join(folder, 'damaged');
    mkdirSync(join(dataDir, 'postgres'), { recursive: true });
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '18\n');
    const passwords = {
      mode: process.getuid?.() === 0 ? 'namespace' : 'self',
      superuserPassword: 'a',
      ownerPassword: 'b',
    };
    writeFileSync(join(dataDir, 'database.json'), JSON.stringify(passwords));
    await expectRefusal({ DATA_DIR: dataDir }, /does not start \(.*\); see .*postgres\.log/);
  });

  test('a DATABASE_URL where nobody answers', async () => {
    const url = `postgres://u:secret@127.0.0.1:${await freePort()}/x`;
    const said = await expectRefusal({ DATABASE_URL: url }, /cannot be reached: .*ECONNREFUSED/);
    expect(said).not.toContain('secret');
  });

  test('a DATABASE_URL with the wrong password', () => {
    const url = Object.assign(new URL(inject('templateUrl')), { password: 'wrong' }).href;
    return expectRefusal({ DATABASE_URL: url }, /cannot be reached: password authentication failed/);
  });

  test('a DATABASE_URL that is none', () => expectRefusal({ DATABASE_URL: 'postgres' }, /not of the form/));
});

test('it survives being killed and its database being killed, keeps its folder to itself, leaves nothing behind', async () => {
  const env = { DATA_DIR: join(folder, 'whole'), PORT: String(await freePort()) };
  const first = await ready(run(env));
  await expectRefusal({ DATA_DIR: env.DATA_DIR }, /in use by another Ninefold \(process \d+\)/);
  expect(await readiness(env.PORT)).toBe(200);
  first.child.kill('SIGKILL');
  await first.ended;

  const second = await ready(run(env, 'npm', ['start']));
  expect(second.said()).not.toContain('Loading the demonstration');
  expect(await readiness(env.PORT)).toBe(200);
  process.kill(postmasterOf(env.DATA_DIR), 'SIGKILL');
  await expect.poll(() => readiness(env.PORT), { timeout: 15_000 }).toBe(503);
  await expect.poll(() => readiness(env.PORT), { timeout: 15_000 }).toBe(200);

  const left = processesOf(env.DATA_DIR);
  expect(left.length).toBeGreaterThan(2);
  second.child.kill('SIGTERM');
  expect(await second.ended).toBe(0);
  for (const pid of left) expect(await waitForEnd(pid, 2000)).toBe(true);
}, 240_000);

interface Run {
  child: ChildProcess;
  ended: Promise<number | null>;
  said(): string;
}

function run(env: Record<string, string>, program = process.execPath, args = ['scripts/start.ts']): Run {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(program, args, {
    env: { ...inherited, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, ended, said: () => said };
}

async function ready(started: Run): Promise<Run> {
  const greeted = new Promise<boolean>((resolve) => {
    started.child.stdout?.on('data', () => started.said().includes('Ninefold is at http') && resolve(true));
  });
  if (!(await Promise.race([greeted, started.ended.then(() => false)]))) throw new Error(started.said());
  return started;
}

async function expectRefusal(env: Record<string, string>, sentence: RegExp): Promise<string> {
  const { ended, said } = run(env);
  expect(await ended).toBe(1);
  const lines = said().trim().split('\n');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(sentence);
  return said();
}

async function readiness(port: string): Promise<number> {
  return (await fetch(`http://127.0.0.1:${port}/readyz`)).status;
}

function postmasterOf(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/** Processes that were started with this data folder, where the system shows them. */
function processesOf(dataDir: string): number[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        const known = ['environ', 'cmdline'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8'));
        return known.join().includes(dataDir);
      } catch {
        return false;
      }
    });
}
