import type { TransactionSql } from 'postgres';
import { refuse } from '../errors.ts';
import { assess, type Evaluation } from '../rules/rulebook.ts';
import { rulebookAt, versionOn } from '../statutes/versions.ts';

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
  const found = await versionOn(sql, day);
  if (!found) refuse('no_rulebook', undefined, day);
  const rulebook = await rulebookAt(sql, found);
  return {
    code: found.rulebook,
    version: found.version,
    evaluate: (article, facts) => assess(rulebook, facts, { asOf: day })(article),
  };
}
