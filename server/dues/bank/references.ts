import { readReference } from '../invoices/reference.ts';

/** What in a payer's words may name an invoice: creditor references (ISO 11649) and anything that looks like a number. */

const LONGEST = 25;
/** More words with digits than this are no payer's words. */
const MOST = 40;

/** Candidates without blanks and signs, in capitals: valid creditor references first, then words that hold a digit. */
export function referencesIn(texts: string[]): string[] {
  const found = new Set<string>();
  for (const text of texts) {
    const upper = text.toUpperCase();
    for (const reference of creditorReferencesIn(upper)) found.add(reference);
    const words = upper.split(/[\s,;:|()[\]"']+/);
    words.forEach((word, index) => {
      for (const candidate of [word, `${word}${words[index + 1] ?? ''}`]) {
        const bare = candidate.replace(/[^A-Z0-9]/g, '');
        if (/\d{3}/.test(bare) && bare.length >= 4 && bare.length <= LONGEST) found.add(bare);
      }
    });
  }
  return [...found].slice(0, MOST);
}

/** `RF18 5390 0754 7034` with or without its blanks; what follows it may touch it. */
function creditorReferencesIn(text: string): string[] {
  const compact = text.replace(/[^A-Z0-9]/g, '');
  const found: string[] = [];
  for (const start of compact.matchAll(/RF\d\d/g)) {
    for (let end = Math.min(start.index + LONGEST, compact.length); end > start.index + 4; end--) {
      const candidate = compact.slice(start.index, end);
      if (readReference(candidate) === null) continue;
      found.push(candidate);
      break;
    }
  }
  return found;
}
