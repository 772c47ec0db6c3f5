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
    contactName: textOrNull(form, 'contactName') ?? '',
    contactEmail: textOrNull(form, 'contactEmail') ?? '',
    contactPhone: textOrNull(form, 'contactPhone'),
    message: textOrNull(form, 'message'),
  };
}
