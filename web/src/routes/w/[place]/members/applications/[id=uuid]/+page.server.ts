import { error, fail, redirect } from '@sveltejs/kit';
import { isDate, today } from '#lib/dates.ts';
import {
  AdmitApplicant,
  AnswerConditions,
  ApplicationPage,
  DecideAppeal,
  EndorseApplication,
  JudgeCondition,
  RefuseApplication,
  ReopenApplication,
  SimulateAdmission,
  WithdrawApplication,
  WriteToApplicant,
} from '#lib/operations.ts';
import { typed } from '#lib/refusals.ts';
import { acted, textOrNull } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import { sendApplicationDocument } from '#lib/server/api-files.ts';
import { answersOf } from '#lib/server/applicant.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const OPEN = ['submitted', 'endorsed', 'appealed'];

/** One application with its checklist, documents and thread, and what may be done with it. */
export const load: PageServerLoad = async (event) => {
  const { application, network } = await read(event, ApplicationPage, { id: event.params.id });
  if (!application) error(404, 'NOT_FOUND');
  const asked = event.url.searchParams.get('from') ?? '';
  const from = isDate(asked) ? asked : today();
  return {
    application,
    categories: network?.categories ?? [],
    done: event.url.searchParams.has('done'),
    from,
    simulation: OPEN.includes(application.state) ? await simulated(event, from) : null,
  };
};

async function simulated(event: RequestEvent, from: string) {
  const { simulateAdmission } = await act(event, SimulateAdmission, { input: { id: event.params.id, from } });
  return simulateAdmission;
}

const stepOf = (event: RequestEvent, form: FormData) => ({
  id: event.params.id,
  reason: textOrNull(form, 'reason'),
  reference: textOrNull(form, 'reference'),
  decidedOn: textOrNull(form, 'decidedOn'),
});
const after = (event: RequestEvent, part = '') => `${event.url.pathname}?done=1${part}`;

export const actions: Actions = {
  endorse: async (event) => {
    const form = await event.request.formData();
    const { endorseApplication } = await act(event, EndorseApplication, { input: stepOf(event, form) });
    return acted(endorseApplication, form, 'endorse', after(event));
  },
  refuse: async (event) => {
    const form = await event.request.formData();
    const { refuseApplication } = await act(event, RefuseApplication, { input: stepOf(event, form) });
    return acted(refuseApplication, form, 'refuse', after(event));
  },
  withdraw: async (event) => {
    const form = await event.request.formData();
    const { withdrawApplication } = await act(event, WithdrawApplication, { input: stepOf(event, form) });
    return acted(withdrawApplication, form, 'withdraw', after(event));
  },
  reopen: async (event) => {
    const form = await event.request.formData();
    const { reopenApplication } = await act(event, ReopenApplication, { input: stepOf(event, form) });
    return acted(reopenApplication, form, 'reopen', after(event));
  },
  admit: async (event) => {
    const form = await event.request.formData();
    const input = {
      ...stepOf(event, form),
      from: textOrNull(form, 'from'),
      category: textOrNull(form, 'category'),
      despite: textOrNull(form, 'despite'),
      lookalikeReason: textOrNull(form, 'lookalikeReason'),
    };
    const { admitApplicant } = await act(event, AdmitApplicant, { input });
    return acted(admitApplicant, form, 'admit', after(event));
  },
  decide_appeal: async (event) => {
    const form = await event.request.formData();
    const input = {
      ...stepOf(event, form),
      reason: textOrNull(form, 'reason') ?? '',
      granted: form.get('granted') === 'true',
    };
    const { decideAppeal } = await act(event, DecideAppeal, { input });
    return acted(decideAppeal, form, 'decide_appeal', after(event));
  },
  judge: async (event) => {
    const form = await event.request.formData();
    const met = form.get('met');
    const input = {
      id: event.params.id,
      item: textOrNull(form, 'item') ?? '',
      met: met === 'true' ? true : met === 'false' ? false : null,
      reason: textOrNull(form, 'reason'),
    };
    const { judgeCondition } = await act(event, JudgeCondition, { input });
    return acted(judgeCondition, form, 'judge', after(event, '#checklist'));
  },
  answer: async (event) => {
    const form = await event.request.formData();
    const input = { id: event.params.id, answers: answersOf(form, event.locals.locale) };
    const { answerConditions } = await act(event, AnswerConditions, { input });
    return acted(answerConditions, form, 'answer', after(event, '#checklist'));
  },
  upload: async (event) => {
    const form = await event.request.formData();
    const file = form.get('file');
    const refused = (refusals: { code: string; field?: string | null; value?: string | null }[]) =>
      fail(422, { refusals, values: typed(form), act: 'upload' });
    if (!(file instanceof File) || file.size === 0) return refused([{ code: 'file_empty', field: 'file' }]);
    const kind = textOrNull(form, 'kind') ?? 'other';
    const sent = await sendApplicationDocument(event, { kind, application: event.params.id }, file);
    if ('refusals' in sent) return refused(sent.refusals);
    redirect(303, after(event, '#documents'));
  },
  write: async (event) => {
    const form = await event.request.formData();
    const input = { id: event.params.id, words: textOrNull(form, 'words') ?? '' };
    const { writeToApplicant } = await act(event, WriteToApplicant, { input });
    return acted(writeToApplicant, form, 'write', after(event, '#thread'));
  },
};
