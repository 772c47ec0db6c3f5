import type { RequestEvent } from '@sveltejs/kit';
import { postToApi } from './api-request.ts';
import type { Tokens } from './session.ts';

/** Why nobody was signed in. `wait` is in seconds, 0 when there is no need to wait. */
export type SignInFault = { fault: 'failed' | 'too_many' | 'unavailable'; status: number; wait: number };

/** Asks the API for a session. A wrong password and an unknown address give the same answer. */
export async function signIn(
  event: RequestEvent,
  email: string,
  password: string,
): Promise<Tokens | SignInFault> {
  const response = await postToApi(event, '/auth/sign-in', { email, password }, 15).catch(() => null);
  if (response?.ok) return (await response.json()) as Tokens;
  if (response?.status === 401 || response?.status === 400) return { fault: 'failed', status: 401, wait: 0 };
  if (response?.status !== 429) return { fault: 'unavailable', status: 503, wait: 0 };
  const { retryAfter } = (await response.json().catch(() => ({}))) as { retryAfter?: number };
  return { fault: 'too_many', status: 429, wait: retryAfter ?? 60 };
}

/** Ends the session, on this device or everywhere. A session that already ended counts as ended. */
export async function signOut(event: RequestEvent, everywhere: boolean): Promise<void> {
  if (!event.locals.accessToken) return;
  await postToApi(event, everywhere ? '/auth/sign-out-everywhere' : '/auth/sign-out', {}, 15).catch(
    () => null,
  );
}
