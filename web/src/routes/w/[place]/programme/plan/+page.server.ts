import { fail, redirect } from '@sveltejs/kit';
import { PlanActivity } from '#lib/operations.ts';
import { act } from '#lib/server/api.ts';
import { planChoices, planTyped, valuesOf } from '../plan-form.ts';
import { textOf } from '../typed.ts';
import type { Actions, PageServerLoad } from './$types';

/** What a new activity may be planned with. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  return { choices: await planChoices(event, place), mayPlan: may.includes('activities.manage') };
};

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const { plan, refusals } = planTyped(form, event.locals.locale);
    if (!plan) return fail(422, { refusals, values: valuesOf(form) });
    const input = { programmeCode: textOf(form, 'programme'), plan };
    const { planActivity } = await act(event, PlanActivity, { input });
    if (planActivity.refusals.length > 0)
      return fail(422, { refusals: planActivity.refusals, values: valuesOf(form) });
    redirect(303, `/w/${event.params.place}/programme/${planActivity.activity?.id ?? ''}`);
  },
};
