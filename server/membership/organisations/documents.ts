import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, refuse } from '../../errors.ts';
import type { DocumentKind, WithdrawDocumentInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { isDay } from '../../unreadable.ts';
import { nameOf } from '../../words.ts';
import { holdStill } from '../rule.ts';
import { type Keeping, plainFilename } from '../uploads.ts';
import { reasonOf, uuidOf } from './find.ts';

/** What somebody says of the file that they send. */
export interface GivenDocument {
  member: number;
  kind: DocumentKind;
  title: string;
  from: string;
  until?: string;
  replaces?: string;
  filename: string;
}

/** Documents of one member that stand in the register at most. */
const MOST = 500;
/** A PDF begins with this and says its end within the last bytes. */
const BEGINS = Buffer.from('%PDF-');
const ENDS = Buffer.from('%%EOF');

export const documentFile = (dataDir: string, file: string) => join(dataDir, 'documents', file);

/** Documents are PDF files of at most 16 MB: the bytes say what a file is, not its name. */
export const AS_DOCUMENT: Keeping = {
  path: documentFile,
  megabytes: 16,
  check: async (path, bytes) => {
    const file = await open(path, 'r');
    try {
      const head = Buffer.alloc(BEGINS.length);
      await file.read(head, 0, head.length, 0);
      const tail = Buffer.alloc(Math.min(bytes, 1024));
      await file.read(tail, 0, tail.length, bytes - tail.length);
      if (!head.equals(BEGINS) || !tail.includes(ENDS)) refuse('file_not_pdf', 'file');
    } finally {
      await file.close();
    }
  },
};

/** Who may enter documents of the member. */
export async function permitDocument(unit: Unit, given: GivenDocument): Promise<void> {
  const [member] = await unit.sql`select 1 from member where place_id = ${given.member}`;
  if (!member) throw new Fault('NOT_FOUND');
  await unit.permit('organisations.manage', given.member);
  for (const field of ['from', 'until'] as const) {
    const day = given[field];
    if (day !== undefined && !isDay(day)) refuse('date_invalid', field, day);
  }
}

/** The document's row, once its file lies under the name. A newer file takes the place of an older one of its kind. */
export async function beginDocument(
  unit: Unit,
  file: string,
  given: GivenDocument,
  { bytes, hash }: { bytes: number; hash: Buffer },
): Promise<{ id: string; known: boolean }> {
  const { sql } = unit;
  await holdStill(unit, 'documents', given.member);
  const title = nameOf(given.title, 'title', 200);
  if (given.until && given.until <= given.from) refuse('until_before_from', 'until', given.until);
  const [counted] = await sql<{ n: number; twin: string | null }[]>`
    select count(*)::int as n, (array_agg(d.title) filter (where d.hash = ${hash} and d.withdrawn_at is null))[1] as twin
    from document d where d.member_id = ${given.member}`;
  if ((counted?.n ?? 0) >= MOST) refuse('too_many_documents', 'file', MOST);
  if (counted?.twin) refuse('document_known', 'file', counted.twin);
  if (given.replaces) await checkReplaced(unit, given);
  const [made] = await sql<{ id: string }[]>`
    insert into document (member_id, organisation_id, kind, title, valid, file, filename, bytes, hash, replaces, uploaded_by)
    select m.place_id, m.organisation_id, ${given.kind}, ${title}, daterange(${given.from}::date, ${given.until ?? null}::date), ${file},
      ${plainFilename(given.filename)}, ${bytes}, ${hash}, ${given.replaces ?? null}, ${unit.actor}
    from member m where m.place_id = ${given.member} returning id`;
  const id = String(made?.id);
  await unit.record({
    act: given.replaces ? 'replaceDocument' : 'uploadDocument',
    place: given.member,
    subject: ['document', id],
    after: {
      kind: given.kind,
      from: given.from,
      until: given.until ?? null,
      bytes,
      hash: hash.toString('hex'),
    },
  });
  return { id, known: false };
}

async function checkReplaced(unit: Unit, given: GivenDocument): Promise<void> {
  const [old] = await unit.sql<{ kind: string; over: boolean }[]>`
    select d.kind, d.withdrawn_at is not null or exists (select 1 from document n where n.replaces = d.id and n.withdrawn_at is null) as over
    from document d where d.id = ${uuidOf(String(given.replaces))} and d.member_id = ${given.member}`;
  if (!old) throw new Fault('NOT_FOUND');
  if (old.over) refuse('document_not_current', 'replaces');
  if (old.kind !== given.kind) refuse('document_other_kind', 'kind', old.kind);
}

async function heldDocument(
  unit: Unit,
  id: string,
): Promise<{ member: number; kind: string; withdrawn: boolean; replaces: string | null }> {
  const [row] = await unit.sql<
    { member: number }[]
  >`select member_id as member from document where id = ${uuidOf(id)}`;
  if (!row) throw new Fault('NOT_FOUND');
  await holdStill(unit, 'documents', row.member);
  await unit.permit('organisations.manage', row.member);
  const [found] = await unit.sql<
    { member: number; kind: string; withdrawn: boolean; replaces: string | null }[]
  >`
    select member_id as member, kind, withdrawn_at is not null as withdrawn, replaces from document where id = ${id}`;
  if (!found) throw new Fault('NOT_FOUND');
  return found;
}

/** Withdraws a document: it no longer counts, and what it had replaced counts again. */
export async function withdrawDocument(unit: Unit, input: WithdrawDocumentInput): Promise<string> {
  const found = await heldDocument(unit, input.id);
  const reason = reasonOf(input.reason);
  if (found.withdrawn) refuse('document_withdrawn', 'id');
  await unit.sql`update document set withdrawn_at = now(), withdrawn_by = ${unit.actor}, withdrawn_reason = ${reason} where id = ${input.id}`;
  await unit.record({
    act: 'withdrawDocument',
    place: found.member,
    subject: ['document', input.id],
    before: { kind: found.kind },
    reason,
  });
  return input.id;
}

/** Takes a withdrawal back, unless another file has taken the place meanwhile. */
export async function restoreDocument(unit: Unit, id: string): Promise<string> {
  const found = await heldDocument(unit, id);
  if (!found.withdrawn) refuse('document_not_withdrawn', 'id');
  if (found.replaces) {
    const [other] =
      await unit.sql`select 1 from document where replaces = ${found.replaces} and withdrawn_at is null`;
    if (other) refuse('document_not_current', 'id');
  }
  await unit.sql`update document set withdrawn_at = null, withdrawn_by = null, withdrawn_reason = null where id = ${id}`;
  await unit.record({ act: 'restoreDocument', place: found.member, subject: ['document', id] });
  return id;
}
