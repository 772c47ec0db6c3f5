import { error, fail, redirect } from '@sveltejs/kit';
import { DraftRulebook, RulebookDraftList } from '#lib/operations.ts';
import { paths } from '#lib/paths.ts';
import { typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

/** Changes of the rulebook: drafts that wait for a decision, and what became of earlier ones. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind !== 'network') error(404, 'NOT_FOUND');
  if (!may.includes('rulebook.read')) error(403, 'FORBIDDEN');
  const { rulebookDrafts, rulebookVersions } = await read(event, RulebookDraftList);
  return {
    drafts: rulebookDrafts,
    newest: rulebookVersions[0] ?? null,
    mayDraft: may.includes('rulebook.draft'),
  };
};

export const actions: Actions = {
  draft: async (event) => {
    const form = await event.request.formData();
    const input = {
      title: String(form.get('title') ?? ''),
      idempotencyKey: String(form.get('idempotencyKey') ?? ''),
    };
    const { draftRulebook } = await act(event, DraftRulebook, { input });
    if (draftRulebook.refusals.length > 0)
      return fail(422, { refusals: draftRulebook.refusals, values: typed(form) });
    redirect(303, paths.workspace(event.params.place, `rulebook/${draftRulebook.draft?.id}`));
  },
};
