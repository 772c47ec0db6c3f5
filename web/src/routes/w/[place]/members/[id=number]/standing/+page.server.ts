import { loadStanding, standingActions } from '#lib/server/standing.ts';
import type { Actions, PageServerLoad } from './$types';

/** The member's standing: what it is, why, what would restore it, and how it was. */
export const load: PageServerLoad = async (event) => {
  const { may } = await event.parent();
  return { ...(await loadStanding(event)), mayExcept: may.includes('standing.except') };
};

export const actions: Actions = standingActions;
