import { list, number } from '#lib/format.ts';
import { money } from '#lib/money.ts';
import { m } from '#lib/paraglide/messages.js';
import { type Standing, standingWords } from '#lib/ui/standing.ts';

type Words = (() => string) | undefined;

/** What a standing is called: by the rulebook, else by its light. */
export function standingName(of: {
  name?: { value: string } | null;
  status: string;
  light: Standing;
}): string {
  if (of.name) return of.name.value;
  if (of.status === 'undetermined') return m.standing_undetermined();
  const named = (m as unknown as Record<string, Words>)[`standing_status_${of.status}`];
  return named?.() ?? (of.light === 'none' ? m.common_standing_none() : of.status.replaceAll('_', ' '));
}

/** One thing to put right. */
export interface Remedy {
  kind: string;
  years: readonly number[] | null;
  amounts: readonly { currency: string; amount: string }[] | null;
  documents: readonly string[] | null;
  count: number | null;
}

/** A thing to put right as a sentence in the imperative, e.g. "Pay USD 1,200 for 2024 and 2025". */
export function remedyWords({ kind, years, amounts, documents, count }: Remedy): string {
  const plainYear = (year: number) => number(year, { useGrouping: false });
  if (kind === 'dues')
    return m.standing_remedy_dues({
      amount: list((amounts ?? []).map(({ amount, currency }) => money({ minor: amount, currency }))),
      years: list((years ?? []).map(plainYear)),
    });
  if (kind === 'documents')
    return m.standing_remedy_documents({ documents: list((documents ?? []).map(documentWords)) });
  if (kind === 'reports') return m.standing_remedy_reports({ count: count ?? 1, shown: number(count ?? 1) });
  if (kind === 'suspension') return m.standing_remedy_suspension();
  if (kind === 'declaration') return m.standing_remedy_declaration();
  return m.standing_remedy_plan();
}

function documentWords(kind: string): string {
  return (m as unknown as Record<string, Words>)[`standing_document_${kind}`]?.() ?? kind;
}

/** The lights as choices of a filter. */
export const lightChoices = () =>
  (['good', 'warn', 'bad', 'none'] as const).map((value) => ({ value, label: standingWords(value) }));

interface Stretch {
  status: string;
  light: Standing;
  since: string;
  until?: string | null;
  name?: { value: string } | null;
}

/** Neighbouring stretches with the same status as one, newest first. */
export function joined<T extends Stretch>(stretches: readonly T[]): (T & { parts: T[] })[] {
  const found: (T & { parts: T[] })[] = [];
  for (const one of stretches) {
    const later = found.at(-1);
    if (later && later.status === one.status && later.since === one.until) {
      later.since = one.since;
      later.parts.push(one);
    } else found.push({ ...one, parts: [one] });
  }
  return found;
}
