import type { ActivityAct, ActivityState, ActivityStepKind } from '../types.ts';

/** What can be done with an activity in each state; the buttons and the acts derive from this one table. */
export const POSSIBLE: Record<ActivityState, ActivityAct[]> = {
  PLANNED: ['CHANGE', 'HOLD', 'WITHDRAW'],
  HELD: ['CHANGE', 'REPORT', 'UNHOLD'],
  REPORTED: ['REOPEN'],
  WITHDRAWN: ['RESUME'],
};

/** The step that each act adds to the activity's history. */
export const STEP_OF: Record<ActivityAct, ActivityStepKind> = {
  CHANGE: 'CHANGED',
  HOLD: 'HELD',
  UNHOLD: 'NOT_HELD',
  REPORT: 'REPORTED',
  REOPEN: 'REOPENED',
  WITHDRAW: 'WITHDRAWN',
  RESUME: 'RESUMED',
};

/** SQL for the state of an activity's row, from its dated steps. */
export function stateOf(row: string): string {
  return `case when ${row}.reported_at is not null then 'REPORTED' when ${row}.held_at is not null then 'HELD'
    when ${row}.withdrawn_at is not null then 'WITHDRAWN' else 'PLANNED' end`;
}

/** SQL for what the row's state allows, as JSON. */
export function possibleOf(row: string): string {
  const cases = Object.entries(POSSIBLE).map(
    ([state, acts]) => `when '${state}' then '${JSON.stringify(acts)}'::json`,
  );
  return `case ${stateOf(row)} ${cases.join(' ')} end`;
}
