import { refuse } from '../errors.ts';
import type { Unit } from '../unit.ts';
import { activityFor, reasonGiven, takeStep } from './activities.ts';

/** Withdraws a planned activity. It stays in the history, and can be resumed. */
export async function withdrawActivity(unit: Unit, id: string, reason: string): Promise<string> {
  const activity = await activityFor(unit, id, 'activities.manage', 'WITHDRAW');
  await takeStep(unit, activity, 'WITHDRAW', reasonGiven(reason));
  return id;
}

/** Takes a withdrawal back. */
export async function resumeActivity(unit: Unit, id: string): Promise<string> {
  const activity = await activityFor(unit, id, 'activities.manage', 'RESUME');
  await takeStep(unit, activity, 'RESUME');
  return id;
}

/** Says that the activity took place; what has not begun was not held. */
export async function markHeld(unit: Unit, id: string): Promise<string> {
  const activity = await activityFor(unit, id, 'activities.manage', 'HOLD');
  if (!activity.begun) refuse('activity_not_begun', 'id', activity.starts);
  await takeStep(unit, activity, 'HOLD');
  return id;
}

/** Takes back that the activity took place: it is planned again. */
export async function markNotHeld(unit: Unit, id: string, reason: string): Promise<string> {
  const activity = await activityFor(unit, id, 'activities.manage', 'UNHOLD');
  await takeStep(unit, activity, 'UNHOLD', reasonGiven(reason));
  return id;
}
