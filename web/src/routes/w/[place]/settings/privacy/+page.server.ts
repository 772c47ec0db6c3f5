import { error } from '@sveltejs/kit';
import {
  AffiliatesShared,
  AskForPerson,
  ChooseSharing,
  OpenClosedData,
  PeopleBelow,
  PrivacyPage,
} from '#lib/operations.ts';
import { acted, textOrNull } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import { requestActions } from '#lib/server/privacy.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import type { Actions, PageServerLoad } from './$types';

/** Who can see the place, what it shares, who is asked for, and what was opened. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  const { place: found } = await read(event, PrivacyPage, { placeId: place.id });
  if (!found) error(404, 'NOT_FOUND');
  const mayAsk = may.includes('people.ask') && place.kind !== 'council';
  const below = mayAsk ? await read(event, PeopleBelow, { placeId: place.id }) : null;
  const affiliates =
    place.kind === 'council'
      ? ((await read(event, AffiliatesShared, { id: place.id })).member?.affiliateSharing ?? [])
      : [];
  return {
    privacy: found,
    affiliates: affiliates.filter((one) => one.counts),
    people: below?.place?.peopleBelow ?? [],
    mayAsk,
    mayShare: may.includes('privacy.share'),
    mayOpen: may.includes('privacy.open') && place.kind !== 'network',
    seesRequests: may.includes('people.consent'),
  };
};

export const actions: Actions = {
  ...requestActions,
  share: async (event) => {
    const form = await event.request.formData();
    const { chooseSharing } = await act(event, ChooseSharing, {
      input: {
        placeId: await placeIdOf(event),
        audience: form.get('audience') === 'network' ? 'network' : 'region',
        shared: form.get('shared') === 'yes',
      },
    });
    return acted(chooseSharing, form, 'share', `${event.url.pathname}#sharing`);
  },
  open: async (event) => {
    const form = await event.request.formData();
    const { openClosedData } = await act(event, OpenClosedData, {
      input: {
        placeId: await placeIdOf(event),
        capability: String(form.get('capability') ?? ''),
        reason: String(form.get('reason') ?? ''),
      },
    });
    return acted(openClosedData, form, 'open', `${event.url.pathname}#opened`);
  },
  ask: async (event) => {
    const form = await event.request.formData();
    const { askForPerson } = await act(event, AskForPerson, {
      input: {
        placeId: await placeIdOf(event),
        personId: String(form.get('personId') ?? ''),
        officeKind: String(form.get('officeKind') ?? ''),
        from: textOrNull(form, 'from'),
        until: textOrNull(form, 'until'),
        reason: String(form.get('reason') ?? ''),
      },
    });
    return acted(askForPerson, form, 'ask', `${event.url.pathname}#requests`);
  },
};
