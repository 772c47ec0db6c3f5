import { Fault, refuse } from '../../errors.ts';
import type { RenewInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { clean } from '../entry.ts';
import { holdStill, permitInState } from '../rule.ts';

/**
 * A member renews its membership for a year, where the rulebook asks for an act: this year's, or the next one's from
 * October. Where the declaration of the year renews it there is nothing to do here.
 */
export async function renewMembership(unit: Unit, input: RenewInput): Promise<number> {
  const { sql } = unit;
  await holdStill(unit, 'member', input.memberId);
  const [row] = await sql<
    { state: string; region: number | null; way: string; this: number; last: number; known: boolean }[]
  >`select app.member_act_state(${input.memberId}) as state, app.renewal_way(${input.year}) as way,
      extract(year from current_date)::int as this, extract(year from current_date + interval '3 months')::int as last,
      exists (select from renewal r where r.member_id = ${input.memberId} and r.year = ${input.year}) as known,
      (select mr.region_id from member_region mr where mr.member_id = ${input.memberId} and mr.during @> current_date) as region
    where exists (select from member where place_id = ${input.memberId})`;
  if (!row) throw new Fault('NOT_FOUND');
  await permitInState<'members.renew'>(unit, 'member', 'renew', row.state, input.memberId);
  if (row.way !== 'act') refuse('renewed_by_declaration', 'year', input.year);
  if (input.year < row.this || input.year > row.last) refuse('year_not_open', 'year', input.year);
  if (row.known) refuse('already_renewed', 'year', input.year);
  const reason = clean(input.reason);
  await sql`insert into renewal (member_id, region_id, year, renewed_by, reason)
    values (${input.memberId}, ${row.region}, ${input.year}, ${unit.actor}, ${reason})`;
  await unit.record({
    act: 'renewMembership',
    place: input.memberId,
    subject: ['member', input.memberId],
    after: { year: input.year },
    reason,
  });
  return input.memberId;
}
