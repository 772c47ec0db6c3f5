import { wholeOf } from '#lib/amount.ts';
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
  return wholeOf(textOf(form, name));
}

/** The lines of a text area, empty ones left out. */
export function linesOf(form: FormData, name: string): string[] {
  return textOf(form, name)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}
