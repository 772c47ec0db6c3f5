import { randomBytes } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { JoinChoices, SaveApplicationDraft } from '#lib/operations.ts';
import { typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import { draftOf } from '#lib/server/applicant.ts';
import type { Actions, PageServerLoad } from './$types';

/**
 * The countries that an applicant may come from, and the categories it may ask for. The form carries the secret of the
 * link under which it will be saved, so that it is saved once even when it is sent twice.
 */
export const load: PageServerLoad = async (event) => {
  const { regions, network } = await read(event, JoinChoices);
  event.setHeaders({ 'cache-control': 'private, no-store' });
  return {
    countries: regions.flatMap((region) => region.countries.map((one) => one.iso2)),
    categories: network?.categories ?? [],
    category: event.url.searchParams.get('category') ?? '',
    secret: randomBytes(32).toString('base64url'),
    discarded: event.url.searchParams.has('discarded'),
  };
};

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const secret = String(form.get('secret') ?? '');
    const { locale } = event.locals;
    const nickname = String(form.get('nickname') ?? '');
    const { saveApplicationDraft: saved } = await act(event, SaveApplicationDraft, {
      input: { ...draftOf(form), secret, locale, nickname },
    });
    // What is odd about the address is said beside the form, which is saved all the same.
    if (saved.expiresAt || nickname) redirect(303, `/join/${secret}?saved=1`);
    return fail(422, { refusals: saved.refusals, values: typed(form) });
  },
};
