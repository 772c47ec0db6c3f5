/** The words of documents: the same catalogues as the pages, read once. */
import { readFileSync } from 'node:fs';

export const LOCALES = ['en', 'fr', 'es', 'ar'] as const;
export type Locale = (typeof LOCALES)[number];

/** The locale asked for, or English. */
export function localeOf(asked: string | null | undefined): Locale {
  return LOCALES.find((one) => one === asked) ?? 'en';
}

/** A text, or texts to choose among by the plural form of an input (see scripts/messages.ts). */
type Message = string | { declarations: string[]; match: Record<string, string> }[];
type Inputs = Record<string, string | number>;

const catalogues = new Map<Locale, Record<string, Message>>();

function catalogueOf(locale: Locale): Record<string, Message> {
  const known = catalogues.get(locale);
  if (known) return known;
  const path = new URL(`../../web/messages/${locale}.json`, import.meta.url);
  const read = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Message>;
  catalogues.set(locale, read);
  return read;
}

/** Whether the catalogues have the key. */
export function hasWords(key: string): boolean {
  return Object.hasOwn(catalogueOf('en'), key);
}

/** The message in the language, with its inputs put in. A key that is missing is a fault of the program. */
export function say(locale: Locale, key: string, inputs: Inputs = {}): string {
  const catalogue = catalogueOf(locale);
  const message = Object.hasOwn(catalogue, key) ? catalogue[key] : undefined;
  if (message === undefined) throw new Error(`the catalogue ${locale} lacks ${key}`);
  return filled(typeof message === 'string' ? message : formOf(locale, message, inputs), inputs);
}

function formOf(locale: Locale, message: Exclude<Message, string>, inputs: Inputs): string {
  const { declarations = [], match = {} } = message[0] ?? {};
  const counted = declarations.map((one) => /^local \w+ = (\w+): plural$/.exec(one)?.[1]).find(Boolean);
  const form = new Intl.PluralRules(locale).select(Number(inputs[counted ?? ''] ?? 0));
  return match[`form=${form}`] ?? match['form=*'] ?? '';
}

function filled(text: string, inputs: Inputs): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(inputs, name) ? String(inputs[name]) : whole,
  );
}
