import { error } from '@sveltejs/kit';
import { type AffiliateCountSort, NetworkAffiliateCounts, RegionAffiliateCounts } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** How many affiliates each council has, and what it shares of them. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind === 'council') error(404, 'NOT_FOUND');
  if (!may.includes('affiliates.read')) error(403, 'FORBIDDEN');
  const search = event.url.searchParams;
  const sort = search.get('sort') ?? 'name';
  const query = {
    after: search.get('after'),
    before: search.get('before'),
    sort: (sort.endsWith('count') ? 'COUNT' : 'NAME') as AffiliateCountSort,
    descending: sort.startsWith('-'),
  };
  if (place.kind === 'network') {
    const { network } = await read(event, NetworkAffiliateCounts, query);
    return { counts: network?.affiliateCounts ?? null, sort };
  }
  const { region } = await read(event, RegionAffiliateCounts, { ...query, code: place.region?.code ?? '' });
  return { counts: region?.affiliateCounts ?? null, sort };
};
