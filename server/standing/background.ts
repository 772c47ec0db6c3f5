import { setTimeout as sleep } from 'node:timers/promises';
import type { DailyTasks } from '../daily.ts';
import type { Database } from '../database.ts';
import { refreshMarked } from './refresh.ts';

const LOOK_MS = 1000;

/**
 * Works out what acts on many members have left: a run, an import, another rulebook. Whoever reads meanwhile is told since
 * when it is being worked out. `report` gets what nobody expected; what was left is tried again.
 */
export function startStanding(
  database: Database,
  report: (error: unknown) => void,
): { close(): Promise<void> } {
  const stop = new AbortController();
  const loop = (async () => {
    while (!stop.signal.aborted) {
      await refreshMarked(database, stop.signal).catch(report);
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

/** Once a day all standings are worked out anew; what differs from what was kept is written down, and put right. */
export const standingTasks: DailyTasks = {
  standing_check: async (database) => {
    await database.acts`select app.check_standing()`;
    await refreshMarked(database);
  },
};
