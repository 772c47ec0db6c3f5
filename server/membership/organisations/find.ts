import type { Capability } from '../../access/capabilities.ts';
import { Fault, refuse } from '../../errors.ts';
import type { Permit, Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';
import { holdStill } from '../rule.ts';

export interface FoundOrganisation {
  id: string;
  name: string;
  acronym: string | null;
  country: string;
  website: string | null;
  founded: number | null;
  language: string | null;
  namedFrom: string | null;
  /** Its own place as a member; null where it has none. */
  member: number | null;
}

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** An id as the database takes it; what is none is not found. */
export function uuidOf(id: string): string {
  if (!UUID.test(id)) throw new Fault('NOT_FOUND');
  return id;
}

/** The organisation, held still for an act on it. */
export async function findOrganisation(unit: Unit, id: string): Promise<FoundOrganisation> {
  await holdStill(unit, 'organisation', uuidOf(id));
  const [found] = await unit.sql<FoundOrganisation[]>`
    select o.id, o.name, o.acronym, o.country, o.website, o.founded, o.language, o.named_from as "namedFrom", m.place_id as member
    from organisation o left join member m on m.organisation_id = o.id where o.id = ${id}`;
  if (!found) throw new Fault('NOT_FOUND');
  return found;
}

/** The organisation for an act of those who keep it: at its place, or at the network where it has none. */
export async function keptOrganisation(
  unit: Unit,
  id: string,
): Promise<FoundOrganisation & { permit: Permit<Capability> }> {
  const found = await findOrganisation(unit, id);
  const permit = await unit.permit('organisations.manage', found.member ?? 1);
  const [merged] =
    await unit.sql`select 1 from organisation_merge where merged_id = ${id} and undone_at is null`;
  if (merged) refuse('organisation_merged', 'organisationId', found.name);
  return { ...found, permit };
}

/** A reason as it is kept, or its refusal. */
export function reasonOf(typed: string | null | undefined): string {
  const reason = plainWords(typed);
  if (!reason) refuse('required', 'reason');
  if (reason.length > 2000) refuse('too_long', 'reason', 2000);
  return reason;
}

/** A language by its code of ISO 639 (`fr`, `fil`), in small letters; null where none is named. */
export function languageOf(typed: string | null | undefined): string | null {
  const code = plainWords(typed).toLowerCase();
  if (!code) return null;
  if (!/^[a-z]{2,3}$/.test(code)) refuse('language_unknown', 'language', code);
  return code;
}
