import { Programmes } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** The global programmes, newest first. */
export const load: PageServerLoad = async (event) => read(event, Programmes);
