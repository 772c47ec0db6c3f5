import type { Locale } from '#lib/format.ts';

declare global {
  namespace App {
    interface Locals {
      /** The reader's language, from the cookie, else from the browser's preference. */
      locale: Locale;
      /** The date asked for in `?asOf=`, or null for today. */
      asOf: string | null;
      /** The bearer token of the signed-in person. It never enters load data. */
      accessToken: string | null;
    }
  }
}
