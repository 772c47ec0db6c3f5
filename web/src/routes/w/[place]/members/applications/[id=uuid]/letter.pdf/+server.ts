import { fileFromApi } from '#lib/server/api-files.ts';
import type { RequestHandler } from './$types';

/** The letter of admission, in the language asked for or the reader's. */
export const GET: RequestHandler = (event) => {
  const asked = event.url.searchParams.get('locale') ?? event.locals.locale;
  const locale = ['en', 'fr', 'es', 'ar'].includes(asked) ? asked : 'en';
  return fileFromApi(event, `/documents/admissions/${event.params.id}.pdf?locale=${locale}`);
};
