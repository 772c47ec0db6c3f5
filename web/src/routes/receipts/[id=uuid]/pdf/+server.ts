import { fileFromApi } from '#lib/server/api-files.ts';
import type { RequestHandler } from './$types';

/** The receipt as PDF, in the reader's language. */
export const GET: RequestHandler = (event) =>
  fileFromApi(event, `/documents/receipts/${event.params.id}.pdf?locale=${event.locals.locale}`);
