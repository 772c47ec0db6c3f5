import { error } from '@sveltejs/kit';
import {
  AskForErasure,
  ConfirmErasure,
  ErasuresPage,
  RefuseErasure,
  WithdrawErasure,
} from '#lib/operations.ts';
import { acted, textOrNull } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

/** Who asks to be erased, for those who confirm it. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind !== 'network') error(404, 'NOT_FOUND');
  if (!may.includes('privacy.erase')) error(403, 'FORBIDDEN');
  const search = event.url.searchParams.get('search')?.trim() ?? '';
  const { network } = await read(event, ErasuresPage, { search });
  return { erasures: network?.erasures ?? [], search, persons: network?.personsNamed ?? [] };
};

export const actions: Actions = {
  ask: async (event) => {
    const form = await event.request.formData();
    const { askForErasure } = await act(event, AskForErasure, {
      input: { personId: String(form.get('personId') ?? ''), reason: textOrNull(form, 'reason') },
    });
    return acted(askForErasure, form, 'ask', event.url.pathname);
  },
  confirm: async (event) => {
    const form = await event.request.formData();
    const { confirmErasure } = await act(event, ConfirmErasure, { id: String(form.get('id')) });
    return acted(confirmErasure, form, 'confirm', event.url.pathname);
  },
  refuse: async (event) => {
    const form = await event.request.formData();
    const { refuseErasure } = await act(event, RefuseErasure, {
      id: String(form.get('id')),
      reason: String(form.get('reason') ?? ''),
    });
    return acted(refuseErasure, form, 'refuse', event.url.pathname);
  },
  withdraw: async (event) => {
    const form = await event.request.formData();
    const { withdrawErasure } = await act(event, WithdrawErasure, { id: String(form.get('id')) });
    return acted(withdrawErasure, form, 'withdraw', event.url.pathname);
  },
};
