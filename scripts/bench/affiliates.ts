import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import postgres from 'postgres';
import { openDatabase } from '../../server/database.ts';
import { runNextJob } from '../../server/jobs.ts';
import { importFile, membershipJobs } from '../../server/membership/import-job.ts';
import type { Contest } from './contest.ts';
import { median, percentile } from './measure.ts';
import type { BenchQuery } from './queries.ts';
import { QUERIES } from './queries.ts';

/** So many affiliates in all, in files of so many rows, one council after the other. */
const ALL = 1_000_000;
const FILE = 100_000;
const FIRST_MEMBER = 101;

export interface AffiliatesFigures {
  rows: number;
  files: number;
  /** From the first file's reading to the last row's writing. */
  importSeconds: number;
  /** The most memory that the process held that reads, checks and writes, in MB: after the first file, and in all. */
  firstPeakMemory: number;
  peakMemory: number;
  p99Ms: number;
  rawP99Ms: number;
  /** The product's p99 in ratio to the hand-written statement's below no row security: 1 is equal, 2 twice as long. */
  p99ToRawSql: number;
}

/**
 * Imports a million affiliates, file by file, through the worker of the product in a process of its own; then measures
 * the register's search over them beside the same search written by hand.
 */
export async function benchAffiliates(of: Contest, all = ALL): Promise<AffiliatesFigures> {
  const files = Math.ceil(all / FILE);
  const owner = postgres(of.databaseUrl, { max: 1, onnotice: () => {} });
  try {
    of.tell(`Importing ${all} affiliates in ${files} files …`);
    const { person, session } = await keeper(owner);
    for (let n = 0; n < files; n += 1)
      await uploadFile(owner, of.dataDir, person, n, Math.min(FILE, all - n * FILE));
    const worked = await workApart(of.databaseUrl, of.dataDir, session);
    const [done] = await owner<{ n: number }[]>`
      select coalesce(sum(inserted), 0)::int as n from import where stage = 'done'`;
    if (done?.n !== all) throw new Error(`${done?.n} of ${all} affiliates were imported`);
    await owner`vacuum analyze affiliate`;
    return { rows: all, files, ...worked, ...(await measureSearch(of)) };
  } finally {
    await owner.end({ timeout: 5 });
  }
}

async function measureSearch(of: Contest) {
  const { takeRounds } = await import('./contest.ts');
  const query = QUERIES.find(({ name }) => name === 'affiliateSearch') as BenchQuery;
  const loads = (await takeRounds({ ...of, queries: [query] })).get(query.name) ?? [];
  const p99 = (who: 'product' | 'raw') => median(loads.map((one) => percentile(one[who].times, 0.99)));
  const [own, raw] = [p99('product'), p99('raw')];
  return { p99Ms: own, rawP99Ms: raw, p99ToRawSql: own / raw };
}

/** A session of somebody whom every council lets keep its register. */
async function keeper(owner: postgres.Sql): Promise<{ person: string; session: string }> {
  await owner`insert into affiliate_sharing (member_id, place_id, level) select place_id, 1, 'keep' from member`;
  const [found] = await owner<{ person: string }[]>`
    select person_id as person from office where kind = 'global_secretariat' limit 1`;
  const person = String(found?.person);
  const [made] = await owner<{ id: string }[]>`
    insert into session (person_id, ends_at) values (${person}, now() + interval '6 hours') returning id`;
  return { person, session: String(made?.id) };
}

/** As an upload would leave it; the file is written as it is made up. */
async function uploadFile(
  owner: postgres.Sql,
  dataDir: string,
  person: string,
  n: number,
  rows: number,
): Promise<void> {
  const [made] = await owner<{ id: string }[]>`
    insert into import (kind, place_id, filename, bytes, hash, uploaded_by)
    values ('affiliates', ${FIRST_MEMBER + n}, ${`bench-${n}.csv`}, 0, ${randomBytes(32)}, ${person}) returning id`;
  const path = importFile(dataDir, String(made?.id));
  mkdirSync(dirname(path), { recursive: true });
  await pipeline(Readable.from(linesOf(n, rows)), createWriteStream(path));
}

function* linesOf(n: number, rows: number): Generator<string> {
  const words = [
    'Harbour',
    'Bridge',
    'Meadow',
    'Lantern',
    'Cedar',
    'Willow',
    'Anchor',
    'Orchard',
    'Summit',
    'Valley',
  ];
  const kinds = ['House', 'Care', 'Kitchen', 'Circle', 'School', 'Clinic', 'Union'];
  yield 'Number,Name,Type,City,Since,Members\n';
  for (let i = 0; i < rows; i += 1) {
    const name = `${words[(i * 7 + n) % 10]} ${kinds[i % 7]} of ${words[(i * 3) % 10]} ${n}-${i}`;
    yield `I-${n}-${i},${name},association,Arden,20${10 + (i % 15)}-0${1 + (i % 9)}-01,${i % 500}\n`;
  }
}

type Worked = Pick<AffiliatesFigures, 'importSeconds' | 'firstPeakMemory' | 'peakMemory'>;

/** Works in a process of its own, which answers how long it took and the most memory it held. */
function workApart(ownerUrl: string, dataDir: string, session: string): Promise<Worked> {
  const child = fork(import.meta.filename, [ownerUrl, dataDir, session]);
  return new Promise((resolve, reject) => {
    child.once('message', (answer) => resolve(answer as Worked));
    child.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
  });
}

/** Reads and checks each file, decides for its good rows as the page would, and writes them. */
async function work(ownerUrl: string, dataDir: string, session: string): Promise<void> {
  const database = openDatabase(ownerUrl, 2);
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  const faults: unknown[] = [];
  const run = async (id: string) => {
    await owner`insert into job (kind, subject, caller_kind, caller_id) values ('import', ${id}, 'session', ${session})`;
    await runNextJob(database, membershipJobs(dataDir), new AbortController().signal, (error) =>
      faults.push(error),
    );
  };
  const peak = () => Math.round(process.resourceUsage().maxRSS / 1000);
  const started = performance.now();
  let firstPeakMemory = 0;
  for (const { id } of await owner<{ id: string }[]>`select id from import order by id`) {
    await run(id);
    await owner`update import set stage = 'applying', choice = 'good' where id = ${id} and stage = 'checked'`;
    await run(id);
    firstPeakMemory ||= peak();
  }
  const importSeconds = (performance.now() - started) / 1000;
  await owner.end();
  await database.close();
  if (faults.length > 0) throw faults[0];
  process.send?.({ importSeconds, firstPeakMemory, peakMemory: peak() });
}

if (import.meta.main) await work(String(process.argv[2]), String(process.argv[3]), String(process.argv[4]));
