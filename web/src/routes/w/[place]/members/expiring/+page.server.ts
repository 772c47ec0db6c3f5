import { error } from '@sveltejs/kit';
import { NetworkExpiring, RegionExpiring } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';
import { expiringAsked } from './asked.ts';

/** Documents that have ended or end soon, with none after them; filters stand in the address. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind === 'council') error(404, 'NOT_FOUND');
  if (!may.includes('documents.read')) error(403, 'FORBIDDEN');
  const given = event.url.searchParams;
  const { within, kind } = expiringAsked(given);
  const asked = { within, kind, after: given.get('after'), before: given.get('before') };
  const of = place.region
    ? (await read(event, RegionExpiring, { code: place.region.code, ...asked })).region
    : (await read(event, NetworkExpiring, asked)).network;
  if (!of) error(404, 'NOT_FOUND');
  return { documents: of.expiringDocuments, within, kind };
};
