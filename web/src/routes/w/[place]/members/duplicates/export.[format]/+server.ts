import { tableFile } from '#lib/server/api-files.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import type { RequestHandler } from './$types';

/** Pairs of records that may be one organisation, as a file. */
export const GET: RequestHandler = async (event) =>
  tableFile(event, 'duplicates', event.params.format, { place: String(await placeIdOf(event)) });
