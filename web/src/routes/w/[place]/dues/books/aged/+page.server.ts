import { NetworkAged, RegionAged } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** What is open by its age, by region and by member. */
export const load: PageServerLoad = async (event) => {
  const { place } = await event.parent();
  const given = (name: string) => event.url.searchParams.get(name) || null;
  const sort = given('sort') ?? '-total';
  const variables = {
    first: 50,
    after: given('after'),
    before: given('before'),
    sort: sort.endsWith('name') ? ('NAME' as const) : ('TOTAL' as const),
    descending: sort.startsWith('-'),
  };
  const found = place.region
    ? (await read(event, RegionAged, { code: place.region.code, ...variables })).region
    : (await read(event, NetworkAged, variables)).network;
  return { regions: found?.agedReceivables ?? [], members: found?.agedMembers, sort };
};
