import { m } from '#lib/paraglide/messages.js';

const words = {
  400: [m.error_400_title, m.error_400_text],
  403: [m.error_403_title, m.error_403_text],
  404: [m.error_404_title, m.error_404_text],
  413: [m.error_413_title, m.error_413_text],
  500: [m.error_500_title, m.error_500_text],
  503: [m.error_503_title, m.error_503_text],
} as const;

/** What an error page says of a status: title and text. */
export function errorWords(status: number): { title: string; text: string } {
  const [title, text] = words[status as keyof typeof words] ?? words[status < 500 ? 400 : 500];
  return { title: title(), text: text() };
}
