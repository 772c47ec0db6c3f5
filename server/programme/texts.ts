import { plainWords } from '../words.ts';

/** What someone typed, in one form of Unicode and without blanks around it; null when nothing is left. */
export function plainText(typed: string | null | undefined): string | null {
  return plainWords(typed) || null;
}

/** A typed list: each entry once, empty ones left out. */
export function plainList(typed: readonly string[]): string[] {
  return [...new Set(typed.map(plainText).filter((entry) => entry !== null))];
}
