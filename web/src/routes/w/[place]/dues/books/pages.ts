import { m } from '#lib/paraglide/messages.js';
import { paths } from '#lib/paths.ts';

/** The pages of the books of a place. */
export function booksPages(place: { key: string }) {
  const pages = [
    { part: '', label: m.dues_books_balance() },
    { part: '/journal', label: m.dues_journal() },
    { part: '/aged', label: m.dues_aged() },
    { part: '/shares', label: m.dues_shares() },
    { part: '/write-offs', label: m.dues_write_offs() },
    { part: '/closing', label: m.dues_closing() },
  ];
  return pages.map(({ part, label }) => ({ href: paths.workspace(place.key, `dues/books${part}`), label }));
}
