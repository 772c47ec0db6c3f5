import { Fault, refuse } from '../errors.ts';
import type { ActivityAct, ActivityState } from '../types.ts';
import type { Permit, Unit } from '../unit.ts';
import { plainWords } from '../words.ts';
import { POSSIBLE, STEP_OF, stateOf } from './states.ts';

export interface ActivityRow {
  id: string;
  place_id: number;
  programme_id: string;
  host_id: number | null;
  starts: string;
  begun: boolean;
  state: ActivityState;
}

type Right = 'activities.manage' | 'activities.report';

/** The activity, locked, with the right to act on it; refused when its state does not allow the act. */
export async function activityFor(
  unit: Unit,
  id: string,
  right: Right,
  act: ActivityAct,
): Promise<ActivityRow> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) refuse('not_found', 'id', id);
  const [seen] = await unit.sql<{ place_id: number; host_id: number | null }[]>`
    select place_id, host_id from activity where id = ${id}`;
  if (!seen) refuse('not_found', 'id', id);
  await permitAt(unit, right, seen.place_id, seen.host_id);
  const [activity] = await unit.sql<ActivityRow[]>`
    select id, place_id, programme_id, host_id, starts, starts <= current_date as begun, ${unit.sql.unsafe(stateOf('activity'))} as state
    from activity where id = ${id} for update`;
  if (!activity) refuse('not_found', 'id', id);
  if (!POSSIBLE[activity.state].includes(act)) refuse(`activity_${activity.state.toLowerCase()}`, 'id', id);
  return activity;
}

/**
 * The right at whoever runs the activity, or at the member that hosts it while that member belongs to the place:
 * a council acts on what it hosts, in its own region's programme only.
 */
export async function permitAt(
  unit: Unit,
  right: Right,
  place: number,
  host: number | null,
): Promise<Permit<Right>> {
  if (await unit.may(right, place)) return unit.permit(right, place);
  if (host !== null && (await belongsTo(unit, host, place)) && (await unit.may(right, host)))
    return unit.permit(right, host);
  throw new Fault('FORBIDDEN', right);
}

async function belongsTo(unit: Unit, member: number, place: number): Promise<boolean> {
  const [row] = await unit.sql`select from app.path(${member}) p where p = ${place}`;
  return row !== undefined;
}

/** Adds a step to the activity's history, from which its state derives, and the line in the audit. */
export async function takeStep(
  unit: Unit,
  activity: { id: string; place_id: number },
  kind: ActivityAct | 'PLAN',
  reason: string | null = null,
  facts: { before?: unknown; after?: unknown } = {},
): Promise<void> {
  const step = kind === 'PLAN' ? 'planned' : STEP_OF[kind].toLowerCase();
  await unit.sql`insert into activity_step (activity_id, place_id, step, reason, by_id)
    values (${activity.id}, ${activity.place_id}, ${step}, ${reason}, ${unit.actor})`;
  await unit.record({
    act: `activity.${step}`,
    place: activity.place_id,
    subject: ['activity', activity.id],
    reason,
    ...facts,
  });
}

/** A reason that was given, trimmed; an empty one is refused. */
export function reasonGiven(reason: string): string {
  const text = plainWords(reason);
  if (!text) refuse('required', 'reason');
  if (text.length > 2000) refuse('text_too_long', 'reason');
  return text;
}
