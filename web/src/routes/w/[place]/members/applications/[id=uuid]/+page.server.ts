import { error } from '@sveltejs/kit';
import {
  AdmitApplicant,
  ApplicationPage,
  EndorseApplication,
  RefuseApplication,
  ReopenApplication,
  WithdrawApplication,
} from '#lib/operations.ts';
import { acted, textOrNull } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** One application with its steps, and what may be done with it. */
export const load: PageServerLoad = async (event) => {
  const { application, network } = await read(event, ApplicationPage, { id: event.params.id });
  if (!application) error(404, 'NOT_FOUND');
  return {
    application,
    categories: network?.categories ?? [],
    done: event.url.searchParams.has('done'),
  };
};

const stepOf = (event: RequestEvent, form: FormData) => ({
  id: event.params.id,
  reason: textOrNull(form, 'reason'),
});
const after = (event: RequestEvent) => `${event.url.pathname}?done=1`;

export const actions: Actions = {
  endorse: async (event) => {
    const form = await event.request.formData();
    const { endorseApplication } = await act(event, EndorseApplication, { input: stepOf(event, form) });
    return acted(endorseApplication, form, 'endorse', after(event));
  },
  refuse: async (event) => {
    const form = await event.request.formData();
    const { refuseApplication } = await act(event, RefuseApplication, { input: stepOf(event, form) });
    return acted(refuseApplication, form, 'refuse', after(event));
  },
  withdraw: async (event) => {
    const form = await event.request.formData();
    const { withdrawApplication } = await act(event, WithdrawApplication, { input: stepOf(event, form) });
    return acted(withdrawApplication, form, 'withdraw', after(event));
  },
  reopen: async (event) => {
    const form = await event.request.formData();
    const { reopenApplication } = await act(event, ReopenApplication, { input: stepOf(event, form) });
    return acted(reopenApplication, form, 'reopen', after(event));
  },
  admit: async (event) => {
    const form = await event.request.formData();
    const input = {
      ...stepOf(event, form),
      from: textOrNull(form, 'from'),
      category: textOrNull(form, 'category'),
    };
    const { admitApplicant } = await act(event, AdmitApplicant, { input });
    return acted(admitApplicant, form, 'admit', after(event));
  },
};
