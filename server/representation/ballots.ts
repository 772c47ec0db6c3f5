import { Fault, refuse } from '../errors.ts';
import { namedIn } from '../rules/given.ts';
import { toJson } from '../rules/values.ts';
import type { CastVoteInput, RecordVotesInput } from '../types.ts';
import type { Unit } from '../unit.ts';
import { type MotionState, motionOf } from './conduct.ts';
import { sumOf } from './presence.ts';
import { enterResolution } from './resolutions.ts';
import { ARTICLE, rulesOfDay } from './rules-of-day.ts';

/** Opens the ballot on a motion of an open meeting. A motion has one ballot. */
export async function openBallot(unit: Unit, id: string): Promise<string> {
  const motion = await motionOf(unit, id);
  await unit.permit('ballots.open', motion.place_id);
  await unit.sql`select 1 from meeting where id = ${motion.id} for update`;
  const { opened, closed, ballot } = await motionOf(unit, id);
  if (!opened) refuse('meeting_not_open', 'motionId');
  if (closed) refuse('meeting_closed', 'motionId');
  if (ballot !== 'none') refuse(ballot === 'open' ? 'ballot_open' : 'ballot_closed', 'motionId');
  await unit.sql`insert into ballot (motion_id, meeting_id, opened_by) values (${id}, ${motion.id}, ${unit.actor})`;
  await unit.record({ act: 'openBallot', place: motion.place_id, subject: ['motion', id] });
  return id;
}

/** Casts the vote of one's own council, or changes it. The audit says that it voted, never how. */
export async function castVote(
  unit: Unit,
  input: CastVoteInput,
): Promise<{ motion: string; member: number }> {
  await unit.permit('ballots.vote', input.memberId);
  await motionOf(unit, input.motionId);
  await takeDown(unit, input.motionId, input.memberId, input.choice, false);
  await unit.record({ act: 'castVote', place: input.memberId, subject: ['motion', input.motionId] });
  return { motion: input.motionId, member: input.memberId };
}

/** Records a show of hands, member by member; each vote keeps the officer as its author. */
export async function recordVotes(unit: Unit, input: RecordVotesInput): Promise<string> {
  const motion = await motionOf(unit, input.motionId);
  await unit.permit('ballots.close', motion.place_id);
  if (input.votes.length === 0) refuse('required', 'votes');
  const members = [...input.votes].sort((one, other) => one.memberId - other.memberId);
  for (const { memberId, choice } of members) await takeDown(unit, input.motionId, memberId, choice, true);
  const after = { members: members.map((one) => one.memberId) };
  await unit.record({
    act: 'recordVotes',
    place: motion.place_id,
    subject: ['motion', input.motionId],
    after,
  });
  return input.motionId;
}

async function takeDown(
  unit: Unit,
  motion: string,
  member: number,
  choice: string,
  recorded: boolean,
): Promise<void> {
  const [row] = await unit.sql<
    { state: string }[]
  >`select app.cast_vote(${motion}, ${member}, ${choice}, ${recorded}) as state`;
  const state = String(row?.state);
  if (state === 'forbidden') throw new Fault('FORBIDDEN', 'ballots.vote');
  if (state !== 'cast') refuse(state, 'memberId', member);
}

/**
 * Closes a ballot for good: votes under way are waited for, later ones refused. Then the result is computed by the
 * rulebook, and what is adopted enters the register.
 */
export async function closeBallot(unit: Unit, id: string): Promise<string> {
  const motion = await motionOf(unit, id);
  await unit.permit('ballots.close', motion.place_id);
  await unit.sql`select 1 from ballot where motion_id = ${id} for update`;
  const { ballot } = await motionOf(unit, id);
  if (ballot !== 'open') refuse(ballot === 'none' ? 'ballot_not_open' : 'ballot_closed', 'motionId');
  await unit.sql`update ballot set closed_at = clock_timestamp(), closed_by = ${unit.actor} where motion_id = ${id}`;
  const { outcome, counts, version } = await declare(unit, motion);
  const resolution = outcome === 'adopted' ? await enterResolution(unit, motion, counts) : null;
  const after = { outcome, ...counts, version, resolution };
  await unit.record({ act: 'closeBallot', place: motion.place_id, subject: ['motion', id], after });
  return id;
}

export interface Counts {
  yes: string;
  no: string;
  abstain: string;
  present: string;
  entitled: string;
}

async function declare(
  unit: Unit,
  motion: MotionState,
): Promise<{ outcome: string; counts: Counts; version: number }> {
  const counts = await count(unit, motion);
  const rules = await rulesOfDay(unit.sql, String(motion.opened_on));
  const found = rules.evaluate(ARTICLE.decision, { ...counts, question: motion.question });
  if (!found.ok) refuse('rulebook_cannot_count', 'motionId', namedIn(found.faults));
  const outcome = String(toJson(found.result));
  await unit.sql`insert into result (motion_id, meeting_id, outcome, yes, no, abstain, present, entitled, trace, rulebook, rulebook_version)
    values (${motion.motion_id}, ${motion.id}, ${outcome}, ${counts.yes}, ${counts.no}, ${counts.abstain}, ${counts.present},
      ${counts.entitled}, ${unit.sql.json(found.trace as never)}, ${rules.code}, ${rules.version})`;
  return { outcome, counts, version: rules.version };
}

/** Votes by choice, exactly. Present is who was there at any time while the ballot was open, so every voter is. */
async function count(unit: Unit, motion: MotionState): Promise<Counts> {
  const roll = await unit.sql<{ weight: string; choice: string | null; present: boolean }[]>`
    select l.weight, v.choice, exists (select 1 from presence p where p.meeting_id = l.meeting_id and p.member_id = l.member_id
      and p.during && tstzrange(b.opened_at, b.closed_at, '[]')) as present
    from roll l join ballot b on b.motion_id = ${motion.motion_id}
    left join vote v on v.motion_id = b.motion_id and v.member_id = l.member_id
    where l.meeting_id = ${motion.id}`;
  const of = (choice: string) => sumOf(roll.filter((entry) => entry.choice === choice));
  return {
    yes: of('yes'),
    no: of('no'),
    abstain: of('abstain'),
    present: sumOf(roll.filter((one) => one.present)),
    entitled: sumOf(roll),
  };
}
