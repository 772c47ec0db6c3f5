import { type Amount, decimalsOf, major } from '#lib/amount.ts';
import { number } from '#lib/format.ts';

/** The amount in the reader's language with the currency's code, exact at any size: `1,234.50 EUR`. */
export function money(amount: Amount): string {
  const places = decimalsOf(amount.currency);
  return number(major(amount), {
    style: 'currency',
    currency: amount.currency,
    currencyDisplay: 'code',
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  });
}
