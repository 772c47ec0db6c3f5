import { addDays } from '#lib/dates.ts';
import { country, date, number, term } from '#lib/format.ts';
import type { ReferenceKind } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';

export const REFERENCE_KINDS = [
  'income_group',
  'gni_per_capita',
  'un_scale',
  'population',
  'exchange_rate',
  'price_index',
] as const satisfies ReferenceKind[];

/** A kind of reference data in words. */
export function kindWords(kind: ReferenceKind): string {
  const words: Record<ReferenceKind, () => string> = {
    income_group: m.dues_reference_income_group,
    gni_per_capita: m.dues_reference_gni_per_capita,
    un_scale: m.dues_reference_un_scale,
    population: m.dues_reference_population,
    exchange_rate: m.dues_reference_exchange_rate,
    price_index: m.dues_reference_price_index,
  };
  return words[kind]();
}

/** Which columns a file of the kind needs, said beside the file's field. */
export function columnsWords(kind: ReferenceKind): string {
  if (kind === 'exchange_rate') return m.dues_reference_columns_rates();
  return kind === 'price_index' ? m.dues_reference_columns_prices() : m.dues_reference_columns_countries();
}

/** What a value belongs to: a country by its name, a pair of currencies, the name of an index. */
export function keyText(kind: ReferenceKind, key: string): string {
  return kind === 'exchange_rate' || kind === 'price_index' ? key : country(key);
}

/** A value as people read it. */
export function valueText(kind: ReferenceKind, value: string): string {
  if (kind !== 'income_group') return number(value, { maximumFractionDigits: 20 });
  const groups: Record<string, () => string> = {
    L: m.dues_reference_group_L,
    LM: m.dues_reference_group_LM,
    UM: m.dues_reference_group_UM,
    H: m.dues_reference_group_H,
  };
  return groups[value]?.() ?? value;
}

/** The days from the first to the last one, both included; without a last one, on and on. */
export function spanText(from: string | null | undefined, until: string | null | undefined): string {
  return from ? term(from, until ? addDays(until, 1) : null) : '';
}

/** When a value counts: rates and indices from a day on, others for their span. */
export function whenText(
  kind: ReferenceKind,
  from: string | null | undefined,
  until: string | null | undefined,
): string {
  if (kind === 'exchange_rate' || kind === 'price_index') return from ? date(from) : '';
  return spanText(from, until);
}
