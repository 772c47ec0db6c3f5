import { fileFromApi } from '#lib/server/api-files.ts';
import type { RequestHandler } from './$types';

/** The pass as PDF, in the reader's language. */
export const GET: RequestHandler = (event) => {
  const query = new URLSearchParams({ locale: event.locals.locale, site: event.url.origin });
  return fileFromApi(event, `/documents/passes/${encodeURIComponent(event.params.code)}.pdf?${query}`);
};
