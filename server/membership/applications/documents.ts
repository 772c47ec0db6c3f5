import { createReadStream } from 'node:fs';
import { access, readdir, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { DailyTasks } from '../../daily.ts';
import type { Database } from '../../database.ts';
import { Fault, refuse } from '../../errors.ts';
import { readAs } from '../../reading/entered.ts';
import type { FollowedDocumentInput } from '../../types.ts';
import type { Caller, Unit } from '../../unit.ts';
import { AS_DOCUMENT, documentFile } from '../organisations/documents.ts';
import { permitInState } from '../rule.ts';
import { plainFilename, takeIn } from '../uploads.ts';
import { evaluate } from './evaluation.ts';
import { findApplication } from './finding.ts';
import { enterByLink, followedFor, linkHash } from './links.ts';

const MOST_OF_ONE = 20;
/** A file of an act that is still going on is no leftover. */
const HOUR_MS = 3_600_000;

/** A document that is handed in: by the applicant with the link's secret, or for it by an office holder. */
export interface HandedIn {
  kind: string;
  filename: string;
  secret?: string | undefined;
  application?: string | undefined;
}

interface Owner {
  id: string;
  region: number | null;
  by: string | null;
}

/** Takes a document in. The same file for the same condition again is not kept twice. */
export function handIn(
  database: Database,
  caller: Caller,
  dataDir: string,
  of: HandedIn,
  body: Readable,
): Promise<{ id: string; known: boolean }> {
  return takeIn(database, caller, dataDir, body, {
    keeping: AS_DOCUMENT,
    permit: async (unit) => {
      await ownerOf(unit, of);
    },
    begin: async (unit, id, file) => keep(unit, await ownerOf(unit, of), id, of, file),
  });
}

/** Whose document it is; refuses where the application takes none. */
async function ownerOf(unit: Unit, { secret, application }: HandedIn): Promise<Owner> {
  if (secret !== undefined) {
    const id = await enterByLink(unit, secret);
    const [draft] = await unit.sql`select 1 from application_draft where id = ${id} and expires_at > now()`;
    if (draft) return { id, region: null, by: null };
    const found = await followedFor(unit, secret, 'answer');
    return { id, region: found.regionId, by: null };
  }
  const found = await findApplication(unit, String(application));
  await permitInState(unit, 'application', 'answer', found.state, found.regionId);
  return { id: found.id, region: found.regionId, by: unit.actor };
}

async function keep(
  unit: Unit,
  { id: owner, region, by }: Owner,
  id: string,
  of: HandedIn,
  file: { bytes: number; hash: Buffer },
): Promise<{ id: string; known: boolean }> {
  const { sql } = unit;
  const filename = plainFilename(of.filename);
  const [held] = await sql<{ n: number; known: string | null }[]>`
    select count(*)::int as n, max(id::text) filter (where kind = ${of.kind} and hash = ${file.hash}) as known
    from application_document where application_id = ${owner} and removed_at is null`;
  if (held?.known) return { id: held.known, known: true };
  if ((held?.n ?? 0) >= MOST_OF_ONE) refuse('too_many_documents', 'file', MOST_OF_ONE);
  await sql`insert into application_document (id, application_id, region_id, kind, filename, bytes, hash, uploaded_by)
    values (${id}, ${owner}, ${region}, ${of.kind}, ${filename}, ${file.bytes}, ${file.hash}, ${by})`;
  if (region !== null) await evaluate(unit, owner);
  await unit.record({
    act: 'handInDocument',
    place: region ?? 1,
    subject: ['application', owner],
    after: { kind: of.kind, bytes: file.bytes },
  });
  return { id, known: false };
}

/** The applicant takes a document back, of a saved form or of an open application. */
export async function removeFollowedDocument(unit: Unit, input: FollowedDocumentInput): Promise<boolean> {
  const owner = await ownerOf(unit, { ...input, kind: '', filename: '' });
  if (!/^[0-9a-f-]{36}$/i.test(input.id)) throw new Fault('NOT_FOUND');
  const [gone] = await unit.sql`update application_document set removed_at = now()
    where id = ${input.id} and application_id = ${owner.id} and removed_at is null returning id`;
  if (!gone) throw new Fault('NOT_FOUND');
  if (owner.region !== null) await evaluate(unit, owner.id);
  await unit.record({
    act: 'removeFollowedDocument',
    place: owner.region ?? 1,
    subject: ['application', owner.id],
  });
  return true;
}

/** A document for whoever may see it: with the link's secret, or by an office that reaches the application. */
export async function openDocument(
  database: Database,
  caller: Caller,
  dataDir: string,
  id: string,
  secret: string | undefined,
): Promise<{ filename: string; body: Readable }> {
  const found = await readAs(database, caller, async (sql) => {
    if (secret !== undefined) await sql`select app.enter_link(${linkHash(secret)})`;
    const [row] = await sql<{ filename: string }[]>`
      select d.filename from application_document d where d.id = ${id} and d.removed_at is null
        and (d.application_id = app.applicant() or 1 = any(app.reach('applications.read'))
          or d.region_id = any(app.reach('applications.read')))`;
    return row;
  });
  if (!found) throw new Fault('NOT_FOUND');
  const path = documentFile(dataDir, id);
  await access(path).catch(() => {
    throw new Fault('NOT_FOUND', 'file');
  });
  return { ...found, body: createReadStream(path) };
}

/**
 * Every day: forms that nobody came back to are deleted, whom to write to of applications that have long been closed, and
 * files that belong to nothing any more.
 */
export function applicationTasks(dataDir: string): DailyTasks {
  return {
    application_drafts: async (database) => {
      await database.acts`select app.expire_drafts(), app.forget_applicants()`;
      const files = await readdir(documentFile(dataDir, '')).catch(() => []);
      const ids = files.filter((name) => /^[0-9a-f-]{36}$/.test(name));
      const unused = await database.acts<{ id: string }[]>`
        select id from app.unused_documents(${ids}::uuid[], ${HOUR_MS / 1000}) id`;
      await Promise.all(unused.map(({ id }) => rm(documentFile(dataDir, id), { force: true })));
    },
  };
}
