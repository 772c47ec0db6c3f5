import { booksFile } from '../../file.ts';
import type { RequestHandler } from './$types';

/** All members that owe, by the age of what is open, as a file. */
export const GET: RequestHandler = (event) => booksFile(event, 'receivables');
