import { error } from '@sveltejs/kit';
import { CouncilOverview, NetworkOverview, RegionOverview } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** What the place is about at a glance; each kind of place has its own. */
export const load: PageServerLoad = async (event) => {
  const { place } = await event.parent();
  const [network, region, member] = await Promise.all([
    place.kind === 'network' ? read(event, NetworkOverview).then((data) => data.network) : null,
    place.kind === 'region' && place.region
      ? read(event, RegionOverview, { code: place.region.code }).then((data) => data.region)
      : null,
    place.kind === 'council'
      ? read(event, CouncilOverview, { id: place.id }).then((data) => data.member)
      : null,
  ]);
  if (!network && !region && !member) error(404, 'NOT_FOUND');
  return { network, region, member };
};
