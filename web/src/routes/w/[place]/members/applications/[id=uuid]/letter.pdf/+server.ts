import { fileFromApi } from '#lib/server/api-files.ts';
import type { RequestHandler } from './$types';

/** The letter of admission, in the language asked for or the member's. */
export const GET: RequestHandler = (event) => {
  const locale = event.url.searchParams.get('locale');
  const query = locale ? `?${new URLSearchParams({ locale })}` : '';
  return fileFromApi(event, `/documents/admissions/${event.params.id}.pdf${query}`);
};
