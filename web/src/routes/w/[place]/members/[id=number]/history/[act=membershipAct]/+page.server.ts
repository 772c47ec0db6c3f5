import { doAct, loadAct } from '#lib/server/member-life.ts';
import type { Actions, PageServerLoad } from './$types';

/** One act on a membership: what it would do, and its form. */
export const load: PageServerLoad = (event) => loadAct(event, event.params.act);

export const actions: Actions = { act: (event) => doAct(event, event.params.act) };
