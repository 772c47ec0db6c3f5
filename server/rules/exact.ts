/**
 * Exact rational numbers on bigint: the only numbers of the rulebook engine. Nothing between a fact and a
 * rounded result is ever a floating-point number.
 */
import { RuleError } from './faults.ts';

export type RoundingMode = 'half_up' | 'half_even' | 'half_down' | 'up' | 'down' | 'floor' | 'ceil';
export const ROUNDING_MODES = ['half_up', 'half_even', 'half_down', 'up', 'down', 'floor', 'ceil'] as const;

/** A number whose numerator or denominator passes this is refused: no rule needs it, and it bounds the work. */
const LIMIT = 1n << 2048n;

export class Exact {
  readonly n: bigint;
  readonly d: bigint;

  /** Only for parts already in lowest terms with a positive denominator; others use {@link Exact.of}. */
  constructor(n: bigint, d: bigint) {
    this.n = n;
    this.d = d;
  }

  static of(n: bigint | number, d: bigint | number = 1n): Exact {
    return reduced(BigInt(n), BigInt(d));
  }

  add(other: Exact): Exact {
    if (this.d === 1n && other.d === 1n) return whole(this.n + other.n);
    return reduced(this.n * other.d + other.n * this.d, this.d * other.d);
  }

  sub(other: Exact): Exact {
    if (this.d === 1n && other.d === 1n) return whole(this.n - other.n);
    return reduced(this.n * other.d - other.n * this.d, this.d * other.d);
  }

  mul(other: Exact): Exact {
    if (this.d === 1n && other.d === 1n) return whole(this.n * other.n);
    return reduced(this.n * other.n, this.d * other.d);
  }

  /** Throws `division_by_zero`. */
  div(other: Exact): Exact {
    return reduced(this.n * other.d, this.d * other.n);
  }

  neg(): Exact {
    return new Exact(-this.n, this.d);
  }

  abs(): Exact {
    return this.n < 0n ? this.neg() : this;
  }

  cmp(other: Exact): -1 | 0 | 1 {
    const left = this.d === other.d ? this.n : this.n * other.d;
    const right = this.d === other.d ? other.n : other.n * this.d;
    return left < right ? -1 : left > right ? 1 : 0;
  }

  eq(other: Exact): boolean {
    return this.n === other.n && this.d === other.d;
  }

  isZero(): boolean {
    return this.n === 0n;
  }

  isInteger(): boolean {
    return this.d === 1n;
  }

  floor(): Exact {
    if (this.d === 1n) return this;
    const q = this.n / this.d;
    return new Exact(this.n < 0n ? q - 1n : q, 1n);
  }

  ceil(): Exact {
    return this.neg().floor().neg();
  }

  /** To a whole multiple of `quantum` (which is above zero). */
  round(quantum: Exact, mode: RoundingMode): Exact {
    if (quantum.n <= 0n) throw new RuleError('quantum_not_positive', 'a rounding quantum must be above zero');
    return roundWhole(this.div(quantum), mode).mul(quantum);
  }

  /** Whole exponents only. */
  pow(exponent: number): Exact {
    if (!Number.isInteger(exponent) || Math.abs(exponent) > 200) {
      throw new RuleError(
        'exponent_out_of_bounds',
        'an exponent must be a whole number between -200 and 200',
      );
    }
    const power = reduced(this.n ** BigInt(Math.abs(exponent)), this.d ** BigInt(Math.abs(exponent)));
    return exponent < 0 ? ONE.div(power) : power;
  }

  /** `630`, `0.125`, or `1/3` where no decimal text is exact. */
  toText(): string {
    if (this.d === 1n) return this.n.toString();
    const places = terminatingPlaces(this.d);
    return places === null ? `${this.n}/${this.d}` : this.toDecimal(places);
  }

  /** Fixed decimals; what does not fit is rounded half up (for display only). */
  toDecimal(places: number): string {
    const scale = 10n ** BigInt(places);
    const units = roundWhole(reduced(this.n * scale, this.d), 'half_up').n;
    const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
    const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
    return units < 0n ? `-${text}` : text;
  }
}

const smallWholes = Array.from({ length: 1024 }, (_, n) => new Exact(BigInt(n), 1n));
export const ZERO = Exact.of(0);
export const ONE = Exact.of(1);
export const HUNDRED = Exact.of(100);

/** Reads `12`, `-0.15`, `1/16`; null when the text is not an exact number. */
export function exactFromText(text: string): Exact | null {
  const match = /^(-?)(\d{1,400})(?:\.(\d{1,400}))?(?:\/(\d{1,400}))?$/.exec(text);
  if (!match) return null;
  const [, sign, digits = '', decimals = '', denominator = '1'] = match;
  if (decimals !== '' && match[4] !== undefined) return null;
  if (/^0+$/.test(denominator)) return null;
  const n = BigInt(digits + decimals);
  return reduced(sign === '-' ? -n : n, 10n ** BigInt(decimals.length) * BigInt(denominator));
}

/** JSON numbers are taken by their shortest decimal text, and only where that text is certainly what was written. */
export function exactFromJson(value: number | string): Exact | null {
  if (typeof value === 'string') return exactFromText(value.trim());
  if (Number.isInteger(value)) return Number.isSafeInteger(value) ? Exact.of(value) : null;
  const text = String(value);
  return text.replace(/[-.]/g, '').replace(/^0+/, '').length <= 15 ? exactFromText(text) : null;
}

export function minOf(a: Exact, b: Exact): Exact {
  return b.cmp(a) < 0 ? b : a;
}

export function maxOf(a: Exact, b: Exact): Exact {
  return b.cmp(a) > 0 ? b : a;
}

export function total(parts: Iterable<Exact>): Exact {
  let sum = ZERO;
  for (const part of parts) sum = sum.add(part);
  return sum;
}

function whole(n: bigint): Exact {
  if (n >= 0n && n < 1024n) return smallWholes[Number(n)] as Exact;
  return new Exact(bounded(n), 1n);
}

function reduced(n: bigint, d: bigint): Exact {
  if (d === 1n) return new Exact(bounded(n), 1n);
  if (d === 0n) throw new RuleError('division_by_zero', 'division by zero');
  if (d < 0n) return reduced(-n, -d);
  const common = gcd(n < 0n ? -n : n, d);
  return new Exact(bounded(n / common), bounded(d / common));
}

function bounded(n: bigint): bigint {
  if (n > LIMIT || n < -LIMIT) throw new RuleError('number_too_large', 'a number passes 2048 bits');
  return n;
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) {
    if (x <= MAX_SAFE && y <= MAX_SAFE) return BigInt(smallGcd(Number(x), Number(y)));
    [x, y] = [y, x % y];
  }
  return x;
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** Safe integers only: their remainder is exact. */
function smallGcd(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

function roundWhole(value: Exact, mode: RoundingMode): Exact {
  if (value.isInteger()) return value;
  const below = value.floor();
  const above = below.add(ONE);
  const negative = value.n < 0n;
  if (mode === 'floor') return below;
  if (mode === 'ceil') return above;
  if (mode === 'down') return negative ? above : below;
  if (mode === 'up') return negative ? below : above;
  const half = value.sub(below).mul(Exact.of(2)).cmp(ONE);
  if (half !== 0) return half < 0 ? below : above;
  if (mode === 'half_even') return below.n % 2n === 0n ? below : above;
  return (mode === 'half_up') === negative ? below : above;
}

function terminatingPlaces(denominator: bigint): number | null {
  let [rest, twos, fives] = [denominator, 0, 0];
  for (; rest % 2n === 0n; rest /= 2n) twos += 1;
  for (; rest % 5n === 0n; rest /= 5n) fives += 1;
  return rest === 1n ? Math.max(twos, fives) : null;
}
