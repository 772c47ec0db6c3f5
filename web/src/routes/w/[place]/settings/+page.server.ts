import { fail, redirect } from '@sveltejs/kit';
import { Appoint, EndOffice, MakeSignInLink, SetCouncilLanguage, Settings } from '#lib/operations.ts';
import { locales } from '#lib/paraglide/runtime.js';
import { typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  const { place: found } = await read(event, Settings, { placeId: place.id });
  return {
    offices: found?.offices ?? [],
    kinds: found?.officeKinds ?? [],
    papers: found?.member?.language ?? null,
    mayChooseLanguage: may.includes('organisations.manage'),
    mayAppoint: may.includes('offices.manage'),
  };
};

export const actions: Actions = {
  appoint: async (event) => {
    const form = await event.request.formData();
    const text = (name: string) => String(form.get(name) ?? '') || null;
    const input = {
      placeId: await placeIdOf(event),
      kind: text('kind') ?? '',
      name: text('name'),
      email: text('email'),
      from: text('from'),
      until: text('until'),
    };
    const { appoint } = await act(event, Appoint, { input });
    if (appoint.refusals.length > 0) return fail(422, { refusals: appoint.refusals, values: typed(form) });
    redirect(303, event.url.pathname);
  },
  /** The link is shown in the answer to this request and nowhere else. */
  link: async (event) => {
    const form = await event.request.formData();
    const { makeSignInLink } = await act(event, MakeSignInLink, { personId: String(form.get('person')) });
    const { link, refusals } = makeSignInLink;
    if (refusals.length > 0 || !link) return fail(422, { refusals, values: typed(form) });
    return { link: `${event.url.origin}/password?link=${link}`, name: String(form.get('name') ?? '') };
  },
  end: async (event) => {
    const form = await event.request.formData();
    const { endOffice } = await act(event, EndOffice, { id: String(form.get('id')) });
    if (endOffice.refusals.length > 0)
      return fail(422, { refusals: endOffice.refusals, values: typed(form) });
    redirect(303, event.url.pathname);
  },
  /** The language of the council's papers; without one it is derived. */
  language: async (event) => {
    const form = await event.request.formData();
    const locale = locales.find((one) => one === form.get('locale')) ?? null;
    const { setCouncilLanguage } = await act(event, SetCouncilLanguage, {
      input: { memberId: await placeIdOf(event), locale },
    });
    if (setCouncilLanguage.refusals.length > 0)
      return fail(422, { refusals: setCouncilLanguage.refusals, values: typed(form) });
    redirect(303, event.url.pathname);
  },
};
