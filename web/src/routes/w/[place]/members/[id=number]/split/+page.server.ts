import { error, fail, redirect } from '@sveltejs/kit';
import { SplitChoices, SplitOrganisation } from '#lib/operations.ts';
import { paths } from '#lib/paths.ts';
import { typed } from '#lib/refusals.ts';
import { textOrNull } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

/** What may go to the other organisation when one becomes two. */
export const load: PageServerLoad = async (event) => {
  const { may } = await event.parent();
  if (!may.includes('organisations.merge')) error(403, 'FORBIDDEN');
  const search = event.url.searchParams.get('search');
  const { member } = await read(event, SplitChoices, { id: event.params.id, search });
  if (!member) error(404, 'NOT_FOUND');
  return { member, search };
};

const ids = (form: FormData, name: string) => form.getAll(name).map(String);

export const actions: Actions = {
  split: async (event) => {
    const form = await event.request.formData();
    const { splitOrganisation } = await act(event, SplitOrganisation, {
      input: {
        organisationId: textOrNull(form, 'organisation') ?? '',
        name: textOrNull(form, 'name') ?? '',
        from: textOrNull(form, 'from'),
        reason: textOrNull(form, 'reason') ?? '',
        documentIds: ids(form, 'documentIds'),
        identifierIds: ids(form, 'identifierIds'),
        affiliateIds: ids(form, 'affiliateIds'),
        lookalikeReason: textOrNull(form, 'lookalikeReason'),
      },
    });
    if (splitOrganisation.refusals.length > 0)
      return fail(422, { refusals: splitOrganisation.refusals, values: typed(form) });
    const made = splitOrganisation.member?.id;
    redirect(303, paths.workspace(event.params.place, `members/${made}/organisation?done=split`));
  },
};
