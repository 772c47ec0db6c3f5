import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';

/**
 * Loads a database until told to stop on standard input, and prints what became of every promise: run as a
 * process of its own so that an uncaught exception would end it and be seen.
 */
const [url] = process.argv.slice(2);
const counts = { started: 0, answered: 0, refused: 0, unsettled: 0, crossed: 0, uncaught: 0 };
process.on('uncaughtException', (error) => {
  counts.uncaught++;
  console.error(error);
});
/** Rejections that nobody has taken yet: on a busy machine some are taken a moment late, which is no fault. */
const untaken = new Map<Promise<unknown>, unknown>();
process.on('unhandledRejection', (error, promise) => untaken.set(promise, error));
process.on('rejectionHandled', (promise) => untaken.delete(promise));

const options = { max: 4, backoff: () => 0.02, connect_timeout: 5, onnotice: () => {} };
/** As the driver comes, with queries sent ahead of answers, and as the server has it, one query a connection. */
const pools = [
  postgres(url as string, options),
  postgres(url as string, { ...options, max_pipeline: 0 } as typeof options),
] as const;
let stopping = false;
process.stdin.once('data', () => {
  stopping = true;
});

await Promise.all(Array.from({ length: 12 }, (_, worker) => work(worker)));
const deadline = Date.now() + 10_000;
while (counts.answered + counts.refused < counts.started && Date.now() < deadline) await sleep(20);
counts.unsettled = counts.started - counts.answered - counts.refused;
await Promise.all(pools.map((sql) => sql.end({ timeout: 2 })));
counts.uncaught += untaken.size;
for (const error of untaken.values()) console.error(error);
console.log(JSON.stringify(counts));
process.exit(0);

async function work(worker: number): Promise<void> {
  for (let round = 0; !stopping; round++) {
    const act = (worker + round) % 3;
    const sql = pools[worker % 2] ?? pools[0];
    void tracked(
      act === 0
        ? plain(sql, worker)
        : act === 1
          ? transaction(sql, `${worker}.${round}`)
          : pipelined(sql, worker),
    );
    // Mostly ahead of the answers, so that queries wait in every queue the driver has.
    await sleep(1 + (round % 7));
  }
}

async function tracked(promise: Promise<unknown>): Promise<void> {
  counts.started++;
  await promise.then(
    () => counts.answered++,
    () => counts.refused++,
  );
}

async function plain(sql: postgres.Sql, worker: number): Promise<void> {
  const [row] = await sql<{ echo: number }[]>`select ${worker}::int as echo, repeat('x', 3000) as ballast`;
  if (row?.echo !== worker) counts.crossed++;
}

/** Keeps using its handle across pauses, as a resolver does that outlives its connection. */
async function transaction(sql: postgres.Sql, actor: string): Promise<void> {
  await sql.begin(async (t) => {
    await t`select set_config('app.actor_id', ${actor}, true)`;
    const asides = Array.from({ length: 4 }, () => tracked(readActor(t, actor)));
    await sleep(Math.random() * 8);
    await Promise.all([readActor(t, actor), readActor(t, actor)]);
    await Promise.all(asides);
  });
}

async function readActor(t: postgres.TransactionSql, actor: string): Promise<void> {
  const [row] = await t<{ actor: string }[]>`select current_setting('app.actor_id', true) as actor`;
  if (row?.actor !== actor) counts.crossed++;
}

async function pipelined(sql: postgres.Sql, worker: number): Promise<void> {
  await Promise.all([
    plain(sql, worker),
    tracked(plain(sql, worker + 1000)),
    tracked(sql`select pg_sleep(0.002)`),
  ]);
}
