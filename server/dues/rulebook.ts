import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TransactionSql } from 'postgres';
import { refuse } from '../errors.ts';
import { coerce } from '../rules/facts.ts';
import { assess, type Evaluation, loadRulebook, type Rulebook } from '../rules/rulebook.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'schema', 'rulebooks');

/** The articles that dues read, by the keys that a rulebook gives them. */
export const ARTICLE = {
  dues: 'dues',
  /** For a member that joined within the year; a rulebook without it asks the whole year's dues. */
  firstYear: 'first_year_dues',
  dueDate: 'due_date',
  split: 'dues_split',
} as const;

/** A rulebook in force for a year: what a run computes with and writes down. */
export interface Rules {
  code: string;
  version: number;
  currency: string;
  has(article: string): boolean;
  /** Why the fact cannot be determined to be this value; null where it can. */
  refuses(fact: string, value: string): 'fact_unknown' | 'fact_not_determined' | 'fact_value' | null;
  /** Computes articles from facts, by the rules of the day. */
  over(facts: Record<string, unknown>): (article: string) => Evaluation;
}

/**
 * Writes the versions of a packaged rulebook that the database does not have yet. What is there stays as it is:
 * assessments refer to it. Runs as the owner.
 */
export async function storeRulebook(sql: TransactionSql, code: string): Promise<void> {
  const document = JSON.parse(readFileSync(join(FOLDER, `${code}.json`), 'utf8'));
  const rulebook = compiled(code, document);
  for (const { version, validFrom } of rulebook.document.versions) {
    await sql`insert into rulebook_version (rulebook, version, valid_from, currency, document)
      values (${code}, ${version}, ${validFrom}, ${String(rulebook.document.currency)}, ${sql.json(document)})
      on conflict do nothing`;
  }
}

/** The network's rulebook as of 1 January of the year; refuses a year before its first version. */
export async function rulesOf(sql: TransactionSql, year: number): Promise<Rules> {
  const [row] = await sql<{ rulebook: string; version: number }[]>`
    select v.rulebook, v.version from rulebook_version v join network n on n.rulebook = v.rulebook
    where v.valid_from <= make_date(${year}, 1, 1) order by v.version desc limit 1`;
  if (!row) refuse('no_rulebook', 'year', year);
  return rulesAt(sql, row.rulebook, row.version, year);
}

/** A version of a rulebook, as an assessment of that year was made with. */
export async function rulesAt(
  sql: TransactionSql,
  code: string,
  version: number,
  year: number,
): Promise<Rules> {
  const rulebook = await known(sql, code, version);
  const asOf = `${String(year).padStart(4, '0')}-01-01`;
  return {
    code,
    version,
    currency: String(rulebook.document.currency),
    has: (article) => rulebook.articles.some((one) => one.key === article),
    refuses: (fact, value) => refusesFact(rulebook, fact, value),
    over: (facts) => assess(rulebook, facts, { asOf }),
  };
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

/** Compiled rulebooks by what they were loaded as: documents in the database never change. */
const compiledRulebooks = new Map<string, Rulebook>();

async function known(sql: TransactionSql, code: string, version: number): Promise<Rulebook> {
  const [row] = await sql<{ key: string }[]>`
    select rulebook || ' ' || version || ' ' || loaded_at as key from rulebook_version
    where rulebook = ${code} and version = ${version}`;
  const key = String(row?.key);
  const found = compiledRulebooks.get(key);
  if (found) return found;
  const [stored] = await sql<{ document: unknown }[]>`
    select document from rulebook_version where rulebook = ${code} and version = ${version}`;
  const rulebook = compiled(code, stored?.document);
  compiledRulebooks.set(key, rulebook);
  return rulebook;
}

function compiled(code: string, document: unknown): Rulebook {
  const loaded = loadRulebook(document);
  if (loaded.ok) return loaded.rulebook;
  const [fault] = loaded.faults;
  throw new Error(`the rulebook ${code} has faults: ${fault?.article} ${fault?.place}: ${fault?.reason}`);
}
