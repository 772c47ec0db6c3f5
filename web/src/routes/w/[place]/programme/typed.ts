import { addDays, isDate } from '#lib/dates.ts';

/** A field's text without blanks around it. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** The first day after the last day that was typed; null when that is no date. Periods end before their `until`. */
export function dayAfterTyped(form: FormData, name: string): string | null {
  const last = textOf(form, name);
  return isDate(last) ? addDays(last, 1) : null;
}

/** A whole number, in the digits of any of the languages; null when nothing or something else was typed. */
export function wholeTyped(form: FormData, name: string): number | null {
  const digits = textOf(form, name)
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0));
  return /^-?\d{1,9}$/.test(digits) ? Number(digits) : null;
}

/** The lines of a text area, empty ones left out. */
export function linesOf(form: FormData, name: string): string[] {
  return textOf(form, name)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}
