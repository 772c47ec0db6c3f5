import { fileFromApi } from '#lib/server/api-files.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import type { RequestHandler } from './$types';

/** The affiliates of the place as CSV. */
export const GET: RequestHandler = async (event) => {
  const query = new URLSearchParams({ place: String(await placeIdOf(event)) });
  if (event.locals.asOf) query.set('asOf', event.locals.asOf);
  return fileFromApi(event, `/exports/affiliates.csv?${query}`);
};
