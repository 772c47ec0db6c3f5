import { refuse } from '../../errors.ts';
import type { Unit } from '../../unit.ts';
import { knownCategory } from './category.ts';
import { type Asked, begin, keep, recorded } from './step.ts';

export interface Readmission extends Asked {
  /** The category and region from then on; those that it had last when left out. */
  category?: string | null;
  regionId?: number | null;
}

/** What a readmission is: whom, since when it is away, as what it comes back. */
export interface Readmitted {
  member: number;
  from: string;
  /** The first day on which it was no member any more. */
  away: string;
  category: string;
  region: number;
  reason: string;
}

/** Proves that the member may be readmitted on the day, and as what. Nothing is written. */
export async function readmissionOf(unit: Unit, input: Readmission): Promise<Readmitted> {
  const of = await begin(unit, 'readmit', input);
  const [last] = await unit.sql<{ away: string; category: string; region: number }[]>`
    select upper(ms.during)::text as away, ms.category,
      (select mr.region_id from member_region mr where mr.member_id = ms.member_id order by lower(mr.during) desc limit 1) as region
    from membership ms where ms.member_id = ${of.member} order by lower(ms.during) desc limit 1`;
  if (!last) refuse('not_member');
  if (of.from < last.away) refuse('date_before_last_change', 'from', last.away);
  const category = input.category ?? last.category;
  await knownCategory(unit, category, of.from);
  const region = input.regionId ?? last.region;
  const [known] = await unit.sql`select from region where place_id = ${region}`;
  if (!known) refuse('not_found', 'regionId', region);
  return { member: of.member, from: of.from, away: last.away, category, region, reason: of.reason };
}

/**
 * Readmits a former member: category and region begin anew on the day, and its history goes on. `final` when something
 * follows from it that taking the step back would not undo.
 */
export async function readmit(unit: Unit, input: Readmission, final: boolean): Promise<number> {
  const of = await begin(unit, 'readmit', input);
  const { category, region, away } = await readmissionOf(unit, input);
  await unit.sql`insert into membership (member_id, category, during, source)
    values (${of.member}, ${category}, daterange(${of.from}::date, null), 'readmission')`;
  await unit.sql`insert into member_region (member_id, region_id, during) values (${of.member}, ${region}, daterange(${of.from}::date, null))`;
  await keep(unit, 'readmitted', { ...of, region }, { category: { from: category, to: category }, final });
  await recorded(unit, 'readmitMember', of, { after: { category, region, away } });
  return of.member;
}
