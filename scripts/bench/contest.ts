import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { answerOf, type Load, load, median, percentile, type Target } from './measure.ts';
import type { Federation } from './network.ts';
import { type BenchQuery, QUERIES } from './queries.ts';
import { openWire } from './wire.ts';

/** What is said of one query. Times in milliseconds; ratios of requests per second, medians over the rounds. */
export interface Figures {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Statements that one request sends to the database, counted on the wire. */
  statements: number;
  ratioToRawSql: number;
  ratioToGuardedSql: number;
}

export interface Contest {
  databaseUrl: string;
  /** The administrator's connection, for what is asked below no row security. */
  adminUrl: string;
  dataDir: string;
  federation: Federation;
  rounds: number;
  seconds: number;
  /** What is asked; the three queries of the web where left out. */
  queries?: BenchQuery[];
  tell(line: string): void;
}

const CONTENDERS = ['product', 'raw', 'guarded'] as const;
type Contender = (typeof CONTENDERS)[number];
export type Loads = Record<Contender, Load>;

/** Lets the product and the routes written by hand take turns at every query, after their answers proved equal. */
export async function contest(of: Contest): Promise<Record<string, Figures>> {
  const statements = await countStatements(of);
  const rounds = await takeRounds(of);
  return Object.fromEntries(
    [...rounds].map(([name, loads]) => [name, figures(loads, statements[name] ?? Number.NaN)]),
  );
}

/** The loads of each query, round by round. */
export async function takeRounds(of: Contest): Promise<Map<string, Loads[]>> {
  const queries = of.queries ?? QUERIES;
  const product = await start('product', of.databaseUrl, of.dataDir);
  const byHand = await start('by-hand', of.adminUrl, of.databaseUrl);
  try {
    for (const query of queries)
      await proveEqual(query, await targets(query, of.federation, product, byHand));
    const rounds = new Map<string, Loads[]>(queries.map(({ name }) => [name, []]));
    for (let round = 0; round <= of.rounds; round++) {
      of.tell(round === 0 ? 'Warming up …' : `Round ${round} of ${of.rounds} …`);
      for (const query of queries) {
        const loads = await takeTurns(
          await targets(query, of.federation, product, byHand),
          round,
          of.seconds,
        );
        // The first round warms up.
        if (round > 0) rounds.get(query.name)?.push(loads);
      }
    }
    return rounds;
  } finally {
    product.child.disconnect();
    byHand.child.disconnect();
  }
}

interface Started {
  child: ChildProcess;
  url: string;
  ids: Record<string, string>;
}

async function start(file: string, ...args: string[]): Promise<Started> {
  const env = { ...process.env, NODE_ENV: 'production' };
  // Standard output is the result's.
  const child = fork(join(import.meta.dirname, `${file}.ts`), args, { env, stdio: ['ignore', 2, 2, 'ipc'] });
  const failed = once(child, 'exit').then(() => {
    throw new Error(`${file} did not start`);
  });
  failed.catch(() => {});
  const [said] = (await Promise.race([once(child, 'message'), failed])) as [
    { url: string; ids?: Record<string, string> },
  ];
  return { child, url: said.url, ids: said.ids ?? {} };
}

async function targets(
  query: BenchQuery,
  federation: Federation,
  product: Started,
  byHand: Started,
): Promise<Record<Contender, Target>> {
  const asker = federation[query.asker];
  const variables = query.variables(federation) as Record<string, string>;
  const route = (way: string) =>
    `${byHand.url}/${way}/${query.name}?${new URLSearchParams({ ...variables, session: asker.session })}`;
  return {
    product: await productTarget(query, federation, product),
    raw: { url: route('raw'), method: 'GET', headers: {} },
    guarded: { url: route('guarded'), method: 'GET', headers: {} },
  };
}

async function productTarget(query: BenchQuery, federation: Federation, product: Started): Promise<Target> {
  product.child.send([federation[query.asker]]);
  const [{ bearers }] = (await once(product.child, 'message')) as [{ bearers: string[] }];
  return {
    url: `${product.url}/graphql`,
    method: 'POST',
    headers: { authorization: `Bearer ${bearers[0]}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id: product.ids[query.name], variables: query.variables(federation) }),
  };
}

async function proveEqual(
  query: BenchQuery,
  { product, raw, guarded }: Record<Contender, Target>,
): Promise<void> {
  const answer = await answerOf(product);
  assert.deepEqual(await answerOf(raw), answer, `${query.name}: the hand-written route answers otherwise`);
  assert.deepEqual(await answerOf(guarded), answer, `${query.name}: the guarded route answers otherwise`);
}

/** Each contender goes first in its turn, so that none profits from what ran before. */
async function takeTurns(all: Record<Contender, Target>, round: number, seconds: number): Promise<Loads> {
  const loads: Partial<Loads> = {};
  for (let turn = 0; turn < CONTENDERS.length; turn++) {
    const contender = CONTENDERS[(turn + round) % CONTENDERS.length] as Contender;
    loads[contender] = await load(all[contender], seconds);
  }
  return loads as Loads;
}

function figures(rounds: Loads[], statements: number): Figures {
  const times = rounds.flatMap(({ product }) => product.times);
  const ratio = (to: Contender) =>
    median(rounds.map((one) => one.product.requestsPerSecond / one[to].requestsPerSecond));
  return {
    requestsPerSecond: median(rounds.map(({ product }) => product.requestsPerSecond)),
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    statements,
    ratioToRawSql: ratio('raw'),
    ratioToGuardedSql: ratio('guarded'),
  };
}

const COUNTED = 20;

/** Statements of one request, counted between the product and its database once connections and plans stand. */
async function countStatements({
  databaseUrl,
  dataDir,
  federation,
  queries = QUERIES,
}: Contest): Promise<Record<string, number>> {
  const wire = await openWire(databaseUrl);
  const product = await start('product', wire.url, dataDir);
  try {
    const counts: Record<string, number> = {};
    for (const query of queries) {
      const target = await productTarget(query, federation, product);
      for (let warm = 0; warm < COUNTED; warm++) await answerOf(target);
      wire.taken();
      for (let counted = 0; counted < COUNTED; counted++) await answerOf(target);
      counts[query.name] = wire.taken() / COUNTED;
    }
    return counts;
  } finally {
    product.child.disconnect();
    await wire.close();
  }
}
