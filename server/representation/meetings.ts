import { refuse } from '../errors.ts';
import type { EnterMotionInput, PlanMeetingInput } from '../types.ts';
import type { Unit } from '../unit.ts';
import { type MeetingState, meetingOf, permitOne, wording } from './conduct.ts';
import { countQuorum } from './presence.ts';
import { freezeRoll } from './roll.ts';
import { rulesOfDay } from './rules-of-day.ts';

/** Plans a meeting of a body. */
export async function planMeeting(unit: Unit, input: PlanMeetingInput): Promise<string> {
  const [body] = await unit.sql<{ place_id: number }[]>`select place_id from body where id = ${input.bodyId}`;
  if (!body) refuse('not_found', 'bodyId', input.bodyId);
  await unit.permit('meetings.manage', body.place_id);
  const title = wording(input.title, 'title');
  const location = wording(input.location, 'location');
  const [made] = await unit.sql<{ id: string }[]>`
    insert into meeting (body_id, place_id, title, starts_at, location, planned_by)
    values (${input.bodyId}, ${body.place_id}, ${unit.sql.json({ [input.locale]: title })}, ${input.startsAt}::timestamptz, ${location}, ${unit.actor})
    returning id`;
  const id = String(made?.id);
  await unit.record({
    act: 'planMeeting',
    place: body.place_id,
    subject: ['meeting', id],
    after: { body: input.bodyId, startsAt: input.startsAt },
  });
  return id;
}

/** Puts a motion on the agenda, after those that stand there. */
export async function enterMotion(unit: Unit, input: EnterMotionInput): Promise<string> {
  const meeting = await meetingOf(unit, input.meetingId);
  await unit.permit('meetings.manage', meeting.place_id);
  if (meeting.closed) refuse('meeting_closed', 'meetingId');
  const title = wording(input.title, 'title');
  const text = wording(input.wording, 'wording');
  if (!QUESTIONS.includes(input.question)) refuse('unknown_question', 'question', input.question);
  const [row] = await unit.sql<{ id: string }[]>`
    insert into motion (meeting_id, number, title, wording, question, proposed_by, entered_by)
    select ${meeting.id}, coalesce(max(number), 0) + 1, ${unit.sql.json({ [input.locale]: title })}::jsonb,
      ${unit.sql.json({ [input.locale]: text })}::jsonb, ${input.question}, ${input.proposedById ?? null}::int, ${unit.actor}
    from motion where meeting_id = ${meeting.id} returning id`;
  const id = String(row?.id);
  await unit.record({
    act: 'enterMotion',
    place: meeting.place_id,
    subject: ['motion', id],
    after: { meeting: meeting.id, question: input.question },
  });
  return id;
}

/** The types of question for which the rulebook knows a majority. */
const QUESTIONS = ['ordinary', 'rulebook'];

/** Opens a meeting: the roll is computed by the rulebook of the day, frozen, and the quorum counted for the first time. */
export async function openMeeting(unit: Unit, id: string): Promise<string> {
  const meeting = await held(unit, id);
  if (meeting.opened) refuse('meeting_open', 'meetingId');
  const [clock] = await unit.sql<{ today: string }[]>`select current_date::text as today`;
  const day = String(clock?.today);
  const rules = await rulesOfDay(unit.sql, day);
  const count = await freezeRoll(unit, id, rules, day);
  await unit.sql`update meeting set opened_at = now(), opened_by = ${unit.actor}, rulebook = ${rules.code},
    rulebook_version = ${rules.version} where id = ${id}`;
  await countQuorum(unit, { ...meeting, opened: true, opened_on: day });
  const after = { roll: count, rulebook: rules.code, version: rules.version };
  await unit.record({ act: 'openMeeting', place: meeting.place_id, subject: ['meeting', id], after });
  return id;
}

/** Closes a meeting for good. */
export async function closeMeeting(unit: Unit, id: string): Promise<string> {
  const meeting = await held(unit, id);
  if (!meeting.opened) refuse('meeting_not_open', 'meetingId');
  if (meeting.closed) refuse('meeting_closed', 'meetingId');
  const [open] = await unit.sql`select 1 from ballot where meeting_id = ${id} and closed_at is null`;
  if (open) refuse('ballot_still_open', 'meetingId');
  await unit.sql`update meeting set closed_at = clock_timestamp(), closed_by = ${unit.actor} where id = ${id}`;
  await unit.record({ act: 'closeMeeting', place: meeting.place_id, subject: ['meeting', id] });
  return id;
}

/** The meeting, locked for whoever may conduct it. */
async function held(unit: Unit, id: string): Promise<MeetingState> {
  const meeting = await meetingOf(unit, id);
  await permitOne(unit, ['ballots.open', 'meetings.manage'], meeting.place_id);
  await unit.sql`select 1 from meeting where id = ${id} for update`;
  return meetingOf(unit, id);
}
