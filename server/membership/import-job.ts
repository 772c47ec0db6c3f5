import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../database.ts';
import { unmarked } from '../documents/cells.ts';
import { type Job, JobFailed, type Workers } from '../jobs.ts';
import { act, type Unit } from '../unit.ts';
import { clean } from './entry.ts';
import { writeImport } from './import-apply.ts';
import { checkImport } from './import-check.ts';
import { FIELDS, type ImportKind, type Mapping, missingFields, proposeMapping } from './import-fields.ts';
import { MOST, openSource, type SourceRow } from './source.ts';

/** So many rows are staged in one transaction, after which progress shows and a stop is heeded. */
const BATCH = 2000;
/** Statements over a whole file may take longer than those of a page. */
const TIMEOUT = '120s';

export const importFile = (dataDir: string, id: string) => join(dataDir, 'imports', id);

/** What an import's job knows of it. */
export interface ImportState {
  id: string;
  kind: ImportKind;
  place: number;
  stage: string;
  mapping: Mapping;
  headers: string[];
  rows: number | null;
  choice: 'all' | 'good' | null;
}

/** The import's work in the background, by the stage that it is in. Each stage starts over cleanly when repeated. */
export function membershipJobs(dataDir: string): Workers {
  return {
    import: {
      run: (database, job, stop) => runImport(database, job, stop, dataDir),
      failed: async (database, job, code, value) => {
        await database.acts`select app.fail_import(${job.subject}, ${code}, ${value})`;
        await rm(importFile(dataDir, job.subject), { force: true });
      },
    },
  };
}

async function runImport(database: Database, job: Job, stop: AbortSignal, dataDir: string): Promise<void> {
  const within = <T>(body: (unit: Unit) => Promise<T>) => act(database, job.caller, body);
  const file = importFile(dataDir, job.subject);
  let state = await within((unit) => stateOf(unit, job.subject));
  if (state.stage === 'applying' && !(await within((unit) => isStaged(unit, state)))) {
    // Staged rows do not survive a crash of the database: read again, and let people look again.
    await within(
      (unit) => unit.sql`update import set stage = 'reading', choice = null where id = ${state.id}`,
    );
    state = { ...state, stage: 'reading' };
  }
  if (state.stage === 'waiting' || state.stage === 'reading') {
    await readFile(within, state, file, stop);
    state = await within((unit) => stateOf(unit, job.subject));
  }
  if (state.stage === 'checking') await within((unit) => patiently(unit, () => checkImport(unit, state)));
  if (state.stage === 'applying') await within((unit) => patiently(unit, () => writeImport(unit, state)));
  const after = await within((unit) => stateOf(unit, job.subject));
  if (after.stage === 'done' || after.stage === 'cancelled') await tidyUp(within, after, file);
}

async function stateOf(unit: Unit, id: string): Promise<ImportState> {
  const [state] = await unit.sql<ImportState[]>`
    select id, kind, place_id as place, stage, mapping, headers, rows_total as rows, choice from import where id = ${id}`;
  if (!state) throw new JobFailed('forbidden');
  return state;
}

async function isStaged(unit: Unit, state: ImportState): Promise<boolean> {
  const [row] = await unit.sql<
    { n: number }[]
  >`select count(*)::int as n from import_row where import_id = ${state.id}`;
  return row?.n === state.rows;
}

/**
 * Nested loops are switched off besides: the planner knows nothing of rows that were staged a moment ago, takes them
 * for few, and would compare every row with every other.
 */
async function patiently(unit: Unit, body: () => Promise<void>): Promise<void> {
  await unit.sql`select set_config('statement_timeout', ${TIMEOUT}, true), set_config('enable_nestloop', 'off', true)`;
  await body();
}

type Within = <T>(body: (unit: Unit) => Promise<T>) => Promise<T>;

/** Reads the file into the staging table, finds its header, proposes the mapping; checks at once where that is whole. */
async function readFile(within: Within, state: ImportState, file: string, stop: AbortSignal): Promise<void> {
  const source = await openSource(file);
  await within(async ({ sql }) => {
    await sql`delete from import_row where import_id = ${state.id}`;
    await sql`update import set stage = 'reading', rows_done = 0, rows_total = null, format = ${source.format},
      encoding = ${source.encoding}, delimiter = ${source.delimiter} where id = ${state.id} and stage in ('waiting', 'reading')`;
  });
  let headers: string[] | null = null;
  let batch: SourceRow[] = [];
  let read = 0;
  for await (const { row, cells } of source.rows) {
    const kept = cells.slice(0, MOST.columns).map(cellText);
    if (kept.every((cell) => cell === '')) continue;
    if (headers === null) {
      headers = kept;
      continue;
    }
    read += 1;
    if (read > MOST.rows) throw new JobFailed('too_many_rows', String(MOST.rows));
    batch.push({ row, cells: kept });
    if (batch.length < BATCH) continue;
    await stage(within, state, batch, read, stop);
    batch = [];
  }
  if (headers === null) throw new JobFailed('file_empty');
  if (read === 0) throw new JobFailed('no_rows');
  await stage(within, state, batch, read, stop);
  await propose(within, state, headers, read);
}

/** What lists write where they know nothing. */
const NOTHING_SAID = /^(not stated($|\P{L}.*)|n\/a|-+)$/iu;

/** What turns a text around or is no letter: marked, so that the check can refuse it where a name may not hold it. */
const DECEIVING = /(?![\t\n\r])[\p{Cc}\p{Co}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu;

function cellText(cell: string): string {
  const seen = clean(cell.replace(DECEIVING, '\ufffd')) ?? '';
  const text = unmarked(seen.replace(/\s+/g, ' ').slice(0, MOST.cell));
  return NOTHING_SAID.test(text) ? '' : text;
}

/** Stages a batch and shows the progress. An import that was cancelled meanwhile ends here. */
async function stage(
  within: Within,
  state: ImportState,
  batch: SourceRow[],
  read: number,
  stop: AbortSignal,
): Promise<void> {
  stop.throwIfAborted();
  await within(async ({ sql }) => {
    await sql`insert into import_row (import_id, place_id, row, cells)
      select ${state.id}, ${state.place}, (j ->> 0)::int, j -> 1 from jsonb_array_elements(${sql.json(batch.map(({ row, cells }) => [row, cells]) as never)}) j`;
    const [still] =
      await sql`update import set rows_done = ${read} where id = ${state.id} and stage = 'reading' returning id`;
    if (!still) throw new JobFailed('import_cancelled');
  });
}

async function propose(within: Within, state: ImportState, headers: string[], read: number): Promise<void> {
  const known =
    JSON.stringify(headers) === JSON.stringify(state.headers) && Object.keys(state.mapping).length > 0;
  const mapping = known ? state.mapping : proposeMapping(FIELDS[state.kind], headers);
  const next = missingFields(FIELDS[state.kind], mapping).length === 0 ? 'checking' : 'mapping';
  await within(
    ({
      sql,
    }) => sql`update import set stage = ${next}, headers = ${headers}, mapping = ${sql.json(mapping as never)},
    rows_total = ${read}, rows_done = ${read} where id = ${state.id} and stage = 'reading'`,
  );
}

/** What is in the register needs no copy: the file goes, and of the rows only those left out stay to be reported. */
async function tidyUp(within: Within, state: ImportState, file: string): Promise<void> {
  await rm(file, { force: true });
  const verdicts = state.stage === 'cancelled' ? ['good', 'known', 'faulty'] : ['good', 'known'];
  await within(async ({ sql }) => {
    await sql`delete from import_row where import_id = ${state.id} and (verdict is null or verdict = any(${verdicts}))`;
    if (state.stage === 'cancelled') await sql`delete from import_fault where import_id = ${state.id}`;
  });
}
