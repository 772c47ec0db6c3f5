import { error } from '@sveltejs/kit';
import { ResolutionPage } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { resolution } = await read(event, ResolutionPage, { code: event.params.code });
  if (!resolution) error(404, 'NOT_FOUND');
  return { resolution };
};
