import { error, type RequestEvent, redirect } from '@sveltejs/kit';
import { getFromApi } from './api-request.ts';

/** A message as the mailbox lists it. */
export type MailboxMessage = {
  id: string;
  address: string;
  subject: string;
  keptAt: string;
  kind: string;
  locale: string;
};

/** Whether this installation keeps messages for people to read here, as it does without a mail server. */
export async function hasMailbox(event: RequestEvent): Promise<boolean> {
  const response = await getFromApi(event, '/mail/box').catch(() => null);
  await response?.body?.cancel();
  return response?.status === 200;
}

/** JSON of the API at an address of its own, or Kit's error for what it answers otherwise. */
export async function fromMailbox<Answer>(event: RequestEvent, path: string): Promise<Answer> {
  const response = await getFromApi(event, path).catch(() => error(503, 'The service cannot be reached'));
  if (response.ok) return (await response.json()) as Answer;
  if (response.status === 401) redirect(303, `/sign-in?next=${encodeURIComponent(event.url.pathname)}`);
  return error(response.status === 403 || response.status === 404 ? response.status : 500, 'NOT_FOUND');
}
