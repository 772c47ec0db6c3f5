import type { Refusal } from './errors.ts';

/**
 * A text that was typed where a day or an amount stands, and is none. In an act it is an expected refusal at its
 * field, so that whoever typed it finds it there; anywhere else it is the asker's mistake.
 */
export class Unreadable {
  readonly code: string;
  readonly value: string;
  constructor(code: string, value: string) {
    this.code = code;
    this.value = value;
  }
}

/** A refusal for each unreadable value in what an act was given, at the field that holds it. */
export function unreadable(given: unknown, field: string | null = null): Refusal[] {
  if (given instanceof Unreadable) return [{ code: given.code, field, value: given.value.slice(0, 100) }];
  if (Array.isArray(given)) return given.flatMap((one) => unreadable(one, field));
  if (typeof given !== 'object' || given === null) return [];
  return Object.entries(given).flatMap(([name, one]) => unreadable(one, name));
}

/** Whether the text is a day of the calendar, from the year 1 on. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** Whether the text is an instant of a day of the calendar, with its offset. */
export function isMoment(text: string): boolean {
  const clock = /^[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d{2}(:?\d{2})?)$/;
  return isDay(text.slice(0, 10)) && clock.test(text.slice(10));
}
