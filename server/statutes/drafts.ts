import type { TransactionSql } from 'postgres';
import { refuse } from '../errors.ts';
import type { Fault } from '../rules/faults.ts';
import { givenIn } from '../rules/given.ts';
import { loadRulebook } from '../rules/rulebook.ts';
import type { ChangeDraftInput } from '../types.ts';
import type { Permit, Unit } from '../unit.ts';
import { type Decision, type DraftChange, documentWith, type RulebookJson } from './draft-document.ts';
import { documentAt, type VersionKey } from './versions.ts';

/** What a fault says to the outside. */
export type FaultAnswer = Pick<Fault, 'code' | 'article' | 'place' | 'reason'> & {
  fact: string | null;
  given: string[];
};

const KEY = /^[a-z][a-z0-9_]{0,59}$/;

/** Begins a draft on the newest version. */
export async function draftRulebook(
  unit: Unit,
  permit: Permit<'rulebook.draft'>,
  given: string,
): Promise<string> {
  const title = given.normalize('NFC').trim();
  if (!title) refuse('required', 'title');
  if (title.length > 200) refuse('too_long', 'title', title.length);
  const newest = await newestVersion(unit.sql);
  const [made] = await unit.sql<{ id: string }[]>`
    insert into rulebook_draft (rulebook, base_version, title, started_by)
    values (${newest.rulebook}, ${newest.version}, ${title}, ${unit.actor}) returning id`;
  const id = String(made?.id);
  await unit.record({
    act: 'draftRulebook',
    place: permit.place,
    subject: ['rulebook_draft', id],
    after: { title, base: newest.version },
  });
  return id;
}

/** Puts a part into a draft, or takes its change back. Answers what is wrong with the whole rulebook now. */
export async function changeDraft(
  unit: Unit,
  permit: Permit<'rulebook.draft'>,
  input: ChangeDraftInput,
): Promise<FaultAnswer[]> {
  await holdOpen(unit, input.draftId);
  const { part, key, entry } = readChange(input);
  const faults = await faultsWith(unit.sql, input.draftId, { part, key, entry });
  await unit.sql`insert into rulebook_draft_change (draft_id, part, key, entry, faults, changed_by)
    values (${input.draftId}, ${part}, ${key}, ${entry === null ? null : unit.sql.json(entry as never)},
      ${unit.sql.json(faults as never)}, ${unit.actor})`;
  await unit.record({
    act: 'changeDraft',
    place: permit.place,
    subject: ['rulebook_draft', input.draftId],
    after: { part, key, takenBack: entry === null, faults: faults.length },
  });
  return faults;
}

/** What would be wrong with the rulebook if this change stood in the draft. Writes nothing. */
export async function checkRule(
  unit: Unit,
  _permit: Permit<'rulebook.draft'>,
  input: ChangeDraftInput,
): Promise<FaultAnswer[]> {
  await holdOpen(unit, input.draftId);
  return faultsWith(unit.sql, input.draftId, readChange(input));
}

/** Ends a draft without adoption, with the reason. */
export async function discardDraft(
  unit: Unit,
  permit: Permit<'rulebook.draft'>,
  draftId: string,
  given: string,
): Promise<string> {
  const reason = given.normalize('NFC').trim();
  const { rulebook } = await holdOpen(unit, draftId);
  if (!reason) refuse('required', 'reason');
  await unit.sql`insert into rulebook_draft_end (draft_id, rulebook, reason, ended_by)
    values (${draftId}, ${rulebook}, ${reason}, ${unit.actor})`;
  await unit.record({
    act: 'discardDraft',
    place: permit.place,
    subject: ['rulebook_draft', draftId],
    reason,
  });
  return draftId;
}

/** The draft, kept from any other act until this one is done. Refuses one that does not exist or has ended. */
export async function holdOpen(unit: Unit, draftId: string): Promise<{ rulebook: string; base: number }> {
  await unit.sql`select pg_advisory_xact_lock(hashtextextended(${`rulebook_draft:${draftId}`}, 0))`;
  const [draft] = await unit.sql<{ rulebook: string; base: number; ended: boolean }[]>`
    select d.rulebook, d.base_version as base, exists (select from rulebook_draft_end e where e.draft_id = d.id) as ended
    from rulebook_draft d where d.id = ${draftId}`;
  if (!draft) refuse('draft_unknown', 'draftId', draftId);
  if (draft.ended) refuse('draft_ended', 'draftId', draftId);
  return draft;
}

/** What stands in the draft now. */
export async function changesOf(sql: TransactionSql, draftId: string): Promise<DraftChange[]> {
  return sql<
    DraftChange[]
  >`select part, key, entry from rulebook_draft_content where draft_id = ${draftId} order by id`;
}

/** The newest version of the network's rulebook, in force or still to come: what a draft changes. */
export async function newestVersion(sql: TransactionSql): Promise<VersionKey & { validFrom: string }> {
  const [row] = await sql<(VersionKey & { validFrom: string })[]>`
    select v.rulebook, v.version, v.valid_from::text as "validFrom"
    from rulebook_version v join network n on n.rulebook = v.rulebook order by v.version desc limit 1`;
  if (!row) refuse('no_rulebook');
  return row;
}

/** What the engine finds wrong, as it is answered and kept. */
export function faultsOf(document: unknown): FaultAnswer[] {
  const loaded = loadRulebook(document);
  return loaded.ok ? [] : loaded.faults.map(answered);
}

export function answered({ code, article, place, reason, fact }: Fault): FaultAnswer {
  return { code, article, place, reason, fact: fact ?? null, given: givenIn(reason) };
}

async function faultsWith(
  sql: TransactionSql,
  draftId: string,
  change: Omit<DraftChange, 'entry'> & { entry: DraftChange['entry'] | null },
): Promise<FaultAnswer[]> {
  const newest = await newestVersion(sql);
  const others = (await changesOf(sql, draftId)).filter(
    ({ part, key }) => part !== change.part || key !== change.key,
  );
  const changes = change.entry === null ? others : [...others, change as DraftChange];
  const base = (await documentAt(sql, newest)) as RulebookJson;
  return faultsOf(documentWith(base, changes, await anyDecision(sql, newest.validFrom)));
}

/** A decision for the sake of a check, before there is one: from the first day that is free. */
async function anyDecision(sql: TransactionSql, last: string): Promise<Decision> {
  const [row] = await sql<{ day: string }[]>`select (greatest(current_date, ${last}::date) + 1)::text as day`;
  return { validFrom: String(row?.day), adoptedBy: { body: 'draft' } };
}

function readChange({ part, key, entry }: ChangeDraftInput) {
  if (!KEY.test(key)) refuse('key_unreadable', 'key', key);
  if (entry === null || entry === undefined) return { part: part ?? 'article', key, entry: null };
  const given = objectOf(entry, 'entry');
  return part === 'fact'
    ? { part, key, entry: given }
    : { part: 'article' as const, key, entry: { ...given, key } };
}

/** No rule needs more levels, and it bounds what reading an entry can cost. */
const LEVELS = 24;

/** A JSON object from its text; refuses anything else. */
export function objectOf(text: string, field: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    refuse('json_unreadable', field);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse('json_unreadable', field);
  if (deeperThan(value, LEVELS)) refuse('json_too_deep', field, LEVELS);
  return value as Record<string, unknown>;
}

function deeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => deeperThan(inner, levels - 1));
}
