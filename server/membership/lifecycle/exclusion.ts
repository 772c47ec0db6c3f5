import { Fault, refuse } from '../../errors.ts';
import type { AppealInput, ExcludeInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { dayOf, LIFE, type Ruled, ruled } from './rules.ts';
import { afterLastChange, begin, type Decision, endAll, keep, needDecided, recorded } from './step.ts';

/** What the rulebook says of an exclusion: what must have happened before, and until when it can be appealed. */
export async function exclusionRules(
  unit: Unit,
  heardOn: string,
  decidedOn: string,
): Promise<{ checks: Ruled | null; appeal: Ruled | null }> {
  const facts = { heard_on: heardOn, decided_on: decidedOn };
  return {
    checks: await ruled(unit.sql, LIFE.exclusion, facts, decidedOn),
    appeal: await ruled(unit.sql, LIFE.appealUntil, facts, decidedOn),
  };
}

/** A body excludes a member: it was heard, the decision has its reference, and the appeal its last day. */
export async function excludeMember(unit: Unit, input: ExcludeInput): Promise<number> {
  const of = await begin(unit, 'exclude', input);
  needDecided(of);
  const { body, decidedOn } = await decision(unit, of, input);
  if (input.heardOn > decidedOn) refuse('heard_after_decision', 'heardOn', input.heardOn);
  if (of.from < decidedOn) refuse('date_before_decision', 'from', decidedOn);
  const { checks, appeal } = await exclusionRules(unit, input.heardOn, decidedOn);
  const [failed] = checks?.failed ?? [];
  if (checks && failed)
    refuse('rule_not_met', 'heardOn', `${checks.article}: ${failed.reason || failed.name}`);
  await afterLastChange(unit, of);
  await endAll(unit, of);
  const appealUntil = appeal && dayOf(appeal);
  const rules = [checks, appeal].filter((one) => one !== null);
  await keep(unit, 'excluded', of, { body, decidedOn, heardOn: input.heardOn, appealUntil, rules });
  await recorded(unit, 'excludeMember', of, { after: { body, decidedOn, heardOn: input.heardOn } });
  return of.member;
}

/** Who decided, and when: the resolution says both, where the register has it. */
async function decision(unit: Unit, of: Decision, input: ExcludeInput) {
  const [resolution] = await unit.sql<{ body: number; day: string }[]>`
    select body_id as body, adopted_on::text as day from resolution where code = ${of.resolution}`;
  const body = resolution?.body ?? input.bodyId ?? null;
  if (body === null) refuse('required', 'bodyId');
  if (resolution && input.bodyId && input.bodyId !== resolution.body)
    refuse('resolution_of_another_body', 'bodyId');
  const [known] = await unit.sql`select from body where id = ${body}`;
  if (!known) refuse('not_found', 'bodyId', body);
  const decidedOn = resolution?.day ?? input.decidedOn ?? of.today;
  if (decidedOn > of.today) refuse('date_ahead', 'decidedOn', decidedOn);
  return { body, decidedOn };
}

/** The excluded member appeals: it stands on record beside the exclusion, which goes on. */
export async function appealExclusion(unit: Unit, input: AppealInput): Promise<number> {
  const of = await begin(unit, 'appeal', { ...input, from: input.receivedOn ?? null });
  if (of.from > of.today) refuse('date_ahead', 'receivedOn', of.from);
  if (of.from < of.today) await unit.permit('members.manage', of.member);
  const [step] = await unit.sql<{ kind: string; until: string | null; decided: string; appealed: boolean }[]>`
    select s.kind, s.appeal_until::text as until, s.decided_on::text as decided,
      exists (select from membership_step a where a.member_id = s.member_id and a.kind = 'appealed' and a.at > s.at) as appealed
    from membership_step s where s.id = app.last_step(${of.member})`;
  if (!step) throw new Fault('NOT_FOUND');
  if (step.kind !== 'excluded') refuse('not_excluded');
  if (step.appealed) refuse('already_appealed');
  if (of.from < step.decided) refuse('date_before_decision', 'receivedOn', step.decided);
  if (step.until && of.from >= step.until) refuse('appeal_too_late', 'receivedOn', step.until);
  await keep(unit, 'appealed', of);
  await recorded(unit, 'appealExclusion', of);
  return of.member;
}
