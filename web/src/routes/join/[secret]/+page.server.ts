import { error } from '@sveltejs/kit';
import { FollowApplication, WithdrawFollowed } from '#lib/operations.ts';
import { acted, textOrNull } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

/** An application, for whoever has the link. */
export const load: PageServerLoad = async (event) => {
  const { followedApplication } = await read(event, FollowApplication, { secret: event.params.secret });
  if (!followedApplication) error(404, 'NOT_FOUND');
  const link = event.url.origin + event.url.pathname;
  return { application: followedApplication, received: event.url.searchParams.has('received'), link };
};

export const actions: Actions = {
  withdraw: async (event) => {
    const form = await event.request.formData();
    const input = { secret: event.params.secret, reason: textOrNull(form, 'reason') };
    const { withdrawFollowedApplication } = await act(event, WithdrawFollowed, { input });
    return acted(withdrawFollowedApplication, form, 'withdraw', event.url.pathname);
  },
};
