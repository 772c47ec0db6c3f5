import type { Cookies, RequestEvent } from '@sveltejs/kit';
import { postToApi } from './api-request.ts';

/** What the API answers to a sign-in or a refresh. `expiresIn` is in seconds. */
export type Tokens = { accessToken: string; refreshToken: string; expiresIn: number };

/** New tokens, or why there are none: the session ended, or the API could not be asked. */
type Renewal = Tokens | 'ended' | 'unreachable';

/** The longest a session can live, in seconds; the API decides, the cookie only must not outlive it by much. */
const longestSession = 7 * 24 * 3600;

/** Refreshes under way in this process, by refresh token, so that parallel requests of one browser share one. */
const refreshing = new Map<string, Promise<Renewal>>();

/** The bearer token of the request's session, renewed when it has expired; null for an anonymous reader. */
export async function openSession(event: RequestEvent): Promise<string | null> {
  const names = cookieNames(event.url);
  const access = event.cookies.get(names.access);
  if (access) return access;
  const refresh = event.cookies.get(names.refresh);
  if (!refresh) return null;
  const answer = await refreshOnce(event, refresh);
  if (answer === 'ended') dropSession(event.cookies, event.url);
  if (typeof answer === 'string') return null;
  keepSession(event.cookies, event.url, answer);
  return answer.accessToken;
}

/** Writes both cookies. The access cookie ends with its token, which is how expiry is noticed. */
export function keepSession(cookies: Cookies, url: URL, tokens: Tokens): void {
  const names = cookieNames(url);
  const options = cookieOptions(url);
  const accessAge = Math.max(tokens.expiresIn - 15, 1);
  cookies.set(names.access, tokens.accessToken, { ...options, maxAge: accessAge });
  cookies.set(names.refresh, tokens.refreshToken, { ...options, maxAge: longestSession });
}

/** Removes both cookies from the browser. */
export function dropSession(cookies: Cookies, url: URL): void {
  const names = cookieNames(url);
  cookies.delete(names.access, cookieOptions(url));
  cookies.delete(names.refresh, cookieOptions(url));
}

async function refreshOnce(event: RequestEvent, refreshToken: string): Promise<Renewal> {
  const running = refreshing.get(refreshToken);
  if (running) return running;
  const started = refresh(event, refreshToken).finally(() => refreshing.delete(refreshToken));
  refreshing.set(refreshToken, started);
  return started;
}

async function refresh(event: RequestEvent, refreshToken: string): Promise<Renewal> {
  try {
    const response = await postToApi(event, '/auth/refresh', { refreshToken }, 10);
    if (response.status === 401) return 'ended';
    return response.ok ? ((await response.json()) as Tokens) : 'unreachable';
  } catch {
    return 'unreachable';
  }
}

/** Over https the names carry `__Host-`; plain http (the demonstration on localhost) cannot use that prefix. */
function cookieNames(url: URL): { access: string; refresh: string } {
  const prefix = url.protocol === 'https:' ? '__Host-' : '';
  return { access: `${prefix}at`, refresh: `${prefix}rt` };
}

function cookieOptions(url: URL) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:' } as const;
}
