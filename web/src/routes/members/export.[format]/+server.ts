import { networkPlace } from '#lib/places.ts';
import { tableFile } from '#lib/server/api-files.ts';
import { regionIdOf } from '#lib/server/workspace.ts';
import type { RequestHandler } from './$types';

/** The directory as a file, as far as the address narrows it. */
export const GET: RequestHandler = async (event) => {
  const search = event.url.searchParams;
  const region = search.get('region');
  const place = region ? await regionIdOf(event, region) : networkPlace;
  const query = Object.fromEntries(
    ['search', 'country', 'category'].flatMap((name) => {
      const value = search.get(name)?.trim();
      return value ? [[name, value]] : [];
    }),
  );
  return tableFile(event, 'members', event.params.format, { ...query, place: String(place) });
};
