import { m } from '#lib/paraglide/messages.js';

export const STATES = ['waiting', 'approved', 'declined', 'reversed'] as const;
export type WriteOffState = (typeof STATES)[number];

/** The words of a write-off's state. */
export function stateWords(state: WriteOffState): string {
  return m[`dues_write_off_${state}`]();
}

export function stateLook(state: WriteOffState): string {
  return { waiting: 'warn', approved: 'good', declined: '', reversed: 'bad' }[state];
}
