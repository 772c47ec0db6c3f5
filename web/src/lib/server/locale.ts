import { AsyncLocalStorage } from 'node:async_hooks';
import {
  cookieName,
  extractLocaleFromHeader,
  isLocale,
  type Locale,
  overwriteServerAsyncLocalStorage,
} from '#lib/paraglide/runtime.js';

const reading = new AsyncLocalStorage<{ locale?: Locale; origin?: string; messageCalls?: Set<string> }>();
overwriteServerAsyncLocalStorage(reading);

/** The reader's language: the choice kept in the cookie, else the browser's preference, else English. */
export function chosenLocale(cookie: string | undefined, request: Request): Locale {
  if (isLocale(cookie)) return cookie;
  return extractLocaleFromHeader(request) ?? 'en';
}

/** Runs `work` so that every message in it is in `locale`. */
export function inLocale<Result>(locale: Locale, origin: string, work: () => Result): Result {
  return reading.run({ locale, origin, messageCalls: new Set() }, work);
}

export const localeCookie = cookieName;
