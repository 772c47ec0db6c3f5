import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from './database.ts';
import { Fault } from './errors.ts';
import type { Caller, Unit } from './unit.ts';

/** A claim that is not renewed for so long is taken over: its process has gone. */
const CLAIM_SECONDS = 30;
const IDLE_MS = 400;
const MOST_ATTEMPTS = 3;

/** Work for the background, done in the name of whoever asked for it. */
export interface Job {
  id: string;
  kind: string;
  subject: string;
  caller: Caller;
}

/**
 * What does the work of one kind. `run` may be called again for the same job after a stop or a crash, so it must
 * start over cleanly; between its steps it heeds `stop`. `failed` says to the user what became of it.
 */
export interface Worker {
  run(database: Database, job: Job, stop: AbortSignal): Promise<void>;
  failed(database: Database, job: Job, code: string, value: string | null): Promise<void>;
}

export type Workers = Record<string, Worker>;

/** The job came to nothing for a reason that trying again would not change. */
export class JobFailed extends Error {
  readonly code: string;
  readonly value: string | null;
  constructor(code: string, value: string | null = null) {
    super(value ? `${code}: ${value}` : code);
    this.code = code;
    this.value = value;
  }
}

/** Puts work into the queue, in the transaction of the act that asks for it: both or neither. */
export async function enqueue(unit: Unit, kind: string, subject: string): Promise<void> {
  const { caller } = unit;
  await unit.sql`insert into job (kind, subject, caller_kind, caller_id) values (${kind}, ${subject}, ${caller.kind}, ${caller.id})`;
}

/** Works through the queue until closed. `report` gets what nobody expected. */
export function startJobs(
  database: Database,
  workers: Workers,
  report: (error: unknown) => void,
): { close(): Promise<void> } {
  const stop = new AbortController();
  const loop = (async () => {
    while (!stop.signal.aborted) {
      const worked = await runNextJob(database, workers, stop.signal, report).catch(() => false);
      if (!worked) await sleep(IDLE_MS, null, { signal: stop.signal, ref: false }).catch(() => {});
    }
  })();
  return {
    close: async () => {
      stop.abort();
      await loop;
    },
  };
}

/** Claims the oldest open job and does it. Answers false when there is none. */
export async function runNextJob(
  database: Database,
  workers: Workers,
  stop: AbortSignal,
  report: (error: unknown) => void,
): Promise<boolean> {
  const [row] = await database.acts<
    {
      id: string;
      kind: string;
      subject: string;
      caller_kind: 'session';
      caller_id: string;
      attempts: number;
    }[]
  >`
    update job set attempts = attempts + 1, claimed_until = now() + make_interval(secs => ${CLAIM_SECONDS})
    where id = (select id from job where finished_at is null and (claimed_until is null or claimed_until < now())
      order by id limit 1 for update skip locked)
    returning id, kind, subject, caller_kind, caller_id, attempts`;
  if (!row) return false;
  const job: Job = {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    caller: { kind: row.caller_kind, id: row.caller_id },
  };
  await attempt(database, workers, job, row.attempts, stop, report);
  return true;
}

async function attempt(
  database: Database,
  workers: Workers,
  job: Job,
  attempts: number,
  stop: AbortSignal,
  report: (error: unknown) => void,
) {
  const worker = workers[job.kind];
  const renewal = setInterval(() => {
    database.acts`update job set claimed_until = now() + make_interval(secs => ${CLAIM_SECONDS}) where id = ${job.id}`.catch(
      () => {},
    );
  }, CLAIM_SECONDS * 333);
  try {
    if (!worker) throw new JobFailed('unknown_job', job.kind);
    await worker.run(database, job, stop);
    await finish(database, job, null);
  } catch (error) {
    if (stop.aborted) return await release(database, job);
    const expected = expectedFailure(error);
    if (!expected) report(error);
    if (!expected && attempts < MOST_ATTEMPTS) return await release(database, job);
    const { code, value } = expected ?? { code: 'internal', value: null };
    await worker?.failed(database, job, code, value);
    await finish(database, job, code);
  } finally {
    clearInterval(renewal);
  }
}

function expectedFailure(error: unknown): { code: string; value: string | null } | null {
  if (error instanceof JobFailed) return error;
  if (error instanceof Fault && error.code === 'UNAUTHENTICATED')
    return { code: 'session_ended', value: null };
  if (error instanceof Fault && error.code === 'FORBIDDEN') return { code: 'forbidden', value: null };
  return null;
}

async function finish(database: Database, job: Job, failure: string | null): Promise<void> {
  await database.acts`update job set finished_at = now(), claimed_until = null, failure = ${failure} where id = ${job.id}`;
}

/** Gives the job back: the next claim starts it over. */
async function release(database: Database, job: Job): Promise<void> {
  await database.acts`update job set claimed_until = null where id = ${job.id}`;
}
