import { error, fail, redirect } from '@sveltejs/kit';
import {
  CloseMeeting,
  EnterMotion,
  MeetingPage,
  OpenMeeting,
  RecordPresence,
  WorkspaceRights,
} from '#lib/operations.ts';
import { type Refusal, typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

/** A meeting with its roll, quorum and agenda. Rights are those at the body's place; a council's those at itself. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  const { meeting } = await read(event, MeetingPage, { id: event.params.meeting });
  if (!meeting) error(404, 'NOT_FOUND');
  const rights = await read(event, WorkspaceRights, { placeId: meeting.body.place.id });
  const there = rights.viewer?.capabilitiesAt ?? [];
  const own = meeting.roll.find((entry) => entry.member.id === place.id) ?? null;
  return {
    meeting,
    own: own && may.includes('ballots.vote') ? own : null,
    mayConduct: there.includes('ballots.open') || there.includes('meetings.manage'),
    mayManage: there.includes('meetings.manage'),
  };
};

/** The answer to a form: the refusals, or this page again. */
function answer(refusals: Refusal[], form: FormData, back: string) {
  if (refusals.length > 0) return fail(422, { refusals, values: typed(form) });
  return redirect(303, back);
}

export const actions: Actions = {
  open: async (event) => {
    const form = await event.request.formData();
    const input = { meetingId: event.params.meeting, idempotencyKey: String(form.get('idempotencyKey')) };
    const { openMeeting } = await act(event, OpenMeeting, { input });
    return answer(openMeeting.refusals, form, event.url.pathname);
  },
  close: async (event) => {
    const form = await event.request.formData();
    const input = { meetingId: event.params.meeting, idempotencyKey: String(form.get('idempotencyKey')) };
    const { closeMeeting } = await act(event, CloseMeeting, { input });
    return answer(closeMeeting.refusals, form, event.url.pathname);
  },
  /** One council says that it is there, or that it leaves. */
  attend: async (event) => {
    const form = await event.request.formData();
    const input = {
      meetingId: event.params.meeting,
      memberIds: [Number(form.get('member'))],
      present: form.get('present') === 'yes',
    };
    const { recordPresence } = await act(event, RecordPresence, { input });
    return answer(recordPresence.refusals, form, event.url.pathname);
  },
  /** The list of all: those ticked have come, the others have left; only what changed is recorded. */
  presence: async (event) => {
    const form = await event.request.formData();
    const ticked = new Set(form.getAll('present').map(Number));
    const before = new Set(form.getAll('was').map(Number));
    const all = form.getAll('member').map(Number);
    const changes = [
      { present: true, memberIds: all.filter((one) => ticked.has(one) && !before.has(one)) },
      { present: false, memberIds: all.filter((one) => !ticked.has(one) && before.has(one)) },
    ];
    for (const change of changes.filter((one) => one.memberIds.length > 0)) {
      const { recordPresence } = await act(event, RecordPresence, {
        input: { meetingId: event.params.meeting, ...change },
      });
      if (recordPresence.refusals.length > 0)
        return fail(422, { refusals: recordPresence.refusals, values: typed(form) });
    }
    redirect(303, event.url.pathname);
  },
  motion: async (event) => {
    const form = await event.request.formData();
    const text = (name: string) => String(form.get(name) ?? '');
    const input = {
      meetingId: event.params.meeting,
      title: text('title'),
      wording: text('wording'),
      question: text('question'),
      locale: event.locals.locale,
    };
    const { enterMotion } = await act(event, EnterMotion, { input });
    return answer(enterMotion.refusals, form, event.url.pathname);
  },
};
