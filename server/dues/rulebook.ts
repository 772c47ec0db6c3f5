import type { TransactionSql } from 'postgres';
import { refuse } from '../errors.ts';
import { coerce, readFact } from '../rules/facts.ts';
import { RuleError } from '../rules/faults.ts';
import { assess, type Evaluation, editionOn, type Rulebook } from '../rules/rulebook.ts';
import { type Day, dayFromText, type Json, toJson } from '../rules/values.ts';
import { factsAsked } from '../statutes/facts-read.ts';
import { rulebookAt, type VersionKey, versionOn } from '../statutes/versions.ts';

/** The articles that dues read, by the keys that a rulebook gives them. */
export const ARTICLE = {
  dues: 'dues',
  /** For a member that joined within the year; a rulebook without it asks the whole year's dues. */
  firstYear: 'first_year_dues',
  dueDate: 'due_date',
  split: 'dues_split',
  /** In which currencies and on what terms dues are paid; a rulebook without it takes its own currency only. */
  payable: 'payable',
} as const;

/** A rulebook in force for a year: what a run computes with and writes down. */
export interface Rules {
  code: string;
  version: number;
  currency: string;
  has(article: string): boolean;
  /** Names of the facts that these articles may ask for. */
  reads(...articles: string[]): Set<string>;
  /** The values that a fact can have, where they are listed; both answers of a yes or no. */
  valuesOf(fact: string): readonly string[] | null;
  /** Why the fact cannot be determined to be this value; null where it can. */
  refuses(fact: string, value: string): 'fact_unknown' | 'fact_not_determined' | 'fact_value' | null;
  /** The number of an article by its key, as it is printed. */
  noOf(article: string): string;
  /** A member's element of a list fact, made of the member's own facts, and the names of those that are missing. */
  elementOf(
    list: string,
    facts: Record<string, unknown>,
  ): { element: Record<string, Json>; missing: string[] };
  /** Computes articles from facts, by the rules of the day. */
  over(facts: Record<string, unknown>): (article: string) => Evaluation;
}

/** The network's rulebook as of 1 January of the year; refuses a year before its first version. */
export async function rulesOf(sql: TransactionSql, year: number): Promise<Rules> {
  const found = await versionOn(sql, firstDayOf(year));
  if (!found) refuse('no_rulebook', 'year', year);
  return rulesAt(sql, found.rulebook, found.version, year);
}

/** A version of a rulebook, as an assessment of that year was made with. */
export async function rulesAt(
  sql: TransactionSql,
  code: string,
  version: number,
  year: number,
): Promise<Rules> {
  const key = { rulebook: code, version };
  return rulesIn(await rulebookAt(sql, key), key, year);
}

/** What a rulebook says for dues of a year. */
export function rulesIn(rulebook: Rulebook, { rulebook: code, version }: VersionKey, year: number): Rules {
  const asOf = firstDayOf(year);
  const edition = editionOn(rulebook, dayFromText(asOf) as Day);
  return {
    code,
    version,
    currency: String(rulebook.document.currency),
    has: (article) => edition.articles.has(article),
    reads: (...articles) => new Set(articles.flatMap((article) => factsAsked(edition, article))),
    valuesOf: (fact) => listedValues(rulebook, fact),
    refuses: (fact, value) => refusesFact(rulebook, fact, value),
    noOf: (article) => edition.articles.get(article)?.no ?? '',
    elementOf: (list, facts) => elementOf(rulebook, list, facts, dayFromText(asOf) as Day),
    over: (facts) => assess(rulebook, facts, { asOf }),
  };
}

function elementOf(rulebook: Rulebook, list: string, facts: Record<string, unknown>, asOf: Day) {
  const declared = rulebook.facts.get(list);
  const fields = declared?.of?.fields ?? declared?.fields ?? {};
  const element: Record<string, Json> = {};
  const missing: string[] = [];
  for (const [name, field] of Object.entries(fields)) {
    try {
      const read = readFact(name, rulebook.facts.get(name) ?? field, facts[name], asOf);
      if (read.value !== null) element[name] = toJson(read.value);
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      const defaulted = field.fallback?.some((one) => typeof one === 'object');
      if (!field.optional && !defaulted) missing.push(name);
    }
  }
  return { element, missing };
}

function listedValues(rulebook: Rulebook, fact: string): readonly string[] | null {
  const declaration = rulebook.facts.get(fact);
  if (declaration?.type === 'boolean') return ['true', 'false'];
  return declaration?.values ?? null;
}

function refusesFact(rulebook: Rulebook, fact: string, value: string) {
  const declaration = rulebook.facts.get(fact);
  if (!declaration) return 'fact_unknown';
  if (!declaration.fallback?.includes('set')) return 'fact_not_determined';
  try {
    coerce(value, declaration, fact);
    return null;
  } catch {
    return 'fact_value';
  }
}

export function firstDayOf(year: number): string {
  return `${String(year).padStart(4, '0')}-01-01`;
}
