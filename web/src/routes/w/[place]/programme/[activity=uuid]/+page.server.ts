import { error, fail, type RequestEvent, redirect } from '@sveltejs/kit';
import {
  MarkHeld,
  MarkNotHeld,
  ReopenReport,
  ReportActivity,
  ResumeActivity,
  WithdrawActivity,
  WorkspaceActivity,
} from '#lib/operations.ts';
import { type Refusal, typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import { textOf, wholeTyped } from '../typed.ts';
import type { Actions, PageServerLoad } from './$types';

/** An activity with its steps. It must belong to the place whose workspace shows it. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  const { activity } = await read(event, WorkspaceActivity, { id: event.params.activity });
  const here =
    activity &&
    (place.kind === 'network' || activity.region?.id === place.id || activity.host?.id === place.id);
  if (!here) error(404, 'NOT_FOUND');
  return {
    activity,
    mayManage: may.includes('activities.manage'),
    mayReport: may.includes('activities.report'),
  };
};

export const actions: Actions = {
  hold: (event) => step(event, async (id) => (await act(event, MarkHeld, { id })).markHeld.refusals),
  unhold: (event) =>
    step(event, async (id, reason) => (await act(event, MarkNotHeld, { id, reason })).markNotHeld.refusals),
  withdraw: (event) =>
    step(
      event,
      async (id, reason) => (await act(event, WithdrawActivity, { id, reason })).withdrawActivity.refusals,
    ),
  resume: (event) =>
    step(event, async (id) => (await act(event, ResumeActivity, { id })).resumeActivity.refusals),
  reopen: (event) =>
    step(event, async (id, reason) => (await act(event, ReopenReport, { id, reason })).reopenReport.refusals),
  report: (event) =>
    step(event, async (id, _reason, form) => {
      const participants = wholeTyped(form, 'participants');
      if (participants === null)
        return [{ code: 'number_invalid', field: 'participants', value: textOf(form, 'participants') }];
      const women = wholeTyped(form, 'women');
      if (women === null && textOf(form, 'women'))
        return [{ code: 'number_invalid', field: 'women', value: textOf(form, 'women') }];
      const followUp = textOf(form, 'followUp') || null;
      const input = {
        id,
        participants,
        women,
        outcomes: textOf(form, 'outcomes'),
        followUp,
        locale: event.locals.locale,
      };
      return (await act(event, ReportActivity, { input })).reportActivity.refusals;
    }),
};

type Take = (id: string, reason: string, form: FormData) => Promise<Refusal[]>;

/** Takes a step; refused, the page comes back with what was typed and which act it was. */
async function step(event: RequestEvent<{ activity: string }>, take: Take) {
  const form = await event.request.formData();
  const refusals = await take(event.params.activity, textOf(form, 'reason'), form);
  const tried = [...event.url.searchParams.keys()].find((key) => key.startsWith('/'))?.slice(1) ?? '';
  if (refusals.length > 0) return fail(422, { refusals, values: typed(form), tried });
  redirect(303, event.url.pathname);
}
