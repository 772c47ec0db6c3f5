/**
 * Whether a request that may change something comes from our own pages: its Origin is ours, or, where the
 * browser sends none, it says itself that it is same-origin.
 */
export function isSameOrigin(request: Request, url: URL): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  const origin = request.headers.get('origin');
  if (origin !== null) return origin === url.origin;
  return request.headers.get('sec-fetch-site') === 'same-origin';
}

/** A path of this site to go back to, or `fallback` for anything else (`//other.example`, `\\other`, a full URL). */
export function ownPath(asked: string | null | undefined, url: URL, fallback = '/'): string {
  if (!asked?.startsWith('/')) return fallback;
  const target = URL.parse(asked, url.origin);
  if (target?.origin !== url.origin) return fallback;
  return target.pathname + target.search + target.hash;
}
