import { isDay, minorAmount } from './camt-values.ts';

/**
 * A day as tables write it: 2026-01-31, 31.01.2026, 31/01/26, 01/31/2026. Null where it is none, undefined where day
 * and month could change places and nobody has said which comes first.
 */
export function readDay(text: string, order: 'dmy' | 'mdy' | null): string | null | undefined {
  const [word = ''] = text.split(/[T ]/);
  if (/^\d{4}-\d{2}-\d{2}$/.test(word)) return isDay(word) ? word : null;
  if (/^\d{8}$/.test(word)) return dayOf(word.slice(0, 4), word.slice(4, 6), word.slice(6));
  const match = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})$/.exec(word);
  if (!match) return null;
  const [, first = '', sign, second = '', end = ''] = match;
  const year = end.length === 2 ? `20${end}` : end;
  const dayFirst = order
    ? order === 'dmy'
    : sign === '.' || Number(first) > 12 || first === second
      ? true
      : Number(second) > 12
        ? false
        : undefined;
  if (dayFirst === undefined) return undefined;
  return dayFirst ? dayOf(year, second, first) : dayOf(year, first, second);
}

function dayOf(year: string, month: string, day: string): string | null {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDay(text) ? text : null;
}

/**
 * An amount as tables write it, with its sign, in minor units: 1,234.50 · 1.234,50 · 1 234,5- · (12.00). Where one mark
 * could part thousands or decimals (1.234), `decimal` has to say which.
 */
export function readAmount(
  text: string,
  currency: string,
  decimal: string | null,
): bigint | 'bank_amount_invalid' | 'bank_amount_ambiguous' {
  const bare = text.replace(/[\s\u00a0\u202f'’]/g, '').replace(/[A-Z]{3}$|^[A-Z]{3}/, '');
  const match = /^([(+-]?)([\d.,]+)([)+-]?)$/.exec(bare);
  if (!match) return 'bank_amount_invalid';
  const [, before, digits = '', after] = match;
  const mark = decimal === '.' || decimal === ',' ? decimal : decimalMark(digits);
  if (mark === undefined) return 'bank_amount_ambiguous';
  const plain = (
    mark === ',' ? digits.replaceAll('.', '').replace(',', '.') : digits.replaceAll(',', '')
  ).replace(/\.$/, '');
  const minor = minorAmount(plain, currency);
  if (minor === null) return 'bank_amount_invalid';
  return before === '-' || before === '(' || after === '-' ? -minor : minor;
}

/** The mark before the decimals: the last of two kinds; a single one that three digits follow could be either. */
function decimalMark(digits: string): '.' | ',' | undefined {
  const [dot, comma] = [digits.lastIndexOf('.'), digits.lastIndexOf(',')];
  if (dot >= 0 && comma >= 0) return dot > comma ? '.' : ',';
  const mark = dot >= 0 ? '.' : ',';
  const parts = digits.split(mark);
  if (parts.length > 2) return mark === '.' ? ',' : '.';
  return parts[1]?.length === 3 ? undefined : mark;
}
