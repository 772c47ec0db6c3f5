import { Bodies } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** The bodies of the place; for a council those in which it sits or votes. */
export const load: PageServerLoad = async (event) => {
  const { place } = await event.parent();
  const { bodies } = await read(event, Bodies, { placeId: place.id });
  return { bodies };
};
