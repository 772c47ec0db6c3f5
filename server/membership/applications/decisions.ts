import { refuse } from '../../errors.ts';
import type {
  AdmitInput,
  AppealFollowedInput,
  ApplicationStepInput,
  DecideAppealInput,
  WithdrawFollowedInput,
} from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { admitOrganisation } from '../admission.ts';
import { categoryCodes, clean } from '../entry.ts';
import { permitInState } from '../rule.ts';
import { evaluate, type Results, todayOf } from './evaluation.ts';
import { type Found, findApplication } from './finding.ts';
import { followedFor } from './links.ts';
import { admissionRulesOn } from './rules.ts';
import { tellApplicant } from './telling.ts';

const LONGEST = 2000;

type StepAct = 'endorse' | 'refuse' | 'withdraw' | 'reopen';
const STEP_OF = {
  endorse: 'endorsed',
  refuse: 'refused',
  withdraw: 'withdrawn',
  reopen: 'reopened',
} as const;

/** What a step says: why, by which resolution or minutes, decided on which day. */
interface Said {
  reason: string | null;
  reference: string | null;
  decidedOn: string;
}

interface Step extends Said {
  kind: string;
  body: string | null;
  appealUntil?: string | null;
  member?: number;
  by: string | null;
}

/** Endorses, refuses, withdraws or reopens: one step with its author. All but an endorsement need a reason. */
export async function stepApplication(
  unit: Unit,
  act: StepAct,
  input: ApplicationStepInput,
): Promise<string> {
  const found = await findApplication(unit, input.id);
  const permit = await permitInState(unit, 'application', act, found.state, found.regionId);
  const said = await checkSaid(unit, input);
  if (!said.reason && act !== 'endorse') refuse('required', 'reason');
  const { bodies } = await evaluate(unit, found.id);
  const decides = act === 'refuse' && found.state === 'endorsed';
  const body =
    act === 'endorse' || act === 'refuse' ? (bodies?.[decides ? 'decide' : 'endorse'] ?? null) : null;
  if (decides && body && !said.reference) refuse('required', 'reference');
  await takeStep(unit, found, {
    ...said,
    kind: STEP_OF[act],
    body,
    by: unit.actor,
    appealUntil: act === 'refuse' ? await appealUntil(unit, said.decidedOn) : null,
  });
  await unit.record({
    act: `${act}Application`,
    place: permit.place,
    subject: ['application', found.id],
    before: { state: found.state },
    reason: said.reason,
  });
  return found.id;
}

async function checkSaid(
  unit: Unit,
  input: { reason?: string | null; reference?: string | null; decidedOn?: string | null },
): Promise<Said> {
  const today = await todayOf(unit.sql);
  const said = {
    reason: clean(input.reason),
    reference: clean(input.reference),
    decidedOn: input.decidedOn ?? today,
  };
  if (said.reason && said.reason.length > LONGEST) refuse('too_long', 'reason', LONGEST);
  if (said.reference && said.reference.length > 300) refuse('too_long', 'reference', 300);
  if (said.decidedOn > today) refuse('decision_in_future', 'decidedOn', said.decidedOn);
  return said;
}

async function appealUntil(unit: Unit, decidedOn: string): Promise<string | null> {
  return (await admissionRulesOn(unit.sql, decidedOn))?.appealUntil(decidedOn) ?? null;
}

/** Writes the step and tells the applicant of it. */
async function takeStep(
  unit: Unit,
  found: Pick<Found, 'id' | 'regionId' | 'name'>,
  step: Step,
): Promise<void> {
  const [row] = await unit.sql<{ id: string }[]>`
    insert into application_step (application_id, region_id, kind, by_id, reason, body, reference, decided_on, appeal_until, member_id)
    values (${found.id}, ${found.regionId}, ${step.kind}, ${step.by}, ${step.reason}, ${step.body}, ${step.reference}, ${step.decidedOn},
      ${step.appealUntil ?? null}, ${step.member ?? null}) returning id`;
  await tellApplicant(unit, found, 'application_step', String(row?.id), { step: step.kind });
}

/** Admits the applicant: it becomes a member of the network, in the region that endorsed it. */
export async function admitApplicant(
  unit: Unit,
  input: AdmitInput,
): Promise<{ application: string; member: number }> {
  const found = await findApplication(unit, input.id);
  const permit = await permitInState<'applications.admit'>(unit, 'application', 'admit', found.state, 1);
  const category = clean(input.category) ?? found.category;
  if (!(await categoryCodes(unit)).includes(category)) refuse('category_unknown', 'category', category);
  const said = await checkSaid(unit, input);
  const results = await evaluate(unit, found.id);
  if (results.bodies?.decide && !said.reference) refuse('required', 'reference');
  const despite = clean(input.despite);
  await refuseUnmet(unit, found.id, results, despite);
  const reason = [said.reason, despite].filter(Boolean).join('\n') || null;
  const member = await admitOrganisation(unit, permit, {
    ...found,
    category,
    regionId: found.regionId,
    from: input.from ?? null,
    source: 'application',
    reason,
    lookalikeReason: input.lookalikeReason ?? null,
  });
  await takeStep(unit, found, {
    ...said,
    reason,
    kind: 'admitted',
    body: results.bodies?.decide ?? null,
    by: unit.actor,
    member,
  });
  await unit.sql`select app.hand_over_application(${found.id}, ${member}, coalesce(${input.from ?? null}::date, current_date))`;
  await unit.record({
    act: 'admitApplicant',
    place: found.regionId,
    subject: ['application', found.id],
    before: { state: found.state },
    after: { member, category, despite },
    reason,
  });
  return { application: found.id, member };
}

/**
 * Refuses an admission that the country's rule bars, and one with a hard condition that is not met, unless it is said
 * why it is admitted all the same. That councils of one country have agreed can be said only in the checklist.
 */
async function refuseUnmet(
  unit: Unit,
  application: string,
  { country }: Results,
  despite: string | null,
): Promise<void> {
  if (country?.rule === 'refuse') {
    const [member] = await unit.sql<{ name: string }[]>`
      select name from app.same_country(${application}) where member is not null limit 1`;
    if (member) refuse('country_has_council', 'id', member.name);
  }
  const unmet = await unit.sql<{ item: string }[]>`
    select item from app.application_checklist(${application}) where hard and not coalesce(found, verdict, false) order by place`;
  if (unmet.some(({ item }) => item === 'coordination')) refuse('coordination_needed', 'id');
  if (unmet.length > 0 && !despite) refuse('conditions_unmet', 'despite', unmet.length);
}

/** The applicant's own withdrawal, by the secret of the link. */
export async function withdrawFollowed(unit: Unit, input: WithdrawFollowedInput): Promise<boolean> {
  const found = await followedFor(unit, input.secret, 'withdraw');
  const said = await checkSaid(unit, { reason: input.reason?.slice(0, LONGEST) ?? null });
  await takeStep(unit, found, { ...said, kind: 'withdrawn', body: null, by: null });
  await unit.record({
    act: 'withdrawFollowedApplication',
    place: found.regionId,
    subject: ['application', found.id],
  });
  return true;
}

/** The applicant appeals against the refusal, within the days that the rulebook gave when it was refused. */
export async function appealFollowed(unit: Unit, input: AppealFollowedInput): Promise<boolean> {
  const found = await followedFor(unit, input.secret, 'appeal');
  const said = await checkSaid(unit, input);
  if (!said.reason) refuse('required', 'reason');
  const [row] = await unit.sql<{ until: string | null; over: boolean }[]>`
    select app.appeal_until(${found.id})::text as until, coalesce(app.appeal_until(${found.id}) < current_date, false) as over`;
  if (!row?.until) refuse('no_appeal');
  if (row.over) refuse('appeal_over', 'reason', row.until);
  const { bodies } = await evaluate(unit, found.id);
  await takeStep(unit, found, { ...said, kind: 'appealed', body: bodies?.appeal ?? null, by: null });
  await unit.record({ act: 'appealFollowed', place: found.regionId, subject: ['application', found.id] });
  return true;
}

/** Enters what the body that the rulebook names decided on the appeal. */
export async function decideAppeal(unit: Unit, input: DecideAppealInput): Promise<string> {
  const found = await findApplication(unit, input.id);
  const permit = await permitInState(unit, 'application', 'decide_appeal', found.state, 1);
  const said = await checkSaid(unit, input);
  if (!said.reason) refuse('required', 'reason');
  const { bodies } = await evaluate(unit, found.id);
  if (bodies?.appeal && !said.reference) refuse('required', 'reference');
  await takeStep(unit, found, {
    ...said,
    kind: input.granted ? 'appeal_granted' : 'appeal_rejected',
    body: bodies?.appeal ?? null,
    by: unit.actor,
  });
  await unit.record({
    act: 'decideAppeal',
    place: permit.place,
    subject: ['application', found.id],
    after: { granted: input.granted },
    reason: said.reason,
  });
  return found.id;
}
