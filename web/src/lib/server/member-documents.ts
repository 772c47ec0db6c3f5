import { error, fail, type RequestEvent, redirect } from '@sveltejs/kit';
import { MemberDocuments, RestoreDocument, WithdrawDocument } from '#lib/operations.ts';
import { typed } from '#lib/refusals.ts';
import { acted, textOrNull } from './acted.ts';
import { act, read } from './api.ts';
import { sendDocument } from './api-files.ts';
import { memberIdOf } from './workspace.ts';

type Event = RequestEvent<{ place: string; id?: string | number | undefined }>;

/** The documents of a member, newest first. */
export async function documentsOf(event: Event) {
  const { member } = await read(event, MemberDocuments, { id: await memberIdOf(event) });
  if (!member) error(404, 'NOT_FOUND');
  return { member, done: event.url.searchParams.get('done') };
}

const after = (event: Event, name: string) => `${event.url.pathname}?done=${name}`;

/** Forms about the documents of a member. */
export const documentActions = {
  upload: async (event: Event) => {
    const form = await event.request.formData();
    const replaces = textOrNull(form, 'replaces');
    const refused = (code: string, field: string) =>
      fail(422, { refusals: [{ code, field }], values: typed(form), act: `upload${replaces ?? ''}` });
    const file = form.get('file');
    const [title, from, until] = ['title', 'from', 'until'].map((name) => textOrNull(form, name));
    if (!title) return refused('required', 'title');
    if (!from) return refused('required', 'from');
    if (!(file instanceof File) || file.size === 0) return refused('required', 'file');
    const query = {
      member: String(await memberIdOf(event)),
      kind: textOrNull(form, 'kind') ?? 'other',
      title,
      from,
      ...(until ? { until } : {}),
      ...(replaces ? { replaces } : {}),
    };
    const answer = await sendDocument(event, query, file);
    if ('refusals' in answer)
      return fail(422, { refusals: answer.refusals, values: typed(form), act: `upload${replaces ?? ''}` });
    redirect(303, after(event, 'upload'));
  },
  withdraw: async (event: Event) => {
    const form = await event.request.formData();
    const id = textOrNull(form, 'id') ?? '';
    const { withdrawDocument } = await act(event, WithdrawDocument, {
      input: { id, reason: textOrNull(form, 'reason') ?? '' },
    });
    return acted(withdrawDocument, form, `withdraw${id}`, after(event, 'withdraw'));
  },
  restore: async (event: Event) => {
    const form = await event.request.formData();
    const { restoreDocument } = await act(event, RestoreDocument, { id: textOrNull(form, 'id') ?? '' });
    return acted(restoreDocument, form, 'restore', after(event, 'restore'));
  },
};
