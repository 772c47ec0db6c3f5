import { Closings, NetworkBooks, RegionBooks } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** The trial balance of the place on the date. */
export const load: PageServerLoad = async (event) => {
  const { place } = await event.parent();
  const { network: books } = await read(event, Closings);
  const closedThrough = books?.closedThrough ?? null;
  if (place.region) {
    const { region } = await read(event, RegionBooks, { code: place.region.code });
    return { rows: region?.trialBalance ?? [], closedThrough };
  }
  const { network } = await read(event, NetworkBooks);
  return { rows: network?.trialBalance ?? [], closedThrough };
};
