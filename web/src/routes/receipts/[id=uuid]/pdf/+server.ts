import { fileFromApi } from '#lib/server/api-files.ts';
import type { RequestHandler } from './$types';

/** The receipt as PDF, in the language asked for or the member's. */
export const GET: RequestHandler = (event) => {
  const language = event.url.searchParams.get('language');
  const query = language ? `?${new URLSearchParams({ locale: language })}` : '';
  return fileFromApi(event, `/documents/receipts/${event.params.id}.pdf${query}`);
};
