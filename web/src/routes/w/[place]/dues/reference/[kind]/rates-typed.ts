import { decimalOf } from '#lib/amount.ts';
import { isDate } from '#lib/dates.ts';
import type { Refusal } from '#lib/refusals.ts';

/** So many rates can be typed at once; more come in a file. */
export const RATES_TYPED = 5;

/** The rates of a day that somebody typed, as the file that would say the same; and what cannot be read of them. */
export function ratesTyped(form: FormData, locale: string): { file: File; faults: Refusal[] } {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const day = text('day');
  const faults: Refusal[] = [];
  if (!isDate(day)) faults.push({ code: 'required', field: 'day' });
  if (!text('base')) faults.push({ code: 'required', field: 'base' });
  const lines: string[] = [];
  for (let at = 1; at <= RATES_TYPED; at++) {
    const [currency, typed] = [text(`currency${at}`).toUpperCase(), text(`rate${at}`)];
    if (!currency && !typed) continue;
    const rate = decimalOf(typed, locale);
    if (!/^[A-Z]{3}$/.test(currency))
      faults.push({ code: 'currency_unknown', field: `currency${at}`, value: currency });
    if (rate === null || Number(rate) <= 0)
      faults.push({ code: 'rate_invalid', field: `rate${at}`, value: typed });
    lines.push(`${currency},${day},${rate}`);
  }
  if (lines.length === 0) faults.push({ code: 'required', field: 'currency1' });
  const file = new File([`currency,date,rate\n${lines.join('\n')}\n`], `rates-${day}.csv`);
  return { file, faults };
}
