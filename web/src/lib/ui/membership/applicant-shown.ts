/** The fields of the form of application, at which refusals are shown. */
export const APPLICANT_FIELDS = [
  'name',
  'acronym',
  'country',
  'category',
  'website',
  'founded',
  'address',
  'contactName',
  'contactEmail',
  'contactPhone',
  'message',
];
