import { error } from '@sveltejs/kit';
import { ActivityPage } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** One activity, as the public sees it: only when it is reported. */
export const load: PageServerLoad = async (event) => {
  const { activity } = await read(event, ActivityPage, { id: event.params.activity });
  if (!activity || activity.programme.code !== event.params.code.toUpperCase()) error(404, 'NOT_FOUND');
  return { activity };
};
