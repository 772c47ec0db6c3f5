import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Database } from '../../database.ts';
import { refuse } from '../../errors.ts';
import { holdStill } from '../../membership/rule.ts';
import { MOST } from '../../membership/source.ts';
import { act, type Caller, type Permit, type Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';
import type { ReferenceReader, Staged, Stated } from './reference-check.ts';
import { readReference } from './reference-file.ts';

/** A file as it is handed in: what it is, what its list is called, and how its columns are to be read. */
export interface Offered extends Stated {
  filename: string;
  label: string;
  source: string;
  supersedes: string | null;
}

/** What came of an upload: a checked file that waits for the decision, or the list that has it already. */
export type Taken = { load: string } | { vintage: string };

/** Takes a file, reads and checks it whole, and keeps what it says until somebody decides. Loads nothing. */
export async function takeReference(
  database: Database,
  caller: Caller,
  dataDir: string,
  offered: Offered,
  body: Readable,
): Promise<Taken> {
  const folder = join(dataDir, 'imports');
  const path = join(folder, `reference-${randomUUID()}`);
  const countries = await act(database, caller, async (unit) => {
    await unit.permit('facts.load', 1);
    await refuseStated(unit, offered);
    return new Set((await unit.sql<{ iso2: string }[]>`select iso2 from country`).map(({ iso2 }) => iso2));
  });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const { bytes, hash } = await store(body, path);
    if (bytes === 0) refuse('file_empty', 'file');
    const known = await act(database, caller, (unit) => listOf(unit, offered, hash));
    if (known) return { vintage: known };
    const reader = await readReference(path, offered, countries);
    return await act(database, caller, async (unit) => ({
      load: await keep(unit, await unit.permit('facts.load', 1), offered, { bytes, hash, reader }),
    }));
  } finally {
    await rm(path, { force: true });
  }
}

async function store(body: Readable, path: string): Promise<{ bytes: number; hash: Buffer }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > MOST.bytes) refuse('file_too_large', 'file', '32');
      hash.update(chunk);
      yield chunk;
    }
  };
  await pipeline(body, counted, createWriteStream(path, { mode: 0o600 }));
  return { bytes, hash: hash.digest() };
}

async function refuseStated(unit: Unit, offered: Offered): Promise<void> {
  for (const field of ['label', 'source'] as const)
    if (!plainWords(offered[field])) refuse('required', field);
  if (offered.from && offered.until && offered.until < offered.from)
    refuse('until_before_from', 'until', offered.until);
  if (offered.supersedes) await refuseSuperseded(unit, offered.kind, offered.supersedes);
}

/** A list is superseded once, by one of its own kind. */
async function refuseSuperseded(unit: Unit, kind: string, id: string): Promise<void> {
  const [found] = await unit.sql<{ label: string; superseded: boolean }[]>`
    select v.label, exists (select from reference_vintage n where n.supersedes = v.id) as superseded
    from reference_vintage v where v.id = ${id} and v.series = ${kind}`;
  if (!found) refuse('not_found', 'supersedes');
  if (found.superseded) refuse('vintage_superseded', 'supersedes', found.label);
}

/** The list that this very file already gave, where it still counts and is not the one to be replaced. */
async function listOf(
  unit: Unit,
  { kind, supersedes }: { kind: string; supersedes: string | null },
  hash: Buffer,
): Promise<string | null> {
  const [found] = await unit.sql<{ id: string }[]>`
    select v.id from reference_vintage v where v.series = ${kind} and v.hash = ${hash} and v.id is distinct from ${supersedes}
      and not exists (select from reference_vintage n where n.supersedes = v.id) limit 1`;
  return found?.id ?? null;
}

async function keep(
  unit: Unit,
  _permit: Permit<'facts.load'>,
  offered: Offered,
  { bytes, hash, reader }: { bytes: number; hash: Buffer; reader: ReferenceReader },
): Promise<string> {
  const { sql } = unit;
  const { staged, faults, faultyRows, leftOutRows } = reader;
  const [made] = await sql<{ id: string }[]>`
    insert into reference_load (series, label, source, supersedes, filename, bytes, hash, uploaded_by, staged, good, faulty, left_out, faults)
    values (${offered.kind}, ${plainWords(offered.label)}, ${plainWords(offered.source)}, ${offered.supersedes},
      ${plainWords(offered.filename).replace(/[/\\]/g, '_') || 'file'}, ${bytes}, ${hash}, ${unit.actor}, ${sql.json(staged as never)},
      ${staged.length}, ${faultyRows.size}, ${leftOutRows.size}, ${sql.json(faults as never)}) returning id`;
  const id = String(made?.id);
  await unit.record({
    act: 'uploadReference',
    place: 1,
    subject: ['reference_load', id],
    after: { kind: offered.kind, label: offered.label, bytes, hash: hash.toString('hex') },
  });
  return id;
}

interface Load {
  series: string;
  label: string;
  source: string;
  supersedes: string | null;
  filename: string;
  hash: Buffer;
  stage: string;
  faulty: number;
}

/** Loads a checked file as one list: all of it, since a list with holes would be worse than the one before. */
export async function loadReference(
  unit: Unit,
  _permit: Permit<'facts.load'>,
  loadId: string,
): Promise<string> {
  const { sql } = unit;
  const load = await openLoad(unit, loadId);
  if (load.faulty > 0) refuse('reference_has_faults', 'loadId', load.faulty);
  if (load.supersedes) await refuseSuperseded(unit, load.series, load.supersedes);
  if (await listOf(unit, { kind: load.series, supersedes: load.supersedes }, load.hash))
    refuse('reference_known', 'loadId', load.label);
  const [made] = await sql<{ id: string }[]>`
    insert into reference_vintage (series, label, source, supersedes, filename, hash, loaded_by)
    values (${load.series}, ${load.label}, ${load.source}, ${load.supersedes}, ${load.filename}, ${load.hash}, ${unit.actor}) returning id`;
  const vintage = String(made?.id);
  const count = await writeValues(unit, load, loadId, vintage);
  if (count === 0) refuse('no_rows', 'loadId');
  await sql`update reference_load set stage = 'loaded', vintage_id = ${vintage}, staged = '[]' where id = ${loadId}`;
  await unit.record({
    act: 'loadReference',
    place: 1,
    subject: ['reference_vintage', vintage],
    after: { kind: load.series, label: load.label, values: count, supersedes: load.supersedes },
  });
  return vintage;
}

/** Gives a checked file up. */
export async function cancelReferenceLoad(
  unit: Unit,
  _permit: Permit<'facts.load'>,
  loadId: string,
): Promise<string> {
  const load = await openLoad(unit, loadId);
  await unit.sql`update reference_load set stage = 'cancelled', staged = '[]' where id = ${loadId}`;
  await unit.record({
    act: 'cancelReferenceLoad',
    place: 1,
    subject: ['reference_load', loadId],
    before: { label: load.label },
  });
  return loadId;
}

/** One decision at a time on lists of a kind, so that two of them cannot both replace the same one. */
async function openLoad(unit: Unit, id: string): Promise<Load> {
  const [kind] = await unit.sql<{ series: string }[]>`select series from reference_load where id = ${id}`;
  if (!kind) refuse('not_found', 'loadId', id);
  await holdStill(unit, 'reference', kind.series);
  const [load] = await unit.sql<Load[]>`
    select series, label, source, supersedes, filename, hash, stage, faulty from reference_load where id = ${id}`;
  if (load?.stage !== 'checked') refuse('reference_decided', 'loadId', load?.label);
  return load;
}

type Values = Pick<Staged, 'key' | 'base' | 'since' | 'until' | 'period' | 'value'>;

async function writeValues(unit: Unit, load: Load, loadId: string, vintage: string): Promise<number> {
  const { sql } = unit;
  const staged = sql<Values[]>`(select s.* from reference_load l,
    jsonb_to_recordset(l.staged) s (key text, base text, since date, until date, period text, value text) where l.id = ${loadId}) s`;
  if (load.series === 'exchange_rate') {
    return (
      await sql`insert into exchange_rate (vintage_id, base, currency, day, rate)
        select ${vintage}, s.base, s.key, s.since, s.value::numeric from ${staged}`
    ).count;
  }
  if (load.series === 'price_index') {
    return (
      await sql`insert into price_index (vintage_id, series, period, ended, value)
        select ${vintage}, s.key, s.period, s.since, s.value::numeric from ${staged}`
    ).count;
  }
  return (
    await sql`insert into country_fact (iso2, fact, during, value, source, vintage_id, period)
      select s.key, ${load.series}, daterange(s.since, s.until), s.value, ${`${load.source}, ${load.label}`}, ${vintage}, s.period from ${staged}`
  ).count;
}
