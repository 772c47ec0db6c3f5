import { Fault, Refused, refuse } from '../../errors.ts';
import type { AddOrganisationIdentifierInput, DescribeOrganisationInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { nameFaults, nameOf, plainWords } from '../../words.ts';
import { isWebAddress } from '../entry.ts';
import { findOrganisation, keptOrganisation, languageOf, uuidOf } from './find.ts';

/** Says what the organisation is. Kinds that are no longer named end; the others stay as they were. */
export async function describeOrganisation(unit: Unit, input: DescribeOrganisationInput): Promise<string> {
  const found = await keptOrganisation(unit, input.organisationId);
  const faults = nameFaults(input.acronym, 'acronym', 30);
  if (faults.length > 0) throw new Refused(...faults);
  const after = {
    acronym: plainWords(input.acronym) || null,
    website: websiteOf(input.website),
    founded: await yearOf(unit, input.founded),
    language: languageOf(input.language),
  };
  const { sql } = unit;
  await sql`update organisation set ${sql(after)} where id = ${found.id}`;
  await sql`update organisation_kind set ended_at = now(), ended_by = ${unit.actor}
    where organisation_id = ${found.id} and ended_at is null and kind <> all(${input.kinds}::text[])`;
  await sql`insert into organisation_kind (organisation_id, member_id, kind, by_id)
    select ${found.id}, ${found.member}, k.kind, ${unit.actor} from unnest(${input.kinds}::text[]) k(kind)
    on conflict (organisation_id, kind) where ended_at is null do nothing`;
  const { acronym, website, founded, language } = found;
  await unit.record({
    act: 'describeOrganisation',
    place: found.permit.place,
    subject: ['organisation', found.id],
    before: { acronym, website, founded, language },
    after: { ...after, kinds: input.kinds },
  });
  return found.id;
}

function websiteOf(typed: string | null | undefined): string | null {
  const text = plainWords(typed);
  if (!text) return null;
  const website = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
  if (website.length > 300) refuse('too_long', 'website', 300);
  if (!isWebAddress(website)) refuse('website_invalid', 'website', text);
  return website;
}

async function yearOf(unit: Unit, year: number | null | undefined): Promise<number | null> {
  if (year == null) return null;
  const [now] = await unit.sql<{ year: number }[]>`select extract(year from current_date)::int as year`;
  if (year < 1700 || year > (now?.year ?? 0)) refuse('year_invalid', 'founded', year);
  return year;
}

/**
 * Enters a register's number. A list of the excerpt checks the number's form; another list is taken by the form of its
 * code. No two organisations have one number in one list.
 */
export async function addOrganisationIdentifier(
  unit: Unit,
  input: AddOrganisationIdentifierInput,
): Promise<string> {
  const found = await keptOrganisation(unit, input.organisationId);
  const list = nameOf(input.list, 'list', 23).toUpperCase();
  const number = nameOf(input.number, 'number', 40).replace(new RegExp(`^${list}-`, 'i'), '');
  const source = input.source ? nameOf(input.source, 'source', 300) : null;
  if (!/^[A-Z]{2}-[A-Z0-9_]{2,20}$/.test(list)) refuse('identifier_list_unknown', 'list', list);
  const [known] = await unit.sql<
    { fits: boolean; example: string | null; country: boolean; taken: string | null }[]
  >`
    select coalesce(${number} ~* l.pattern, true) as fits, l.example,
      l.code is not null or exists (select 1 from country where iso2 = left(${list}, 2)) or left(${list}, 2) in ('XI', 'XM', 'XR') as country,
      (select o.name from organisation_identifier i join organisation o on o.id = i.organisation_id
        where i.list = ${list} and upper(i.number) = upper(${number}) and i.ended_at is null) as taken
    from (select 1) one left join identifier_list l on l.code = ${list}`;
  if (!known?.country) refuse('identifier_list_unknown', 'list', list);
  if (!known.fits || !/^[A-Za-z0-9][A-Za-z0-9 ./_-]*$/.test(number)) {
    refuse('identifier_form', 'number', known.example ?? number);
  }
  if (known.taken) refuse('identifier_taken', 'number', known.taken);
  const [made] = await unit.sql<{ id: string }[]>`
    insert into organisation_identifier (organisation_id, member_id, list, number, source, by_id)
    values (${found.id}, ${found.member}, ${list}, ${number}, ${source}, ${unit.actor}) returning id`;
  await unit.record({
    act: 'addOrganisationIdentifier',
    place: found.permit.place,
    subject: ['organisation', found.id],
    after: { id: made?.id, list, number },
  });
  return found.id;
}

/** Takes a number out of use. It stays on record. */
export async function withdrawOrganisationIdentifier(unit: Unit, id: string): Promise<string> {
  const [row] = await unit.sql<{ organisation: string }[]>`
    select organisation_id as organisation from organisation_identifier where id = ${uuidOf(id)}`;
  if (!row) throw new Fault('NOT_FOUND');
  const found = await findOrganisation(unit, row.organisation);
  const permit = await unit.permit('organisations.manage', found.member ?? 1);
  const [ended] = await unit.sql<{ list: string; number: string }[]>`
    update organisation_identifier set ended_at = now(), ended_by = ${unit.actor} where id = ${id} and ended_at is null returning list, number`;
  if (!ended) refuse('already_withdrawn', 'id');
  await unit.record({
    act: 'withdrawOrganisationIdentifier',
    place: permit.place,
    subject: ['organisation', found.id],
    before: { id, ...ended },
  });
  return found.id;
}
