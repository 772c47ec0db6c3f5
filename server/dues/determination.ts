import { refuse } from '../errors.ts';
import type { DetermineFactInput } from '../types.ts';
import type { Permit, Unit } from '../unit.ts';
import { plainWords } from '../words.ts';
import { rulesOf } from './rulebook.ts';
import { todayOf } from './run.ts';

/**
 * Determines a fact of a member for a year, dated and with its reason. The engine uses it only where nothing is
 * published and the rulebook allows it; what was issued stays.
 */
export async function determineFact(
  unit: Unit,
  permit: Permit<'dues.assess'>,
  input: DetermineFactInput,
): Promise<number> {
  const { sql } = unit;
  const member = permit.place;
  const value = plainWords(input.value);
  const reason = plainWords(input.reason);
  if (!value) refuse('required', 'value');
  if (!reason) refuse('required', 'reason');
  const rules = await rulesOf(sql, input.year);
  const fault = rules.refuses(input.fact, value);
  if (fault === 'fact_value') refuse(fault, 'value', value);
  if (fault) refuse(fault, 'fact', input.fact);
  const [region] = await sql<
    { id: number }[]
  >`select region_id as id from member_region where member_id = ${member}
    order by during @> ${await todayOf(sql)}::date desc, lower(during) desc limit 1`;
  if (!region) refuse('not_found', 'memberId', member);
  const [made] = await sql<{ id: string }[]>`
    insert into determined_fact (member_id, region_id, year, fact, value, reason, determined_by)
    values (${member}, ${region.id}, ${input.year}, ${input.fact}, ${value}, ${reason}, ${unit.actor}) returning id`;
  await unit.record({
    act: 'determineFact',
    place: member,
    subject: ['determined_fact', String(made?.id)],
    after: { year: input.year, fact: input.fact, value },
    reason,
  });
  return member;
}
