import { error } from '@sveltejs/kit';
import { KeepApart, MergeOrganisations, MergePreviews } from '#lib/operations.ts';
import { paths } from '#lib/paths.ts';
import { acted, textOrNull } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

/** Two records side by side, with what stands against merging either into the other. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind === 'council' || !may.includes('organisations.manage')) error(403, 'FORBIDDEN');
  const { one, other } = event.params;
  const answer = await read(event, MergePreviews, { one, other });
  if (!answer.one || !answer.other) error(404, 'NOT_FOUND');
  return { one: answer.one, other: answer.other, intoOne: answer.intoOne, intoOther: answer.intoOther };
};

export const actions: Actions = {
  merge: async (event) => {
    const form = await event.request.formData();
    const { one, other, place } = event.params;
    const [mergedId, survivorId] = form.get('stays') === 'one' ? [other, one] : [one, other];
    const { mergeOrganisations } = await act(event, MergeOrganisations, {
      input: { mergedId, survivorId, reason: textOrNull(form, 'reason') ?? '' },
    });
    const list = paths.workspace(place, 'members/duplicates');
    const member = textOrNull(form, 'member');
    const onTo = member ? paths.workspace(place, `members/${member}/organisation?done=merge`) : list;
    return acted(mergeOrganisations, form, `merge${form.get('stays')}`, onTo);
  },
  apart: async (event) => {
    const form = await event.request.formData();
    const { one, other, place } = event.params;
    const { keepApart } = await act(event, KeepApart, {
      input: { oneId: one, otherId: other, reason: textOrNull(form, 'reason') ?? '' },
    });
    return acted(keepApart, form, 'apart', paths.workspace(place, 'members/duplicates'));
  },
};
