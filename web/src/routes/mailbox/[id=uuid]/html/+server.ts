import { fromMailbox } from '#lib/server/mailbox.ts';
import type { RequestHandler } from './$types';

/** The message as a mail program would show it, in a box: no script, nothing loaded, nothing of this site. */
export const GET: RequestHandler = async (event) => {
  const { html } = await fromMailbox<{ html: string }>(event, `/mail/box/${event.params.id}`);
  return new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "sandbox allow-popups allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'",
      'cache-control': 'private, no-store',
    },
  });
};
