import { error } from '@sveltejs/kit';
import { CouncilSharing, ShareAffiliates, type SharingLevel } from '#lib/operations.ts';
import { acted, textOrNull } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import type { Actions, PageServerLoad } from './$types';

/** What a council shares of its affiliates, with whom, and what it decided before. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind !== 'council') error(404, 'NOT_FOUND');
  if (!may.includes('affiliates.read')) error(403, 'FORBIDDEN');
  const { member } = await read(event, CouncilSharing, { id: place.id });
  if (!member) error(404, 'NOT_FOUND');
  const done = event.url.searchParams.has('done');
  return { council: member, mayShare: may.includes('affiliates.share'), done };
};

export const actions: Actions = {
  share: async (event) => {
    const form = await event.request.formData();
    const input = {
      memberId: await placeIdOf(event),
      placeId: Number(form.get('placeId')),
      level: String(form.get('level')) as SharingLevel,
      reason: textOrNull(form, 'reason'),
    };
    const { shareAffiliates } = await act(event, ShareAffiliates, { input });
    return acted(shareAffiliates, form, `share ${input.placeId}`, `${event.url.pathname}?done=1`);
  },
};
