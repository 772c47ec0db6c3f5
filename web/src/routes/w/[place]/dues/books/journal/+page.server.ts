import { isDate } from '#lib/dates.ts';
import { NetworkJournal, RegionJournal } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** The journal of the place, the newest first, as the address filters it. */
export const load: PageServerLoad = async (event) => {
  const { place } = await event.parent();
  const given = (name: string) => event.url.searchParams.get(name) || null;
  const day = (name: string) => (isDate(given(name) ?? '') ? given(name) : null);
  const filters = {
    account: given('account'),
    currency: given('currency'),
    from: day('from'),
    until: day('until'),
  };
  const variables = { first: 50, after: given('after'), before: given('before'), ...filters };
  const journal = place.region
    ? (await read(event, RegionJournal, { code: place.region.code, ...variables })).region?.journal
    : (await read(event, NetworkJournal, variables)).network?.journal;
  return { journal: journal ?? { rows: [], total: 0, next: null, previous: null }, filters };
};
