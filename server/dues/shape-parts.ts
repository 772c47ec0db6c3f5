import { refers } from '../reading/shape.ts';

/** The person whose id stands in a column. */
export const person = (name: string) => refers('Person', 'person', name);

/** What was searched for as a pattern that holds it: what LIKE would read as one is escaped. Null where nothing was. */
export function containing(value: unknown): string | null {
  const text = String(value ?? '').trim();
  return text === '' ? null : `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
