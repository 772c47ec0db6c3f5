import { refuse } from '../../errors.ts';
import type { ChangeCategoryInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { eligibility } from './rules.ts';
import { begin, type Decision, keep, needDecided, recorded } from './step.ts';

/**
 * A member goes over to another category from a day. Where the rulebook says who is eligible it must be; where the register cannot say
 * it, a decision is named.
 */
export async function changeCategory(unit: Unit, input: ChangeCategoryInput): Promise<number> {
  const of = await begin(unit, 'change_category', input);
  await knownCategory(unit, input.category, of.from);
  const { failed, unknown } = await eligibility(unit.sql, of.member, input.category, of.from);
  if (failed[0]) refuse('not_eligible', 'category', failed.map(({ reason }) => reason).join('; '));
  if (unknown.length > 0) needDecided(of);
  const before = await takeCategory(unit, of, input.category);
  if (before === input.category) refuse('same_category', 'category', before);
  await keep(unit, 'category_changed', of, {
    category: { from: before, to: input.category },
  });
  const change = { before: { category: before }, after: { category: input.category } };
  await recorded(unit, 'changeCategory', of, change);
  return of.member;
}

/** Refuses a category that the rulebook does not have on the day. */
export async function knownCategory(unit: Unit, category: string, day: string): Promise<void> {
  const [known] = await unit.sql`select from app.categories(${day}::date) c where c.code = ${category}`;
  if (!known) refuse('category_unknown', 'category', category);
}

/** Ends the category that holds and begins the other on the day. Answers the one before. */
export async function takeCategory(
  unit: Unit,
  of: Pick<Decision, 'member' | 'from'>,
  category: string,
): Promise<string> {
  const { sql } = unit;
  const [last] = await sql<{ category: string; early: boolean; source: string | null }[]>`
    select category, source, lower(during) >= ${of.from}::date as early from membership where member_id = ${of.member} and upper_inf(during)`;
  if (!last || last.early) refuse('date_before_last_change', 'from', of.from);
  if (last.category === category) return category;
  await sql`update membership set during = daterange(lower(during), ${of.from}::date) where member_id = ${of.member} and upper_inf(during)`;
  await sql`insert into membership (member_id, category, during, source) values (${of.member}, ${category}, daterange(${of.from}::date, null), ${last.source})`;
  return last.category;
}
