import { date, number } from '#lib/format.ts';
import { money } from '#lib/money.ts';
import { m } from '#lib/paraglide/messages.js';
import { factName } from '#lib/rule-trace.ts';
import { faultText } from '#lib/ui/rulebook/words.ts';
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

/** Warnings as the API sends them. */
export const warningsIn = (json: unknown) => json as Warning[];

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
    case 'fact_missing':
      return m.dues_warning_fact_missing({ fact });
    case 'at_cap':
      return m.dues_warning_at_cap({ value: ruleNumber(detail) });
    case 'at_floor':
      return m.dues_warning_at_floor({ value: ruleNumber(detail) });
    case 'joined_in_year':
      return m.dues_warning_joined_in_year({ date: date(detail) });
    case 'changed_much':
      return m.dues_warning_changed_much({ amount: money({ minor: detail, currency }) });
    case 'relief':
      return m.dues_warning_relief({ amount: money({ minor: detail, currency }) });
    default:
      return warning.code;
  }
}

/** A number of the rulebook in the reader's language; a fraction as it is written. */
function ruleNumber(text: string): string {
  return /^-?\d+(\.\d+)?$/.test(text) ? number(text, { maximumFractionDigits: 20 }) : text;
}

/** Why a member gets no assessment, in the reader's language. */
export function leftOutText(one: {
  code: string | null;
  article?: string | null;
  fact?: string | null;
  detail?: string | null;
  fault?: string | null;
  given?: readonly string[];
}): string {
  const article = one.article ?? '';
  switch (one.code) {
    case 'fact_missing':
      return m.dues_left_fact_missing({ fact: factName(one.fact ?? ''), article });
    case 'others_missing':
      return m.dues_left_others_missing({ who: one.detail ?? '', article });
    case 'no_region':
      return m.dues_left_no_region();
    case 'nothing_due':
      return m.dues_left_nothing_due({ article });
    case 'run_first':
      return m.dues_left_run_first();
    case 'currency_changed':
      return m.dues_left_currency_changed();
    case 'nothing_left':
      return m.dues_left_nothing_left();
    default:
      return m.dues_left_not_computable({
        detail: one.fault
          ? faultText({ code: one.fault, reason: one.detail, fact: one.fact, given: one.given })
          : '',
        article,
      });
  }
}

export interface Cause {
  code: string;
  fact?: string;
  from?: string;
  to?: string;
}

/** Causes as the API sends them. */
export const causesIn = (json: unknown) => json as Cause[];

/** What a difference follows from, in the reader's language. */
export function causeText({ code, fact, from, to }: Cause): string {
  const none = '–';
  if (code === 'joined' && to) return m.dues_cause_joined_on({ date: date(to) });
  if (code === 'fact' && fact)
    return m.dues_cause_fact_changed({ fact: factName(fact), from: from ?? none, to: to ?? none });
  if (code === 'rule' && from && to) return m.dues_cause_rule_changed({ from: number(from), to: number(to) });
  return causeName(code);
}

/** A kind of cause, to filter by. */
export function causeName(code: string): string {
  const words: Record<string, () => string> = {
    joined: m.dues_cause_joined,
    was_left_out: m.dues_cause_was_left_out,
    fact: m.dues_cause_fact,
    rule: m.dues_cause_rule,
    left: m.dues_cause_left,
    others: m.dues_cause_others,
    other: m.dues_cause_other,
  };
  return words[code]?.() ?? code;
}
