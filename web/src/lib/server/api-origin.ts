import type { RequestEvent } from '@sveltejs/kit';

/**
 * Where the API is. `NINEFOLD_API` names another server; without it the API is the process that serves this
 * page, reached on the address and port the request came in on.
 */
export function apiOrigin(event: RequestEvent): string {
  const named = process.env['NINEFOLD_API'];
  if (named) return named;
  const socket = event.platform?.req.socket;
  if (!socket?.localPort) return event.url.origin;
  const address = socket.localAddress ?? '127.0.0.1';
  const host = address.includes(':') ? `[${address}]` : address;
  return `http://${host}:${socket.localPort}`;
}
