import { JobFailed } from '../../jobs.ts';
import { decimalsOf } from '../../money.ts';
import { at, type Element, textOf } from './xml-tree.ts';

/** An amount without sign: the file says the side apart. */
export interface Amount {
  minor: bigint;
  currency: string;
}

/** No bank moves more in one go; sums of all fit the database's bigint. */
const LARGEST = 1_000_000_000_000n;

/** Ends the reading with the line of what cannot be read. */
export function fault(code: string, element: Element, detail = ''): never {
  throw new JobFailed(code, detail ? `${element.line} (${detail.slice(0, 60)})` : String(element.line));
}

/** The amount at a path, which must be there. Below zero, or with more decimals than its currency has, it is refused. */
export function amountAt(element: Element, path: string): Amount {
  const found = at(element, path);
  if (!found) fault('bank_amount_invalid', element);
  const currency = found.attributes['Ccy'] ?? '';
  const minor = minorAmount(found.text.trim(), currency);
  if (minor === null || !/^[A-Z]{3}$/.test(currency))
    fault('bank_amount_invalid', found, `${found.text.trim()} ${currency}`.trim());
  return { minor, currency };
}

/** Decimal text without sign in minor units; zeros beyond the currency's decimals are nothing. */
export function minorAmount(text: string, currency: string): bigint | null {
  const match = /^(\d{1,18})(?:\.(\d{0,5}))?$/.exec(text);
  if (!match) return null;
  const places = decimalsOf(currency);
  const part = (match[2] ?? '').replace(/0+$/, '');
  if (part.length > places) return null;
  const minor = BigInt(`${match[1]}${part.padEnd(places, '0')}`);
  return minor > LARGEST ? null : minor;
}

/** The day of a `Dt` or `DtTm` at the path; null where there is none. A day that no calendar has is refused. */
export function dayAt(element: Element, path: string): string | null {
  const text = textOf(at(element, path), 'Dt', 'DtTm');
  if (!text) return null;
  const day = text.slice(0, 10);
  if (!isDay(day)) fault('bank_date_invalid', element, text);
  return day;
}

export function isDay(day: string): boolean {
  if (!/^(19|20)\d\d-\d\d-\d\d$/.test(day)) return false;
  const read = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(day);
}
