import { Fault, refuse } from '../../errors.ts';
import type { AddOrganisationNameInput, RenameOrganisationInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { nameOf, plainWords } from '../../words.ts';
import { findOrganisation, keptOrganisation, languageOf, uuidOf } from './find.ts';
import { namesakeNumber } from './looks.ts';

const LONGEST = { name: 300, acronym: 30, source: 300 };

/** Gives the organisation another main name from a day: the old one becomes a former name, borne until then. */
export async function renameOrganisation(unit: Unit, input: RenameOrganisationInput): Promise<string> {
  const found = await keptOrganisation(unit, input.organisationId);
  const name = nameOf(input.name, 'name', LONGEST.name);
  const source = nameOf(input.source, 'source', LONGEST.source);
  const language = languageOf(input.language);
  if (name === found.name) refuse('name_unchanged', 'name', name);
  const [day] = await unit.sql<{ from: string; late: boolean; early: boolean }[]>`
    select d.day as from, d.day > current_date as late, coalesce(d.day <= ${found.namedFrom}::date, false) as early
    from (select coalesce(${input.from ?? null}::date, current_date) as day) d`;
  if (!day || day.late) refuse('date_in_future', 'from', day?.from);
  if (day.early) refuse('date_before_last_change', 'from', day.from);
  const namesake = await namesakeNumber(unit, {
    name,
    country: found.country,
    self: found.id,
    reason: input.lookalikeReason,
  });
  await unit.sql`insert into organisation_name (organisation_id, member_id, kind, name, language, borne, source, by_id)
    values (${found.id}, ${found.member}, 'former', ${found.name}, ${found.language}, daterange(${found.namedFrom}::date, ${day.from}::date), ${source}, ${unit.actor})`;
  await unit.sql`update organisation set name = ${name}, language = ${language}, named_from = ${day.from}::date, namesake = ${namesake} where id = ${found.id}`;
  await unit.record({
    act: 'renameOrganisation',
    place: found.permit.place,
    subject: ['organisation', found.id],
    before: { name: found.name },
    after: { name, from: day.from, source },
    reason: plainWords(input.lookalikeReason) || null,
  });
  return found.id;
}

/** Enters another name. A former name says when it was borne and where that is written. */
export async function addOrganisationName(unit: Unit, input: AddOrganisationNameInput): Promise<string> {
  const found = await keptOrganisation(unit, input.organisationId);
  const name = nameOf(input.name, 'name', input.kind === 'acronym' ? LONGEST.acronym : LONGEST.name);
  const language = languageOf(input.language);
  const former = input.kind === 'former';
  const source = former || input.source ? nameOf(input.source, 'source', LONGEST.source) : null;
  if (former && !input.until) refuse('required', 'until');
  if (former && input.from && input.until && input.until <= input.from)
    refuse('until_before_from', 'until', input.until);
  const borne = former
    ? unit.sql`daterange(${input.from ?? null}::date, ${input.until ?? null}::date)`
    : null;
  const [known] = await unit.sql`select 1 from organisation_name
    where organisation_id = ${found.id} and kind = ${input.kind} and name_key = app.key(${name}) and ended_at is null and kind <> 'former'`;
  if (known) refuse('name_known', 'name', name);
  const [made] = await unit.sql<{ id: string }[]>`
    insert into organisation_name (organisation_id, member_id, kind, name, language, borne, source, by_id)
    values (${found.id}, ${found.member}, ${input.kind}, ${name}, ${language}, ${borne}, ${source}, ${unit.actor}) returning id`;
  await unit.record({
    act: 'addOrganisationName',
    place: found.permit.place,
    subject: ['organisation', found.id],
    after: { id: made?.id, kind: input.kind, name },
  });
  return found.id;
}

/** Takes a name out of use. It stays on record with who did it and when. */
export async function withdrawOrganisationName(unit: Unit, id: string): Promise<string> {
  const [row] = await unit.sql<{ organisation: string }[]>`
    select organisation_id as organisation from organisation_name where id = ${uuidOf(id)}`;
  if (!row) throw new Fault('NOT_FOUND');
  const found = await findOrganisation(unit, row.organisation);
  const permit = await unit.permit('organisations.manage', found.member ?? 1);
  const [ended] = await unit.sql<{ name: string; kind: string }[]>`
    update organisation_name set ended_at = now(), ended_by = ${unit.actor} where id = ${id} and ended_at is null returning name, kind`;
  if (!ended) refuse('already_withdrawn', 'id');
  await unit.record({
    act: 'withdrawOrganisationName',
    place: permit.place,
    subject: ['organisation', found.id],
    before: { id, ...ended },
  });
  return found.id;
}
