import type { TransactionSql } from 'postgres';
import { Refused, refuse } from '../../errors.ts';
import { assess } from '../../rules/rulebook.ts';
import type { ArticleTrace } from '../../rules/trace.ts';
import { isList, toJson, type Value } from '../../rules/values.ts';
import { rulebookAt, versionOn } from '../../statutes/versions.ts';

/** The articles about the life of a membership, by the keys that a rulebook gives them. Each may be absent. */
export const LIFE = {
  /** The word 'declaration' or 'act': what confirms a membership every year. */
  renewal: 'renewal',
  /** The first day that no longer counts, from the day on which notice was given. */
  resignationEnd: 'resignation_end',
  /** Checks: what must have happened before an exclusion. */
  exclusion: 'exclusion',
  appealUntil: 'exclusion_appeal_until',
  /** Checks: what a member of a category has to be. */
  eligibility: 'eligibility',
} as const;

/** What the rulebook in force on a day said. */
export interface Ruled {
  article: string;
  value: Value;
  trace: ArticleTrace;
  /** Of checks: the hard ones that do not hold. */
  failed: { name: string; reason: string }[];
}

/**
 * What an article of the rulebook in force on a day says; null where the rulebook has no such article. Facts that it
 * asks for and nobody gave are named in a refusal.
 */
export async function ruled(
  sql: TransactionSql,
  article: string,
  facts: Record<string, unknown>,
  day: string,
): Promise<Ruled | null> {
  const key = await versionOn(sql, day);
  const rulebook = key && (await rulebookAt(sql, key));
  if (!rulebook?.articles.some((one) => one.key === article)) return null;
  const found = assess(rulebook, facts, { asOf: day })(article);
  if (!found.ok) {
    const [fault] = found.faults;
    refuse('rule_not_computable', undefined, `${fault?.article ?? article}: ${fault?.reason ?? ''}`);
  }
  const failed = found.details?.get('failed') ?? null;
  const names = isList(failed) ? failed.map(String) : [];
  const stated = (found.article.document.rule as { checks?: { name: string; reason?: string }[] }).checks ?? [];
  return {
    article: found.article.no,
    value: found.result,
    trace: found.trace,
    failed: names.map((name) => ({
      name,
      reason: stated.find((one) => one.name === name)?.reason ?? '',
    })),
  };
}

/** A day that an article gives; refuses one that gives something else. */
export function dayOf(one: Ruled): string {
  const day = toJson(one.value);
  if (typeof day !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(day))
    refuse('rule_not_computable', undefined, one.article);
  return day;
}

/** The member's facts on a day, as the register has them, for the engine. */
export async function factsOf(
  sql: TransactionSql,
  member: number,
  day: string,
): Promise<Record<string, unknown>> {
  const rows = await sql<
    { name: string; value: unknown; asOf: string | null; source: string; usedAs: string }[]
  >`select name, value, as_of::text as "asOf", source, used_as as "usedAs" from app.member_facts(${member}, ${day}::date)`;
  const facts: Record<string, Record<string, unknown>> = {};
  for (const { name, value, asOf, source, usedAs } of rows) {
    const known = { value, source, ...(asOf ? { asOf } : {}) };
    facts[name] = { ...facts[name], ...(usedAs === 'value' ? known : { [usedAs]: known }) };
  }
  return facts;
}

/** Whether a member would be eligible for a category on a day: null where the rulebook does not say. */
export async function eligibility(
  sql: TransactionSql,
  member: number,
  category: string,
  day: string,
): Promise<{ ruled: Ruled | null; unknown: string | null }> {
  const facts = { ...(await factsOf(sql, member, day)), category: { value: category, source: 'asked' } };
  try {
    return { ruled: await ruled(sql, LIFE.eligibility, facts, day), unknown: null };
  } catch (error) {
    const [refusal] = error instanceof Refused ? error.refusals : [];
    if (refusal?.code !== 'rule_not_computable') throw error;
    return { ruled: null, unknown: refusal.value ?? '' };
  }
}
