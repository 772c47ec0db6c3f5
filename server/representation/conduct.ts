import type { Capability } from '../access/capabilities.ts';
import { Fault, refuse } from '../errors.ts';
import type { Unit } from '../unit.ts';

/** A meeting as its acts need it. */
export interface MeetingState {
  id: string;
  body_id: number;
  place_id: number;
  /** The day of the opening: the rules of that day hold for the whole meeting. */
  opened_on: string | null;
  opened: boolean;
  closed: boolean;
}

/** A motion with its meeting and the state of its ballot. */
export interface MotionState extends MeetingState {
  motion_id: string;
  number: number;
  question: string;
  ballot: 'none' | 'open' | 'closed';
}

/** The meeting, as far as the actor may know of it. */
export async function meetingOf(unit: Unit, id: string, field = 'meetingId'): Promise<MeetingState> {
  const [meeting] = await unit.sql<MeetingState[]>`
    select id, body_id, place_id, opened_at::date::text as opened_on, opened_at is not null as opened, closed_at is not null as closed
    from meeting where id = ${id}`;
  if (!meeting) refuse('not_found', field, id);
  return meeting;
}

/** The motion, as far as the actor may know of it. */
export async function motionOf(unit: Unit, id: string): Promise<MotionState> {
  const [motion] = await unit.sql<MotionState[]>`
    select m.id, m.body_id, m.place_id, m.opened_at::date::text as opened_on, m.opened_at is not null as opened,
      m.closed_at is not null as closed, n.id as motion_id, n.number, n.question,
      case when b.motion_id is null then 'none' when b.closed_at is null then 'open' else 'closed' end as ballot
    from motion n join meeting m on m.id = n.meeting_id left join ballot b on b.motion_id = n.id where n.id = ${id}`;
  if (!motion) refuse('not_found', 'motionId', id);
  return motion;
}

/** Proves that one of the capabilities reaches the place, or throws FORBIDDEN. */
export async function permitOne(
  unit: Unit,
  capabilities: readonly Capability[],
  place: number,
): Promise<void> {
  for (const capability of capabilities) if (await unit.may(capability, place)) return;
  throw new Fault('FORBIDDEN', capabilities[0]);
}

/** One act at a time on a meeting's presence, a body's seats or its register, whoever acts. */
export async function oneAtATime(unit: Unit, what: string): Promise<void> {
  await unit.sql`select pg_advisory_xact_lock(hashtextextended(${what}, 6))`;
}

/** A text as it was typed, ready to be stored under its language. */
export function wording(text: string, field: string): string {
  const clean = text.normalize('NFC').trim();
  if (!clean) refuse('required', field);
  return clean;
}
