import { tableFile } from '#lib/server/api-files.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import type { RequestHandler } from './$types';

/** The members of the place as a file. */
export const GET: RequestHandler = async (event) =>
  tableFile(event, 'members', event.params.format, { place: String(await placeIdOf(event)) });
