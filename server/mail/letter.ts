import { date, money } from '../documents/formats.ts';
import { type Locale, say } from '../documents/words.ts';
import { plainWords } from '../words.ts';

export type MailLocale = Locale;

/** The words and formats of one language, of the same catalogues as the pages. */
export interface Speech {
  locale: MailLocale;
  say(key: string, inputs?: Record<string, string>): string;
  date(day: string): string;
  money(minor: string, currency: string): string;
  /** A translatable name, e.g. the network's: `{"en": …}`. */
  name(names: Record<string, string>): string;
}

/** Speaks a language; what is put into a sentence is one line, without invisible characters. */
export function speech(locale: MailLocale): Speech {
  return {
    locale,
    say: (key, inputs = {}) =>
      say(
        locale,
        key,
        Object.fromEntries(Object.entries(inputs).map(([name, text]) => [name, oneLine(text)])),
      ),
    date: (day) => date(locale, day),
    money: (minor, currency) => money(locale, minor, currency),
    name: (names) => names[locale] ?? names['en'] ?? Object.values(names)[0] ?? '',
  };
}

/** What a message says, before it is written as text and as HTML. */
export interface Letter {
  subject: string;
  paragraphs: string[];
  /** Rows under a heading each, e.g. what is owed. */
  table?: { head: string[]; rows: string[][] };
  action?: { label: string; url: string };
  /** Said below: why one gets it, and how not to. */
  foot: string[];
}

/** A letter in both forms. Its subject is one line whatever it was made from. */
export interface Written {
  subject: string;
  words: string;
  html: string;
}

/** Writes the letter to a person as text and as simple HTML, from right to left where the language is. */
export function write(letter: Letter, to: string, speech: Speech): Written {
  const greeting = speech.say('mail_greeting', { name: to });
  const subject = oneLine(letter.subject) || '—';
  return {
    subject,
    words: asText(letter, greeting),
    html: asHtml({ ...letter, subject }, greeting, speech.locale),
  };
}

function asText({ paragraphs, table, action, foot }: Letter, greeting: string): string {
  const rows = table?.rows.map((row) =>
    row.map((cell, index) => `${table.head[index] ?? ''}: ${oneLine(cell)}`).join(' · '),
  );
  const parts = [
    greeting,
    ...paragraphs,
    ...(rows ? [rows.join('\n')] : []),
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    ...(foot.length > 0 ? [`-- \n${foot.join('\n')}`] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

const PAGE =
  'font:16px/1.5 system-ui,sans-serif;max-width:38em;margin:1.5em auto;padding:0 1em;color:#1b2430';
const CELL = 'padding:.35em .8em;border-bottom:1px solid #d5dbe3;text-align:start';
const BUTTON =
  'display:inline-block;padding:.6em 1.1em;background:#0b4f8a;color:#fff;text-decoration:none;border-radius:4px';

function asHtml(letter: Letter, greeting: string, locale: MailLocale): string {
  const { subject, paragraphs, table, action, foot } = letter;
  const cells = (tag: 'th' | 'td', row: string[]) =>
    row.map((cell) => `<${tag} style="${CELL}">${escaped(cell)}</${tag}>`).join('');
  return [
    `<!doctype html><html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}"><head><meta charset="utf-8">`,
    `<title>${escaped(subject)}</title></head><body style="${PAGE}">`,
    ...[greeting, ...paragraphs].map((text) => `<p>${escaped(text)}</p>`),
    ...(table
      ? [
          `<table style="border-collapse:collapse"><thead><tr>${cells('th', table.head)}</tr></thead><tbody>`,
          ...table.rows.map((row) => `<tr>${cells('td', row)}</tr>`),
          '</tbody></table>',
        ]
      : []),
    ...(action
      ? [`<p><a style="${BUTTON}" href="${escaped(action.url)}">${escaped(action.label)}</a></p>`]
      : []),
    ...foot.map((text) => `<p style="font-size:.85em;color:#56616f">${linked(escaped(text))}</p>`),
    '</body></html>',
  ].join('\n');
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string) => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);
const linked = (html: string) => html.replace(/https?:\/\/[^\s<]+/g, (url) => `<a href="${url}">${url}</a>`);

/** One line without control characters: nothing that is typed can begin a header of its own. */
export function oneLine(text: string): string {
  return plainWords(text).replace(/\s+/g, ' ').trim();
}
