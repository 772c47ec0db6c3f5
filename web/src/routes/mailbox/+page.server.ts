import { fromMailbox, type MailboxMessage } from '#lib/server/mailbox.ts';
import type { PageServerLoad } from './$types';

/** Messages of an installation without a mail server: one's own, and the demonstration's for its secretariat. */
export const load: PageServerLoad = async (event) => {
  const { messages } = await fromMailbox<{ messages: MailboxMessage[] }>(event, '/mail/box');
  return { messages };
};
