import { fromMailbox } from '#lib/server/mailbox.ts';
import type { PageServerLoad } from './$types';

/** What the link in a message is for. Opening it changes nothing: programs that look at mail follow links. */
export const load: PageServerLoad = async (event) => {
  event.setHeaders({ 'referrer-policy': 'no-referrer' });
  const token = encodeURIComponent(event.params.token);
  const { wanted } = await fromMailbox<{ wanted: boolean }>(event, `/mail/subscription/${token}`);
  return { wanted };
};
