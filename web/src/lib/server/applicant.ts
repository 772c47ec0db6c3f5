import { decimalOf, wholeOf } from '#lib/amount.ts';
import { textOrNull } from './acted.ts';

/** What the form of application says, as the API takes it. A year that is no number comes back as a fault there. */
export function applicantOf(form: FormData) {
  const founded = textOrNull(form, 'founded');
  return {
    name: textOrNull(form, 'name') ?? '',
    acronym: textOrNull(form, 'acronym'),
    country: textOrNull(form, 'country') ?? '',
    category: textOrNull(form, 'category') ?? '',
    website: textOrNull(form, 'website'),
    founded: founded === null ? null : (wholeOf(founded) ?? 0),
    address: textOrNull(form, 'address'),
    contactName: textOrNull(form, 'contactName') ?? '',
    contactEmail: textOrNull(form, 'contactEmail') ?? '',
    contactPhone: textOrNull(form, 'contactPhone'),
    message: textOrNull(form, 'message'),
  };
}

/** The form as it was typed, for saving: nothing is required yet. */
export function draftOf(form: FormData) {
  const founded = textOrNull(form, 'founded');
  return { ...applicantOf(form), founded: founded && String(wholeOf(founded) ?? founded) };
}

/**
 * Answers to conditions, from fields `value.<condition>` and `said.<condition>`. A number is read as somebody writes it
 * in `locale`.
 */
export function answersOf(form: FormData, locale: string) {
  const items = new Set(
    [...form.keys()].flatMap((name) => /^(?:value|said)\.([a-z][a-z0-9_]*)$/.exec(name)?.[1] ?? []),
  );
  return [...items].map((item) => ({
    item,
    value: numberOr(textOrNull(form, `value.${item}`), locale),
    said: textOrNull(form, `said.${item}`),
  }));
}

const numberOr = (typed: string | null, locale: string) => typed && (decimalOf(typed, locale) ?? typed);
