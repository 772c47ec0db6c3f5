/** Static types of expressions: what a value can be, its unit and its range. Unknown is `any` and is checked when it runs. */
import { Exact, maxOf, minOf } from './exact.ts';
import type { Value } from './values.ts';

export type Type =
  | NumberType
  | { readonly k: 'text'; readonly values?: readonly string[] | undefined }
  | { readonly k: 'boolean' | 'date' | 'none' | 'any' }
  | { readonly k: 'list'; readonly item: Type }
  | { readonly k: 'record'; readonly fields?: ReadonlyMap<string, Type> | undefined };

export interface NumberType {
  readonly k: 'number';
  /** Exponent by base unit: `EUR/member` is {EUR: 1, member: -1}. Undefined: not declared, fits any. */
  readonly unit?: Unit | undefined;
  readonly min?: Exact | undefined;
  readonly max?: Exact | undefined;
}

export type Unit = Readonly<Record<string, number>>;
export type Kind = Type['k'];

export const ANY: Type = { k: 'any' };
export const NUMBER: NumberType = { k: 'number' };
export const BOOLEAN: Type = { k: 'boolean' };
export const TEXT: Type = { k: 'text' };
export const DATE: Type = { k: 'date' };
export const LIST: Type = { k: 'list', item: ANY };
export const RECORD: Type = { k: 'record' };
export const COUNT: NumberType = { k: 'number', min: Exact.of(0) };

/** Type of a value written in an expression: a number, a text, true, false or none. */
export function typeOfConstant(value: Value): Type {
  if (value instanceof Exact) return { k: 'number', min: value, max: value };
  if (typeof value === 'string') return { k: 'text', values: [value] };
  return typeof value === 'boolean' ? BOOLEAN : { k: 'none' };
}

/** Reads `EUR`, `EUR/member`, `1`; null when it is not a unit. */
export function unitFromText(text: string): Unit | null {
  const [top = '', bottom, ...rest] = text.split('/');
  if (rest.length > 0) return null;
  const unit: Record<string, number> = {};
  for (const [part, sign] of [
    [top, 1],
    [bottom, -1],
  ] as const) {
    if (part === undefined || part === '1') continue;
    if (!/^[A-Za-z][A-Za-z0-9_]{0,30}$/.test(part)) return null;
    unit[part] = (unit[part] ?? 0) + sign;
  }
  return clean(unit);
}

export function unitText(unit: Unit): string {
  const powers = Object.entries(unit);
  const named = (parts: readonly [string, number][]) =>
    parts.map(([name, power]) => (power > 1 ? `${name}^${power}` : name)).join(' ');
  const above = named(powers.filter(([, power]) => power > 0));
  const below = named(powers.filter(([, power]) => power < 0).map(([name, power]) => [name, -power]));
  return [above || '1', below].filter(Boolean).join('/');
}

export function combineUnits(a: Unit | undefined, b: Unit | undefined, sign: 1 | -1): Unit | undefined {
  if (!a || !b) return undefined;
  const unit: Record<string, number> = { ...a };
  for (const [name, power] of Object.entries(b)) unit[name] = (unit[name] ?? 0) + sign * power;
  return clean(unit);
}

export function unitsMatch(a: Unit | undefined, b: Unit | undefined): boolean {
  return !a || !b || unitText(a) === unitText(b);
}

/** One type for both branches of an `if`: what is known of each. */
export function widen(a: Type, b: Type): Type {
  if (a.k === 'none') return b;
  if (b.k === 'none') return a;
  if (a.k === 'number' && b.k === 'number') {
    const [min, max] = [a.min && b.min && minOf(a.min, b.min), a.max && b.max && maxOf(a.max, b.max)];
    return { k: 'number', unit: a.unit ?? b.unit, min, max };
  }
  if (a.k === 'text' && b.k === 'text')
    return { k: 'text', values: a.values && b.values ? [...new Set([...a.values, ...b.values])] : undefined };
  if (a.k === 'list' && b.k === 'list') return { k: 'list', item: widen(a.item, b.item) };
  if (a.k === 'record' && b.k === 'record') return RECORD;
  return a.k === b.k ? a : ANY;
}

export function canBeZero(type: Type): boolean {
  if (type.k !== 'number') return true;
  if (type.min && type.min.n > 0n) return false;
  return !(type.max && type.max.n < 0n);
}

export function fits(type: Type, kind: Kind): boolean {
  return kind === 'any' || type.k === 'any' || type.k === kind;
}

function clean(unit: Record<string, number>): Unit {
  return Object.fromEntries(
    Object.entries(unit)
      .filter(([, power]) => power !== 0)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
