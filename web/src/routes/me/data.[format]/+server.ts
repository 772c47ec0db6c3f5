import { error } from '@sveltejs/kit';
import { fileFromApi } from '#lib/server/api-files.ts';
import type { RequestHandler } from './$types';

/** Everything that the network holds about the reader, as a file. */
export const GET: RequestHandler = async (event) => {
  const { format } = event.params;
  if (format !== 'json' && format !== 'pdf') error(404, 'NOT_FOUND');
  return fileFromApi(event, `/documents/my-data.${format}?locale=${event.locals.locale}`);
};
