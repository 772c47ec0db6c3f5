import { redirect } from '@sveltejs/kit';
import { AskForErasure, MyPrivacy, WithdrawErasure } from '#lib/operations.ts';
import { paths } from '#lib/paths.ts';
import { acted, textOrNull } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import { requestActions } from '#lib/server/privacy.ts';
import type { Actions, PageServerLoad } from './$types';

/** What the network holds about the reader, who sees it, and what they can ask for. */
export const load: PageServerLoad = async (event) => {
  const { viewer } = await read(event, MyPrivacy);
  if (!viewer) redirect(303, `${paths.signIn}?next=${encodeURIComponent(event.url.pathname)}`);
  return { me: viewer };
};

export const actions: Actions = {
  ...requestActions,
  erase: async (event) => {
    const form = await event.request.formData();
    const { askForErasure } = await act(event, AskForErasure, {
      input: { reason: textOrNull(form, 'reason') },
    });
    return acted(askForErasure, form, 'erase', `${event.url.pathname}#erasure`);
  },
  withdrawErasure: async (event) => {
    const form = await event.request.formData();
    const { withdrawErasure } = await act(event, WithdrawErasure, { id: String(form.get('id')) });
    return acted(withdrawErasure, form, 'withdrawErasure', `${event.url.pathname}#erasure`);
  },
};
