import type { TransactionSql } from 'postgres';
import { refuse } from '../errors.ts';
import { assess, type Evaluation, loadRulebook, type Rulebook } from '../rules/rulebook.ts';

/** The articles that meetings read, by the keys that a rulebook gives them. */
export const ARTICLE = { weight: 'vote_weight', quorum: 'quorum', decision: 'decision' } as const;

/** The rules in force on a day: what a roll, a quorum or a result is computed with and keeps. */
export interface RulesOfDay {
  code: string;
  version: number;
  /** Computes an article from facts. */
  evaluate(article: string, facts: Record<string, unknown>): Evaluation;
}

/** The network's rulebook as of a day; refuses a day before its first version. */
export async function rulesOfDay(sql: TransactionSql, day: string): Promise<RulesOfDay> {
  const [row] = await sql<{ rulebook: string; version: number }[]>`
    select v.rulebook, v.version from rulebook_version v join network n on n.rulebook = v.rulebook
    where v.valid_from <= ${day}::date order by v.version desc limit 1`;
  if (!row) refuse('no_rulebook', undefined, day);
  const rulebook = await known(sql, row.rulebook, row.version);
  return { code: row.rulebook, version: row.version, evaluate: (article, facts) => assess(rulebook, facts, { asOf: day })(article) };
}

/** Compiled rulebooks by when they were stored: a version's document never changes. */
const compiled = new Map<string, Rulebook>();

async function known(sql: TransactionSql, code: string, version: number): Promise<Rulebook> {
  const [row] = await sql<{ key: string }[]>`
    select concat_ws(' ', rulebook, version, loaded_at) as key from rulebook_version where rulebook = ${code} and version = ${version}`;
  const key = String(row?.key);
  const found = compiled.get(key);
  if (found) return found;
  const [stored] = await sql<{ document: unknown }[]>`
    select document from rulebook_version where rulebook = ${code} and version = ${version}`;
  const loaded = loadRulebook(stored?.document);
  if (!loaded.ok) throw new Error(`the rulebook ${code} has faults: ${loaded.faults[0]?.reason}`);
  compiled.set(key, loaded.rulebook);
  return loaded.rulebook;
}
