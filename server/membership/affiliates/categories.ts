import { Fault, refuse } from '../../errors.ts';
import type {
  AddAffiliateCategoryInput,
  PlaceAffiliateInput,
  PlaceAffiliatesInput,
  RenameAffiliateCategoryInput,
} from '../../types.ts';
import type { Permit, Unit } from '../../unit.ts';
import { clean } from '../entry.ts';
import { holdStill } from '../rule.ts';

const LONGEST_NAME = 80;
/** Placing a whole register takes longer than a page may. */
const PATIENCE = '60s';

/** Adds a category of the council's own. */
export async function addAffiliateCategory(
  unit: Unit,
  permit: Permit<'affiliate_dues.keep'>,
  input: AddAffiliateCategoryInput,
): Promise<string> {
  const name = await freeName(unit, permit.place, input.name, null);
  const [made] = await unit.sql<{ id: string }[]>`
    insert into affiliate_category (member_id, name, position, by_id)
    select m.place_id, ${name}, (select coalesce(max(c.position), 0) + 1 from affiliate_category c where c.member_id = m.place_id), ${unit.actor}
    from member m where m.place_id = ${permit.place} returning id`;
  if (!made) throw new Fault('NOT_FOUND');
  await record(unit, 'addAffiliateCategory', permit.place, made.id, { name });
  return made.id;
}

/** Gives a category another name; who is in it stays. */
export async function renameAffiliateCategory(
  unit: Unit,
  input: RenameAffiliateCategoryInput,
): Promise<string> {
  const found = await find(unit, input.id);
  const name = await freeName(unit, found.member, input.name, input.id);
  await unit.sql`update affiliate_category set name = ${name} where id = ${input.id}`;
  await record(unit, 'renameAffiliateCategory', found.member, input.id, { before: found.name, name });
  return input.id;
}

/** Closes a category that nobody is in; what it was stays on record. */
export async function closeAffiliateCategory(unit: Unit, id: string): Promise<string> {
  const found = await find(unit, id);
  if (found.closed) refuse('category_closed');
  const [held] = await unit.sql<{ n: number }[]>`
    select count(*)::int as n from affiliate_placing p where p.category_id = ${id} and p.until > current_date`;
  if (held && held.n > 0) refuse('category_held', 'id', held.n);
  await unit.sql`update affiliate_category set closed_on = current_date where id = ${id}`;
  await record(unit, 'closeAffiliateCategory', found.member, id, {});
  return id;
}

/** Puts an affiliate into a category from a day on; what it was in ends there. */
export async function placeAffiliate(unit: Unit, input: PlaceAffiliateInput): Promise<string> {
  const { sql } = unit;
  await holdStill(unit, 'affiliate', input.id);
  const [found] = await sql<{ member: number; from: string; last: string | null; early: boolean }[]>`
    select a.member_id as member, f.day::text as from, f.day < a.since as early,
      (select max(p.since)::text from affiliate_placing p where p.affiliate_id = a.id) as last
    from affiliate a, lateral (select coalesce(${input.from ?? null}::date, current_date) as day) f where a.id = ${input.id}`;
  if (!found) throw new Fault('NOT_FOUND');
  await unit.permit('affiliate_dues.keep', found.member);
  const category = input.categoryId ?? null;
  if (category !== null) await openCategory(unit, category, found.member);
  if (found.early) refuse('affiliate_not_begun', 'from', found.from);
  if (found.last !== null && found.from <= found.last) refuse('placed_later', 'from', found.last);
  const [changed] =
    await sql`update affiliate_placing set during = daterange(lower(during), ${found.from}::date)
    where affiliate_id = ${input.id} and during @> ${found.from}::date returning category_id`;
  if (category === (changed?.['category_id'] ?? null)) refuse('nothing_changed', 'categoryId');
  if (category !== null)
    await sql`insert into affiliate_placing (affiliate_id, member_id, category_id, during, by_id)
      values (${input.id}, ${found.member}, ${category}, daterange(${found.from}::date, null), ${unit.actor})`;
  const after = { category, from: found.from };
  await unit.record({
    act: 'placeAffiliate',
    place: found.member,
    subject: ['affiliate', input.id],
    after,
  });
  return input.id;
}

/** Puts every affiliate that is in no category into one: all of them, or those of a kind. Answers how many. */
export async function placeAffiliates(
  unit: Unit,
  input: PlaceAffiliatesInput,
): Promise<{ category: string; placed: number }> {
  const found = await find(unit, input.categoryId);
  await openCategory(unit, input.categoryId, found.member);
  await holdStill(unit, 'affiliates', found.member);
  await unit.sql`select set_config('statement_timeout', ${PATIENCE}, true)`;
  const [said] = await unit.sql<{ day: string }[]>`
    select coalesce(${input.from ?? null}::date, current_date)::text as day`;
  const day = String(said?.day);
  const placed = await unit.sql`
    insert into affiliate_placing (affiliate_id, member_id, category_id, during, by_id)
    select a.id, a.member_id, ${input.categoryId}, daterange(${day}::date, null), ${unit.actor} from affiliate a
    where a.member_id = ${found.member} and a.since <= ${day}::date and a.until > ${day}::date
      and (${input.kind ?? null}::text is null or a.kind = ${input.kind ?? null})
      and not exists (select from affiliate_placing p where p.affiliate_id = a.id and p.until > ${day}::date)`;
  if (placed.count === 0) refuse('nobody_to_place', 'kind');
  await record(unit, 'placeAffiliates', found.member, input.categoryId, {
    placed: placed.count,
    kind: input.kind ?? null,
    from: day,
  });
  return { category: input.categoryId, placed: placed.count };
}

/** A category with its member, once the actor's right to it is proven. */
async function find(unit: Unit, id: string): Promise<{ member: number; name: string; closed: boolean }> {
  await holdStill(unit, 'affiliate_category', id);
  const [found] = await unit.sql<{ member: number; name: string; closed: boolean }[]>`
    select member_id as member, name, closed_on is not null as closed from affiliate_category where id = ${id}`;
  if (!found) throw new Fault('NOT_FOUND');
  await unit.permit('affiliate_dues.keep', found.member);
  return found;
}

async function openCategory(unit: Unit, id: string, member: number): Promise<void> {
  const [open] = await unit.sql`
    select 1 from affiliate_category where id = ${id} and member_id = ${member} and closed_on is null`;
  if (!open) refuse('category_unknown', 'categoryId', id);
}

async function freeName(unit: Unit, member: number, given: string, self: string | null): Promise<string> {
  const name = clean(given);
  if (!name) refuse('required', 'name');
  if (name.length > LONGEST_NAME) refuse('too_long', 'name', LONGEST_NAME);
  await holdStill(unit, 'affiliate_categories', member);
  const [taken] = await unit.sql`
    select 1 from affiliate_category where member_id = ${member} and app.key(name) = app.key(${name}) and closed_on is null
      and id is distinct from ${self}`;
  if (taken) refuse('name_taken', 'name', name);
  return name;
}

async function record(unit: Unit, act: string, place: number, id: string, after: object): Promise<void> {
  await unit.record({ act, place, subject: ['affiliate_category', id], after });
}
