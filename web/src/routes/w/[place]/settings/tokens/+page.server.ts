import { fail, redirect } from '@sveltejs/kit';
import { CreateToken, RevokeToken, Tokens } from '#lib/operations.ts';
import { typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { place } = await event.parent();
  const { place: found } = await read(event, Tokens, { placeId: place.id });
  return { tokens: found?.tokens ?? [] };
};

export const actions: Actions = {
  /** The secret is shown in the answer to this request and nowhere else. */
  create: async (event) => {
    const form = await event.request.formData();
    const day = String(form.get('expires') ?? '');
    const input = {
      placeId: await placeIdOf(event),
      label: String(form.get('label') ?? ''),
      capabilities: form.getAll('capabilities').map(String),
      expiresAt: `${day}T00:00:00Z`,
    };
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day))
      return fail(422, { refusals: [{ code: 'required', field: 'expiresAt' }], values: typed(form) });
    const { createToken } = await act(event, CreateToken, { input });
    if (createToken.refusals.length > 0)
      return fail(422, { refusals: createToken.refusals, values: typed(form) });
    return { secret: createToken.secret };
  },
  revoke: async (event) => {
    const form = await event.request.formData();
    const { revokeToken } = await act(event, RevokeToken, { id: String(form.get('id')) });
    if (revokeToken.refusals.length > 0)
      return fail(422, { refusals: revokeToken.refusals, values: typed(form) });
    redirect(303, event.url.pathname);
  },
};
