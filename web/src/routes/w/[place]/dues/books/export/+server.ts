import { booksFile } from '../file.ts';
import type { RequestHandler } from './$types';

/** The trial balance as a file. */
export const GET: RequestHandler = (event) => booksFile(event, 'trial-balance');
