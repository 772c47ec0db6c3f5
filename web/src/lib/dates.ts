/** A calendar date as `YYYY-MM-DD`, the form in which dates travel in URLs, forms and the API. */
export type CalendarDate = string;

/** Whether `text` is a calendar date that exists. */
export function isDate(text: string | null | undefined): text is CalendarDate {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Today's date in universal time, the day the network counts by. */
export function today(): CalendarDate {
  return new Date().toISOString().slice(0, 10);
}

/** The date `days` after `date` (before it, when negative). */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** How many days lie from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** How many days lie from 1 January 1970 to `date`: a date as a range input has it. */
export function epochDay(date: CalendarDate): number {
  return daysBetween('1970-01-01', date);
}

/** The date so many days after 1 January 1970; null for what is no such number, or lies outside 1900 to 2199. */
export function ofEpochDay(text: string | null): CalendarDate | null {
  if (text === null || !/^-?\d{1,5}$/.test(text)) return null;
  const date = addDays('1970-01-01', Number(text));
  return /^(19|20|21)\d\d-/.test(date) ? date : null;
}
