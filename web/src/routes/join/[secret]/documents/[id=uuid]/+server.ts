import { byLink, fileFromApi } from '#lib/server/api-files.ts';
import type { RequestHandler } from './$types';

/** A document that was handed in, for whoever has the link. */
export const GET: RequestHandler = (event) =>
  fileFromApi(event, `/application-documents/${event.params.id}`, byLink(event.params.secret));
