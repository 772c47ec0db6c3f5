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

/** An exact number of votes, `3`, `0.5` or `1/3`, in the reader's digits. */
export function exact(votes: string): string {
  return votes
    .split('/')
    .map((part) => number(part))
    .join('⁄');
}
