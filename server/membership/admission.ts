import { refuse } from '../errors.ts';
import type { Permit, Unit } from '../unit.ts';
import { namesakeNumber } from './organisations/looks.ts';

/** Who is admitted, where, as what and from when (`from` null: today). */
export interface Admission {
  name: string;
  acronym?: string | null;
  country: string;
  website?: string | null;
  founded?: number | null;
  category: string;
  regionId: number;
  from: string | null;
  source: string;
  reason: string | null;
  /** Why it may bear a name that looks like another's of its country. */
  lookalikeReason?: string | null;
}

/**
 * Admits an organisation: it gets its place, its category and its region from the date. One that was a member
 * before comes back to its own place, so that its history goes on. Answers the number of the place.
 */
export async function admitOrganisation(
  unit: Unit,
  _permit: Permit<'applications.admit' | 'members.import'>,
  of: Admission,
): Promise<number> {
  const { sql } = unit;
  const from = await admissionDay(unit, of.from);
  const [known] = await sql<{ member: number; open: boolean; last: string }[]>`
    select m.place_id as member, coalesce(bool_or(upper_inf(ms.during) or upper(ms.during) > ${from}::date), false) as open, max(upper(ms.during))::text as last
    from organisation o join member m on m.organisation_id = app.survivor(o.id) left join membership ms on ms.member_id = m.place_id
    where o.country = ${of.country} and o.name_key = app.key(${of.name}) group by m.place_id limit 1`;
  if (known?.open) refuse('already_member', 'id', of.name);
  const member = known?.member ?? (await newPlace(unit, of));
  await sql`insert into membership (member_id, category, during, source) values (${member}, ${of.category}, daterange(${from}::date, null), ${of.source})`;
  await sql`insert into member_region (member_id, region_id, during) values (${member}, ${of.regionId}, daterange(${from}::date, null))`;
  await sql`insert into membership_step (member_id, region_id, kind, from_date, by_id, reason)
    values (${member}, ${of.regionId}, 'admitted', ${from}::date, ${unit.actor}, ${of.reason})`;
  return member;
}

async function admissionDay(unit: Unit, from: string | null): Promise<string> {
  const [day] = await unit.sql<{ from: string; far: boolean }[]>`
    select coalesce(${from}::date, current_date) as from, coalesce(${from}::date > current_date + 366, false) as far`;
  if (!day || day.far) refuse('date_far', 'from', from);
  return day.from;
}

async function newPlace(unit: Unit, of: Admission): Promise<number> {
  const { sql } = unit;
  const namesake = await namesakeNumber(unit, { ...of, self: null, reason: of.lookalikeReason });
  const [place] = await sql<{ id: number }[]>`insert into place (kind) values ('council') returning id`;
  const [organisation] = await sql<{ id: string }[]>`
    insert into organisation (name, acronym, country, website, founded, source, namesake)
    values (${of.name}, ${of.acronym ?? null}, ${of.country}, ${of.website ?? null}, ${of.founded ?? null}, ${of.source}, ${namesake}) returning id`;
  await sql`insert into member (place_id, organisation_id) values (${Number(place?.id)}, ${String(organisation?.id)})`;
  return Number(place?.id);
}
