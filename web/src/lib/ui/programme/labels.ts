import type { CalendarDate } from '#lib/dates.ts';
import { date } from '#lib/format.ts';
import type { ActivityState, ActivityStepKind, ProgrammeActKind } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';

export const STATES = ['PLANNED', 'HELD', 'REPORTED', 'WITHDRAWN'] as const satisfies ActivityState[];

export const stateName: Record<ActivityState, () => string> = {
  PLANNED: m.programme_state_planned,
  HELD: m.programme_state_held,
  REPORTED: m.programme_state_reported,
  WITHDRAWN: m.programme_state_withdrawn,
};

/** The look of a state's tag; its word always stands with it. */
export const stateLook: Record<ActivityState, string> = {
  PLANNED: '',
  HELD: 'warn',
  REPORTED: 'good',
  WITHDRAWN: 'bad',
};

export const stepName: Record<ActivityStepKind, () => string> = {
  PLANNED: m.programme_step_planned,
  CHANGED: m.programme_step_changed,
  HELD: m.programme_step_held,
  NOT_HELD: m.programme_step_not_held,
  REPORTED: m.programme_step_reported,
  REOPENED: m.programme_step_reopened,
  WITHDRAWN: m.programme_step_withdrawn,
  RESUMED: m.programme_step_resumed,
};

export const actName: Record<ProgrammeActKind, () => string> = {
  CREATED: m.programme_act_created,
  EXPERT_MEETING: m.programme_act_expert_meeting,
  ADOPTED: m.programme_act_adopted,
  MID_TERM_REVIEW: m.programme_act_mid_term_review,
  REVISION_ADOPTED: m.programme_act_revision_adopted,
};

/** A date as precise as its source: a year, a month or a day. */
export function partialDate(text: string): string {
  if (text.length === 4) return date(`${text}-01-01`, 'year');
  if (text.length === 7) return date(`${text}-01`, 'month');
  return date(text as CalendarDate, 'long');
}

/** "2005–2008" from the first day and the first day after. */
export function years(from: string, until: string): string {
  const first = from.slice(0, 4);
  const last = new Date(Date.parse(`${until}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 4);
  const named = [first, last].map((year) => date(`${year}-01-01`, 'year'));
  return first === last ? String(named[0]) : named.join('–');
}

/** The years of a programme, each as text for addresses. */
export function yearsOf(from: string, until: string): string[] {
  const first = Number(from.slice(0, 4));
  const last = Number(new Date(Date.parse(`${until}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 4));
  return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
}
