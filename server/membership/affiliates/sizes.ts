import { Fault, type Refusal, Refused } from '../../errors.ts';
import type { RecordAffiliateSizeInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { holdStill } from '../rule.ts';
import { permitRegister } from './register.ts';

/** More persons than this in one affiliate is a slip of the keyboard. */
export const MOST_PERSONS = 100_000_000;

/** Says how many persons belong to an affiliate from a day on. What was said for other days stays. */
export async function recordAffiliateSize(unit: Unit, input: RecordAffiliateSizeInput): Promise<string> {
  await holdStill(unit, 'affiliate', input.id);
  const [found] = await unit.sql<{ member: number; since: string; coming: boolean; today: string }[]>`
    select member_id as member, since::text, ${input.day ?? null}::date > current_date as coming, current_date::text as today
    from affiliate where id = ${input.id}`;
  if (!found) throw new Fault('NOT_FOUND');
  await permitRegister(unit, found.member);
  const refusals: Refusal[] = [];
  if (input.persons < 0 || input.persons > MOST_PERSONS)
    refusals.push({ code: 'persons_invalid', field: 'persons', value: String(input.persons) });
  if (found.coming) refusals.push({ code: 'date_in_future', field: 'day', value: input.day ?? null });
  if (refusals.length > 0) throw new Refused(...refusals);
  const day = input.day ?? found.today;
  await unit.sql`insert into affiliate_size (affiliate_id, member_id, day, persons, by_id)
    values (${input.id}, ${found.member}, ${day}::date, ${input.persons}, ${unit.actor})`;
  await unit.record({
    act: 'recordAffiliateSize',
    place: found.member,
    subject: ['affiliate', input.id],
    after: { persons: input.persons, day },
  });
  return input.id;
}
