import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DailyTasks } from '../../daily.ts';
import type { Database } from '../../database.ts';

const LOOK_MS = 5000;

/**
 * What a backup that is older than it must not undo, a line each, by ids alone. `seal` is a digest of the ledger up to an
 * entry and of the rolls.
 */
export type OutsideLine =
  | { kind: 'erased' | 'ballot_closed' | 'token_revoked' | 'calendar_revoked'; id: string; at: string }
  | { kind: 'seal'; upTo: string; at: string; digest: string };

/** The lines of the file, oldest first; a line that was cut off by a crash is left out. */
export function readOutside(file: string): OutsideLine[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as OutsideLine];
      } catch {
        return [];
      }
    });
}

/** Adds lines, whole or not at all. */
export function writeOutside(file: string, lines: OutsideLine[]): void {
  if (lines.length === 0) return;
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  // A line that a crash cut off is ended first.
  const torn = existsSync(file) && !/(^|\n)$/.test(readFileSync(file, 'utf8'));
  appendFileSync(file, torn ? `\n${text}` : text, { mode: 0o600, flush: true });
}

/** Writes what is new in the database since the last call. Answers how many lines. */
export async function keepOutside(database: Database, file: string): Promise<number> {
  const known = new Set(readOutside(file).map((line) => `${line.kind} ${'id' in line ? line.id : ''}`));
  const rows = await database.reads<OutsideLine[]>`
    select kind, id::text, at from app.outside() order by at, id`;
  const lines = rows.filter((line) => !known.has(`${line.kind} ${'id' in line ? line.id : ''}`));
  writeOutside(file, lines);
  return lines.length;
}

/** Keeps the file up to date until closed, some seconds behind; once more at the end. */
export function startOutside(
  database: Database,
  file: string,
  report: (error: unknown) => void,
): { close(): Promise<void> } {
  const stop = new AbortController();
  const loop = (async () => {
    while (!stop.signal.aborted) {
      await keepOutside(database, file).catch(report);
      await sleep(LOOK_MS, null, { signal: stop.signal, ref: false }).catch(() => {});
    }
  })();
  return {
    close: async () => {
      stop.abort();
      await loop;
      await keepOutside(database, file).catch(report);
    },
  };
}

/** Once a day the ledger and the rolls are sealed: whoever restores a backup can tell whether it was changed. */
export function outsideTasks(file: string): DailyTasks {
  return {
    seal: async (database) => {
      const [row] = await database.acts<{ up_to: string; at: string; digest: string }[]>`
        select app.last_entry()::text as up_to, now() as at, app.seal(app.last_entry(), now()) as digest`;
      if (row) writeOutside(file, [{ kind: 'seal', upTo: row.up_to, at: row.at, digest: row.digest }]);
    },
  };
}
