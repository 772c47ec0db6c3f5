import { major, minorOf } from '#lib/amount.ts';
import { isDate } from '#lib/dates.ts';
import type { RecordPaymentInput } from '#lib/operations.ts';
import type { Refusal } from '#lib/refusals.ts';

export const METHODS = ['bank_transfer', 'card', 'cheque', 'cash', 'offset'] as const;

/** The form of a payment as the API takes it: amounts are typed as the reader's language writes them. */
export function paymentInput(
  form: FormData,
  memberId: number,
  locale: string,
): { input: RecordPaymentInput } | { refusals: Refusal[] } {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const currency = text('currency').toUpperCase();
  const minor = minorOf(text('amount'), currency, locale);
  const method = METHODS.find((one) => one === text('method')) ?? 'bank_transfer';
  const refusals: Refusal[] = [];
  if (!text('amount')) refusals.push({ code: 'required', field: 'amount' });
  else if (minor === null) refusals.push({ code: 'amount_invalid', field: 'amount', value: text('amount') });
  if (!isDate(text('receivedOn'))) refusals.push({ code: 'required', field: 'receivedOn' });
  if (refusals.length > 0 || minor === null) return { refusals };
  return {
    input: {
      memberId,
      amount: major({ minor, currency }),
      currency,
      receivedOn: text('receivedOn'),
      method,
      bankReference: text('bankReference') || null,
      rate: text('rate').replace(',', '.') || null,
      idempotencyKey: text('idempotencyKey'),
    },
  };
}
