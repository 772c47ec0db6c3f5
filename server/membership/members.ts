import { Fault, refuse } from '../errors.ts';
import type { MemberActInput, MoveMemberInput, UndoStepInput } from '../types.ts';
import type { Permit, Unit } from '../unit.ts';
import { clean } from './entry.ts';
import { holdStill, permitInState } from './rule.ts';

/** What an act on a member knows of it: its region and category period today, and the day of the act. */
interface Standing {
  member: number;
  region: number | null;
  /** The day from which the act counts. */
  from: string;
  reason: string;
}

interface Asked {
  memberId: number;
  from?: string | null;
  reason: string;
}

type Act = 'suspend' | 'restore' | 'resign' | 'move';

async function begin(
  unit: Unit,
  act: Act,
  input: Asked,
): Promise<Standing & { permit: Permit<'members.manage'> }> {
  await holdStill(unit, 'member', input.memberId);
  const [row] = await unit.sql<
    { state: string; region: number | null; from: string; far: boolean; before: boolean }[]
  >`
    select app.member_state(${input.memberId}) as state, d.day as from, d.day > current_date + 366 as far,
      d.day < (select min(lower(ms.during)) from membership ms where ms.member_id = ${input.memberId}) as before,
      (select mr.region_id from member_region mr where mr.member_id = ${input.memberId} and mr.during @> current_date) as region
    from (select coalesce(${input.from ?? null}::date, current_date) as day) d
    where exists (select 1 from member where place_id = ${input.memberId})`;
  if (!row) throw new Fault('NOT_FOUND');
  const permit = await permitInState<'members.manage'>(unit, 'member', act, row.state, input.memberId);
  const reason = clean(input.reason);
  if (!reason) refuse('required', 'reason');
  if (reason.length > 2000) refuse('too_long', 'reason', 2000);
  if (row.far) refuse('date_far', 'from', row.from);
  if (row.before) refuse('date_before_membership', 'from', row.from);
  return { member: input.memberId, region: row.region, from: row.from, reason, permit };
}

async function keep(
  unit: Unit,
  kind: string,
  of: Standing,
  more: { undoes?: string; from?: number; to?: number } = {},
): Promise<void> {
  await unit.sql`insert into membership_step (member_id, region_id, kind, from_date, by_id, reason, undoes, moved_from, moved_to)
    values (${of.member}, ${of.region}, ${kind}, ${of.from}::date, ${unit.actor}, ${of.reason}, ${more.undoes ?? null}, ${more.from ?? null}, ${more.to ?? null})`;
}

/** Suspends a member from a date until it is restored. */
export async function suspendMember(unit: Unit, input: MemberActInput): Promise<number> {
  const of = await begin(unit, 'suspend', input);
  const [overlap] =
    await unit.sql`select 1 from suspension where member_id = ${of.member} and during && daterange(${of.from}::date, null)`;
  if (overlap) refuse('date_before_last_change', 'from', of.from);
  await unit.sql`insert into suspension (member_id, during, reason, suspended_by)
    values (${of.member}, daterange(${of.from}::date, null), ${of.reason}, ${unit.actor})`;
  await keep(unit, 'suspended', of);
  await unit.record({
    act: 'suspendMember',
    place: of.member,
    subject: ['member', of.member],
    after: { from: of.from },
    reason: of.reason,
  });
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
  await unit.record({
    act: 'restoreMember',
    place: of.member,
    subject: ['member', of.member],
    after: { from: of.from },
    reason: of.reason,
  });
  return of.member;
}

/** Ends the membership on a date: category, region and suspension end with it. */
export async function resignMembership(unit: Unit, input: MemberActInput): Promise<number> {
  const of = await begin(unit, 'resign', input);
  const { sql } = unit;
  const [later] = await sql`select 1 from (
      select during from membership where member_id = ${of.member} union all
      select during from member_region where member_id = ${of.member} union all
      select during from suspension where member_id = ${of.member}) d where lower(d.during) >= ${of.from}::date`;
  if (later) refuse('date_before_last_change', 'from', of.from);
  await sql`update suspension set during = daterange(lower(during), ${of.from}::date) where member_id = ${of.member} and upper_inf(during)`;
  await sql`update member_region set during = daterange(lower(during), ${of.from}::date) where member_id = ${of.member} and upper_inf(during)`;
  await sql`update membership set during = daterange(lower(during), ${of.from}::date) where member_id = ${of.member} and upper_inf(during)`;
  await keep(unit, 'resigned', of);
  await unit.record({
    act: 'resignMembership',
    place: of.member,
    subject: ['member', of.member],
    after: { from: of.from },
    reason: of.reason,
  });
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
  await keep(unit, 'moved', { ...of, region: last.region }, { from: last.region, to: input.regionId });
  const move = { from: of.from, region: input.regionId };
  await unit.record({
    act: 'moveMember',
    place: of.member,
    subject: ['member', of.member],
    before: { region: last.region },
    after: move,
    reason: of.reason,
  });
  return of.member;
}

interface Step {
  id: string;
  member: number;
  region: number | null;
  kind: 'suspended' | 'restored' | 'moved' | 'resigned';
  from: string;
  last: boolean;
  state: string;
}

/** Takes the last step back: what it changed is as before, and the record shows both. */
export async function undoStep(unit: Unit, input: UndoStepInput): Promise<number> {
  const [found] = await unit.sql<
    { member: number }[]
  >`select member_id as member from membership_step where id = ${input.id}`;
  if (!found) throw new Fault('NOT_FOUND');
  await holdStill(unit, 'member', found.member);
  const [step] = await unit.sql<Step[]>`
    select s.id, s.member_id as member, s.region_id as region, s.kind, s.from_date as from, app.member_state(s.member_id) as state,
      s.id = (select l.id from membership_step l where l.member_id = s.member_id and l.kind <> 'undone'
        and not exists (select 1 from membership_step u where u.undoes = l.id) order by l.at desc, l.id desc limit 1) as last
    from membership_step s where s.id = ${input.id}`;
  if (!step) throw new Fault('NOT_FOUND');
  const own = step.kind === 'resigned' && step.state === 'leaving';
  const permit = await unit.permit(own ? 'members.resign' : 'members.manage', step.member);
  const reason = clean(input.reason);
  if (!reason) refuse('required', 'reason');
  if (!step.last) refuse('not_last_step', 'id');
  if (!(step.kind in BACK)) refuse('cannot_be_undone', 'id');
  await BACK[step.kind](unit, step);
  await keep(
    unit,
    'undone',
    { member: step.member, region: step.region, from: step.from, reason },
    { undoes: step.id },
  );
  await unit.record({
    act: 'undoMembershipStep',
    place: permit.place,
    subject: ['member', step.member],
    before: { step: step.id, kind: step.kind },
    reason,
  });
  return step.member;
}

/** How each step is taken back. A suspension that was a mistake leaves no suspension; the steps tell what happened. */
const BACK = {
  suspended: (unit: Unit, step: Step) =>
    unit.sql`delete from suspension where member_id = ${step.member} and lower(during) = ${step.from}::date`,
  restored: (unit: Unit, step: Step) =>
    unit.sql`update suspension set during = daterange(lower(during), null), restored_by = null, restored_reason = null
      where member_id = ${step.member} and upper(during) = ${step.from}::date`,
  moved: async (unit: Unit, step: Step) => {
    await unit.sql`delete from member_region where member_id = ${step.member} and lower(during) = ${step.from}::date and upper_inf(during)`;
    await unit.sql`update member_region set during = daterange(lower(during), null) where member_id = ${step.member} and upper(during) = ${step.from}::date`;
  },
  resigned: async (unit: Unit, step: Step) => {
    for (const table of ['membership', 'member_region', 'suspension']) {
      await unit.sql`update ${unit.sql(table)} set during = daterange(lower(during), null)
        where member_id = ${step.member} and upper(during) = ${step.from}::date`;
    }
  },
};
