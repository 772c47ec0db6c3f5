import { error } from '@sveltejs/kit';
import { ReferenceSeries } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** Reference data by kind, with the list that counts now. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind !== 'network') error(404, 'NOT_FOUND');
  if (!may.includes('dues.read')) error(403, 'FORBIDDEN');
  const { referenceSeries } = await read(event, ReferenceSeries);
  return { series: referenceSeries };
};
