import { major } from '../money.ts';

/** Something overdue, in minor units. */
export interface Overdue {
  currency: string;
  amount: bigint;
}

/** The fact that follows from `overdue_since` and the day asked about, and so changes every day. */
export const DAYS_OVERDUE = 'days_overdue';

/** What is overdue in a currency, as rules take amounts: in major units. */
export function amountIn(currency: string, overdue: readonly Overdue[]): string {
  const own = overdue.filter((one) => one.currency === currency);
  return major(
    own.reduce((sum, { amount }) => sum + amount, 0n),
    currency,
  );
}

/** What is overdue by currency. */
export function amountsBy(overdue: readonly Overdue[]): Record<string, string> {
  const currencies = [...new Set(overdue.map(({ currency }) => currency))].sort();
  return Object.fromEntries(currencies.map((currency) => [currency, amountIn(currency, overdue)]));
}

/** For how many days dues have been overdue on a day, since the day after they were due. */
export const daysOverdue = (since: string, day: string): number =>
  Math.max(0, Math.round((Date.parse(day) - Date.parse(since)) / 86_400_000));
