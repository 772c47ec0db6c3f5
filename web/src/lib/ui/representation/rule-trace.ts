import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Trace } from '../trace.ts';
import { factName, sourceName, valueText } from './words.ts';

/** A calculation as the API gives it: an article's result with its steps. */
interface ArticleTrace {
  no: string;
  title: Record<string, string>;
  version: number;
  value: unknown;
  details?: Record<string, unknown>;
  steps?: StepTrace[];
}

interface StepTrace {
  expression: string;
  value: unknown;
  steps?: StepTrace[];
  fact?: { name: string; asOf?: string; source?: string };
  article?: ArticleTrace;
}

/** The calculation behind a weight, a quorum or a result, ready to be opened; null where there is none. */
export function ruleTrace(json: unknown): Trace | null {
  const trace = json as Partial<ArticleTrace> | null;
  return trace?.no ? ofArticle(trace as ArticleTrace) : null;
}

/** What the article says besides its value, e.g. `needed` of a quorum, or the conditions of a decision. */
export function detailsOf(json: unknown): Record<string, unknown> {
  return (json as Partial<ArticleTrace> | null)?.details ?? {};
}

function ofArticle(article: ArticleTrace): Trace {
  return {
    label: article.title[getLocale()] ?? article.title['en'] ?? article.no,
    value: valueText(article.value),
    article: m.representation_article({ no: article.no }),
    version: String(article.version),
    children: (article.steps ?? []).map(ofStep),
  };
}

function ofStep(step: StepTrace): Trace {
  if (step.article) return ofArticle(step.article);
  const children = (step.steps ?? []).map(ofStep);
  const value = valueText(step.value);
  if (!step.fact) return { label: step.expression, value, children };
  const { name, asOf, source } = step.fact;
  return {
    label: factName(name),
    value,
    date: asOf ?? null,
    source: source ? sourceName(source) : null,
    children,
  };
}
