import { type Refusal, Refused, refuse } from './errors.ts';

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

/** Scripts in which the two joiners change how letters are drawn, so that words need them. */
const JOINED =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Tibetan}]/u;

/** What no name may hold: control, direction, invisible, private, unassigned characters, and halves of a pair. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/**
 * The characters of a name that cannot be seen or that turn the text around, as `U+202E`: a name with one of them may
 * pass for another. A joiner between letters of a script that needs it is none of them.
 */
export function unseen(name: string): string[] {
  const letters = [...name.normalize('NFC')];
  const found = letters.filter((letter, place) => {
    const joiner = letter === '\u200c' || letter === '\u200d';
    return (
      UNSEEN.test(letter) &&
      !(
        joiner &&
        JOINED.test(letters[place - 1] ?? '') &&
        JOINED.test(letters[place + 1] ?? letters[place - 1] ?? '')
      )
    );
  });
  return [...new Set(found)].map(
    (letter) => `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}

/** What is wrong with a name as it was typed: unseen characters, or longer than fits. Empty where it is fine. */
export function nameFaults(typed: string | null | undefined, field: string, longest: number): Refusal[] {
  const name = (typed ?? '').normalize('NFC').trim();
  const characters = unseen(name);
  if (characters.length > 0) return [{ code: 'name_characters', field, value: characters.join(', ') }];
  return name.length > longest ? [{ code: 'too_long', field, value: String(longest) }] : [];
}

/** A name as it is kept, or its refusal at the field. Every act that takes a name asks this. */
export function nameOf(typed: string | null | undefined, field: string, longest: number): string {
  const faults = nameFaults(typed, field, longest);
  if (faults.length > 0) throw new Refused(...faults);
  return plainWords(typed) || refuse('required', field);
}
