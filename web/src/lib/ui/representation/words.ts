import { number } from '#lib/format.ts';
import { m } from '#lib/paraglide/messages.js';

type Words = Record<string, (() => string) | undefined>;

/** A word of the catalogue by a code of the API; the code itself where the catalogue has none. */
function word(kind: string, code: string): string {
  return (m as unknown as Words)[`representation_${kind}_${code}`]?.() ?? code;
}

export const choiceName = (choice: string) => word('choice', choice);
export const roleName = (role: string) => word('role', role);
export const outcomeName = (outcome: string) => word('outcome', outcome);
export const questionName = (question: string) => word('question', question);
export const factName = (fact: string) => word('fact', fact);
export const sourceName = (source: string) => word('source', source);

/** The words for a part of a structured rule; null where it has none and its own text says most. */
export function stepName(part: string | null): string | null {
  return (part && (m as unknown as Words)[`representation_step_${part}`]?.()) || null;
}

/** An exact number of votes, `3`, `0.5` or `1/3`, in the reader's digits. */
export function exact(votes: string): string {
  return votes
    .split('/')
    .map((part) => number(part))
    .join('⁄');
}

/** What a fact or step of a calculation says: numbers in the reader's language, truths and known codes in words. */
export function valueText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? m.common_yes() : m.common_no();
  if (typeof value !== 'string') return typeof value === 'number' ? number(value) : null;
  if (/^-?\d+(\.\d+)?(\/\d+)?$/.test(value)) return exact(value);
  return word('value', value);
}
