/** How cells of published lists are read: plain where that is certain, a fault where it would be a guess. */

/** `1234.5`, `1,234.5`, `1 234,5`, `1.234.567` as plain decimal text; a fault's code where it is no number, or could be two. */
export function readNumber(
  cell: string,
): { value: string } | { fault: 'value_not_number' | 'value_ambiguous' } {
  const text = cell.replace(/[\s\u00a0\u202f'’]/g, '').replace(/%$/, '');
  if (/^\d+(\.\d+)?$/.test(text)) return { value: trimmed(text) };
  if (/^\d{1,3}(,\d{3})+\.\d+$/.test(text) || /^\d{1,3}(,\d{3}){2,}$/.test(text)) {
    return { value: trimmed(text.replaceAll(',', '')) };
  }
  if (/^\d{1,3}(\.\d{3})+,\d+$/.test(text) || /^\d{1,3}(\.\d{3}){2,}$/.test(text)) {
    return { value: trimmed(text.replaceAll('.', '').replace(',', '.')) };
  }
  if (/^\d{1,3},\d{3}$/.test(text)) return { fault: 'value_ambiguous' };
  if (/^\d+,\d+$/.test(text)) return { value: trimmed(text.replace(',', '.')) };
  return { fault: 'value_not_number' };
}

/** Without zeros that say nothing: `007.50` is 7.5. */
function trimmed(text: string): string {
  const [whole = '', part = ''] = text.split('.');
  const decimals = part.replace(/0+$/, '');
  return whole.replace(/^0+(?=\d)/, '') + (decimals ? `.${decimals}` : '');
}

/** Days from the first to before the last; `until` null: without end. */
export interface Span {
  from: string;
  until: string | null;
}

/** A year, a span of years or a month: `2024`, `2023 [YR2023]`, `2025-2027`, `2025-06`, `2025M06`. Null where it is none. */
export function readPeriod(cell: string): Span | null {
  const text = cell.trim();
  const year = /^(\d{4})( \[YR\d{4}\])?$/.exec(text);
  if (year) return years(Number(year[1]), Number(year[1]));
  const span = /^(\d{4}) ?[-–/] ?(\d{4})$/.exec(text);
  if (span) return Number(span[1]) <= Number(span[2]) ? years(Number(span[1]), Number(span[2])) : null;
  const month = /^(\d{4})[-M](0[1-9]|1[0-2])$/.exec(text);
  if (!month) return null;
  const [from, next] = [0, 1].map(
    (more) => new Date(Date.UTC(Number(month[1]), Number(month[2]) - 1 + more, 1)),
  );
  return { from: isoOf(from as Date), until: isoOf(next as Date) };
}

function years(first: number, last: number): Span | null {
  return first < 1900 || last > 2999 ? null : { from: `${first}-01-01`, until: `${last + 1}-01-01` };
}

/** The span some years later. */
export function shifted({ from, until }: Span, by: number): Span {
  const move = (day: string) => `${Number(day.slice(0, 4)) + by}${day.slice(4)}`;
  return { from: move(from), until: until && move(until) };
}

/** A day: `2024-01-31`, `31.01.2024`, or with slashes where only one reading is a day. */
export function readDay(cell: string): string | null {
  const text = cell.trim();
  const iso = /^(\d{4})-(\d{2})-(\d{2})(T.*)?$/.exec(text);
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  if (dotted) return dayOf(Number(dotted[3]), Number(dotted[2]), Number(dotted[1]));
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (!slashed) return null;
  const [first, second, year] = [Number(slashed[1]), Number(slashed[2]), Number(slashed[3])];
  if (first > 12 || first === second) return dayOf(year, second, first);
  return second > 12 ? dayOf(year, first, second) : null;
}

export function dayAfter(day: string): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return isoOf(new Date(Date.UTC(year, month - 1, date + 1)));
}

function dayOf(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return same && year >= 1900 && year <= 2999 ? isoOf(date) : null;
}

function isoOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
