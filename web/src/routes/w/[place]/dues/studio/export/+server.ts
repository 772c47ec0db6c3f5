import { getLocale } from '#lib/paraglide/runtime.js';
import { fileFromApi } from '#lib/server/api-files.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import { studioAsked } from '../asked.ts';
import type { RequestHandler } from './$types';

/** The simulation in the address as a file, every line that it shows. */
export const GET: RequestHandler = async (event) => {
  const { searchParams } = event.url;
  const kind = searchParams.get('format') === 'xlsx' ? 'xlsx' : 'csv';
  const asked = studioAsked(searchParams, new Date().getUTCFullYear());
  const { scenario, comparedWith, groupBy, group, show, search, order } = asked;
  const query = new URLSearchParams({ place: String(await placeIdOf(event)), locale: getLocale() });
  const set = (name: string, value: string | number | null | undefined) => {
    if (value !== null && value !== undefined) query.set(name, String(value));
  };
  set('year', scenario.year);
  set('version', scenario.version);
  set('draft', scenario.draftId);
  set('knownOn', scenario.knownOn);
  set('otherYear', comparedWith?.year);
  set('otherVersion', comparedWith?.version);
  set('otherDraft', comparedWith?.draftId);
  set('otherKnownOn', comparedWith?.knownOn);
  for (const [name, value] of Object.entries({ groupBy, group, show, search, ...order })) {
    if (value !== null) query.set(name, String(value));
  }
  return fileFromApi(event, `/exports/dues-simulation.${kind}?${query}`);
};
