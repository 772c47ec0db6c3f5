import { error } from '@sveltejs/kit';
import { addDays, today } from '#lib/dates.ts';
import { CouncilOverview, NetworkOverview, OverviewCalendar, RegionOverview } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** What the place is about at a glance; each kind of place has its own. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  const [network, region, member, calendar] = await Promise.all([
    place.kind === 'network' ? read(event, NetworkOverview).then((data) => data.network) : null,
    place.kind === 'region' && place.region
      ? read(event, RegionOverview, { code: place.region.code }).then((data) => data.region)
      : null,
    place.kind === 'council'
      ? read(event, CouncilOverview, { id: place.id }).then((data) => data.member)
      : null,
    may.includes('dues.read')
      ? read(event, OverviewCalendar, {
          placeId: place.id,
          from: addDays(today(), -1096),
          until: addDays(today(), 366),
        }).then((data) => data.place)
      : null,
  ]);
  if (!network && !region && !member) error(404, 'NOT_FOUND');
  return { network, region, member, calendar };
};
