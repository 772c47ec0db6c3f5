import { error } from '@sveltejs/kit';
import { fileFromApi } from '#lib/server/api-files.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import type { RequestHandler } from './$types';

/** The whole grid as a file, as it is filtered. */
export const GET: RequestHandler = async (event) => {
  const { format } = event.params;
  if (format !== 'csv' && format !== 'xlsx') error(404, 'NOT_FOUND');
  const query = new URLSearchParams({
    place: String(await placeIdOf(event)),
    locale: event.locals.locale,
  });
  for (const name of ['from', 'until', 'column', 'state', 'search']) {
    const value = event.url.searchParams.get(name);
    if (value) query.set(name, value);
  }
  return fileFromApi(event, `/exports/obligations.${format}?${query}`);
};
