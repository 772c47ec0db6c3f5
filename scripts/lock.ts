import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isRunning } from './processes.ts';

const LOOK_MS = 100;

/**
 * Does `act` while no other process does what the same file locks; whoever comes second waits. The lock of a process that
 * was killed counts no longer. Rejects when `signal` says so while it waits.
 */
export async function oneAtATime<T>(file: string, signal: AbortSignal, act: () => Promise<T>): Promise<T> {
  const mine = `${file}.${randomUUID()}`;
  // Written before it is linked to: a lock is there with its holder or not at all.
  writeFileSync(mine, JSON.stringify(identityOf(process.pid)));
  try {
    while (!taken(mine, file)) await sleep(LOOK_MS, null, { signal });
    try {
      return await act();
    } finally {
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

function taken(mine: string, file: string): boolean {
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  try {
    if (!isRunning(JSON.parse(readFileSync(file, 'utf8')))) rmSync(file, { force: true });
  } catch {
    // It was given back just now.
  }
  return false;
}
