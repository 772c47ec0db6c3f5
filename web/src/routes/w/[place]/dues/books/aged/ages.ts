import { m } from '#lib/paraglide/messages.js';

/** The ages of what is open, the youngest first. */
export const AGES = ['notDue', 'upTo30', 'upTo90', 'upTo365', 'older'] as const;

export function ageWords(): string[] {
  return [m.dues_aged_not_due(), m.dues_aged_30(), m.dues_aged_90(), m.dues_aged_365(), m.dues_aged_older()];
}
