import { error } from '@sveltejs/kit';
import {
  MoveMember,
  ResignMembership,
  RestoreMember,
  SuspendMember,
  UndoMembershipStep,
  WorkspaceMember,
} from '#lib/operations.ts';
import { acted, textOrNull } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** One member with what was decided about it, and what may be done. */
export const load: PageServerLoad = async (event) => {
  const { member, regions } = await read(event, WorkspaceMember, { id: event.params.id });
  if (!member) error(404, 'NOT_FOUND');
  return { member, regions, done: event.url.searchParams.get('done') };
};

/** What every form about a member says: the day from which, and why. */
function typedAct(event: RequestEvent, form: FormData) {
  return {
    memberId: event.params.id,
    from: textOrNull(form, 'from'),
    reason: textOrNull(form, 'reason') ?? '',
  };
}

const after = (event: RequestEvent, act: string) => `${event.url.pathname}?done=${act}`;

export const actions: Actions = {
  suspend: async (event) => {
    const form = await event.request.formData();
    const { suspendMember } = await act(event, SuspendMember, { input: typedAct(event, form) });
    return acted(suspendMember, form, 'suspend', after(event, 'suspend'));
  },
  restore: async (event) => {
    const form = await event.request.formData();
    const { restoreMember } = await act(event, RestoreMember, { input: typedAct(event, form) });
    return acted(restoreMember, form, 'restore', after(event, 'restore'));
  },
  resign: async (event) => {
    const form = await event.request.formData();
    const { resignMembership } = await act(event, ResignMembership, { input: typedAct(event, form) });
    return acted(resignMembership, form, 'resign', after(event, 'resign'));
  },
  move: async (event) => {
    const form = await event.request.formData();
    const input = { ...typedAct(event, form), regionId: Number(form.get('regionId')) };
    const { moveMember } = await act(event, MoveMember, { input });
    return acted(moveMember, form, 'move', after(event, 'move'));
  },
  undo: async (event) => {
    const form = await event.request.formData();
    const input = { id: String(form.get('id')), reason: textOrNull(form, 'reason') ?? '' };
    const { undoMembershipStep } = await act(event, UndoMembershipStep, { input });
    return acted(undoMembershipStep, form, 'undo', after(event, 'undo'));
  },
};
