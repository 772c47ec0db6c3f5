import { fromMailbox, type MailboxMessage } from '#lib/server/mailbox.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { html: _html, ...message } = await fromMailbox<MailboxMessage & { words: string; html: string }>(
    event,
    `/mail/box/${event.params.id}`,
  );
  return { message, parts: partsOf(message.words) };
};

/** Text and the addresses in it, so that these can be followed. */
function partsOf(words: string): { text: string; link: boolean }[] {
  return words
    .split(/(https?:\/\/\S+)/)
    .map((text) => ({ text, link: /^https?:\/\//.test(text) }))
    .filter(({ text }) => text !== '');
}
