import { error } from '@sveltejs/kit';
import { NetworkComparison, RegionComparison } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';
import { daysAsked, partAsked } from './asked.ts';

/** Two days beside each other, for the network or a region. */
export const load: PageServerLoad = async (event) => {
  const { place } = await event.parent();
  if (place.kind === 'council') error(404, 'NOT_FOUND');
  const days = daysAsked(event.url.searchParams);
  const asked = partAsked(event.url.searchParams);
  if (place.kind === 'region') {
    const { kind, structure, after, before } = asked;
    const { region } = await read(event, RegionComparison, {
      ...{ code: place.region?.code ?? '', kind, structure, after, before },
      ...days,
    });
    if (!region?.comparison) error(404, 'NOT_FOUND');
    return { days, asked, comparison: region.comparison };
  }
  const { network } = await read(event, NetworkComparison, { ...asked, ...days });
  if (!network?.comparison) error(404, 'NOT_FOUND');
  return { days, asked, comparison: network.comparison };
};
