/**
 * Cells of tables that spreadsheets open: the one place that decides what a file may hold, for the server's files and
 * the web's alike. It needs nothing else, so that both can use it.
 */

/** What a spreadsheet takes for the start of a formula, in whichever width, after whatever it skips. */
const FORMULA = /^[\s\p{Cf}\p{Cc}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B]|^[\t\r\n\0]/u;
/** What no text of a file may hold: XML refuses it, and readers stumble over it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const UNWRITABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/** A text that no spreadsheet runs: what it would take for a formula is marked as text by an apostrophe. */
export function plainText(text: string): string {
  const writable = text.toWellFormed().replace(UNWRITABLE, '');
  return FORMULA.test(writable) ? `'${writable}` : writable;
}

/** What `plainText` marked, as it was. */
export function unmarked(text: string): string {
  return text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}

/** A number too exact for a number: written as it is. */
export interface Exact {
  exact: string;
}

/** One line of CSV by RFC 4180. Numbers are written as such. */
export function csvLine(cells: readonly (string | number | null | Exact)[]): string {
  return `${cells.map(field).join(',')}\r\n`;
}

function field(cell: string | number | null | Exact): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return typeof cell === 'number' ? String(cell) : cell.exact;
  const text = plainText(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
