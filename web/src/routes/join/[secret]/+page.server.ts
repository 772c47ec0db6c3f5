import { error, fail, redirect } from '@sveltejs/kit';
import { isDate, today } from '#lib/dates.ts';
import {
  AnswerFollowed,
  AppealFollowed,
  DiscardApplicationDraft,
  FollowApplication,
  RemoveFollowedDocument,
  SaveApplicationDraft,
  SimulateAdmission,
  SubmitApplicationDraft,
  WithdrawFollowed,
  WriteFollowed,
} from '#lib/operations.ts';
import { typed } from '#lib/refusals.ts';
import { acted, textOrNull } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import { sendApplicationDocument } from '#lib/server/api-files.ts';
import { answersOf, draftOf } from '#lib/server/applicant.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** A saved form or an application, for whoever has the link. */
export const load: PageServerLoad = async (event) => {
  const { secret } = event.params;
  event.setHeaders({ 'cache-control': 'private, no-store' });
  const { followedApplication, applicationDraft, regions, network } = await read(event, FollowApplication, {
    secret,
  });
  if (!followedApplication && !applicationDraft) error(404, 'NOT_FOUND');
  const asked = event.url.searchParams.get('from') ?? '';
  const from = isDate(asked) ? asked : today();
  return {
    application: followedApplication ?? null,
    draft: applicationDraft ?? null,
    countries: regions.flatMap((region) => region.countries.map((one) => one.iso2)),
    categories: network?.categories ?? [],
    done: event.url.searchParams.get('done') ?? (event.url.searchParams.has('saved') ? 'saved' : null),
    link: event.url.origin + event.url.pathname,
    from,
    simulation: followedApplication?.open ? await simulated(event, from) : null,
  };
};

async function simulated(event: RequestEvent, from: string) {
  const { simulateAdmission } = await act(event, SimulateAdmission, {
    input: { secret: event.params.secret, from },
  });
  return simulateAdmission;
}

const after = (event: RequestEvent, act: string) => `${event.url.pathname}?done=${act}`;

export const actions: Actions = {
  save: async (event) => {
    const form = await event.request.formData();
    const input = { ...draftOf(form), secret: event.params.secret, locale: event.locals.locale };
    const { saveApplicationDraft: saved } = await act(event, SaveApplicationDraft, { input });
    // What is odd about the address is said at its field; the form is kept all the same.
    if (saved.expiresAt && saved.refusals.length > 0)
      return fail(422, { refusals: saved.refusals, values: typed(form), act: 'save', kept: true });
    return acted(saved, form, 'save', after(event, 'saved'));
  },
  /** Answers in a saved form stand beside its fields, which come with them unseen. */
  answersOfDraft: async (event) => {
    const form = await event.request.formData();
    const input = {
      ...draftOf(form),
      answers: answersOf(form, event.locals.locale),
      secret: event.params.secret,
      locale: event.locals.locale,
    };
    const { saveApplicationDraft: saved } = await act(event, SaveApplicationDraft, { input });
    const onTo = `${after(event, 'saved')}#checklist`;
    if (saved.expiresAt) redirect(303, onTo);
    return acted(saved, form, 'answersOfDraft', onTo);
  },
  answers: async (event) => {
    const form = await event.request.formData();
    const input = { secret: event.params.secret, answers: answersOf(form, event.locals.locale) };
    const { answerFollowed } = await act(event, AnswerFollowed, { input });
    return acted(answerFollowed, form, 'answers', `${after(event, 'saved')}#checklist`);
  },
  upload: async (event) => {
    const form = await event.request.formData();
    const file = form.get('file');
    if (!(file instanceof File) || file.size === 0)
      return fail(422, {
        refusals: [{ code: 'file_empty', field: 'file' }],
        values: typed(form),
        act: 'upload',
      });
    const kind = textOrNull(form, 'kind') ?? 'other';
    const sent = await sendApplicationDocument(event, { kind, secret: event.params.secret }, file);
    if ('refusals' in sent) return fail(422, { refusals: sent.refusals, values: typed(form), act: 'upload' });
    redirect(303, `${after(event, 'saved')}#documents`);
  },
  remove: async (event) => {
    const form = await event.request.formData();
    const input = { secret: event.params.secret, id: textOrNull(form, 'id') ?? '' };
    const { removeFollowedDocument } = await act(event, RemoveFollowedDocument, { input });
    return acted(removeFollowedDocument, form, 'remove', `${after(event, 'saved')}#documents`);
  },
  submit: async (event) => {
    const { submitApplicationDraft: sent } = await act(event, SubmitApplicationDraft, {
      input: { secret: event.params.secret },
    });
    if (sent.secret) redirect(303, after(event, 'received'));
    return fail(422, { refusals: sent.refusals, act: 'submit' });
  },
  discard: async (event) => {
    const input = { secret: event.params.secret };
    const { discardApplicationDraft } = await act(event, DiscardApplicationDraft, { input });
    if (discardApplicationDraft.refusals.length === 0) redirect(303, '/join?discarded=1');
    return fail(422, { refusals: discardApplicationDraft.refusals, act: 'discard' });
  },
  write: async (event) => {
    const form = await event.request.formData();
    const input = { secret: event.params.secret, words: textOrNull(form, 'words') ?? '' };
    const { writeFollowed } = await act(event, WriteFollowed, { input });
    return acted(writeFollowed, form, 'write', `${after(event, 'saved')}#thread`);
  },
  appeal: async (event) => {
    const form = await event.request.formData();
    const input = { secret: event.params.secret, reason: textOrNull(form, 'reason') ?? '' };
    const { appealFollowed } = await act(event, AppealFollowed, { input });
    return acted(appealFollowed, form, 'appeal', after(event, 'saved'));
  },
  withdraw: async (event) => {
    const form = await event.request.formData();
    const input = { secret: event.params.secret, reason: textOrNull(form, 'reason') };
    const { withdrawFollowedApplication } = await act(event, WithdrawFollowed, { input });
    return acted(withdrawFollowedApplication, form, 'withdraw', after(event, 'saved'));
  },
};
