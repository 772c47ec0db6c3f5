import type { TransactionSql } from 'postgres';
import { refuse } from '../../errors.ts';
import { namedIn } from '../../rules/given.ts';
import { assess, evaluateExpression } from '../../rules/rulebook.ts';
import type { ArticleTrace } from '../../rules/trace.ts';
import { isList, toJson, type Value } from '../../rules/values.ts';
import { documentAt, rulebookAt, versionOn } from '../../statutes/versions.ts';

/** The articles about the life of a membership, by the keys that a rulebook gives them. Each may be absent. */
export const LIFE = {
  /** The word 'declaration' or 'act': what confirms a membership every year. */
  renewal: 'renewal',
  /** The first day that no longer counts, from the day on which notice was given. */
  resignationEnd: 'resignation_end',
  /** Checks: what must have happened before an exclusion. */
  exclusion: 'exclusion',
  appealUntil: 'exclusion_appeal_until',
  /** The categories, with what each asks of its members. */
  categories: 'categories',
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
    refuse('rule_not_computable', undefined, namedIn(found.faults.slice(0, 1), article));
  }
  const failed = found.details?.get('failed') ?? null;
  const names = isList(failed) ? failed.map(String) : [];
  const stated =
    (found.article.document.rule as { checks?: { name: string; reason?: string }[] }).checks ?? [];
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
  const [own] = await sql<{ founded: number | null; affiliates: number }[]>`
    select o.founded, (select count(*)::int from affiliate a where a.member_id = m.place_id and a.since <= ${day}::date and a.until > ${day}::date) as affiliates
    from member m join organisation o on o.id = m.organisation_id where m.place_id = ${member}`;
  const source = 'register';
  if (own?.founded != null) facts['founded'] = { value: own.founded, source };
  if (own) facts['affiliates'] = { value: own.affiliates, source };
  return facts;
}

/** What a category asks of its members, and what of it does not hold, or cannot be said by the register alone. */
export interface Eligible {
  failed: { name: string; reason: string }[];
  unknown: string[];
}

interface StoredArticle {
  key: string;
  version?: number;
  rule: { categories?: { code: string; eligibility?: Condition[] }[] };
}

interface Condition {
  name: string;
  title: Record<string, string>;
  test?: string;
  document?: string;
  hard?: boolean;
}

/**
 * What the rulebook asks of members of a category, tried on what is on record about a member on a day. A condition that
 * nobody can compute from the register is for those who decide, and so is a document that they may have on paper.
 */
export async function eligibility(
  sql: TransactionSql,
  member: number,
  category: string,
  day: string,
): Promise<Eligible> {
  const key = await versionOn(sql, day);
  const rulebook = key && (await rulebookAt(sql, key));
  if (!key || !rulebook) return { failed: [], unknown: [] };
  const { articles } = (await documentAt(sql, key)) as { articles: StoredArticle[] };
  const article = articles.findLast(
    (one) => one.key === LIFE.categories && (one.version ?? 1) <= key.version,
  );
  const categories = article?.rule.categories ?? [];
  const asked = categories.find((one) => one.code === category)?.eligibility ?? [];
  const facts: Record<string, unknown> = await factsOf(sql, member, day);
  facts['category'] = { value: category, source: 'asked' };
  const found: Eligible = { failed: [], unknown: [] };
  const [given] = await sql<{ kinds: string[] }[]>`
    select array(select jsonb_object_keys(app.documents_valid(${member}, ${day}::date))) as kinds`;
  facts['documents_given'] = { value: given?.kinds ?? [], source: 'documents' };
  for (const one of asked.filter(({ hard }) => hard !== false)) {
    const answer =
      one.test === undefined ? null : evaluateExpression(rulebook, one.test, facts, { asOf: day });
    const title = one.title['en'] ?? one.name;
    const onPaper = one.document !== undefined && answer?.ok && answer.result !== true;
    if (!answer?.ok || onPaper) found.unknown.push(title);
    else if (answer.result !== true) found.failed.push({ name: one.name, reason: title });
  }
  return found;
}
