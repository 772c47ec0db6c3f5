import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { isDate, ofEpochDay, today } from '#lib/dates.ts';
import { getTextDirection } from '#lib/paraglide/runtime.js';
import { compressPage } from '#lib/server/compress.ts';
import { chosenLocale, inLocale, localeCookie } from '#lib/server/locale.ts';
import { isSameOrigin } from '#lib/server/same-origin.ts';
import { openSession } from '#lib/server/session.ts';

/** Every request: refuse foreign posts, open the session, then answer in the reader's language with safe headers. */
export const handle: Handle = async ({ event, resolve }) => {
  if (!isSameOrigin(event.request, event.url))
    return new Response('Cross-site request refused', { status: 403 });

  const moved = slidTo(event.url);
  if (moved) return new Response(null, { status: 303, headers: { location: moved } });

  const locale = chosenLocale(event.cookies.get(localeCookie), event.request);
  const asOf = event.url.searchParams.get('asOf');
  event.locals.locale = locale;
  event.locals.asOf = isDate(asOf) ? asOf : null;
  event.locals.accessToken = null;
  event.locals.accessToken = await openSession(event);

  const page = await inLocale(locale, event.url.origin, () =>
    resolve(event, {
      transformPageChunk: ({ html }) =>
        html.replace('%lang%', locale).replace('%dir%', getTextDirection(locale)),
    }),
  );
  guard(page.headers, event.locals.accessToken !== null);
  return compressPage(event.request, page);
};

/** The slider's form sends a number of days (`slide`): the address with the date it means, today without one. */
function slidTo(url: URL): string | null {
  const day = ofEpochDay(url.searchParams.get('slide'));
  if (day === null) return null;
  const to = new URL(url);
  to.searchParams.delete('slide');
  to.searchParams.delete('asOf');
  if (day !== today()) to.searchParams.set('asOf', day);
  return to.pathname + to.search;
}

/** Unexpected errors: the reader gets plain words, the log gets what happened and an identifier for both. */
export const handleError: HandleServerError = ({ error, event, ...caught }) => {
  if (caught.kind === 'unknown') {
    const stack = error instanceof Error ? error.stack : String(error);
    console.error(JSON.stringify({ level: 'error', route: event.route.id, stack }));
  }
};

function guard(headers: Headers, signedIn: boolean): void {
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'same-origin');
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('permissions-policy', 'camera=(), geolocation=(), microphone=()');
  headers.append('vary', 'cookie, accept-language');
  if (signedIn) headers.set('cache-control', 'no-store');
  else if (!headers.has('cache-control')) headers.set('cache-control', 'private, no-cache');
}
