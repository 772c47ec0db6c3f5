import { refuse } from '../../errors.ts';
import type { Unit } from '../../unit.ts';
import { nameOf } from '../../words.ts';
import { admitOrganisation } from '../admission.ts';
import { clean, isWebAddress } from '../entry.ts';
import { takeCategory } from './category.ts';
import { type Asked, afterLastChange, begin, type Decision, endAll, keep, recorded } from './step.ts';

export interface Succession extends Asked {
  /** A member that takes over, or the name of a new organisation that does. */
  successorId?: number | null;
  successorName?: string | null;
  successorAcronym?: string | null;
  successorWebsite?: string | null;
}

export interface Succeeded {
  predecessor: number;
  successor: number;
  region: number;
  from: string;
  affiliates: number;
}

/** What the predecessor is on the day: what its successor takes over. */
interface Inheritance {
  category: string;
  region: number;
  country: string;
  name: string;
}

/**
 * One organisation takes over from another on a day: the predecessor's membership ends, its successor has its category and
 * its country's place from then on, and its affiliates. The predecessor's ledger stays its own. Cannot be taken back.
 */
export async function succeed(unit: Unit, input: Succession): Promise<Succeeded> {
  const of = await begin(unit, 'succeed', input);
  await afterLastChange(unit, of);
  const left = await inheritanceOf(unit, of);
  await endAll(unit, of);
  const successor = input.successorId
    ? await existing(unit, of, left, input.successorId)
    : await founded(unit, of, left, input);
  const [{ moved } = { moved: '0' }] = await unit.sql<{ moved: string }[]>`
    select app.hand_over_affiliates(${of.member}, ${successor}, ${of.from}::date)::text as moved`;
  await keep(unit, 'succeeded', of, { other: successor, final: true });
  await keep(
    unit,
    'took_over',
    { ...of, member: successor, region: left.region },
    { other: of.member, category: { from: left.category, to: left.category }, final: true },
  );
  const affiliates = Number(moved);
  await unit.sql`insert into succession (predecessor_id, successor_id, day, affiliates)
    values (${of.member}, ${successor}, ${of.from}::date, ${affiliates})`;
  await recorded(unit, 'succeedMember', of, { after: { successor, affiliates } });
  return { predecessor: of.member, successor, region: left.region, from: of.from, affiliates };
}

/** What a succession would hand over, for whoever may decide it. Nothing is written. */
export async function successionOf(
  unit: Unit,
  input: Asked,
): Promise<Inheritance & { affiliates: number; documents: string[] }> {
  const of = await begin(unit, 'succeed', input);
  await afterLastChange(unit, of);
  const left = await inheritanceOf(unit, of);
  const [counted] = await unit.sql<{ affiliates: number; documents: string[] }[]>`
    select app.affiliates_to_hand_over(${of.member}, ${of.from}::date)::int as affiliates,
      array(select jsonb_object_keys(app.documents_valid(${of.member}, ${of.from}::date))) as documents`;
  return { ...left, affiliates: counted?.affiliates ?? 0, documents: counted?.documents ?? [] };
}

async function inheritanceOf(unit: Unit, of: Decision): Promise<Inheritance> {
  const [left] = await unit.sql<Inheritance[]>`
    select ms.category, mr.region_id as region, o.country, o.name
    from membership ms join member m on m.place_id = ms.member_id join organisation o on o.id = m.organisation_id
    join member_region mr on mr.member_id = ms.member_id and upper_inf(mr.during)
    where ms.member_id = ${of.member} and upper_inf(ms.during)`;
  if (!left) refuse('date_before_last_change', 'from', of.from);
  return left;
}

/** A member that is there already: of the same country, and in the category of its predecessor from the day. */
async function existing(unit: Unit, of: Decision, left: Inheritance, successor: number): Promise<number> {
  if (successor === of.member) refuse('succeeds_itself', 'successorId', successor);
  const next = await begin(unit, 'change_category', {
    memberId: successor,
    from: of.from,
    reason: of.reason,
  });
  const [organisation] = await unit.sql<{ country: string }[]>`
    select o.country from member m join organisation o on o.id = m.organisation_id where m.place_id = ${successor}`;
  if (organisation?.country !== left.country) refuse('other_country', 'successorId', successor);
  const before = await takeCategory(unit, next, left.category);
  if (before !== left.category) {
    await keep(unit, 'category_changed', next, { category: { from: before, to: left.category } });
  }
  return successor;
}

/** A new organisation: it is admitted on the day, with the predecessor's category and region. */
async function founded(unit: Unit, of: Decision, left: Inheritance, input: Succession): Promise<number> {
  const name = nameOf(input.successorName, 'successorName', 300);
  const website = clean(input.successorWebsite);
  if (website && !isWebAddress(website)) refuse('website_invalid', 'successorWebsite', website);
  return admitOrganisation(unit, await unit.permit('applications.admit', 1), {
    name,
    acronym: clean(input.successorAcronym),
    website,
    ...{ country: left.country, category: left.category, regionId: left.region, from: of.from },
    source: `successor of ${left.name}`,
    reason: of.reason,
    // A successor is often called nearly as its predecessor was: succeeding it is the reason.
    lookalikeReason: of.reason,
  });
}
