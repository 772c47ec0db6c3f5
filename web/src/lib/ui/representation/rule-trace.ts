import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Trace } from '../trace.ts';
import { factName, sourceName, stepName, valueText } from './words.ts';

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
    children: ofSteps(article.steps ?? []),
  };
}

function ofStep(step: StepTrace): Trace {
  if (step.article) return ofArticle(step.article);
  const steps = step.steps ?? [];
  const [inner] = steps;
  // A part of the rule that only takes over a fact or another article says nothing of its own.
  if (part(step) && steps.length === 1 && inner && (inner.fact || inner.article)) return ofStep(inner);
  const children = ofSteps(steps);
  const value = valueText(step.value);
  if (!step.fact) return { label: stepName(part(step)) ?? step.expression, value, children };
  const { name, asOf, source } = step.fact;
  return {
    label: factName(name),
    value,
    date: asOf ?? null,
    source: source ? sourceName(source) : null,
    children,
  };
}

/** The steps that a reader wants: not the totals a second time for each condition, nor conditions that do not apply. */
function ofSteps(steps: StepTrace[]): Trace[] {
  const idle = new Set(
    steps
      .filter((step) => step.value === false && /^conditions\[\d+\]\.when$/.test(step.expression))
      .map((step) => step.expression.replace('when', '')),
  );
  return steps
    .filter((step) => !/^conditions\[\d+\]\.(votes\.|when$|yes$)/.test(step.expression))
    .filter((step) => ![...idle].some((condition) => step.expression.startsWith(condition)))
    .map(ofStep);
}

/** The name of a part of a structured rule, e.g. `needed` of `conditions[0].needed`. */
function part(step: StepTrace): string | null {
  return /^(?:conditions\[\d+\]\.|votes\.)?(\w+)$/.exec(step.expression)?.[1] ?? null;
}
