import { error, fail, redirect } from '@sveltejs/kit';
import { isDate } from '#lib/dates.ts';
import {
  AcceptBankLine,
  AcceptBankLines,
  BankInbox,
  MatchBankLines,
  SuspendBankLines,
} from '#lib/operations.ts';
import { typed } from '#lib/refusals.ts';
import { acted } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import { sendBankFile } from '#lib/server/api-files.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';
import { inboxFilters } from './filters.ts';

/** The bank's lines that wait for a decision, with what each probably is; files, and what is in suspense. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind !== 'network') error(404, 'NOT_FOUND');
  if (!may.includes('bank.read')) error(403, 'FORBIDDEN');
  const { searchParams } = event.url;
  const { order, sort, ...filters } = inboxFilters(searchParams);
  const page = { first: 50, after: searchParams.get('after'), before: searchParams.get('before') };
  const { network } = await read(event, BankInbox, { ...filters, ...order, ...page });
  return {
    inbox: network,
    filters: { ...filters, sort },
    mayMatch: may.includes('bank.match'),
    done: searchParams.get('done'),
    count: searchParams.get('count'),
  };
};

const keyOf = (form: FormData) => String(form.get('idempotencyKey') ?? '');

/** Back to where the form was sent from, saying what was done; the page begins anew. */
function onTo(event: RequestEvent, done: string, count?: number | null): string {
  const params = new URLSearchParams(event.url.search);
  for (const name of [...params.keys()])
    if (name.startsWith('/') || ['after', 'before'].includes(name)) params.delete(name);
  params.set('done', done);
  if (count != null) params.set('count', String(count));
  return `${event.url.pathname}?${params}`;
}

export const actions: Actions = {
  upload: async (event) => {
    const form = await event.request.formData();
    const file = form.get('file');
    if (!(file instanceof File) || file.size === 0)
      return fail(422, {
        refusals: [{ code: 'file_empty', field: 'file' }],
        values: typed(form),
        act: 'upload',
      });
    const uploaded = await sendBankFile(event, file);
    if ('refusals' in uploaded)
      return fail(422, { refusals: uploaded.refusals, values: typed(form), act: 'upload' });
    redirect(303, `${event.url.pathname}/files/${uploaded.id}${uploaded.known ? '?known' : ''}`);
  },
  accept: async (event) => {
    const form = await event.request.formData();
    const input = { id: String(form.get('id') ?? ''), idempotencyKey: keyOf(form) };
    const { acceptBankLine } = await act(event, AcceptBankLine, { input });
    return acted(acceptBankLine, form, 'accept', onTo(event, 'accept'));
  },
  acceptAll: async (event) => {
    const form = await event.request.formData();
    const input = {
      confidence: Number(form.get('confidence')) || 0,
      count: Number(form.get('count')) || 0,
      idempotencyKey: keyOf(form),
    };
    const { acceptBankLines } = await act(event, AcceptBankLines, { input });
    return acted(acceptBankLines, form, 'acceptAll', onTo(event, 'acceptAll', acceptBankLines.accepted));
  },
  suspendAll: async (event) => {
    const form = await event.request.formData();
    const until = String(form.get('until') ?? '');
    if (!isDate(until))
      return fail(422, {
        refusals: [{ code: 'required', field: 'until' }],
        values: typed(form),
        act: 'suspendAll',
      });
    const { suspendBankLines } = await act(event, SuspendBankLines, {
      input: { until, idempotencyKey: keyOf(form) },
    });
    return acted(suspendBankLines, form, 'suspendAll', onTo(event, 'suspendAll', suspendBankLines.suspended));
  },
  match: async (event) => {
    const form = await event.request.formData();
    const { matchBankLines } = await act(event, MatchBankLines, { input: { idempotencyKey: keyOf(form) } });
    return acted(matchBankLines, form, 'match', onTo(event, 'match', matchBankLines.matched));
  },
};
