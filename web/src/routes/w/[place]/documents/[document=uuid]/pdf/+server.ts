import { fileFromApi } from '#lib/server/api-files.ts';
import type { RequestHandler } from './$types';

/** A member's document as it was sent in. */
export const GET: RequestHandler = (event) =>
  fileFromApi(event, `/documents/members/${event.params.document}.pdf`);
