import { loadPasses, passActions } from '../../pass.ts';
import type { Actions, PageServerLoad } from './$types';

/** The member's passes. */
export const load: PageServerLoad = async (event) => loadPasses(event, (await event.parent()).may);

export const actions: Actions = passActions;
