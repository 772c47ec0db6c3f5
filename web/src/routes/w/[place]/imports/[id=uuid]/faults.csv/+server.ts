import { fileFromApi } from '#lib/server/api-files.ts';
import type { RequestHandler } from './$types';

/** The import's faults as CSV, to mend the file by. */
export const GET: RequestHandler = (event) => fileFromApi(event, `/imports/${event.params.id}/faults.csv`);
