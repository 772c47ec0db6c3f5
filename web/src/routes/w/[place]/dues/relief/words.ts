import { date, number, percent } from '#lib/format.ts';
import { money } from '#lib/money.ts';
import type { PlanState, ReliefKind, ReliefState } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';

export const KINDS = ['plan', 'delay', 'reduction', 'waiver', 'sponsorship', 'currency'] as const;

export const kindWords = (kind: ReliefKind) => m[`dues_relief_kind_${kind}`]();
export const kindHelp = (kind: ReliefKind) => m[`dues_relief_kind_${kind}_help`]();
export const stateWords = (state: ReliefState) => m[`dues_relief_state_${state}`]();
export const planWords = (state: PlanState) => m[`dues_relief_plan_${state}`]();

const LOOKS: Record<string, string> = {
  asked: 'warn',
  awaiting_sponsor: 'warn',
  granted: 'good',
  granted_in_part: 'good',
  refused: 'bad',
  declined: 'bad',
  revoked: 'bad',
  kept: 'good',
  fulfilled: 'good',
  behind: 'warn',
  broken: 'bad',
};

/** The look of the tag of a request's or plan's state. */
export const stateLook = (state: string) => LOOKS[state] ?? '';

/** A body by its kind, as the rulebook names it. */
export function bodyWords(body: string): string {
  const catalogue = m as unknown as Record<string, (() => string) | undefined>;
  return catalogue[`dues_relief_body_${body}`]?.() ?? body.replaceAll('_', ' ');
}

/** The years that a relief concerns: those assessed when it was asked for, and those it waits for. */
export function yearsOf(relief: {
  assessments: readonly { year: number }[];
  years: readonly number[];
}): number[] {
  return [...new Set([...relief.assessments.map(({ year }) => year), ...relief.years])].sort((a, b) => a - b);
}

export interface Terms {
  amount?: string | null;
  share?: string | null;
  dueOn?: string | null;
  instalments?: number | null;
  firstOn?: string | null;
  everyMonths?: number | null;
}

/** What is asked for or granted, in words. */
export function termsWords(kind: ReliefKind, terms: Terms, currency: string): string {
  const amount = terms.amount == null ? '' : money({ minor: terms.amount, currency });
  if (kind === 'plan') {
    const count = terms.instalments ?? 0;
    return m.dues_relief_terms_plan({ count, shown: number(count), first: date(terms.firstOn ?? '') });
  }
  if (kind === 'delay') return m.dues_relief_terms_delay({ day: date(terms.dueOn ?? '') });
  if (kind === 'sponsorship') return m.dues_relief_terms_sponsorship({ amount });
  if (kind === 'waiver') return m.dues_relief_terms_waiver();
  if (amount) return m.dues_relief_terms_to({ amount });
  return m.dues_relief_terms_share({ share: shareWords(terms.share ?? '0') });
}

/** An exact share: as a percentage where that is short, else as the fraction that it is. */
export function shareWords(share: string): string {
  const [n, d] = share.split('/').map(Number);
  return d && ((n ?? 0) * 10_000) % d !== 0 ? share : percent(d ? (n ?? 0) / d : Number(share));
}
