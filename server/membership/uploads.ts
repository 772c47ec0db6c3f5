import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Database } from '../database.ts';
import { badRequest, refuse } from '../errors.ts';
import { enqueue } from '../jobs.ts';
import { act, type Caller, type Unit } from '../unit.ts';
import { needShared } from './affiliates/register.ts';
import { clean } from './entry.ts';
import type { ImportKind } from './import-fields.ts';
import { importFile } from './import-job.ts';
import { MOST } from './source.ts';

const OPEN_IMPORTS = 20;

export interface Upload {
  kind: ImportKind;
  place: number;
  filename: string;
}

/** Where a file is kept, how large it may be in MB, and what its bytes must be. */
export interface Keeping {
  path(dataDir: string, id: string): string;
  megabytes: number;
  check(path: string, bytes: number): Promise<void>;
}

const AS_IMPORT: Keeping = {
  path: importFile,
  megabytes: MOST.bytes / 1024 ** 2,
  check: async () => {},
};

/** What is to be done with a file that was sent: who may, and what becomes of it once the whole of it is here. */
export interface Taking<Kept extends { known: boolean }> {
  keeping?: Keeping;
  /** What the file is called where it is kept; an id of the database where it does not matter. */
  name?(): string;
  permit(unit: Unit): Promise<void>;
  begin(unit: Unit, id: string, file: { bytes: number; hash: Buffer }): Promise<Kept>;
}

/** A file for an import; the same file sent again leads to the same import. */
export async function upload(
  database: Database,
  caller: Caller,
  dataDir: string,
  of: Upload,
  body: Readable,
): Promise<{ id: string; known: boolean }> {
  return takeIn(database, caller, dataDir, body, {
    permit: (unit) => permitUpload(unit, of),
    begin: (unit, id, { bytes, hash }) => begin(unit, id, of, bytes, hash),
  });
}

/**
 * Takes a file in as a stream. A line that breaks leaves nothing. The file waits under a random name that nobody chose;
 * one that is known already is not kept twice.
 */
export async function takeIn<Kept extends { known: boolean }>(
  database: Database,
  caller: Caller,
  dataDir: string,
  body: Readable,
  taking: Taking<Kept>,
): Promise<Kept> {
  const id = await act(database, caller, async (unit) => {
    await taking.permit(unit);
    return (
      taking.name?.() ?? (await unit.sql<{ id: string }[]>`select uuidv7() as id`)[0]?.id ?? randomUUID()
    );
  });
  const keeping = taking.keeping ?? AS_IMPORT;
  const path = keeping.path(dataDir, id);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    const file = await store(body, `${path}.part`, keeping.megabytes);
    if (file.bytes === 0) refuse('file_empty', 'file');
    await keeping.check(`${path}.part`, file.bytes);
    await rename(`${path}.part`, path);
    const kept = await act(database, caller, async (unit) => {
      await taking.permit(unit);
      return taking.begin(unit, id, file);
    });
    if (kept.known) await rm(path, { force: true });
    return kept;
  } catch (error) {
    await Promise.all([rm(path, { force: true }), rm(`${path}.part`, { force: true })]);
    throw error;
  }
}

async function permitUpload(unit: Unit, of: Upload): Promise<void> {
  if (of.kind === 'members' && of.place !== 1) throw badRequest('place');
  await unit.permit(of.kind === 'members' ? 'members.import' : 'affiliates.manage', of.place);
  if (of.kind === 'affiliates') {
    const [member] = await unit.sql`select 1 from member where place_id = ${of.place}`;
    if (!member) refuse('not_a_council', 'place', of.place);
    await needShared(unit, of.place);
  }
}

async function store(
  body: Readable,
  path: string,
  megabytes: number,
): Promise<{ bytes: number; hash: Buffer }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > megabytes * 1024 ** 2) refuse('file_too_large', 'file', megabytes);
      hash.update(chunk);
      yield chunk;
    }
  };
  await pipeline(body, counted, createWriteStream(path, { mode: 0o600 }));
  return { bytes, hash: hash.digest() };
}

/** The import's row and its job, or the import that this very file already has. */
async function begin(
  unit: Unit,
  id: string,
  of: Upload,
  bytes: number,
  hash: Buffer,
): Promise<{ id: string; known: boolean }> {
  const { sql } = unit;
  const [open] = await sql<
    { n: number }[]
  >`select count(*)::int as n from import where place_id = ${of.place} and stage not in ('done', 'undone', 'failed', 'cancelled')`;
  if ((open?.n ?? 0) >= OPEN_IMPORTS) refuse('too_many_imports', 'file', OPEN_IMPORTS);
  const filename = plainFilename(of.filename);
  const [made] = await sql`insert into import (id, kind, place_id, filename, bytes, hash, uploaded_by)
    values (${id}, ${of.kind}, ${of.place}, ${filename}, ${bytes}, ${hash}, ${unit.actor}) on conflict do nothing returning id`;
  if (!made) {
    const [known] = await sql<
      { id: string }[]
    >`select id from import where place_id = ${of.place} and kind = ${of.kind} and hash = ${hash}
      and stage not in ('failed', 'cancelled', 'undone') and (stage <> 'done' or faulty = 0)`;
    return { id: String(known?.id), known: true };
  }
  await enqueue(unit, 'import', id);
  await unit.record({
    act: 'uploadImport',
    place: of.place,
    subject: ['import', id],
    after: { kind: of.kind, bytes, hash: hash.toString('hex') },
  });
  return { id, known: false };
}

/** The name that the sender gave the file, as it is shown: never a path. */
export function plainFilename(given: string): string {
  return clean(given.replace(/[/\\]/g, '_')) ?? 'file';
}
