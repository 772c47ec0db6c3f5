import { error } from '@sveltejs/kit';
import {
  type AffiliateKind,
  AffiliatePage,
  CorrectAffiliate,
  EndAffiliate,
  ReopenAffiliate,
} from '#lib/operations.ts';
import { acted, textOrNull } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

/** One affiliate, and what may be done with it. */
export const load: PageServerLoad = async (event) => {
  const { affiliate, regions } = await read(event, AffiliatePage, { id: event.params.id });
  if (!affiliate) error(404, 'NOT_FOUND');
  const countries = regions.flatMap((region) => region.countries.map((one) => one.iso2));
  return { affiliate, countries, done: event.url.searchParams.has('done') };
};

export const actions: Actions = {
  correct: async (event) => {
    const form = await event.request.formData();
    const input = {
      id: event.params.id,
      number: textOrNull(form, 'number') ?? '',
      name: textOrNull(form, 'name') ?? '',
      kind: (textOrNull(form, 'kind') ?? 'other') as AffiliateKind,
      city: textOrNull(form, 'city'),
      country: textOrNull(form, 'country') ?? '',
      since: textOrNull(form, 'since') ?? '',
    };
    const { correctAffiliate } = await act(event, CorrectAffiliate, { input });
    return acted(correctAffiliate, form, 'correct', `${event.url.pathname}?done=1`);
  },
  end: async (event) => {
    const form = await event.request.formData();
    const { endAffiliate } = await act(event, EndAffiliate, {
      input: { id: event.params.id, from: textOrNull(form, 'from') },
    });
    return acted(endAffiliate, form, 'end', `${event.url.pathname}?done=1`);
  },
  reopen: async (event) => {
    const form = await event.request.formData();
    const { reopenAffiliate } = await act(event, ReopenAffiliate, { id: event.params.id });
    return acted(reopenAffiliate, form, 'reopen', `${event.url.pathname}?done=1`);
  },
};
