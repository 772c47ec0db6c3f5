import { loadLife, undoStep } from '#lib/server/member-life.ts';
import type { Actions, PageServerLoad } from './$types';

/** What was decided about a member, and what may be done. */
export const load: PageServerLoad = (event) => loadLife(event);

export const actions: Actions = { undo: (event) => undoStep(event) };
