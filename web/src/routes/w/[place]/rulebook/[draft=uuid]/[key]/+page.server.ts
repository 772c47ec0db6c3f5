import { error, fail, redirect } from '@sveltejs/kit';
import { ChangeDraft, RulebookBase, RulebookDraftView } from '#lib/operations.ts';
import { paths } from '#lib/paths.ts';
import { typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import type { Entry } from '#lib/ui/rulebook/document.ts';
import { applied, entryFrom } from '#lib/ui/rulebook/entry-form.ts';
import { concerns } from '#lib/ui/rulebook/words.ts';
import type { Actions, PageServerLoad } from './$types';

/** An article as the draft has it, or as it is in the version that the draft was begun on. */
export const load: PageServerLoad = async (event) => {
  const { may } = await event.parent();
  const { rulebookDraft: draft } = await read(event, RulebookDraftView, { id: event.params.draft });
  if (draft?.state !== 'open') error(404, 'NOT_FOUND');
  const { rulebook: base } = await read(event, RulebookBase, { version: draft.baseVersion });
  const drafted = draft.articles.find((article) => article.key === event.params.key);
  const before = base?.articles.find((article) => article.key === event.params.key);
  const entry = (drafted?.entry ?? before?.entry) as Entry | undefined;
  if (!base || !entry) error(404, 'NOT_FOUND');
  return {
    draft: { id: draft.id, title: draft.title },
    key: event.params.key,
    entry,
    changed: drafted !== undefined,
    faults: drafted ? draft.faults.filter((fault) => concerns(fault, entry.no)) : [],
    elsewhere: drafted ? draft.faults.filter((fault) => !concerns(fault, entry.no)).length : 0,
    base,
    draftFacts: draft.facts,
    mayDraft: may.includes('rulebook.draft'),
  };
};

export const actions: Actions = {
  /** Saves what was filled in, with faults or without, after what the pressed button does. */
  save: async (event) => {
    const form = await event.request.formData();
    const entry = applied(entryFrom(form), String(form.get('operation') ?? ''), form);
    return save(event, form, JSON.stringify(entry));
  },
  /** The whole article as JSON, for what the form does not reach. */
  json: async (event) => {
    const form = await event.request.formData();
    return save(event, form, String(form.get('json') ?? ''));
  },
};

async function save(event: Parameters<NonNullable<Actions['save']>>[0], form: FormData, entry: string) {
  const { draft, key, place } = event.params;
  const { changeDraft } = await act(event, ChangeDraft, { input: { draftId: draft, key, entry } });
  const { refusals } = changeDraft;
  if (refusals.length > 0) return fail(422, { refusals, values: typed(form) });
  return redirect(303, paths.workspace(place, `rulebook/${draft}/${encodeURIComponent(key)}`));
}
