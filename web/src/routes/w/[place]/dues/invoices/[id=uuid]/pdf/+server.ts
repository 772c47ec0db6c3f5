import { fileFromApi } from '#lib/server/api-files.ts';
import type { RequestHandler } from './$types';

/** The invoice as PDF, in the language asked for or the one it was issued in. */
export const GET: RequestHandler = (event) => {
  const language = event.url.searchParams.get('language');
  const query = language ? `?${new URLSearchParams({ locale: language })}` : '';
  return fileFromApi(event, `/documents/invoices/${event.params.id}.pdf${query}`);
};
