import { organisationActions, organisationOf } from '#lib/server/organisation.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => organisationOf(event);

export const actions: Actions = organisationActions;
