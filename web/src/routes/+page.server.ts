import { error } from '@sveltejs/kit';
import { HomePage } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import { networkMap } from '#lib/server/geo/network-map.ts';
import type { PageServerLoad } from './$types';

/** The network with its map and outline. `?region=` opens one region. */
export const load: PageServerLoad = async (event) => {
  const { network } = await read(event, HomePage);
  if (!network) error(404, 'NOT_FOUND');
  const chosen = event.url.searchParams.get('region')?.toUpperCase() ?? null;
  return { network, map: networkMap(network.regions), chosen };
};
