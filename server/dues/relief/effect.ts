import { refuse } from '../../errors.ts';
import { major } from '../../money.ts';
import { Exact, HUNDRED, ONE } from '../../rules/exact.ts';
import type { ArticleTrace } from '../../rules/trace.ts';
import { addMonths, Day, dayFromText, monthsBetween } from '../../rules/values.ts';
import type { ReliefKind } from '../../types.ts';
import { type Instalment, instalmentsOf } from './instalments.ts';
import type { Adjustment, ReliefRules } from './rules.ts';
import type { Terms } from './terms.ts';

/** An assessment that a relief concerns, as it stands. Amounts in minor units. */
export interface Debt {
  assessment: string;
  year: number;
  /** What is asked: as assessed, less what was taken off. */
  asked: bigint;
  outstanding: bigint;
  /** By when it is due as of today, with what puts it off. */
  dueOn: string;
}

/** What a relief would do to one assessment. */
export interface EffectLine {
  debt: Debt;
  takesOff: bigint;
  dueOn: string;
  why: ArticleTrace | null;
}

/** What a relief would do: pure, nothing is written. */
export interface Effect {
  lines: EffectLine[];
  instalments: Instalment[];
  /** What a sponsor is to pay. */
  sponsored: bigint;
  expiresOn: string;
}

/**
 * What a relief of these terms does to these debts when it is decided on `day`. Refuses what the rulebook does not
 * allow and what would change nothing.
 */
export function effectOf(
  kind: ReliefKind,
  terms: Terms,
  { debts, years }: Concerned,
  rules: ReliefRules,
  day: string,
): Effect {
  refuseForYears(kind, terms, years);
  const open = debts.reduce((sum, { outstanding }) => sum + outstanding, 0n);
  if (kind !== 'reduction' && kind !== 'currency' && open === 0n && years.length === 0)
    refuse('relief_nothing_open', 'assessmentIds');
  const effect = debts.length > 0 ? EFFECTS[kind](terms, debts, rules, day, open) : {};
  const lines = debts.map((debt) => effect.lines?.get(debt.assessment) ?? same(debt));
  const done = {
    lines,
    instalments: effect.instalments ?? [],
    sponsored: effect.sponsored ?? 0n,
    expiresOn: effect.expiresOn ?? untilOf(rules.until(day), years),
  };
  refuseBeyondLimits(kind, terms, done, { debts, years }, rules, day);
  return done;
}

/** What a relief concerns: assessments, and years of which nothing is assessed yet. */
export interface Concerned {
  debts: Debt[];
  years: readonly number[];
}

/** Kinds that can be granted before there is anything to take off. */
const AHEAD: readonly ReliefKind[] = ['waiver', 'reduction', 'currency'];

/** An amount says nothing of dues that nobody knows yet: the limits are held against a share. */
function refuseForYears(kind: ReliefKind, { amount }: Terms, years: readonly number[]): void {
  if (years.length === 0) return;
  if (!AHEAD.includes(kind)) refuse('relief_kind_not_ahead', 'years', kind);
  if (amount !== null) refuse('relief_share_ahead', 'amount');
}

/** A relief for years to come lasts to the end of the last of them at least. */
function untilOf(day: string, years: readonly number[]): string {
  const last = years.length > 0 ? `${Math.max(...years)}-12-31` : day;
  return last > day ? last : day;
}

interface Partly {
  lines?: Map<string, EffectLine>;
  instalments?: Instalment[];
  sponsored?: bigint;
  expiresOn?: string;
}

const EFFECTS: Record<
  ReliefKind,
  (terms: Terms, debts: Debt[], rules: ReliefRules, day: string, open: bigint) => Partly
> = {
  waiver: (terms, debts, rules) => takingOff(debts, rules, adjustmentOf('waiver', terms, rules.currency)),
  reduction: (terms, debts, rules) => {
    if (terms.amount !== null && debts.length > 1) refuse('relief_one_year', 'assessmentIds');
    return takingOff(debts, rules, adjustmentOf('reduction', terms, rules.currency));
  },
  currency: (terms, debts, rules) => takingOff(debts, rules, adjustmentOf('currency', terms, rules.currency)),
  delay: ({ dueOn }, debts) => {
    const until = dueOn as string;
    const moved = debts.filter((debt) => debt.outstanding > 0n && debt.dueOn < until);
    if (moved.length === 0) refuse('relief_due_not_later', 'dueOn', until);
    return {
      lines: new Map(moved.map((debt) => [debt.assessment, { ...same(debt), dueOn: until }])),
      expiresOn: until,
    };
  },
  plan: ({ instalments, firstOn, everyMonths, parts: own }, _debts, rules, _day, open) => {
    if (own) refuseOtherSum(own, open, rules.currency);
    const parts = own ?? instalmentsOf(open, instalments ?? 1, firstOn as string, everyMonths ?? 1);
    const last = dayFromText(parts.at(-1)?.dueOn as string) as Day;
    return { instalments: parts, expiresOn: new Day(last.serial + rules.graceDays).toText() };
  },
  sponsorship: ({ amount }, _debts, _rules, _day, open) => {
    const sponsored = amount ?? open;
    if (sponsored > open) refuse('relief_more_than_open', 'amount', sponsored);
    return { sponsored };
  },
};

/** Instalments of one's own add up to what is owed. */
function refuseOtherSum(parts: Instalment[], open: bigint, currency: string): void {
  const sum = parts.reduce((all, { amount }) => all + amount, 0n);
  if (sum !== open)
    refuse('relief_parts_sum', 'parts', `${major(sum, currency)} / ${major(open, currency)} ${currency}`);
}

/** A change of what is asked by these terms, as the rulebook computes it. */
export function adjustmentOf(
  kind: 'waiver' | 'reduction' | 'currency',
  { amount, share }: Pick<Terms, 'amount' | 'share'>,
  currency: string,
): Adjustment {
  if (kind === 'waiver') return { kind: 'waive' };
  if (kind === 'currency') return { kind: 'currency_factor', amount: ONE.sub(share ?? ONE).toText() };
  return amount === null
    ? { kind: 'reduce_percent', amount: (share ?? ONE).mul(HUNDRED).toText() }
    : { kind: 'reduce_to', amount: major(amount, currency) };
}

/** A waiver takes off what is open; the others change what is asked, whatever was paid of it. */
function takingOff(debts: Debt[], rules: ReliefRules, wish: Adjustment): Partly {
  const lines = debts.map((debt): EffectLine => {
    const base = wish.kind === 'waive' ? debt.outstanding : debt.asked;
    const { amount, why } = rules.remaining(base, wish);
    return { debt, takesOff: base - amount, dueOn: debt.dueOn, why };
  });
  if (lines.every(({ takesOff }) => takesOff <= 0n)) refuse('relief_no_effect', 'amount');
  return { lines: new Map(lines.map((line) => [line.debt.assessment, line])) };
}

function same(debt: Debt): EffectLine {
  return { debt, takesOff: 0n, dueOn: debt.dueOn, why: null };
}

function refuseBeyondLimits(
  kind: ReliefKind,
  terms: Terms,
  effect: Effect,
  { debts, years }: Concerned,
  rules: ReliefRules,
  day: string,
): void {
  const beyond = rules.beyond(kind, {
    share: terms.share ?? (years.length > 0 ? ONE : shareOf(effect, debts)),
    months: monthsOf(kind, effect, day),
    instalments: terms.instalments ?? 0,
  });
  if (beyond.length > 0) refuse('relief_beyond_limits', FIELD[kind], beyond.join(', '));
}

/** The field of the form that a limit concerns. */
const FIELD: Record<ReliefKind, string> = {
  waiver: 'assessmentIds',
  reduction: 'share',
  delay: 'dueOn',
  plan: 'instalments',
  sponsorship: 'amount',
  currency: 'share',
};

/** The share that is taken off what is asked, exactly. */
function shareOf({ lines }: Effect, debts: Debt[]): Exact {
  const asked = debts.reduce((sum, one) => sum + one.asked, 0n);
  const off = lines.reduce((sum, one) => sum + one.takesOff, 0n);
  return asked === 0n ? Exact.of(0) : Exact.of(off, asked);
}

/** Months begun: of a delay from the earliest due date, of a plan from the decision to its last instalment. */
function monthsOf(kind: ReliefKind, effect: Effect, day: string): number {
  if (kind === 'delay') {
    const moved = effect.lines.filter(({ debt, dueOn }) => dueOn !== debt.dueOn);
    return Math.max(...moved.map(({ debt, dueOn }) => monthsBegun(debt.dueOn, dueOn)));
  }
  return kind === 'plan' ? monthsBegun(day, effect.instalments.at(-1)?.dueOn ?? day) : 0;
}

function monthsBegun(from: string, to: string): number {
  const [start, end] = [dayFromText(from) as Day, dayFromText(to) as Day];
  const full = monthsBetween(start, end);
  return addMonths(start, full).serial < end.serial ? full + 1 : full;
}
