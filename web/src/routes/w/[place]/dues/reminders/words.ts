import { number } from '#lib/format.ts';
import { m } from '#lib/paraglide/messages.js';

export type Template = 'due_soon' | 'overdue' | 'formal_notice' | 'census_open' | 'census_closing';

/** What each message is sent for: the event follows from it. */
export const EVENTS = {
  due_soon: 'before_due',
  overdue: 'after_due',
  formal_notice: 'after_due',
  census_open: 'census_open',
  census_closing: 'census_closing',
} as const;

export const TEMPLATES = Object.keys(EVENTS) as Template[];

/** The message, in words. */
export function templateWords(template: Template): string {
  const words = {
    due_soon: m.dues_reminder_due_soon,
    overdue: m.dues_reminder_overdue,
    formal_notice: m.dues_reminder_formal_notice,
    census_open: m.dues_reminder_census_open,
    census_closing: m.dues_reminder_census_closing,
  };
  return words[template]();
}

/** When a rule asks for its message: "14 days after the due date". */
export function timeWords(event: (typeof EVENTS)[Template], days: number): string {
  const inputs = { count: days, shown: number(days) };
  if (days === 0) {
    if (event === 'census_open') return m.dues_reminder_on_open();
    return event === 'census_closing' ? m.dues_reminder_on_close() : m.dues_reminder_on_due();
  }
  if (event === 'before_due') return m.dues_reminder_before_due(inputs);
  if (event === 'after_due') return m.dues_reminder_after_due(inputs);
  if (event === 'census_open') return m.dues_reminder_after_open(inputs);
  return m.dues_reminder_before_close(inputs);
}

type State = 'waiting' | 'deferred' | 'sent' | 'kept' | 'bounced' | 'failed' | 'opted_out' | 'no_address';

/** What became of a message, in words. */
export function mailStateWords(state: State): string {
  const words = {
    waiting: m.mail_state_waiting,
    deferred: m.mail_state_deferred,
    sent: m.mail_state_sent,
    kept: m.mail_state_kept,
    bounced: m.mail_state_bounced,
    failed: m.mail_state_failed,
    opted_out: m.mail_state_opted_out,
    no_address: m.mail_state_no_address,
  };
  return words[state]();
}

export const mailStateLook = (state: State) =>
  state === 'sent' || state === 'kept'
    ? 'good'
    : ['bounced', 'failed', 'no_address'].includes(state)
      ? 'bad'
      : undefined;

/** Why nobody is written to, in words. */
export function reasonWords(reason: string): string {
  if (reason === 'nobody') return m.dues_reminder_nobody();
  if (reason === 'no_address') return m.mail_state_no_address();
  if (reason === 'bounced') return m.mail_state_bounced();
  return m.mail_state_opted_out();
}
