import { open, rm } from 'node:fs/promises';
import type { Database } from '../../database.ts';
import { type Job, JobFailed, type Worker } from '../../jobs.ts';
import { type Mapping, missingFields, proposeMapping } from '../../membership/import-fields.ts';
import { importFile } from '../../membership/import-job.ts';
import { MOST } from '../../membership/source.ts';
import { act, type Unit } from '../../unit.ts';
import { type BankStatement, readCamt } from './camt.ts';
import { type BankEntry, type StagedEntry, staged } from './entry.ts';
import { takeLines } from './lines.ts';
import { propose } from './match.ts';
import { headOf, readTable } from './table.ts';
import { TABLE_FIELDS } from './table-fields.ts';

/** So many movements are staged in one transaction, after which progress shows and a stop is heeded. */
const BATCH = 500;

type Within = <T>(body: (unit: Unit) => Promise<T>) => Promise<T>;

interface FileState {
  id: string;
  stage: string;
  headers: string[];
  mapping: Mapping;
}

/** Reads a bank's file in the background. Each stage starts over cleanly when repeated; nothing counts before the last. */
export function bankFileWorker(dataDir: string): Worker {
  return {
    run: (database, job, stop) => runFile(database, job, stop, importFile(dataDir, job.subject)),
    failed: async (database, job, code, value) => {
      await database.acts`select app.fail_bank_file(${job.subject}, ${code}, ${value})`;
      await rm(importFile(dataDir, job.subject), { force: true });
    },
  };
}

async function runFile(database: Database, job: Job, stop: AbortSignal, path: string): Promise<void> {
  const within: Within = (body) => act(database, job.caller, body);
  const state = await within((unit) => stateOf(unit, job.subject));
  if (state.stage === 'waiting' || state.stage === 'reading' || state.stage === 'matching') {
    const whole = (await isXml(path))
      ? await readStatements(within, state, path, stop)
      : await readRows(within, state, path, stop);
    if (!whole) return;
    await within(
      ({ sql }) => sql`update bank_file set stage = 'matching' where id = ${state.id} and stage = 'reading'`,
    );
    await within((unit) => finish(unit, state.id, whole));
  }
  const after = await within((unit) => stateOf(unit, job.subject));
  if (after.stage === 'done' || after.stage === 'cancelled') {
    await rm(path, { force: true });
    await within((unit) => unit.sql`delete from bank_row where file_id = ${state.id}`);
  }
}

async function stateOf(unit: Unit, id: string): Promise<FileState> {
  const [state] = await unit.sql<
    FileState[]
  >`select id, stage, headers, mapping from bank_file where id = ${id}`;
  if (!state) throw new JobFailed('forbidden');
  return state;
}

/** By what it is, not by its name: XML begins with `<`, whatever mark stands before it. */
async function isXml(path: string): Promise<boolean> {
  const file = await open(path).catch(() => {
    throw new JobFailed('file_missing');
  });
  const head = Buffer.alloc(200);
  const { bytesRead } = await file.read(head, 0, head.length, 0).finally(() => file.close());
  const text = head
    .subarray(0, bytesRead)
    .toString('latin1')
    .replace(/[\0\s\u00ef\u00bb\u00bf\u00ff\u00fe]/g, '');
  return text.startsWith('<');
}

/** What a file holds, once the whole of it is read. */
interface Whole {
  statements: BankStatement[];
  pending: number;
  read: number;
}

async function readStatements(
  within: Within,
  { id }: FileState,
  path: string,
  stop: AbortSignal,
): Promise<Whole> {
  const whole: Whole = { statements: [], pending: 0, read: 0 };
  const staging = new Staging(within, id, stop);
  for await (const item of readCamt(path)) {
    if (item.kind === 'format') await staging.begin({ format: item.format, encoding: null, delimiter: null });
    else if (item.kind === 'pending') whole.pending += 1;
    else if (item.kind === 'statement') whole.statements.push(item.statement);
    else await staging.add(item.entry);
  }
  return { ...whole, read: await staging.end() };
}

/** A table waits until somebody says what its columns are, where its headers leave that open. */
async function readRows(
  within: Within,
  state: FileState,
  path: string,
  stop: AbortSignal,
): Promise<Whole | null> {
  const head = await headOf(path);
  const mapping =
    Object.keys(state.mapping).length > 0 ? state.mapping : proposeMapping(TABLE_FIELDS, head.headers);
  const mapped =
    missingFields(TABLE_FIELDS, mapping).length === 0 &&
    ['amount', 'in', 'out'].some((field) => mapping[field]?.column != null);
  const staging = new Staging(within, state.id, stop);
  await staging.begin(head);
  await within(
    ({
      sql,
    }) => sql`update bank_file set headers = ${head.headers}, samples = ${sql.json(head.samples as never)},
      mapping = ${sql.json(mapping as never)} where id = ${state.id}`,
  );
  if (!mapped) return waitForMapping(within, state.id, null);
  try {
    for await (const entry of readTable(path, mapping)) await staging.add(entry);
    return { statements: [], pending: 0, read: await staging.end() };
  } catch (error) {
    if (error instanceof JobFailed && error.code.startsWith('bank_'))
      return waitForMapping(within, state.id, error);
    throw error;
  }
}

/** Back to whoever sent it: the columns may mean something else than was thought. */
async function waitForMapping(within: Within, id: string, why: JobFailed | null): Promise<null> {
  await within(
    ({
      sql,
    }) => sql`update bank_file set stage = 'mapping', failure = ${why?.code ?? null}, failure_value = ${why?.value ?? null}
      where id = ${id} and stage = 'reading'`,
  );
  return null;
}

/** Movements on their way into the database, a batch at a time. */
class Staging {
  private readonly within: Within;
  private readonly id: string;
  private readonly stop: AbortSignal;
  private batch: StagedEntry[] = [];
  private read = 0;

  constructor(within: Within, id: string, stop: AbortSignal) {
    this.within = within;
    this.id = id;
    this.stop = stop;
  }

  async begin(head: { format: string; encoding: string | null; delimiter: string | null }): Promise<void> {
    await this.within(async ({ sql }) => {
      await sql`delete from bank_row where file_id = ${this.id}`;
      await sql`update bank_file set stage = 'reading', lines_done = 0, lines_total = null, format = ${head.format},
        encoding = ${head.encoding}, delimiter = ${head.delimiter} where id = ${this.id} and stage in ('waiting', 'reading', 'matching')`;
    });
  }

  async add(entry: BankEntry): Promise<void> {
    this.read += 1;
    if (this.read > MOST.rows) throw new JobFailed('too_many_rows', String(MOST.rows));
    this.batch.push(staged(entry));
    if (this.batch.length >= BATCH) await this.flush();
  }

  async end(): Promise<number> {
    await this.flush();
    return this.read;
  }

  private async flush(): Promise<void> {
    this.stop.throwIfAborted();
    const from = this.read - this.batch.length;
    await this.within(async ({ sql }) => {
      await sql`insert into bank_row (file_id, n, line)
        select ${this.id}, ${from} + o, j from jsonb_array_elements(${sql.json(this.batch as never)}) with ordinality x(j, o)`;
      const [still] =
        await sql`update bank_file set lines_done = ${this.read} where id = ${this.id} and stage = 'reading' returning id`;
      if (!still) throw new JobFailed('import_cancelled');
    });
    this.batch = [];
  }
}

/** The whole of the file is read: its lines become part of the register, once each, and matches are proposed. */
async function finish(unit: Unit, id: string, { statements, pending, read }: Whole): Promise<void> {
  const { sql } = unit;
  await sql`select set_config('statement_timeout', '120s', true)`;
  const rows = statements.map((one, n) => ({
    ...{
      file_id: id,
      n,
      iban: one.account,
      account_name: one.accountName,
      number: one.number,
      currency: one.currency,
    },
    ...{ from_day: one.from, until_day: one.until, opening: one.opening?.toString() ?? null },
    ...{ closing: one.closing?.toString() ?? null, entries: one.entries, moved: one.moved.toString() },
  }));
  await sql`insert into bank_statement select * from jsonb_populate_recordset(null::bank_statement, ${sql.json(rows as never)})`;
  const added = await takeLines(unit, id);
  await propose(unit, { file: id });
  await sql`update bank_file set stage = 'done', lines_done = ${read}, lines_total = ${read}, added = ${added},
    known = ${read - added}, pending = ${pending} where id = ${id} and stage = 'matching'`;
  await unit.record({
    act: 'readBankFile',
    place: 1,
    subject: ['bank_file', id],
    after: { read, added, pending },
  });
}
