import { error } from '@sveltejs/kit';
import { Directory, type MemberSort } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import { networkMap } from '#lib/server/geo/network-map.ts';
import type { PageServerLoad } from './$types';

const SORTS: Record<string, MemberSort> = {
  name: 'NAME',
  country: 'COUNTRY',
  category: 'CATEGORY',
  since: 'SINCE',
};

/** The public directory of members on a date, as far as the address narrows it. */
export const load: PageServerLoad = async (event) => {
  const search = event.url.searchParams;
  const asked = (name: string) => search.get(name)?.trim() || null;
  const sort = search.get('sort') ?? 'name';
  const { network } = await read(event, Directory, {
    after: search.get('after'),
    before: search.get('before'),
    sort: SORTS[sort.replace(/^-/, '')] ?? 'NAME',
    descending: sort.startsWith('-'),
    search: asked('search'),
    category: asked('category'),
    country: asked('country'),
    region: asked('region'),
  });
  if (!network) error(404, 'NOT_FOUND');
  const countries = [
    ...new Set(network.regions.flatMap(({ outline }) => outline.map((one) => one.country.iso2))),
  ];
  return {
    network,
    countries,
    map: networkMap(network.regions),
    sort,
    filters: Object.fromEntries(search),
    origin: event.url.origin,
  };
};
