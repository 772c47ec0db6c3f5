import { error } from '@sveltejs/kit';
import type { LayoutServerLoad } from './$types';

/** The books are those of a region or of the network, for those who read its dues. */
export const load: LayoutServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind === 'council') error(404, 'NOT_FOUND');
  if (!may.includes('dues.read')) error(403, 'FORBIDDEN');
};
