import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import postgres from 'postgres';
import { openDatabase } from '../../server/database.ts';
import { camtFile, type Said } from '../../server/dues/bank/corpus/camt-file.ts';
import { bankFileWorker } from '../../server/dues/bank/file-job.ts';
import { runNextJob } from '../../server/jobs.ts';
import { importFile } from '../../server/membership/import-job.ts';

const ACCOUNT = 'CH9300762011623852957';

/** What it took to read a statement of so many lines, and to propose a match for each. */
export interface BankBench {
  lines: number;
  bytes: number;
  seconds: number;
  /** The memory (resident) of the process before it began, in MB: the program and its libraries, as loading left them. */
  programMemory: number;
  /** The most that it held while it worked, the program with it. */
  peakMemory: number;
  /** Lines for which a member was proposed. */
  proposed: number;
}

/**
 * Reads a camt.053 of `lines` movements through the worker of the product, on a database that holds a network with its
 * dues and invoices. A half of the lines gives an invoice's reference, a quarter the payer's name, the rest say little.
 * The worker has a process of its own, so that the memory is that of reading and matching alone.
 */
export async function benchBank(ownerUrl: string, dataDir: string, lines = 20_000): Promise<BankBench> {
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    const content = Buffer.from(await statementOf(owner, lines));
    const file = await enqueueFile(owner, dataDir, content);
    const worked = await workApart(ownerUrl, dataDir);
    const [done] = await owner<{ added: number; failure: string | null }[]>`
      select added, failure from bank_file where id = ${file}`;
    if (done?.added !== lines)
      throw new Error(`${done?.added} of ${lines} lines were read: ${done?.failure}`);
    const [found] = await owner<
      { n: number }[]
    >`select count(*)::int as n from bank_inbox i join bank_line l on l.id = i.line_id
      where l.file_id = ${file} and i.kind = 'payment'`;
    return { lines, bytes: content.length, ...worked, proposed: found?.n ?? 0 };
  } finally {
    await owner.end();
  }
}

type Worked = Pick<BankBench, 'seconds' | 'programMemory' | 'peakMemory'>;

/** Runs the waiting job in a process of its own, which answers how long it took and what memory it held. */
function workApart(ownerUrl: string, dataDir: string): Promise<Worked> {
  const child = fork(import.meta.filename, [ownerUrl, dataDir], { execArgv: ['--expose-gc'] });
  return new Promise((resolve, reject) => {
    child.once('message', (answer) => resolve(answer as Worked));
    child.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
  });
}

async function work(ownerUrl: string, dataDir: string): Promise<void> {
  const database = openDatabase(ownerUrl, 2);
  const faults: unknown[] = [];
  // What the loading of the program left behind is not the work's.
  globalThis.gc?.();
  const programMemory = residentMemory();
  const peak = watchMemory();
  const started = performance.now();
  await runNextJob(database, { bank: bankFileWorker(dataDir) }, new AbortController().signal, (error) =>
    faults.push(error),
  );
  const seconds = (performance.now() - started) / 1000;
  await database.close();
  if (faults.length > 0) throw faults[0];
  process.send?.({ seconds, programMemory, peakMemory: peak() } satisfies Worked);
}

const residentMemory = () => Math.round(process.memoryUsage.rss() / 1_000_000);

/** Watches the resident memory; answers the most that it was, in MB. */
function watchMemory(): () => number {
  let most = 0;
  const look = () => {
    most = Math.max(most, residentMemory());
  };
  const timer = setInterval(look, 20).unref();
  return () => {
    look();
    clearInterval(timer);
    return most;
  };
}

async function statementOf(owner: postgres.Sql, lines: number): Promise<string> {
  const invoices = await owner<{ reference: string; name: string; amount: string }[]>`
    select i.reference, o.name, (i.amount / 100) || '.' || lpad((i.amount % 100)::text, 2, '0') as amount
    from invoice i join member m on m.place_id = i.member_id join organisation o on o.id = m.organisation_id
    where i.kind = 'invoice' order by i.issued_on desc, i.position limit 2000`;
  const entries = Array.from({ length: lines }, (_, n): Said => {
    const invoice = invoices[n % invoices.length];
    const day = `2026-0${1 + (n % 9)}-1${n % 9}`;
    const shared = {
      reference: `BENCH-${n}`,
      day,
      iban: `DE${String(10_000_000 + (n % 5000)).padStart(20, '0')}`,
    };
    if (n % 4 < 2)
      return {
        ...shared,
        amount: String(invoice?.amount),
        text: `Dues ${invoice?.reference}`,
        payer: `${invoice?.name}`,
      };
    if (n % 4 === 2)
      return {
        ...shared,
        amount: String(invoice?.amount),
        payer: `${invoice?.name} ${n % 500}`,
        text: 'membership fee',
      };
    return { ...shared, amount: `${1 + (n % 900)}.50`, payer: `Sender ${n % 2000}`, text: 'transfer' };
  });
  return camtFile(entries, { iban: ACCOUNT });
}

/** As an upload by finance would leave it. */
async function enqueueFile(owner: postgres.Sql, dataDir: string, content: Buffer): Promise<string> {
  const [finance] = await owner<{ person: string }[]>`
    select person_id as person from office where kind = 'finance' and during @> now() limit 1`;
  const [session] = await owner<{ id: string }[]>`
    insert into session (person_id, ends_at) values (${String(finance?.person)}, now() + interval '1 hour') returning id`;
  const [made] = await owner<{ id: string }[]>`
    insert into bank_file (filename, bytes, hash, uploaded_by) values ('bench.xml', ${content.length}, ${randomBytes(32)}, ${String(finance?.person)})
    returning id`;
  const id = String(made?.id);
  mkdirSync(dirname(importFile(dataDir, id)), { recursive: true });
  writeFileSync(importFile(dataDir, id), content);
  await owner`insert into job (kind, subject, caller_kind, caller_id) values ('bank', ${id}, 'session', ${String(session?.id)})`;
  return id;
}

if (import.meta.main) await work(String(process.argv[2]), String(process.argv[3]));
