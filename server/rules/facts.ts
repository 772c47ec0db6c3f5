/** Facts: typed, dated, sourced values handed in by the caller, read only when a rule reads them. */
import { LEVELS } from './depth.ts';
import { Exact, exactFromJson, minOf } from './exact.ts';
import { RuleError, together } from './faults.ts';
import type { FactDeclaration } from './format.ts';
import { quoted } from './given.ts';
import { type Day, dayFromText, type Value } from './values.ts';

/** A fact as supplied: the bare value, or with its date, source and version, and what to fall back on. */
export type FactSupply = unknown;

export interface FactReading {
  readonly name: string;
  readonly value: Value;
  readonly asOf?: string;
  readonly source?: string;
  readonly version?: string;
  /** Set when the supplied value was not used as it stands. */
  readonly fallback?: 'last_declared' | 'set' | 'default' | 'capped';
}

interface Supply {
  value?: unknown;
  asOf?: string;
  source?: string;
  version?: string;
  lastDeclared?: unknown;
  set?: unknown;
}

const SUPPLY_KEYS = new Set(['value', 'asOf', 'source', 'version', 'lastDeclared', 'set']);

/** Throws RuleError `fact_missing`, `fact_type`, `fact_value`, `fact_stale`, each naming the fact. */
export function readFact(name: string, declaration: FactDeclaration, given: unknown, asOf: Day): FactReading {
  const supply = asSupply(given);
  const stale = isStale(supply, declaration, asOf);
  if (supply.value !== undefined && supply.value !== null && !stale) {
    return capped(reading(name, coerce(supply.value, declaration, name), supply), declaration);
  }
  for (const fallback of declaration.fallback ?? []) {
    const found = fallbackReading(name, declaration, supply, fallback);
    if (found) return capped(found, declaration);
  }
  if (declaration.optional) return { name, value: null };
  if (stale)
    throw new RuleError(
      'fact_stale',
      `the fact '${name}' of ${supply.asOf} is older than ${declaration.maxAgeDays} days`,
      name,
    );
  throw new RuleError('fact_missing', `the fact '${name}' is missing`, name);
}

function asSupply(given: unknown): Supply {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return { value: given };
  const keys = Object.keys(given);
  const supply =
    keys.length > 0 &&
    keys.every((key) => SUPPLY_KEYS.has(key)) &&
    keys.some((key) => key !== 'asOf' && key !== 'source' && key !== 'version');
  return supply ? (given as Supply) : { value: given };
}

function isStale(supply: Supply, declaration: FactDeclaration, asOf: Day): boolean {
  if (declaration.maxAgeDays === undefined || typeof supply.asOf !== 'string') return false;
  const day = dayFromText(supply.asOf);
  return day !== null && asOf.serial - day.serial > declaration.maxAgeDays;
}

function reading(
  name: string,
  value: Value,
  supply: Supply,
  fallback?: FactReading['fallback'],
): FactReading {
  const { asOf, source, version } = supply;
  if (asOf === undefined && source === undefined && version === undefined && fallback === undefined)
    return { name, value };
  const text = (key: string, part: unknown) =>
    part === undefined || part === null ? {} : { [key]: String(part) };
  return {
    name,
    value,
    ...text('asOf', asOf),
    ...text('source', source),
    ...text('version', version),
    ...(fallback ? { fallback } : {}),
  };
}

function fallbackReading(
  name: string,
  declaration: FactDeclaration,
  supply: Supply,
  fallback: NonNullable<FactDeclaration['fallback']>[number],
): FactReading | null {
  if (typeof fallback === 'object')
    return reading(name, coerce(fallback.value, declaration, name), {}, 'default');
  const given = fallback === 'last_declared' ? supply.lastDeclared : supply.set;
  if (given === undefined || given === null) return null;
  const inner = asSupply(given);
  return reading(name, coerce(inner.value, declaration, name), inner, fallback);
}

function capped(found: FactReading, declaration: FactDeclaration): FactReading {
  if (!declaration.cap || !(found.value instanceof Exact) || found.value.cmp(declaration.cap) <= 0)
    return found;
  return { ...found, value: minOf(found.value, declaration.cap), fallback: 'capped' };
}

/** A value of JSON as a value of rules; refuses what the declaration does not allow. */
export function coerce(given: unknown, declaration: FactDeclaration, name: string): Value {
  switch (declaration.type) {
    case 'number':
    case 'integer':
      return numberFact(given, declaration, name);
    case 'text':
      return textFact(given, declaration, name);
    case 'boolean':
      if (typeof given === 'boolean') return given;
      throw wrongType(name, 'true or false');
    case 'date': {
      const day = typeof given === 'string' ? dayFromText(given) : null;
      if (day) return day;
      throw wrongType(name, 'a day such as 2024-01-01');
    }
    case 'list':
      if (!Array.isArray(given)) throw wrongType(name, 'a list');
      return listFact(given, declaration, name);
    case 'record':
    case 'map':
      return recordFact(given, declaration, name);
    case 'any':
      return loose(given, name);
  }
}

function listFact(given: readonly unknown[], declaration: FactDeclaration, name: string): Value {
  const inner = declaration.of ?? recordOf(declaration);
  return together(given, (item, i) => coerce(item, inner, elementName(name, item, i)));
}

/** `members[3]`, with whom it is where the element says so. */
function elementName(name: string, item: unknown, i: number): string {
  const element = item as Record<string, unknown> | null;
  const who =
    typeof element === 'object' ? (element?.['id'] ?? element?.['member'] ?? element?.['name']) : undefined;
  return typeof who === 'string' ? `${name}[${i}] (${who.slice(0, 60)})` : `${name}[${i}]`;
}

function recordOf(declaration: FactDeclaration): FactDeclaration {
  return declaration.fields ? { type: 'record', fields: declaration.fields } : { type: 'any' };
}

function numberFact(given: unknown, declaration: FactDeclaration, name: string): Value {
  const exact = typeof given === 'number' || typeof given === 'string' ? exactFromJson(given) : null;
  if (!exact) throw wrongType(name, 'an exact number (write decimals with many digits as text)');
  if (declaration.type === 'integer' && !exact.isInteger()) throw wrongType(name, 'a whole number');
  if (declaration.min && exact.cmp(declaration.min) < 0)
    throw outside(name, `is below ${declaration.min.toText()}`);
  if (declaration.max && exact.cmp(declaration.max) > 0)
    throw outside(name, `is above ${declaration.max.toText()}`);
  if (declaration.values && !declaration.values.includes(exact.toText()))
    throw outside(name, `'${exact.toText()}' is not one of ${quoted(declaration.values)}`);
  return exact;
}

function textFact(given: unknown, declaration: FactDeclaration, name: string): Value {
  const text =
    typeof given === 'number' && declaration.values?.includes(String(given)) ? String(given) : given;
  if (typeof text !== 'string') throw wrongType(name, 'a text');
  if (declaration.values && !declaration.values.includes(text))
    throw outside(name, `'${text.slice(0, 60)}' is not one of ${quoted(declaration.values)}`);
  return text;
}

function recordFact(given: unknown, declaration: FactDeclaration, name: string): Value {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw wrongType(name, 'a record');
  const entries = Object.entries(given);
  if (declaration.type === 'map' || !declaration.fields) {
    const inner = declaration.of ?? { type: 'any' as const };
    return new Map(together(entries, ([key, item]) => [key, coerce(item, inner, `${name}.${key}`)] as const));
  }
  const own = (key: string) =>
    Object.hasOwn(given, key) ? ((given as Record<string, unknown>)[key] ?? null) : null;
  return new Map(
    together(
      Object.entries(declaration.fields),
      ([key, field]) => [key, fieldFact(own(key), field, key, name)] as const,
    ),
  );
}

function fieldFact(given: unknown, field: FactDeclaration, key: string, name: string): Value {
  if (given !== null) return coerce(given, field, `${name}.${key}`);
  if (field.fallback?.some((fallback) => typeof fallback === 'object'))
    return readDefault(field, `${name}.${key}`);
  if (field.optional) return null;
  throw new RuleError('fact_missing', `'${key}' is missing in '${name}'`, rootName(name));
}

function readDefault(field: FactDeclaration, name: string): Value {
  const fallback = field.fallback?.find((choice) => typeof choice === 'object');
  return coerce(typeof fallback === 'object' ? fallback.value : null, field, name);
}

/** A value without a declared form. */
function loose(given: unknown, name: string, levels = 0): Value {
  if (given === null || typeof given === 'boolean' || typeof given === 'string') return given;
  if (typeof given === 'number') {
    const exact = exactFromJson(given);
    if (exact) return exact;
    throw wrongType(name, 'an exact number');
  }
  if (typeof given !== 'object') throw wrongType(name, 'a JSON value');
  if (levels >= LEVELS) throw wrongType(rootName(name), `within ${LEVELS} levels of brackets`);
  if (Array.isArray(given)) return together(given, (item, i) => loose(item, `${name}[${i}]`, levels + 1));
  return new Map(
    together(
      Object.entries(given),
      ([key, item]) => [key, loose(item, `${name}.${key}`, levels + 1)] as const,
    ),
  );
}

function wrongType(name: string, wanted: string): RuleError {
  return new RuleError('fact_type', `the fact '${name}' is not ${wanted}`, rootName(name));
}

function outside(name: string, reason: string): RuleError {
  return new RuleError('fact_value', `the fact '${name}' ${reason}`, rootName(name));
}

function rootName(name: string): string {
  return name.split(/[.[]/, 1)[0] ?? name;
}
