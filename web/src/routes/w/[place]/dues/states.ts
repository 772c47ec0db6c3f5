import { date, number } from '#lib/format.ts';
import { money } from '#lib/money.ts';
import { m } from '#lib/paraglide/messages.js';
import { factName } from '#lib/rule-trace.ts';
import type { DuesState } from './accounts.ts';

/** The words of a state of dues. */
export function stateWords(state: string): string {
  const words: Record<DuesState, () => string> = {
    none: m.dues_state_none,
    paid: m.dues_state_paid,
    partly: m.dues_state_partly,
    owing: m.dues_state_owing,
    overdue: m.dues_state_overdue,
  };
  return words[state as DuesState]?.() ?? state;
}

/** The look of a state's tag. */
export function stateLook(state: string): string {
  return { paid: 'good', partly: 'warn', owing: '', overdue: 'bad', none: '' }[state] ?? '';
}

/** A year is a name, not a quantity: it has no thousands separator, but the reader's digits. */
export function yearText(year: number): string {
  return number(year, { useGrouping: false });
}

export interface Warning {
  code: string;
  fact?: string;
  detail?: string;
}

/** What a run or an assessment points out, in the reader's language. */
export function warningText(warning: Warning, currency: string): string {
  const fact = factName(warning.fact ?? '');
  const detail = warning.detail ?? '';
  switch (warning.code) {
    case 'fact_set':
      return m.dues_warning_fact_set({ fact, value: detail });
    case 'fact_last_declared':
      return m.dues_warning_fact_last_declared({ fact, value: detail });
    case 'fact_default':
      return m.dues_warning_fact_default({ fact, value: detail });
    case 'fact_capped':
      return m.dues_warning_fact_capped({ fact, value: detail });
    case 'joined_in_year':
      return m.dues_warning_joined_in_year({ date: date(detail) });
    case 'changed_much':
      return m.dues_warning_changed_much({ amount: money({ minor: detail, currency }) });
    default:
      return warning.code;
  }
}
