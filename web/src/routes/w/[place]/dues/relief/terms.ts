import { major, minorOf } from '#lib/amount.ts';
import { isDate } from '#lib/dates.ts';
import type { PlanPartInput, ReliefKind, ReliefTermsInput } from '#lib/operations.ts';
import type { Refusal } from '#lib/refusals.ts';

/** What was typed into a form or stands in the address, by field. */
export type Texts = (name: string) => string;

/** Terms of a relief as the API takes them: amounts and shares are typed as the reader's language writes them. */
export function typedTerms(
  kind: ReliefKind,
  text: Texts,
  currency: string,
  locale: string,
): { terms: ReliefTermsInput; refusals: Refusal[] } {
  const refusals: Refusal[] = [];
  const typed = text('amount');
  const minor = typed ? minorOf(typed, currency, locale) : null;
  if (typed && minor === null) refusals.push({ code: 'amount_invalid', field: 'amount', value: typed });
  const day = (name: string) => (isDate(text(name)) ? text(name) : null);
  const whole = (name: string) => (/^\d{1,4}$/.test(text(name)) ? Number(text(name)) : null);
  return {
    refusals,
    terms: {
      amount: minor === null ? null : major({ minor, currency }),
      share: shareOf(text('share'), locale),
      ...(kind === 'delay' ? { dueOn: day('dueOn') } : {}),
      ...(kind === 'plan'
        ? text('own')
          ? { parts: partsTyped(text, currency, locale, refusals) }
          : {
              instalments: whole('instalments'),
              firstOn: day('firstOn'),
              everyMonths: whole('everyMonths') ?? 1,
            }
        : {}),
    },
  };
}

/** Rows in which instalments of one's own can be typed. */
export const PART_ROWS = 12;

/** Instalments as they were typed, row by row; rows left empty are left out, and faults stand at the row that was typed. */
function partsTyped(text: Texts, currency: string, locale: string, refusals: Refusal[]): PlanPartInput[] {
  const rows = Array.from({ length: PART_ROWS }, (_, row) => ({
    row,
    dueOn: text(`parts.${row}.dueOn`),
    amount: text(`parts.${row}.amount`),
  })).filter(({ dueOn, amount }) => dueOn || amount);
  if (rows.length === 0) refusals.push({ code: 'required', field: 'parts.0.amount' });
  return rows.map(({ row, dueOn, amount }) => {
    const minor = amount ? minorOf(amount, currency, locale) : null;
    if (!isDate(dueOn)) refusals.push({ code: 'required', field: `parts.${row}.dueOn` });
    if (minor === null)
      refusals.push({
        code: amount ? 'amount_invalid' : 'required',
        field: `parts.${row}.amount`,
        value: amount,
      });
    return { dueOn, amount: minor === null ? '' : major({ minor, currency }) };
  });
}

/** Instalments as the API has them, as they are given to it again. */
export function partsIn(parts: unknown, currency: string): PlanPartInput[] | null {
  const given = parts as { dueOn: string; amount: string }[] | null;
  return given?.map(({ dueOn, amount }) => ({ dueOn, amount: major({ minor: amount, currency }) })) ?? null;
}

/** A percentage such as `33,5` or a fraction such as `1/3`, as exact text; null when nothing was typed. */
function shareOf(typed: string, locale: string): string | null {
  if (!typed) return null;
  const text = typed.replace(/\s|%|٪/g, '');
  if (/^\d+\/\d+$/.test(text)) return text;
  const hundredths = minorOf(text, 'USD', locale);
  return hundredths === null ? typed : `${major({ minor: hundredths, currency: 'USD' })}%`;
}
