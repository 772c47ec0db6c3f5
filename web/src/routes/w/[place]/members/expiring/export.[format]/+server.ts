import { tableFile } from '#lib/server/api-files.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import { expiringAsked } from '../asked.ts';
import type { RequestHandler } from './$types';

/** Documents that have ended or end soon, as a file, with the filters of the page. */
export const GET: RequestHandler = async (event) => {
  const { within, kind } = expiringAsked(event.url.searchParams);
  return tableFile(event, 'expiring', event.params.format, {
    place: String(await placeIdOf(event)),
    within: String(within),
    ...(kind ? { kind } : {}),
  });
};
