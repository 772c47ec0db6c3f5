import { error, fail, redirect } from '@sveltejs/kit';
import { addDays } from '#lib/dates.ts';
import { ChangePlan, WorkspaceActivity } from '#lib/operations.ts';
import { act, read } from '#lib/server/api.ts';
import { planChoices, planTyped, valuesOf } from '../../plan-form.ts';
import type { Actions, PageServerLoad } from './$types';

/** The plan as it stands, to be changed. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  const { activity } = await read(event, WorkspaceActivity, { id: event.params.activity });
  if (!activity) error(404, 'NOT_FOUND');
  const values: Record<string, string> = {
    title: activity.title.value,
    objective: activity.objective?.value ?? '',
    from: activity.from,
    until: addDays(activity.until, -1),
    venue: activity.venue ?? '',
    country: activity.country?.iso2 ?? '',
    hostId: String(activity.host?.id ?? ''),
    primary: String(activity.primary.no),
    secondary: activity.secondary.map(({ no }) => no).join(' '),
    funders: activity.funders.join('\n'),
    contributors: activity.contributors.join('\n'),
  };
  const choices = await planChoices(event, place);
  // The host and country of the plan stay on offer, whatever the region is today.
  const hosts =
    activity.host && !choices.hosts.some(({ id }) => id === activity.host?.id) ? [activity.host] : [];
  const countries =
    activity.country && !choices.countries.includes(activity.country.iso2) ? [activity.country.iso2] : [];
  return {
    activity,
    values,
    choices: {
      ...choices,
      hosts: [...hosts, ...choices.hosts],
      countries: [...countries, ...choices.countries],
    },
    mayChange: may.includes('activities.manage'),
  };
};

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const { plan, refusals } = planTyped(form, event.locals.locale);
    if (!plan) return fail(422, { refusals, values: valuesOf(form) });
    const { changePlan } = await act(event, ChangePlan, { input: { id: event.params.activity, plan } });
    if (changePlan.refusals.length > 0)
      return fail(422, { refusals: changePlan.refusals, values: valuesOf(form) });
    redirect(303, `/w/${event.params.place}/programme/${event.params.activity}`);
  },
};
