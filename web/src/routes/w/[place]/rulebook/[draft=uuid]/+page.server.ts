import { error, fail, type RequestEvent, redirect } from '@sveltejs/kit';
import {
  AdoptRulebook,
  ChangeDraft,
  DiscardDraft,
  ResolutionsToAdopt,
  ResolutionToAdopt,
  RulebookBase,
  RulebookDraftView,
} from '#lib/operations.ts';
import { paths, withParams } from '#lib/paths.ts';
import { typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

/** A draft with what it changes, what is wrong with it, and what can be done with it. */
export const load: PageServerLoad = async (event) => {
  const { may } = await event.parent();
  const { rulebookDraft: draft } = await read(event, RulebookDraftView, { id: event.params.draft });
  if (!draft) error(404, 'NOT_FOUND');
  const { rulebook } = await read(event, RulebookBase, { version: draft.baseVersion });
  const { resolutions } = await read(event, ResolutionsToAdopt);
  return {
    draft,
    register: resolutions.rows,
    base: rulebook,
    mayDraft: may.includes('rulebook.draft'),
    mayAdopt: may.includes('rulebook.adopt'),
  };
};

type Change = { part?: 'article' | 'fact'; key: string; entry: object | null };

async function change(
  event: RequestEvent<{ place: string; draft: string }>,
  form: FormData,
  { part, key, entry }: Change,
  then: string,
) {
  const input = {
    draftId: event.params.draft,
    part: part ?? 'article',
    key,
    entry: entry && JSON.stringify(entry),
  };
  const { changeDraft } = await act(event, ChangeDraft, { input });
  if (changeDraft.refusals.length > 0)
    return fail(422, { refusals: changeDraft.refusals, values: typed(form) });
  return redirect(303, then);
}

const text = (form: FormData, name: string) => String(form.get(name) ?? '').trim();

/** By what a draft is adopted: a resolution of the register, with its body and day where none are given, or as typed. */
async function decisionOf(event: RequestEvent, form: FormData) {
  const typedIn = { body: text(form, 'body'), decidedOn: text(form, 'decidedOn') };
  const code = text(form, 'register');
  const { resolution } = code ? await read(event, ResolutionToAdopt, { code }) : { resolution: null };
  if (!resolution) return { ...typedIn, resolution: text(form, 'resolution') };
  return {
    body: typedIn.body || resolution.body.name.value,
    decidedOn: typedIn.decidedOn || resolution.adoptedOn,
    resolution: resolution.code,
  };
}

export const actions: Actions = {
  /** A new article is begun with its number, name and heading; the rest is filled in on its own page. */
  add: async (event) => {
    const form = await event.request.formData();
    const key = text(form, 'key');
    const heading = text(form, 'heading');
    const entry = {
      no: text(form, 'no'),
      key,
      kind: text(form, 'kind'),
      ...(heading ? { title: { [event.locals.locale]: heading } } : {}),
    };
    return change(event, form, { key, entry }, `${event.url.pathname}/${encodeURIComponent(key)}`);
  },
  /** The article ends with this version. */
  repeal: async (event) => {
    const form = await event.request.formData();
    const entry = {
      no: text(form, 'no'),
      key: text(form, 'key'),
      kind: text(form, 'kind'),
      title: JSON.parse(text(form, 'title') || '{}'),
      repealed: true,
    };
    return change(event, form, { key: entry.key, entry }, event.url.pathname);
  },
  /** Takes the change of an article or fact out of the draft. */
  back: async (event) => {
    const form = await event.request.formData();
    const part = text(form, 'part') === 'fact' ? 'fact' : 'article';
    return change(event, form, { part, key: text(form, 'key'), entry: null }, event.url.pathname);
  },
  fact: async (event) => {
    const form = await event.request.formData();
    const values = text(form, 'values')
      .split(/[,،]/)
      .map((one) => one.trim())
      .filter(Boolean);
    const label = text(form, 'label');
    const entry = {
      type: text(form, 'type'),
      ...(values.length > 0 ? { values } : {}),
      ...(text(form, 'unit') ? { unit: text(form, 'unit') } : {}),
      ...(label ? { label: { [event.locals.locale]: label } } : {}),
      ...(form.get('optional') ? { optional: true } : {}),
      ...(form.get('declared') ? { declared: true } : {}),
    };
    return change(event, form, { part: 'fact', key: text(form, 'key'), entry }, event.url.pathname);
  },
  discard: async (event) => {
    const form = await event.request.formData();
    const { discardDraft } = await act(event, DiscardDraft, {
      input: { draftId: event.params.draft, reason: text(form, 'reason') },
    });
    if (discardDraft.refusals.length > 0)
      return fail(422, { refusals: discardDraft.refusals, values: typed(form) });
    redirect(303, paths.workspace(event.params.place, 'rulebook'));
  },
  adopt: async (event) => {
    const form = await event.request.formData();
    const decision = await decisionOf(event, form);
    const input = {
      ...decision,
      draftId: event.params.draft,
      validFrom: text(form, 'validFrom'),
      retroactiveFrom: text(form, 'retroactiveFrom') || null,
      idempotencyKey: text(form, 'idempotencyKey'),
    };
    const missing = (['validFrom', 'decidedOn'] as const).filter(
      (field) => !/^\d{4}-\d{2}-\d{2}$/.test(input[field]),
    );
    if (missing.length > 0)
      return fail(422, {
        refusals: missing.map((field) => ({ code: 'required', field })),
        values: typed(form),
      });
    const { adoptRulebook } = await act(event, AdoptRulebook, { input });
    const { refusals, draft } = adoptRulebook;
    if (refusals.length > 0) return fail(422, { refusals, values: typed(form) });
    redirect(303, withParams(paths.rulebook, { version: draft?.version }));
  },
};
