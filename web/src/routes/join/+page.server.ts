import { redirect } from '@sveltejs/kit';
import { Apply, JoinChoices } from '#lib/operations.ts';
import { acted } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import { applicantOf } from '#lib/server/applicant.ts';
import type { Actions, PageServerLoad } from './$types';

/** The countries that an applicant may come from, and the categories it may ask for. */
export const load: PageServerLoad = async (event) => {
  const { regions, network } = await read(event, JoinChoices);
  return {
    countries: regions.flatMap((region) => region.countries.map((one) => one.iso2)),
    categories: network?.categories ?? [],
  };
};

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const nickname = String(form.get('nickname') ?? '');
    const { apply } = await act(event, Apply, { input: { ...applicantOf(form), nickname } });
    if (apply.secret) redirect(303, `/join/${apply.secret}?received=1`);
    return acted(apply, form, 'apply', '/join');
  },
};
