/**
 * What a reason names, apart from its English words: for readers of other languages the product says the fault's code in
 * their words and these beside it. In every reason, what comes from a rulebook or from facts stands in single quotes or is a
 * number.
 */

/** Forms of values that a reason asks for: said by a word of the reader's language, here `@` and its name. */
export const WANTED: readonly [phrase: string, name: string][] = [
  ['is not an exact number', '@number'],
  ['is not a whole number', '@whole_number'],
  ['is not a number', '@number'],
  ['is not true or false', '@true_or_false'],
  ['is not a day such as 2024-01-01', '@day'],
  ['is not a text', '@text'],
  ['is not a list', '@list'],
  ['is not a record', '@record'],
];

/** Names, texts, numbers and days of a reason in the order in which it says them, each once; then the form that it asks for. */
export function givenIn(reason: string): string[] {
  const wanted = WANTED.find(([phrase]) => reason.includes(phrase));
  const rest = wanted ? reason.replace(wanted[0], '') : reason;
  const found = [...rest.matchAll(/'((?:[^']|(?<=\w)'(?=\w))*)'|(?<![\w.])(-?\d[\d./:-]*\d|-?\d)(?!\w)/g)];
  const values = found.map(([, quoted, number]) => quoted ?? number ?? '').filter((one) => one !== '');
  return [...new Set([...values, ...(wanted ? [wanted[1]] : [])])];
}

/** Names and texts as a reason lists them. */
export const quoted = (values: readonly string[]): string => values.map((one) => `'${one}'`).join(', ');

/** Which article cannot say anything, and what its faults name, without a word of any language: for refusals. */
export const namedIn = (faults: readonly { article: string; reason: string }[], article = ''): string =>
  faults
    .map((fault) => {
      const names = givenIn(fault.reason).filter((one) => !one.startsWith('@'));
      return [fault.article || article, ...(names.length > 0 ? [`(${names.join(', ')})`] : [])].join(' ');
    })
    .join('; ');
