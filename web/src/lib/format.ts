import { addDays, type CalendarDate, daysBetween, today } from '#lib/dates.ts';
import type { Locale } from '#lib/paraglide/runtime.js';
import { getLocale } from '#lib/paraglide/runtime.js';

export type { Locale };

/** The locale whose conventions are used; English is written day first, as most of the network does. */
export function conventions(): string {
  const locale = getLocale();
  return locale === 'en' ? 'en-GB' : locale;
}

/** Formatters are costly to make; they hold no reader's data, so one of each kind serves everybody. */
const formatters = new Map<string, unknown>();

function formatter<Made>(kind: string, options: object, make: (locale: string) => Made): Made {
  const locale = conventions();
  const key = `${kind} ${locale} ${JSON.stringify(options)}`;
  const known = formatters.get(key) as Made | undefined;
  if (known) return known;
  const made = make(locale);
  formatters.set(key, made);
  return made;
}

/** A number in the reader's language. Decimal strings are exact at any size. */
export function number(value: number | bigint | string, options: Intl.NumberFormatOptions = {}): string {
  const format = formatter('number', options, (locale) => new Intl.NumberFormat(locale, options));
  return format.format(value as Intl.StringNumericLiteral);
}

/** A share between 0 and 1 as a percentage, with at most one decimal. */
export function percent(share: number): string {
  return number(share, { style: 'percent', maximumFractionDigits: 1 });
}

const dateStyles = {
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  medium: { day: 'numeric', month: 'short', year: 'numeric' },
  month: { month: 'long', year: 'numeric' },
  year: { year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

export type DateStyle = keyof typeof dateStyles;

/** A calendar date `YYYY-MM-DD` in words. */
export function date(value: CalendarDate, style: DateStyle = 'medium'): string {
  return dateFormat({ ...dateStyles[style], timeZone: 'UTC' }).format(new Date(`${value}T00:00:00Z`));
}

/** A moment (ISO 8601) as date and time in universal time. */
export function moment(value: string): string {
  return dateFormat({ dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(value));
}

/** The days from `from` up to the day before `until`: ranges hold their start and not their end. */
export function term(from: CalendarDate, until?: CalendarDate | null, style: DateStyle = 'medium'): string {
  const format = dateFormat({ ...dateStyles[style], timeZone: 'UTC' });
  const first = new Date(`${from}T00:00:00Z`);
  if (!until) return `${format.format(first)} –`;
  return format.formatRange(first, new Date(`${addDays(until, -1)}T00:00:00Z`));
}

/** How far a day is from today: "in 12 days", "3 weeks ago", "today". */
export function relative(day: CalendarDate, from: CalendarDate = today()): string {
  const days = daysBetween(from, day);
  const format = formatter(
    'relative',
    {},
    (locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }),
  );
  const size = Math.abs(days);
  if (size < 14) return format.format(days, 'day');
  if (size < 60) return format.format(Math.round(days / 7), 'week');
  if (size < 730) return format.format(Math.round(days / 30.44), 'month');
  return format.format(Math.round(days / 365.25), 'year');
}

/** "a, b and c" in the reader's language. */
export function list(items: string[], type: 'conjunction' | 'disjunction' = 'conjunction'): string {
  return formatter('list', { type }, (locale) => new Intl.ListFormat(locale, { type })).format(items);
}

/** The name of a country by its ISO 3166 code (or of a UN M49 area by its number). */
export function country(code: string): string {
  return displayName('region', code.toUpperCase());
}

/** The name of a language by its code. */
export function language(code: string): string {
  return displayName('language', code);
}

/** The name of a script by its code of ISO 15924. */
export function script(code: string): string {
  return displayName('script', code);
}

/** Orders names as the reader's language does. */
export function byName(left: string, right: string): number {
  return formatter('order', {}, (locale) => new Intl.Collator(locale)).compare(left, right);
}

/** Text with a direction of its own within a sentence: `2026-000112` keeps its order in Arabic too. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}

function displayName(type: 'region' | 'language' | 'script', code: string): string {
  const names = formatter(type, {}, (locale) => new Intl.DisplayNames(locale, { type, fallback: 'code' }));
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return formatter('date', options, (locale) => new Intl.DateTimeFormat(locale, options));
}
