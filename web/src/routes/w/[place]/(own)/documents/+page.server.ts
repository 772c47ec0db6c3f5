import { documentActions, documentsOf } from '#lib/server/member-documents.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => documentsOf(event);

export const actions: Actions = documentActions;
