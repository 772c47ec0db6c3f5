import { error, fail, redirect } from '@sveltejs/kit';
import {
  BodyPage,
  EndMandate,
  type MandateRole,
  MemberPeople,
  NameMandate,
  PlanMeeting,
  WorkspaceRights,
} from '#lib/operations.ts';
import { paths } from '#lib/paths.ts';
import { typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

/** A body with its composition on the date. Rights are those at the body's own place, not at the workspace's. */
export const load: PageServerLoad = async (event) => {
  const { body } = await read(event, BodyPage, { id: event.params.body });
  if (!body) error(404, 'NOT_FOUND');
  const rights = await read(event, WorkspaceRights, { placeId: body.place.id });
  const may = rights.viewer?.capabilitiesAt ?? [];
  const chosen = chosenIn(event.url);
  const people = chosen.member ? (await read(event, MemberPeople, { placeId: chosen.member })).place : null;
  return {
    body,
    chosen,
    people,
    mayName: may.includes('meetings.manage') || may.includes('mandates.name'),
    mayPlan: may.includes('meetings.manage'),
  };
};

/** The seat and member that somebody is about to be named for, from the address. */
function chosenIn(url: URL) {
  const whole = (name: string) => {
    const text = url.searchParams.get(name) ?? '';
    return /^\d{1,9}$/.test(text) ? Number(text) : null;
  };
  return { seat: whole('seat'), member: whole('member') };
}

export const actions: Actions = {
  name: async (event) => {
    const form = await event.request.formData();
    const text = (name: string) => String(form.get(name) ?? '') || null;
    const input = {
      bodyId: event.params.body,
      seat: Number(form.get('seat')),
      memberId: Number(form.get('memberId')),
      personId: text('personId'),
      name: text('name'),
      role: (text('role') ?? 'member') as MandateRole,
      from: text('from') ?? '',
      until: text('until'),
    };
    const { nameMandate } = await act(event, NameMandate, { input });
    if (nameMandate.refusals.length > 0)
      return fail(422, { refusals: nameMandate.refusals, values: typed(form) });
    redirect(303, event.url.pathname);
  },
  end: async (event) => {
    const form = await event.request.formData();
    const input = {
      id: String(form.get('id')),
      until: String(form.get('until')),
      reason: String(form.get('reason')),
    };
    const { endMandate } = await act(event, EndMandate, { input });
    if (endMandate.refusals.length > 0)
      return fail(422, { refusals: endMandate.refusals, values: typed(form) });
    redirect(303, event.url.pathname);
  },
  plan: async (event) => {
    const form = await event.request.formData();
    const text = (name: string) => String(form.get(name) ?? '');
    const input = {
      bodyId: event.params.body,
      title: text('title'),
      locale: event.locals.locale,
      startsAt: text('startsAt') && `${text('startsAt')}Z`,
      location: text('location'),
    };
    const { planMeeting } = await act(event, PlanMeeting, { input });
    const { refusals, meeting } = planMeeting;
    if (refusals.length > 0 || !meeting) return fail(422, { refusals, values: typed(form) });
    redirect(303, paths.workspace(event.params.place, `representation/meetings/${meeting.id}`));
  },
};
