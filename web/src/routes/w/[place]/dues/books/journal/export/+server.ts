import { error } from '@sveltejs/kit';
import { isDate } from '#lib/dates.ts';
import { fileFromApi } from '#lib/server/api-files.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import type { RequestHandler } from './$types';

/** The journal of a period as a file, streamed through from the API. */
export const GET: RequestHandler = async (event) => {
  const given = (name: string) => event.url.searchParams.get(name) ?? '';
  const kind = given('kind') === 'xlsx' ? 'xlsx' : 'csv';
  if (!isDate(given('from')) || !isDate(given('until'))) error(400, 'BAD_REQUEST');
  const query = new URLSearchParams({
    place: String(await placeIdOf(event)),
    from: given('from'),
    until: given('until'),
    locale: event.locals.locale,
  });
  return fileFromApi(event, `/exports/journal.${kind}?${query}`);
};
