import { major, minorOf } from '#lib/amount.ts';
import { isDate } from '#lib/dates.ts';
import type { Refusal } from '#lib/refusals.ts';

/** What a form of money says, as the API takes it: the amount as the reader's language writes it. */
export function moneyInput(form: FormData, locale: string) {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const currency = text('currency').toUpperCase();
  const minor = minorOf(text('amount'), currency, locale);
  const refusals: Refusal[] = [];
  if (!text('amount')) refusals.push({ code: 'required', field: 'amount' });
  else if (minor === null) refusals.push({ code: 'amount_invalid', field: 'amount', value: text('amount') });
  if (form.has('paidOn') && !isDate(text('paidOn'))) refusals.push({ code: 'required', field: 'paidOn' });
  const amount = minor === null ? '' : major({ minor, currency });
  return { text, refusals, amount, currency, idempotencyKey: text('idempotencyKey') };
}
