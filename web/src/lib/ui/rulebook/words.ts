import { isolated, list, number } from '#lib/format.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { factName, sourceName as registerName } from '#lib/rule-trace.ts';

type Words = Record<string, ((inputs?: Record<string, string>) => string) | undefined>;
const catalogue = m as unknown as Words;

/** The kind of an article in the reader's language. */
export function kindName(kind: string): string {
  return catalogue[`rulebook_kind_${kind}`]?.() ?? kind;
}

export const KINDS = [
  'category',
  'dues',
  'standing',
  'weight',
  'quorum',
  'majority',
  'election',
  'split',
  'calendar',
  'adjustment',
  'ledger',
  'roll',
  'proxy',
  'table',
  'other',
];

const ROUNDINGS = ['half_up', 'half_even', 'half_down', 'up', 'down', 'floor', 'ceil'];

/** How a number may be rounded, to choose from. */
export function roundingOptions(): { value: string; label: string }[] {
  return ROUNDINGS.map((value) => ({ value, label: optionWord(value) }));
}

/** What an adoption says: body, resolution and date, as much as is known. */
export function adoption(by: { body: string; resolution?: string | null }): string {
  return by.resolution ? m.rulebook_by_resolution({ body: by.body, resolution: by.resolution }) : by.body;
}

export function differenceName(difference: 'added' | 'removed' | 'changed'): string {
  return { added: m.rulebook_added, removed: m.rulebook_removed, changed: m.rulebook_changed }[difference]();
}

export function stateName(state: 'open' | 'discarded' | 'adopted'): string {
  return { open: m.rulebook_open, discarded: m.rulebook_discarded, adopted: m.rulebook_adopted }[state]();
}

/** What kind of value a fact has. */
export function typeName(type: string): string {
  return catalogue[`rulebook_type_${type}`]?.() ?? type;
}

/** Where a fact comes from, and how it was used when not as it stands. */
export function sourceName(fact: { source?: string; fallback?: string }): string {
  const source = fact.source ? registerName(fact.source) : '';
  const fallback = fact.fallback
    ? (catalogue[`rulebook_fallback_${fact.fallback}`]?.() ?? fact.fallback)
    : '';
  return [source, fallback].filter(Boolean).join(' · ');
}

/** A plain number in the reader's digits; anything else as the rulebook writes it. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  return /^-?\d+(\.\d+)?$/.test(text)
    ? number(text, { maximumFractionDigits: 20, useGrouping: 'min2' })
    : text;
}

export type LabelledFact = { name: string; label?: { value: string } | null };

/** The name of a fact: as the rulebook labels it, else as the product does. */
export function labelOf(facts: readonly LabelledFact[]): (name: string) => string {
  const labels = new Map(facts.map((fact) => [fact.name, fact.label?.value]));
  return (name) => labels.get(name) ?? factName(name);
}

export type FaultLine = {
  code: string;
  article: string;
  place: string;
  reason: string;
  fact?: string | null;
  /** What the reason names; `@list` … for the form of value that it asks for. */
  given?: readonly string[] | null;
};

/** Whether the fault concerns the article: by its number, or by its place in the document while it has none. */
export function concerns(fault: FaultLine, no: string | undefined): boolean {
  return no ? fault.article === no : fault.article.startsWith('#');
}

/** The name of a field of a structured rule. */
export function fieldWord(name: string): string {
  return catalogue[`rulebook_field_${name}`]?.() ?? name;
}

/** What may be chosen in a field of a structured rule. */
export function optionWord(option: string): string {
  return catalogue[`rulebook_option_${option}`]?.() ?? option;
}

type Told = Pick<FaultLine, 'code' | 'fact' | 'given'> & { reason?: string | null };

/** What is wrong, in the reader's language. */
export function faultWords({ code, fact }: Told): string {
  const named = code.startsWith('expression_') ? 'expression' : code;
  const words = catalogue[`rulebook_fault_${named}`] ?? m.rulebook_fault_format;
  return words({ fact: isolated(factName(fact ?? '')) });
}

/**
 * What the fault names, beside its words: the engine's own sentence for who reads English, else the names and numbers in it,
 * and the form of value that it asks for.
 */
export function faultDetail({ reason, fact, given }: Told): string {
  if (reason && getLocale() === 'en') return reason;
  const said = (given ?? []).filter((one) => one !== fact);
  return list(said.map((one) => (one.startsWith('@') ? wantedWord(one.slice(1)) : isolated(one))));
}

const wantedWord = (form: string) => catalogue[`rulebook_wanted_${form}`]?.() ?? form;

/** Both as one text. */
export function faultText(fault: Told): string {
  const detail = faultDetail(fault);
  return detail ? `${faultWords(fault)} (${detail})` : faultWords(fault);
}

/** The parts of a place such as `tables.yearly.cells['A']['H']` or `steps[1].value`. */
export function partsOf(place: string): string[] {
  return [...place.matchAll(/\['([^']*)'\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, key, index, name]) =>
    index === undefined ? (key ?? name ?? '') : `@${index}`,
  );
}

/** A place in words: `Table yearly: A, H`. */
export function placeWords(place: string): string {
  const [first, second, ...rest] = partsOf(place);
  const tail = list([...(second === undefined ? [] : [second]), ...rest].map(partWords).filter(Boolean));
  switch (first) {
    case undefined:
      return m.rulebook_whole();
    case 'tables':
      return m.rulebook_in_table({
        name: isolated(second ?? ''),
        place: list(rest.filter((part) => part !== 'cells').map(partWords)),
      });
    case 'bands':
      return m.rulebook_in_band({
        name: isolated(second ?? ''),
        place: list(rest.filter((part) => part !== 'rows').map(partWords)),
      });
    case 'steps':
      return m.rulebook_in_step({ place: tail });
    case 'rule':
      return second === undefined
        ? m.rulebook_rule()
        : m.rulebook_in_rule({ place: list([second, ...rest].map(fieldPart)) });
    default:
      return [
        fieldWord(first),
        ...[second, ...rest].filter((part) => part !== undefined).map(fieldPart),
      ].join(' ');
  }
}

const fieldPart = (part: string) => (part.startsWith('@') ? partWords(part) : fieldWord(part));

function partWords(part: string): string {
  return part.startsWith('@') ? number(Number(part.slice(1)) + 1) : isolated(part);
}
