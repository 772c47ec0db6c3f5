import { error } from '@sveltejs/kit';
import { LiftBounce, MailLog, RecordBounce, SendMailAgain } from '#lib/operations.ts';
import { acted } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import { hasMailbox } from '#lib/server/mailbox.ts';
import type { Actions, PageServerLoad } from './$types';

const STATES = [
  'waiting',
  'deferred',
  'sent',
  'kept',
  'bounced',
  'failed',
  'opted_out',
  'no_address',
] as const;

/** What was sent to whom and what became of it; never what it says. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind !== 'network') error(404, 'NOT_FOUND');
  const mayManage = may.includes('mail.manage');
  const { searchParams } = event.url;
  const state = STATES.find((one) => one === searchParams.get('state')) ?? null;
  if (!mayManage) return { mayManage, state, log: null, bounces: [], mailbox: false };
  const { mails, mailBounces } = await read(event, MailLog, {
    state,
    after: searchParams.get('after'),
    before: searchParams.get('before'),
  });
  return { mayManage, state, log: mails, bounces: mailBounces, mailbox: await hasMailbox(event) };
};

export const actions: Actions = {
  again: async (event) => {
    const form = await event.request.formData();
    const { sendMailAgain } = await act(event, SendMailAgain, { id: String(form.get('id')) });
    return acted(sendMailAgain, form, 'again', event.url.pathname);
  },
  bounce: async (event) => {
    const form = await event.request.formData();
    const input = { mailId: String(form.get('id')), reason: String(form.get('reason') ?? '') };
    const { recordBounce } = await act(event, RecordBounce, { input });
    return acted(recordBounce, form, 'bounce', event.url.pathname);
  },
  lift: async (event) => {
    const form = await event.request.formData();
    const { liftBounce } = await act(event, LiftBounce, { id: String(form.get('id')) });
    return acted(liftBounce, form, 'lift', event.url.pathname);
  },
};
