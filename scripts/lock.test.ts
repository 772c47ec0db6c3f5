import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { oneAtATime } from './lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'ninefold-lock-'));
const file = join(folder, 'lock');
const never = new AbortController().signal;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('whoever comes second waits until the first is done, also when that one failed', async () => {
  const said: string[] = [];
  let finish = (_error: Error) => {};
  const first = oneAtATime(file, never, async () => {
    said.push('first begins');
    await new Promise((_resolve, reject) => (finish = reject));
  });
  const second = oneAtATime(file, never, async () => said.push('second begins'));
  expect(said).toEqual(['first begins']);
  expect(existsSync(file)).toBe(true);
  finish(new Error('the first failed'));
  await expect(first).rejects.toThrow('the first failed');
  await second;
  expect(said).toEqual(['first begins', 'second begins']);
  expect(readdirSync(folder)).toEqual([]);
});

test('the lock of a process that is no more is taken over', async () => {
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'before this process began' }));
  expect(await oneAtATime(file, never, async () => 'done')).toBe('done');
  expect(readdirSync(folder)).toEqual([]);
});

test('whoever is told to stop waits no longer', async () => {
  const stop = new AbortController();
  await oneAtATime(file, never, async () => {
    const waiting = oneAtATime(file, stop.signal, async () => 'done');
    stop.abort();
    await expect(waiting).rejects.toThrow();
  });
  expect(readdirSync(folder)).toEqual([]);
});
