import { redirect } from '@sveltejs/kit';
import { cookieMaxAge, isLocale } from '#lib/paraglide/runtime.js';
import { localeCookie } from '#lib/server/locale.ts';
import { ownPath } from '#lib/server/same-origin.ts';
import type { RequestHandler } from './$types';

/** Keeps the language asked for in `to` and goes back to the page in `back`, if it is one of ours. */
export const GET: RequestHandler = ({ url, cookies }) => {
  const locale = url.searchParams.get('to');
  if (isLocale(locale)) {
    const secure = url.protocol === 'https:';
    cookies.set(localeCookie, locale, {
      path: '/',
      maxAge: cookieMaxAge,
      sameSite: 'lax',
      secure,
      httpOnly: true,
    });
  }
  redirect(303, ownPath(url.searchParams.get('back'), url));
};
