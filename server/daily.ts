import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from './database.ts';

const LOOK_MS = 20_000;
/** A claim that ends belongs to a process that has died: the task is done over. */
const CLAIM = '10 minutes';
/** The hour of the day, in universal time, from which on the day's tasks are done. */
const HOUR = 5;

/** What is done once a day. It may be done over after a crash, so it must find what it did. */
export type DailyTasks = Record<string, (database: Database) => Promise<void>>;

/** Does each task once a day, in whichever process comes first, until closed. `report` gets what went wrong. */
export function startDaily(
  database: Database,
  tasks: DailyTasks,
  report: (error: unknown) => void,
): { close(): Promise<void> } {
  const stop = new AbortController();
  const loop = (async () => {
    while (!stop.signal.aborted) {
      await doDailyTasks(database, tasks).catch(report);
      await sleep(LOOK_MS, null, { signal: stop.signal, ref: false }).catch(() => {});
    }
  })();
  return {
    close: async () => {
      stop.abort();
      await loop;
    },
  };
}

/** Does what is left of today's tasks. The database's clock says which day it is. */
export async function doDailyTasks(database: Database, tasks: DailyTasks, hour = HOUR): Promise<void> {
  for (const [task, run] of Object.entries(tasks)) {
    const [claimed] = await database.acts<{ day: string }[]>`
      insert into daily_task as d (task, day, claimed_until)
      select ${task}, current_date, now() + ${CLAIM}::interval where extract(hour from now()) >= ${hour}
      on conflict (task, day) do update set claimed_until = excluded.claimed_until
        where d.finished_at is null and d.claimed_until < now()
      returning day`;
    if (!claimed) continue;
    await run(database);
    await database.acts`update daily_task set finished_at = now() where task = ${task} and day = ${claimed.day}`;
  }
}
