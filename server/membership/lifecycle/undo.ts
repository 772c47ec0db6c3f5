import { Fault, refuse } from '../../errors.ts';
import type { UndoStepInput, WithdrawResignationInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { clean } from '../entry.ts';
import { holdStill } from '../rule.ts';
import { removeAdmission } from './annulment.ts';
import { begin, keep } from './step.ts';

interface Step {
  id: string;
  member: number;
  region: number | null;
  kind: keyof typeof BACK;
  from: string;
  last: boolean;
  final: boolean;
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
      s.final, s.id = app.last_step(s.member_id) as last
    from membership_step s where s.id = ${input.id}`;
  if (!step) throw new Fault('NOT_FOUND');
  const own = step.kind === 'resigned' && step.state === 'leaving';
  const permit = await unit.permit(own ? 'members.resign' : 'members.manage', step.member);
  const reason = clean(input.reason);
  if (!reason) refuse('required', 'reason');
  if (!step.last) refuse('not_last_step', 'id');
  if (step.final || !(step.kind in BACK)) refuse('cannot_be_undone', 'id');
  await BACK[step.kind](unit, step, reason);
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

/** The member withdraws its resignation before the end comes: nothing ends. */
export async function withdrawResignation(unit: Unit, input: WithdrawResignationInput): Promise<number> {
  await begin(unit, 'withdraw', { memberId: input.memberId, reason: input.reason });
  const [step] = await unit.sql<{ id: string; kind: string }[]>`
    select s.id, s.kind from membership_step s where s.id = app.last_step(${input.memberId})`;
  if (step?.kind !== 'resigned') refuse('not_leaving');
  return undoStep(unit, { id: step.id, reason: input.reason });
}

/** How each step is taken back. A suspension that was a mistake leaves no suspension; the steps tell what happened. */
const BACK = {
  admitted: (unit: Unit, step: Step, reason: string) => removeAdmission(unit, step, reason),
  suspended: (unit: Unit, step: Step) =>
    unit.sql`delete from suspension where member_id = ${step.member} and lower(during) = ${step.from}::date`,
  restored: (unit: Unit, step: Step) =>
    unit.sql`update suspension set during = daterange(lower(during), null), restored_by = null, restored_reason = null
      where member_id = ${step.member} and upper(during) = ${step.from}::date`,
  moved: async (unit: Unit, step: Step) => {
    await unit.sql`delete from member_region where member_id = ${step.member} and lower(during) = ${step.from}::date and upper_inf(during)`;
    await unit.sql`update member_region set during = daterange(lower(during), null) where member_id = ${step.member} and upper(during) = ${step.from}::date`;
  },
  category_changed: async (unit: Unit, step: Step) => {
    await unit.sql`delete from membership where member_id = ${step.member} and lower(during) = ${step.from}::date and upper_inf(during)`;
    await unit.sql`update membership set during = daterange(lower(during), null) where member_id = ${step.member} and upper(during) = ${step.from}::date`;
  },
  readmitted: async (unit: Unit, step: Step) => {
    for (const table of ['member_region', 'membership']) {
      await unit.sql`delete from ${unit.sql(table)} where member_id = ${step.member} and lower(during) = ${step.from}::date and upper_inf(during)`;
    }
  },
  resigned: reopen,
  excluded: reopen,
  dissolved: reopen,
};

/** What ended together goes on together; a suspension that had been lifted on that very day stays lifted. */
async function reopen({ sql }: Unit, step: Step): Promise<void> {
  await sql`update membership set during = daterange(lower(during), null) where member_id = ${step.member} and upper(during) = ${step.from}::date`;
  await sql`update member_region set during = daterange(lower(during), null) where member_id = ${step.member} and upper(during) = ${step.from}::date`;
  await sql`update suspension set during = daterange(lower(during), null)
    where member_id = ${step.member} and upper(during) = ${step.from}::date and restored_by is null`;
}
