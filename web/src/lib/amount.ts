/** An amount as the API sends it: whole minor units as a decimal string, and an ISO 4217 code. */
export type Amount = { minor: string | bigint; currency: string };

/**
 * Decimals of each currency by ISO 4217 where they are not two. Intl's own table follows local habit
 * (no cents for the rupiah), which would show a hundredth of the amount owed.
 */
const decimals: Record<string, number> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3])),
  CLF: 4,
  UYW: 4,
};

/** The number of decimals the minor unit of a currency stands for. */
export function decimalsOf(currency: string): number {
  return decimals[currency] ?? 2;
}

/** The amount in major units as an exact decimal text with a point: `-123.45`. */
export function major({ minor, currency }: Amount): string {
  const places = decimalsOf(currency);
  const units = BigInt(minor);
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const part = places ? `.${digits.slice(-places)}` : '';
  return `${units < 0n ? '-' : ''}${whole}${part}`;
}

/**
 * The minor units of an amount as typed by someone who writes in `locale`: `1 234,50`, `1,234.50`, `١٢٣٤٫٥`. Null
 * when it is no amount or has more decimals than the currency. A mark before three last digits is what the
 * language says it is, so `1,234` is a thousand in English and too precise for a euro in French.
 */
export function minorOf(typed: string, currency: string, locale: string): string | null {
  const places = decimalsOf(currency);
  const read = partsOf(typed, locale, places === 3);
  return read && read.part.length <= places
    ? BigInt(read.whole + read.part.padEnd(places, '0')).toString()
    : null;
}

/** A number as typed by someone who writes in `locale`, as plain text with a point: `1 234,5` → `1234.5`. Null when it is none. */
export function decimalOf(typed: string, locale: string): string | null {
  const read = partsOf(typed, locale, false);
  return read && read.whole + (read.part ? `.${read.part}` : '');
}

/** A whole number such as a year, in the digits of any of the languages. Null when it is none, or longer than nine digits. */
export function wholeOf(typed: string): number | null {
  const digits = latinDigits(typed);
  return /^-?\d{1,9}$/.test(digits) ? Number(digits) : null;
}

/** The whole and the decimals; `exactlyThree`: three digits after a mark are decimals, whatever the language says. */
function partsOf(
  typed: string,
  locale: string,
  exactlyThree: boolean,
): { whole: string; part: string } | null {
  const text = latinDigits(typed).replace(/[\s'’]/g, '');
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  const mark = last < 0 ? '' : text.charAt(last);
  const isDecimal =
    mark !== '' && (text.length - last - 1 !== 3 || mark === decimalMark(locale) || exactlyThree);
  const whole = isDecimal ? text.slice(0, last) : text;
  const part = isDecimal ? text.slice(last + 1) : '';
  const grouped = /^-?\d{1,3}([.,]\d{3})*$/.test(whole) || /^-?\d+$/.test(whole);
  if (!grouped || !/^\d*$/.test(part) || (isDecimal && whole.includes(mark))) return null;
  return { whole: whole.replace(/[.,]/g, ''), part };
}

function decimalMark(locale: string): string {
  const parts = new Intl.NumberFormat(locale).formatToParts(1.5);
  return parts.find((part) => part.type === 'decimal')?.value ?? '.';
}

/** Arabic-Indic and Persian digits, separators and minus signs as Latin ones, without marks of direction. */
function latinDigits(text: string): string {
  return text
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replaceAll('٫', '.')
    .replaceAll('٬', '')
    .replaceAll('−', '-')
    .replace(/\p{Bidi_Control}/gu, '')
    .trim();
}
