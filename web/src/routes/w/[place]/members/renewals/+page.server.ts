import { error } from '@sveltejs/kit';
import { wholeOf } from '#lib/amount.ts';
import { today } from '#lib/dates.ts';
import { NetworkRenewals, RegionRenewals, type RenewalState } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

const STATES: readonly RenewalState[] = ['missing', 'awaited', 'renewed', 'admitted', 'not_asked'];

/** Who has renewed its membership for a year, and who has not. */
export const load: PageServerLoad = async (event) => {
  const { place } = await event.parent();
  if (place.kind === 'council') error(404, 'NOT_FOUND');
  const { searchParams } = event.url;
  const given = wholeOf(searchParams.get('year') ?? '') ?? 0;
  const year = given >= 1900 && given <= 2999 ? given : Number((event.locals.asOf ?? today()).slice(0, 4));
  const state = STATES.find((one) => one === searchParams.get('state')) ?? null;
  const asked = { year, state, after: searchParams.get('after'), before: searchParams.get('before') };
  const found =
    place.kind === 'region'
      ? (await read(event, RegionRenewals, { code: place.region?.code ?? '', ...asked })).region
      : (await read(event, NetworkRenewals, asked)).network;
  if (!found) error(404, 'NOT_FOUND');
  return { year, state, found };
};
