import { error } from '@sveltejs/kit';
import { type DocumentKind, NetworkExpiring, RegionExpiring } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

const KINDS = ['statutes', 'audit', 'annual_report', 'other'];
const MOST = 3660;

/** Documents that have ended or end soon, with none after them; filters stand in the address. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind === 'council') error(404, 'NOT_FOUND');
  if (!may.includes('documents.read')) error(403, 'FORBIDDEN');
  const given = event.url.searchParams;
  const days = Number(given.get('within') ?? 90);
  const within = Number.isInteger(days) && days >= 0 && days <= MOST ? days : 90;
  const kind = KINDS.includes(given.get('kind') ?? '') ? (given.get('kind') as DocumentKind) : null;
  const asked = { within, kind, after: given.get('after'), before: given.get('before') };
  const of = place.region
    ? (await read(event, RegionExpiring, { code: place.region.code, ...asked })).region
    : (await read(event, NetworkExpiring, asked)).network;
  if (!of) error(404, 'NOT_FOUND');
  return { documents: of.expiringDocuments, within, kind };
};
