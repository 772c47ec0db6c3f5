import type { TransactionSql } from 'postgres';
import { refuse } from '../../errors.ts';
import { major, minorOf } from '../../money.ts';
import { Exact, exactFromText } from '../../rules/exact.ts';
import type { PlanPartInput, ReliefKind, ReliefTermsInput } from '../../types.ts';
import type { Instalment } from './instalments.ts';

/** What is asked for or granted, by kind; what the kind does not have is null. */
export interface Terms {
  /** Reduction: to which amount. Sponsorship: what the sponsor pays. In minor units. */
  amount: bigint | null;
  /** Reduction and currency: the share taken off. */
  share: Exact | null;
  dueOn: string | null;
  instalments: number | null;
  firstOn: string | null;
  everyMonths: number | null;
  /** Plan: its instalments, where they are not equal. */
  parts: Instalment[] | null;
}

export const NO_TERMS: Terms = {
  amount: null,
  share: null,
  dueOn: null,
  instalments: null,
  firstOn: null,
  everyMonths: null,
  parts: null,
};

const READERS: Record<
  ReliefKind,
  (typed: ReliefTermsInput, currency: string, day: string) => Partial<Terms>
> = {
  waiver: () => ({}),
  reduction: (typed, currency) => {
    const [amount, share] = [typed.amount?.trim(), typed.share?.trim()];
    if (Boolean(amount) === Boolean(share)) refuse('relief_amount_or_share', 'share', share ?? '');
    return amount ? { amount: amountOf(amount, currency) } : { share: shareOf(share) };
  },
  currency: (typed) => ({ share: shareOf(typed.share) }),
  sponsorship: (typed, currency) => {
    const amount = amountOf(typed.amount, currency);
    if (amount === 0n) refuse('amount_not_positive', 'amount', typed.amount);
    return { amount };
  },
  delay: (typed, _currency, day) => {
    if (!typed.dueOn) refuse('required', 'dueOn');
    if (typed.dueOn <= day) refuse('relief_due_not_later', 'dueOn', typed.dueOn);
    return { dueOn: typed.dueOn };
  },
  plan: (typed, currency, day) => {
    if (typed.parts?.length) return partsOf(typed.parts, currency, day);
    const instalments = typed.instalments ?? 0;
    const everyMonths = typed.everyMonths ?? 1;
    if (instalments < 1 || instalments > 120) refuse('relief_instalments', 'instalments', instalments);
    if (everyMonths < 1 || everyMonths > 24) refuse('relief_every_months', 'everyMonths', everyMonths);
    if (!typed.firstOn) refuse('required', 'firstOn');
    if (typed.firstOn < day) refuse('past_date', 'firstOn', typed.firstOn);
    return { instalments, everyMonths, firstOn: typed.firstOn };
  },
};

/** The terms of a kind as they were typed; `day` is when they are asked or decided: nothing may lie before it. */
export function termsOf(
  kind: ReliefKind,
  typed: ReliefTermsInput | null | undefined,
  currency: string,
  day: string,
): Terms {
  return { ...NO_TERMS, ...READERS[kind](typed ?? {}, currency, day) };
}

const MOST_PARTS = 120;

/** Instalments with days and amounts of their own, one after the other. */
function partsOf(typed: readonly PlanPartInput[], currency: string, day: string): Partial<Terms> {
  if (typed.length > MOST_PARTS) refuse('relief_instalments', 'parts', typed.length);
  const parts = typed.map(({ dueOn, amount: text }, index) => {
    const amount = amountOf(text, currency, `parts.${index}.amount`);
    if (amount === 0n) refuse('amount_not_positive', `parts.${index}.amount`, text);
    if (dueOn < day) refuse('past_date', `parts.${index}.dueOn`, dueOn);
    const before = typed[index - 1]?.dueOn;
    if (before && dueOn <= before) refuse('relief_parts_order', `parts.${index}.dueOn`, dueOn);
    return { dueOn, amount };
  });
  return { parts, instalments: parts.length, firstOn: parts[0]?.dueOn ?? null };
}

function amountOf(typed: string | null | undefined, currency: string, field = 'amount'): bigint {
  if (!typed?.trim()) refuse('required', field);
  const amount = minorOf(typed, currency);
  if (typeof amount === 'string') refuse(amount, field, typed);
  if (amount < 0n) refuse('amount_not_positive', field, typed);
  return amount;
}

/** A share as exact text: `0.25`, `1/3` or `25%`; above nothing and not above all. */
function shareOf(typed: string | null | undefined): Exact {
  if (!typed?.trim()) refuse('required', 'share');
  const text = typed.trim();
  const read = exactFromText(text.replace(/\s*%$/, ''));
  const share = read && text.endsWith('%') ? read.div(Exact.of(100)) : read;
  if (!share || text.length > 40 || share.n <= 0n || share.cmp(Exact.of(1)) > 0)
    refuse('relief_share', 'share', typed);
  return share;
}

/** The terms as columns of `relief` and `relief_step`. */
export function termColumns(terms: Terms) {
  return {
    amount: terms.amount?.toString() ?? null,
    share: terms.share?.toText() ?? null,
    due_on: terms.dueOn,
    instalments: terms.instalments,
    first_on: terms.firstOn,
    every_months: terms.everyMonths,
    parts: terms.parts?.map(({ dueOn, amount }) => ({ dueOn, amount: amount.toString() })) ?? null,
  };
}

export type TermColumns = ReturnType<typeof termColumns>;

/** The terms as values of a row to be written. */
export function termValues(sql: TransactionSql, terms: Terms) {
  const { parts, ...columns } = termColumns(terms);
  return { ...columns, parts: parts && sql.json(parts) };
}

/** Terms as they are kept, in the form in which they are typed. */
export function typedAgain(row: TermColumns, currency: string): ReliefTermsInput {
  return {
    amount: row.amount === null ? null : major(BigInt(row.amount), currency),
    share: row.share,
    dueOn: row.due_on,
    instalments: row.instalments,
    firstOn: row.first_on,
    everyMonths: row.every_months,
    parts: row.parts?.map((part) => ({ ...part, amount: major(BigInt(part.amount), currency) })) ?? null,
  };
}
