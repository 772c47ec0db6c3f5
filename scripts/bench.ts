import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchRules } from '../server/rules/bench.ts';
import { benchAffiliates } from './bench/affiliates.ts';
import { benchBank } from './bench/bank.ts';
import { type Contest, contest } from './bench/contest.ts';
import { benchDuesRun } from './bench/dues-run.ts';
import { loadFederation } from './bench/network.ts';
import { benchStanding } from './bench/standing.ts';
import { benchStatement } from './bench/statement.ts';
import {
  printAffiliates,
  printBank,
  printDuesRun,
  printRules,
  printStanding,
  printStatement,
  printTable,
} from './bench/table.ts';
import { startDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { seed } from './seed.ts';
import { CannotStart, runCommand } from './sentence.ts';

const HELP = `npm run bench -- [--json] [--rounds N] [--seconds S] [--scale N]
  --json     one JSON object on standard output and nothing else
  --rounds   rounds in which the contenders take turns (5; at least 3)
  --seconds  seconds of load for each contender, query and round (2)
  --scale    how many times larger than 50,000 affiliates and 500,000 assessments (1)`;

/** Measures the three queries, a statement of account, the import of a million affiliates, the rules, a bank statement and runs of dues, on databases of their own, which are thrown away afterwards. */
async function bench(): Promise<void> {
  const { json, rounds, seconds, scale } = options();
  const tell = (line: string) => console.error(line);
  await onOwnDatabase(async (databaseUrl, dataDir) => {
    tell('Loading the federation to measure …');
    const federation = await loadFederation(databaseUrl, scale);
    const of: Contest = {
      ...{ databaseUrl, adminUrl: adminUrl(databaseUrl, dataDir), dataDir },
      ...{ federation, rounds, seconds, tell },
    };
    const queries = await contest(of);
    if (json) process.stdout.write(`${JSON.stringify({ queries })}\n`);
    else {
      printTable(queries);
      printStatement(await benchStatement(of));
      printAffiliates(await benchAffiliates(of));
    }
  });
  if (json) return;
  printRules(benchRules());
  tell('Reading a bank statement …');
  await onOwnDatabase(async (databaseUrl, dataDir) => {
    await seed(databaseUrl, { kind: 'demo', scale: 1 });
    printBank(await benchBank(databaseUrl, dataDir));
  });
  tell('Issuing two years of dues …');
  await onOwnDatabase(async (databaseUrl, dataDir) => {
    printDuesRun(await benchDuesRun(databaseUrl));
    tell('Working out the standing of all of them …');
    printStanding(await benchStanding(databaseUrl, dataDir));
  });
}

/** A migrated, empty database for one measurement. */
async function onOwnDatabase<T>(measure: (ownerUrl: string, dataDir: string) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ninefold-bench-'));
  const database = await startDatabase({ dataDir, ephemeral: true });
  try {
    await migrate(database.url);
    return await measure(database.url, dataDir);
  } finally {
    await database.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The embedded database keeps its administrator's password beside it. */
function adminUrl(ownerUrl: string, dataDir: string): string {
  const { superuserPassword } = JSON.parse(readFileSync(join(dataDir, 'database.json'), 'utf8'));
  return Object.assign(new URL(ownerUrl), { username: 'postgres', password: superuserPassword }).href;
}

function options() {
  const number = { type: 'string' as const };
  const config = {
    json: { type: 'boolean' as const },
    help: { type: 'boolean' as const },
    rounds: number,
    seconds: number,
    scale: number,
  };
  const { values } = parsed(config);
  if (values.help) throw new CannotStart(HELP);
  const positive = (name: 'rounds' | 'seconds' | 'scale', otherwise: number, least: number) => {
    const value = Number(values[name] ?? otherwise);
    if (!(value >= least)) throw new CannotStart(`--${name} is a number of at least ${least}.`);
    return value;
  };
  return {
    json: values.json ?? false,
    rounds: positive('rounds', 5, 3),
    seconds: positive('seconds', 2, 1),
    scale: positive('scale', 1, 0.01),
  };
}

function parsed<T extends NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>>(config: T) {
  try {
    return parseArgs({ options: config });
  } catch (error) {
    throw new CannotStart(`${(error as Error).message}\n${HELP}`);
  }
}

await runCommand(bench);
