import { fileFromApi } from '#lib/server/api-files.ts';
import type { RequestHandler } from './$types';

/** The QR code of the pass, as a picture. */
export const GET: RequestHandler = (event) => {
  const query = new URLSearchParams({ site: event.url.origin });
  return fileFromApi(event, `/passes/${encodeURIComponent(event.params.code)}/qr.svg?${query}`);
};
