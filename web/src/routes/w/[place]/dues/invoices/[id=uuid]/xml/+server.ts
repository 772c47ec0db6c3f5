import { fileFromApi } from '#lib/server/api-files.ts';
import type { RequestHandler } from './$types';

/** The invoice as programs read it, by EN 16931: in the syntax of UBL, or of UN/CEFACT. */
export const GET: RequestHandler = (event) => {
  const syntax = event.url.searchParams.get('syntax') === 'cii' ? 'cii' : 'ubl';
  return fileFromApi(event, `/documents/invoices/${event.params.id}.xml?syntax=${syntax}`);
};
