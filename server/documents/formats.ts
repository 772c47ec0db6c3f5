/** Numbers, money and dates of documents, by the same conventions as the pages (web/src/lib/format.ts). */
import { decimalsOf, major } from '../money.ts';
import type { Locale } from './words.ts';

/** English is written day first, as most of the network does. */
const conventions = (locale: Locale) => (locale === 'en' ? 'en-GB' : locale);

/** A number in the language; decimal texts are exact at any size. */
export function number(
  locale: Locale,
  value: number | bigint | string,
  options: Intl.NumberFormatOptions = {},
): string {
  return new Intl.NumberFormat(conventions(locale), options).format(value as Intl.StringNumericLiteral);
}

/** A year, without a mark between its digits. */
export function year(locale: Locale, value: number): string {
  return number(locale, value, { useGrouping: false });
}

/** Minor units with the currency's code: `1,234.50 EUR`, exact at any size. */
export function money(locale: Locale, minor: bigint | string, currency: string): string {
  const places = decimalsOf(currency);
  return number(locale, major(BigInt(minor), currency), {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  });
}

/** A calendar date `YYYY-MM-DD` in words. */
export function date(locale: Locale, day: string): string {
  return new Intl.DateTimeFormat(conventions(locale), { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

/** The name of a country by its ISO 3166 code. */
export function country(locale: Locale, iso2: string): string {
  return new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' }).of(iso2) ?? iso2;
}

/** The digits from zero to nine as the language writes them: the templates number pages with them. */
export function digits(locale: Locale): string[] {
  return Array.from({ length: 10 }, (_, digit) => number(locale, digit));
}

/** A text with a direction of its own within a sentence: `2026-000112` keeps its order in Arabic too. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}
