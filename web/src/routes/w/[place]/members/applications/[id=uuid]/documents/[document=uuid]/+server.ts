import { fileFromApi } from '#lib/server/api-files.ts';
import type { RequestHandler } from './$types';

/** A document that an applicant handed in. */
export const GET: RequestHandler = (event) =>
  fileFromApi(event, `/application-documents/${event.params.document}`);
