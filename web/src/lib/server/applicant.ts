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
    founded: founded === null ? null : /^\d{1,4}$/.test(founded) ? Number(founded) : 0,
    address: textOrNull(form, 'address'),
    contactName: textOrNull(form, 'contactName') ?? '',
    contactEmail: textOrNull(form, 'contactEmail') ?? '',
    contactPhone: textOrNull(form, 'contactPhone'),
    message: textOrNull(form, 'message'),
  };
}

/** The form as it was typed, for saving: nothing is required yet. */
export function draftOf(form: FormData) {
  return { ...applicantOf(form), founded: textOrNull(form, 'founded') };
}

/** Answers to conditions, from fields `value.<condition>` and `said.<condition>`. */
export function answersOf(form: FormData) {
  const items = new Set(
    [...form.keys()].flatMap((name) => /^(?:value|said)\.([a-z][a-z0-9_]*)$/.exec(name)?.[1] ?? []),
  );
  return [...items].map((item) => ({
    item,
    value: textOrNull(form, `value.${item}`),
    said: textOrNull(form, `said.${item}`),
  }));
}
