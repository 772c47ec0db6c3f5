import type { RequestEvent } from '@sveltejs/kit';

/** What the process that serves these pages tells about its API: where it is, and the proof that we are its pages. */
type ApiAddress = { origin: string; internal: string };

/**
 * Posts JSON to the API on behalf of the request: with the session's token, the reader's language, and the
 * reader's address, which the API believes only from its own pages. Rejects when it cannot be reached.
 */
export function postToApi(event: RequestEvent, path: string, body: object, seconds = 30): Promise<Response> {
  const { accessToken, locale } = event.locals;
  const own = ownApi();
  const headers: Record<string, string> = { 'content-type': 'application/json', 'accept-language': locale };
  if (accessToken) headers['authorization'] = `Bearer ${accessToken}`;
  if (own) {
    headers['x-ninefold-internal'] = own.internal;
    headers['x-client-address'] = event.getClientAddress();
  }
  return fetch(new URL(path, apiOrigin(event, own)), {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(seconds * 1000),
  });
}

/** Reads an address of the API with the session's token. Rejects when it cannot be reached. */
export function getFromApi(event: RequestEvent, path: string): Promise<Response> {
  const { accessToken } = event.locals;
  return fetch(new URL(path, apiOrigin(event, ownApi())), {
    headers: accessToken ? { authorization: `Bearer ${accessToken}` } : {},
    redirect: 'error',
    signal: AbortSignal.timeout(10_000),
  });
}

/** `NINEFOLD_API` names another server; without it the API is in this process, or where the request came in. */
export function apiOrigin(event: RequestEvent, own: ApiAddress | null): string {
  const named = process.env['NINEFOLD_API'] ?? own?.origin;
  if (named) return named;
  const socket = event.platform?.req.socket;
  return socket?.localPort ? `http://127.0.0.1:${socket.localPort}` : event.url.origin;
}

/** The API of this process; never when another one is named, which must not learn the proof. */
export function ownApi(): ApiAddress | null {
  if (process.env['NINEFOLD_API']) return null;
  return (globalThis as { ninefoldApi?: ApiAddress }).ninefoldApi ?? null;
}
