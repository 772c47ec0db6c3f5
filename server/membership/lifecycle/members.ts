import { refuse } from '../../errors.ts';
import type { MemberActInput, MoveMemberInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { begin, keep, recorded } from './step.ts';

/** Suspends a member from a date until it is restored. */
export async function suspendMember(unit: Unit, input: MemberActInput): Promise<number> {
  const of = await begin(unit, 'suspend', input);
  const [overlap] =
    await unit.sql`select 1 from suspension where member_id = ${of.member} and during && daterange(${of.from}::date, null)`;
  if (overlap) refuse('date_before_last_change', 'from', of.from);
  await unit.sql`insert into suspension (member_id, during, reason, suspended_by)
    values (${of.member}, daterange(${of.from}::date, null), ${of.reason}, ${unit.actor})`;
  await keep(unit, 'suspended', of);
  await recorded(unit, 'suspendMember', of);
  return of.member;
}

/** Ends the suspension on a date: the member has its rights again from that day. */
export async function restoreMember(unit: Unit, input: MemberActInput): Promise<number> {
  const of = await begin(unit, 'restore', input);
  const [ended] =
    await unit.sql`update suspension set during = daterange(lower(during), ${of.from}::date), restored_by = ${unit.actor}, restored_reason = ${of.reason}
    where member_id = ${of.member} and upper_inf(during) and lower(during) < ${of.from}::date returning id`;
  if (!ended) refuse('date_not_after_suspension', 'from', of.from);
  await keep(unit, 'restored', of);
  await recorded(unit, 'restoreMember', of);
  return of.member;
}

/** Moves a member to another region from a date. The temporal key keeps regions from overlapping, whatever is sent. */
export async function moveMember(unit: Unit, input: MoveMemberInput): Promise<number> {
  const of = await begin(unit, 'move', input);
  const { sql } = unit;
  const [target] = await sql`select 1 from region where place_id = ${input.regionId}`;
  if (!target) refuse('not_found', 'regionId', input.regionId);
  const [last] = await sql<{ region: number; early: boolean }[]>`
    select region_id as region, lower(during) >= ${of.from}::date as early from member_region where member_id = ${of.member} and upper_inf(during)`;
  if (!last || last.early) refuse('date_before_last_change', 'from', of.from);
  if (last.region === input.regionId) refuse('same_region', 'regionId', input.regionId);
  await sql`update member_region set during = daterange(lower(during), ${of.from}::date) where member_id = ${of.member} and upper_inf(during)`;
  await sql`insert into member_region (member_id, region_id, during) values (${of.member}, ${input.regionId}, daterange(${of.from}::date, null))`;
  await keep(
    unit,
    'moved',
    { ...of, region: last.region },
    { moved: { from: last.region, to: input.regionId } },
  );
  await recorded(unit, 'moveMember', of, {
    before: { region: last.region },
    after: { region: input.regionId },
  });
  return of.member;
}
