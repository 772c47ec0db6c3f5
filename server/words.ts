/**
 * What somebody typed, as it is kept: one form of each letter (NFC), without what cannot be seen (control and
 * direction characters; the two joiners that Persian and Indic scripts need stay), without space around it.
 */
export function plainWords(typed: string | null | undefined): string {
  return (typed ?? '')
    .normalize('NFC')
    .replace(/(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}]/gu, '')
    .trim();
}

/** A name or part of one as it is searched for: small letters without marks, so that `elan` finds Élan. */
export function searchable(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
