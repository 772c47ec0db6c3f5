/** Faults of a document as a whole: languages, versions, numbers, names; and the facts with what they refer to. */

import type { CategoriesConfig } from './blocks/categories.ts';
import type { CompiledArticle } from './edition.ts';
import { Expr } from './expr.ts';
import { factFaults } from './fact-faults.ts';
import type { Fault } from './faults.ts';
import type { FactDeclaration, RulebookDocument } from './format.ts';

const RESERVED = new Set([
  'it',
  'as_of',
  'none',
  'true',
  'false',
  'null',
  'undefined',
  'NaN',
  'Infinity',
  'and',
  'or',
  'not',
  'xor',
  'mod',
  'to',
  'in',
]);

/** Facts whose values are the codes of a category article carry them. */
export function factsOf(document: RulebookDocument): ReadonlyMap<string, FactDeclaration> {
  return new Map(Object.entries(document.facts).map(([name, fact]) => [name, withCodes(document, fact)]));
}

function withCodes(document: RulebookDocument, fact: FactDeclaration): FactDeclaration {
  const fields =
    fact.fields &&
    Object.fromEntries(
      Object.entries(fact.fields).map(([name, field]) => [name, withCodes(document, field)]),
    );
  const inner = {
    ...fact,
    ...(fields ? { fields } : {}),
    ...(fact.of ? { of: withCodes(document, fact.of) } : {}),
  };
  const codes = fact.valuesFrom === undefined ? [] : categoryCodes(document, fact.valuesFrom);
  return codes.length > 0 ? { ...inner, values: codes } : inner;
}

function categoryCodes(document: RulebookDocument, key: string): string[] {
  const codes = document.articles.flatMap((article) => {
    if (
      article.key !== key ||
      !article.rule ||
      article.rule instanceof Expr ||
      article.rule.use !== 'categories'
    )
      return [];
    return (article.rule as unknown as CategoriesConfig).categories.map((category) => category.code);
  });
  return [...new Set(codes)];
}

export function documentFaults(document: RulebookDocument, articles: readonly CompiledArticle[]): Fault[] {
  return [
    ...languageFaults(document),
    ...versionFaults(document),
    ...articles.flatMap((article, i) => articleFaults(document, articles, article, i)),
    ...factFaults(document, nameTaken, (key) => categoryCodes(document, key).length > 0),
    ...tableNames(articles),
  ];
}

function languageFaults(document: RulebookDocument): Fault[] {
  const wanted = document.languages;
  const missing = (place: string, text: Record<string, string> | undefined, article = '') =>
    text === undefined
      ? []
      : wanted
          .filter((language) => !Object.hasOwn(text, language))
          .map((language) => ({
            code: 'language_missing',
            article,
            place,
            reason: `no text in '${language}'`,
          }));
  return [
    ...missing('title', document.title),
    ...document.articles.flatMap((article) => [
      ...missing('title', article.title, article.no),
      ...missing('text', article.text, article.no),
    ]),
  ];
}

function versionFaults(document: RulebookDocument): Fault[] {
  return document.versions.flatMap((version, i) => {
    const before = document.versions[i - 1];
    const faults: Fault[] = [];
    const fault = (code: string, reason: string) =>
      faults.push({ code, article: '', place: `versions[${i}]`, reason });
    if (before && version.version <= before.version) fault('version_order', 'versions are numbered upwards');
    if (version.retroactiveFrom && version.retroactiveFrom >= version.validFrom)
      fault('retroactive_order', 'retroactiveFrom lies before validFrom');
    return faults;
  });
}

function articleFaults(
  document: RulebookDocument,
  articles: readonly CompiledArticle[],
  article: CompiledArticle,
  i: number,
): Fault[] {
  const faults: Fault[] = [];
  const fault = (code: string, place: string, reason: string) =>
    faults.push({ code, article: article.no, place, reason, version: article.version });
  const { document: entry, key } = article;
  if (entry.version !== undefined && !document.versions.some((version) => version.version === entry.version))
    fault('version_unknown', 'version', `version ${entry.version} is not among the versions`);
  if (nameTaken(key)) fault('name_taken', 'key', `'${key}' has a meaning of its own in expressions`);
  if (Object.hasOwn(document.facts, key)) fault('name_twice', 'key', `'${key}' is the name of a fact`);
  if (article.retroactiveFrom && article.retroactiveFrom >= article.validFrom)
    fault('retroactive_order', 'retroactiveFrom', 'retroactiveFrom lies before validFrom');
  if (entry.repealed && (entry.rule || entry.tables || entry.bands || entry.steps))
    fault('repealed_rule', 'repealed', 'a repealed article has no rule');
  const earlier = articles.slice(0, i);
  if (earlier.some((other) => other.key === key && other.version === article.version))
    fault('article_twice', 'key', `'${key}' stands twice in version ${article.version}`);
  if (earlier.some((other) => other.no === article.no && other.key !== key))
    fault('article_twice', 'no', `number ${article.no} belongs to another article`);
  const older = earlier.filter((other) => other.key === key && other.version < article.version);
  if (older.some((other) => other.validFrom > article.validFrom))
    fault('version_order', 'validFrom', 'a later version of an article is not valid from an earlier day');
  return faults;
}

/** A table or band of the same name in two articles at one time would make a call ambiguous. */
function tableNames(articles: readonly CompiledArticle[]): Fault[] {
  const owner = new Map<string, string>();
  return articles.flatMap((article) => {
    const names = [
      ...Object.keys(article.document.tables ?? {}),
      ...Object.keys(article.document.bands ?? {}),
    ];
    return names.flatMap((name) => {
      const other = owner.get(name);
      owner.set(name, article.key);
      return other === undefined || other === article.key
        ? []
        : [
            {
              code: 'name_twice',
              article: article.no,
              place: `tables.${name}`,
              reason: `'${name}' is already a table or band of another article`,
            },
          ];
    });
  });
}

/** A function's name is free for a fact: `year` stands alone, `year(x)` is called. */
function nameTaken(name: string): boolean {
  return RESERVED.has(name);
}
