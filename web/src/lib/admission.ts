/** Articles of a rulebook that say how applications are decided, by the keys that rulebooks give them. */
export const ADMISSION_ARTICLES = [
  'admission_bodies',
  'several_of_a_country',
  'appeal_until',
  'admission_deposit',
  'first_year_dues',
];

/** Those of the articles that are about admission. */
export const onAdmission = <Article extends { key: string }>(articles: readonly Article[]): Article[] =>
  articles.filter(({ key }) => ADMISSION_ARTICLES.includes(key));
