/**
 * Money: whole minor units as bigint with an ISO 4217 code. No amount is ever a floating-point number.
 */

/** Decimals of the currencies that do not have two, by ISO 4217. */
const DECIMALS = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'
    .split(' ')
    .map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ['CLF', 4] as const,
  ['UYW', 4] as const,
]);

/** How many decimals the currency's amounts have. */
export function decimalsOf(currency: string): number {
  return DECIMALS.get(currency) ?? 2;
}

/** Decimal text such as `1234.5` in minor units. A fault names what is wrong with it. */
export function minorOf(
  text: string,
  currency: string,
): bigint | 'amount_invalid' | 'amount_decimals' | 'amount_too_large' {
  const match = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/.exec(text.trim());
  if (!match) return 'amount_invalid';
  const places = decimalsOf(currency);
  const part = match[3] ?? '';
  if (part.length > places) return 'amount_decimals';
  const units = BigInt(`${match[2]}${part.padEnd(places, '0')}`);
  if (units > LARGEST) return 'amount_too_large';
  return match[1] ? -units : units;
}

/** No payment or assessment is larger: sums of a million of them still fit the database's bigint. */
const LARGEST = 1_000_000_000_000n;

/** Minor units as decimal text in major units: `-123.45`. */
export function major(minor: bigint, currency: string): string {
  const places = decimalsOf(currency);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return minor < 0n ? `-${text}` : text;
}
