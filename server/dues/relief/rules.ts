import type { TransactionSql } from 'postgres';
import { refuse } from '../../errors.ts';
import { decimalsOf, major } from '../../money.ts';
import type { CompiledArticle } from '../../rules/edition.ts';
import { Exact } from '../../rules/exact.ts';
import { assess, type Computed, editionOn } from '../../rules/rulebook.ts';
import type { ArticleTrace } from '../../rules/trace.ts';
import { type Day, dayFromText, minorUnits, type Value } from '../../rules/values.ts';
import { rulebookAt, versionOn } from '../../statutes/versions.ts';
import type { ReliefKind } from '../../types.ts';

/** The articles on relief, by the keys that a rulebook gives them. */
export const RELIEF = {
  body: 'relief_body',
  remaining: 'relief',
  limits: 'relief_limits',
  until: 'relief_until',
  requestUntil: 'relief_request_until',
  plan: 'plan_kept',
  discount: 'early_payment_discount',
} as const;

/** A change of what is asked, as the rulebook's adjustments name it. */
export interface Adjustment {
  kind: 'waive' | 'reduce_to' | 'reduce_percent' | 'currency_factor';
  amount?: string;
}

/** Who decides a kind of relief: a body by its kind, at the network or at the member's region. */
export interface Decider {
  level: 'network' | 'region';
  body: string;
  article: string;
  why: ArticleTrace;
}

/** What the limits of relief look at. */
export interface Wish {
  share?: Exact;
  months?: number;
  instalments?: number;
}

/** What the network's rulebook of a day says on relief. */
export interface ReliefRules {
  code: string;
  version: number;
  currency: string;
  /** Null where the rulebook knows no relief of this kind. */
  decider(kind: ReliefKind): Decider | null;
  /** Names of the limits that the wish passes. */
  beyond(kind: ReliefKind, wish: Wish): string[];
  /** What remains asked of an amount, in minor units, and how that came about. */
  remaining(asked: bigint, adjustment: Adjustment): { amount: bigint; why: ArticleTrace };
  /** Until when a relief decided on the day lasts, where it does not end by itself. */
  until(decidedOn: string): string;
  /** Until when a request waits for a decision; null: for ever. */
  requestUntil(askedOn: string): string | null;
  /** Days of grace for each instalment of a plan. */
  graceDays: number;
  /** The rulebook's own words: articles by number, with title and text by language. */
  articles: { key: string; no: string; title: Content; text: Content | null }[];
}

type Content = Record<string, string>;

/** The rules on relief of the network's rulebook on a day; refuses where it has none. */
export async function reliefRulesOn(sql: TransactionSql, day: string): Promise<ReliefRules> {
  const found = await versionOn(sql, day);
  if (!found) refuse('no_rulebook', undefined, day);
  const rulebook = await rulebookAt(sql, found);
  const edition = editionOn(rulebook, dayFromText(day) as Day);
  if (!edition.articles.has(RELIEF.body)) refuse('relief_not_in_rulebook', 'kind');
  const currency = String(rulebook.document.currency);
  const compute = (article: string, facts: Record<string, unknown>) =>
    assess(rulebook, facts, { asOf: day })(article);
  const computed = (article: string, facts: Record<string, unknown>): Computed => {
    const result = compute(article, facts);
    if (!result.ok) throw new Error(`${found.rulebook} ${article}: ${result.faults[0]?.reason}`);
    return result;
  };
  const dayBy = (article: string, facts: Record<string, unknown>) =>
    edition.articles.has(article) ? (computed(article, facts).result as Day).toText() : null;
  return {
    code: found.rulebook,
    version: found.version,
    currency,
    decider: (kind) => {
      const result = compute(RELIEF.body, { relief_kind: kind });
      return result.ok ? deciderOf(result) : null;
    },
    beyond: (kind, wish) =>
      edition.articles.has(RELIEF.limits) ? failedOf(computed(RELIEF.limits, limitFacts(kind, wish))) : [],
    remaining: (asked, adjustment) => {
      const result = computed(RELIEF.remaining, { asked: major(asked, currency), reliefs: [adjustment] });
      return { amount: minorUnits(result.result, decimalsOf(currency)), why: result.trace };
    },
    until: (decidedOn) => dayBy(RELIEF.until, { decided_on: decidedOn }) ?? `${decidedOn.slice(0, 4)}-12-31`,
    requestUntil: (askedOn) => dayBy(RELIEF.requestUntil, { asked_on: askedOn }),
    graceDays: graceOf(edition.articles.get(RELIEF.plan)?.rule),
    articles: Object.values(RELIEF).flatMap((key) => wordsOf(edition.articles.get(key))),
  };
}

function deciderOf(result: Computed): Decider | null {
  const said = result.result as ReadonlyMap<string, Value>;
  const level = said.get('level');
  const body = said.get('body');
  if ((level !== 'network' && level !== 'region') || typeof body !== 'string') return null;
  return { level, body, article: result.article.no, why: result.trace };
}

function failedOf(result: Computed): string[] {
  const failed = result.details?.get('failed') ?? [];
  return (failed as readonly Value[]).map(String);
}

function limitFacts(kind: ReliefKind, { share, months, instalments }: Wish): Record<string, unknown> {
  return {
    relief_kind: kind,
    relief_share: (share ?? Exact.of(0)).toText(),
    relief_months: months ?? 0,
    relief_instalments: instalments ?? 0,
  };
}

/** The engine's own test of a plan reads the same days of grace. */
function graceOf(rule: unknown): number {
  return (rule as { graceDays?: number } | undefined)?.graceDays ?? 0;
}

function wordsOf(article: CompiledArticle | undefined): ReliefRules['articles'] {
  if (!article) return [];
  const { key, no, document } = article;
  return [{ key, no, title: document.title as Content, text: (document.text as Content) ?? null }];
}
