import { refuse } from '../errors.ts';
import { type Exact, exactFromText, total } from '../rules/exact.ts';
import { namedIn } from '../rules/given.ts';
import { toJson } from '../rules/values.ts';
import type { RecordPresenceInput } from '../types.ts';
import type { Unit } from '../unit.ts';
import { type MeetingState, meetingOf, oneAtATime, permitOne } from './conduct.ts';
import { ARTICLE, rulesOfDay } from './rules-of-day.ts';

/** Records that members on the roll have come or left. A council's own office records only its own. */
export async function recordPresence(unit: Unit, input: RecordPresenceInput): Promise<string> {
  const meeting = await meetingOf(unit, input.meetingId);
  await permitPresence(unit, meeting, input.memberIds);
  if (!meeting.opened) refuse('meeting_not_open', 'meetingId');
  if (meeting.closed) refuse('meeting_closed', 'meetingId');
  if (input.memberIds.length === 0) refuse('required', 'memberIds');
  await oneAtATime(unit, `presence ${meeting.id}`);
  const [stranger] = await unit.sql<{ id: number }[]>`
    select m as id from unnest(${input.memberIds}::int[]) m
    where not exists (select 1 from roll where meeting_id = ${meeting.id} and member_id = m)`;
  if (stranger) refuse('not_on_roll', 'memberIds', stranger.id);
  await (input.present ? come(unit, meeting.id, input.memberIds) : leave(unit, meeting.id, input.memberIds));
  await countQuorum(unit, meeting);
  const after = { members: input.memberIds, present: input.present };
  await unit.record({
    act: 'recordPresence',
    place: meeting.place_id,
    subject: ['meeting', meeting.id],
    after,
  });
  return meeting.id;
}

async function permitPresence(unit: Unit, meeting: MeetingState, members: number[]): Promise<void> {
  for (const member of members) {
    if (!(await unit.may('ballots.vote', member)))
      return permitOne(unit, ['meetings.manage', 'ballots.open'], meeting.place_id);
  }
}

async function come(unit: Unit, meeting: string, members: number[]): Promise<void> {
  await unit.sql`insert into presence (meeting_id, member_id, during, recorded_by)
    select ${meeting}, m, tstzrange(clock_timestamp(), null), ${unit.actor} from (select distinct unnest(${members}::int[]) m) x
    where not exists (select 1 from presence p where p.meeting_id = ${meeting} and p.member_id = m and upper_inf(p.during))`;
}

async function leave(unit: Unit, meeting: string, members: number[]): Promise<void> {
  await unit.sql`update presence set during = tstzrange(lower(during), clock_timestamp())
    where meeting_id = ${meeting} and member_id = any(${members}::int[]) and upper_inf(during)`;
}

/** Counts the quorum with who is present now, by the rules of the opening, and writes it down with its calculation. */
export async function countQuorum(unit: Unit, meeting: MeetingState): Promise<void> {
  const roll = await unit.sql<{ weight: string; present: boolean }[]>`
    select l.weight, exists (select 1 from presence p where p.meeting_id = l.meeting_id and p.member_id = l.member_id
      and upper_inf(p.during)) as present from roll l where l.meeting_id = ${meeting.id}`;
  const present = sumOf(roll.filter((entry) => entry.present));
  const entitled = sumOf(roll);
  const rules = await rulesOfDay(unit.sql, String(meeting.opened_on));
  const found = rules.evaluate(ARTICLE.quorum, { present, entitled });
  if (!found.ok) refuse('rulebook_cannot_count', 'meetingId', namedIn(found.faults));
  await unit.sql`insert into quorum (meeting_id, quorate, present, entitled, trace)
    values (${meeting.id}, ${toJson(found.result) === true}, ${present}, ${entitled}, ${unit.sql.json(found.trace as never)})`;
}

/** The exact sum of weights, as text. */
export function sumOf(entries: readonly { weight: string }[]): string {
  return total(entries.map((entry) => exactFromText(entry.weight) as Exact)).toText();
}
