import { date, number } from '#lib/format.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Trace } from '#lib/ui/trace.ts';

/** A calculation of the rulebook engine as it is stored: an article's result with its steps. */
interface Article {
  no: string;
  title: Record<string, string>;
  version: number;
  validFrom?: string;
  adoptedBy?: { body: string; resolution?: string; date?: string };
  value: unknown;
  details?: Record<string, unknown>;
  steps?: Step[];
}

interface Step {
  expression: string;
  value: unknown;
  steps?: Step[];
  fact?: { name: string; asOf?: string; source?: string; version?: string; fallback?: string };
  article?: Article;
}

/** What a fact is called, by its name in the rulebook. */
type FactNames = (name: string) => string;

const catalogue = m as unknown as Record<string, ((inputs?: Record<string, string>) => string) | undefined>;

/** The calculation behind a result as the page's "Why?" shows it; null for anything that is no trace. */
export function ruleTrace(why: unknown, names: FactNames = factName): Trace | null {
  const article = why as Partial<Article> | null;
  return article?.no && article.title ? ofArticle(article as Article, names) : null;
}

/** What the article says besides its value, e.g. `needed` of a quorum, or the conditions of a decision. */
export function detailsOf(why: unknown): Record<string, unknown> {
  return (why as Partial<Article> | null)?.details ?? {};
}

function ofArticle(article: Article, names: FactNames): Trace {
  const { body, resolution } = article.adoptedBy ?? {};
  return {
    label: article.title[getLocale()] ?? article.title['en'] ?? article.no,
    value: shown(article.value),
    article: m.rulebook_article({ no: article.no }),
    version: String(article.version),
    date: article.validFrom ?? null,
    source: [body, resolution].filter(Boolean).join(', ') || null,
    children: ofSteps(article.steps ?? [], names),
  };
}

function ofStep(step: Step, names: FactNames): Trace {
  if (step.article) return ofArticle(step.article, names);
  const steps = step.steps ?? [];
  const [inner] = steps;
  // A part of the rule that only takes over a fact or another article says nothing of its own.
  if (part(step) && steps.length === 1 && inner && (inner.fact || inner.article)) return ofStep(inner, names);
  const children = ofSteps(steps, names);
  if (!step.fact) return { label: words(step), value: shown(step.value), children };
  const { name, asOf, source, fallback } = step.fact;
  return {
    label: names(name),
    value: shown(step.value),
    date: asOf ?? null,
    source:
      [source && sourceName(source), fallback && fallbackName(fallback)].filter(Boolean).join(' · ') || null,
    children,
  };
}

/** The steps that a reader wants: not the totals a second time for each condition, nor conditions that do not apply. */
function ofSteps(steps: readonly Step[], names: FactNames): Trace[] {
  const idle = steps
    .filter((step) => step.value === false && /^conditions\[\d+\]\.when$/.test(step.expression))
    .map((step) => step.expression.replace('when', ''));
  return steps
    .filter((step) => !/^conditions\[\d+\]\.(votes\.|when$|yes$)/.test(step.expression))
    .filter((step) => !idle.some((condition) => step.expression.startsWith(condition)))
    .map((step) => ofStep(step, names));
}

/** The name of a part of a structured rule, e.g. `needed` of `conditions[0].needed`. */
function part(step: Step): string | null {
  return /^(?:conditions\[\d+\]\.|votes\.)?(\w+)$/.exec(step.expression)?.[1] ?? null;
}

/** The name of a fact in the reader's language, or as the rulebook writes it. */
export function factName(name: string): string {
  const prefixes = ['dues_fact_', 'representation_fact_', 'standing_fact_'];
  const key = prefixes.map((prefix) => prefix + name).find((one) => catalogue[one]);
  return (key && catalogue[key]?.()) ?? name;
}

/** Where a fact comes from: a register of the product in the reader's language, anything else as it is called. */
export function sourceName(source: string): string {
  const [, year, office] = /^Declaration of (\d{4}), by ([a-z ]+)$/.exec(source) ?? [];
  if (year && office) {
    const by = catalogue[`office_${office.replaceAll(' ', '_')}`]?.() ?? office;
    return m.dues_source_declaration({ year: number(year, { useGrouping: false }), office: by });
  }
  return catalogue[`rulebook_source_${source}`]?.() ?? source;
}

function fallbackName(fallback: string): string {
  return catalogue[`rulebook_fallback_${fallback}`]?.() ?? fallback;
}

/** A part of a rule or a rounding in words; anything else as the rulebook writes it. */
function words(step: Step): string {
  const condition = step.expression.startsWith('conditions[') ? part(step) : null;
  const named = condition && catalogue[`representation_step_${condition}`]?.();
  if (named) return named;
  const level = /^levels\[(\d+)\]\.when$/.exec(step.expression)?.[1];
  if (level) return m.standing_condition({ number: number(Number(level) + 1) });
  if (step.expression === 'exception.when') return m.standing_exception_condition();
  const rounding = /^round (\w+) to (\S+)$/.exec(step.expression);
  return rounding ? m.dues_rounded({ quantum: number(rounding[2] ?? '') }) : step.expression;
}

function shown(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? m.common_yes() : m.common_no();
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([key, one]) => `${key} ${shown(one)}`)
      .join(', ');
  }
  const text = String(value);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return date(text);
  if (/^-?\d+(\.\d+)?(\/\d+)?$/.test(text)) return text.split('/').map(exact).join('⁄');
  return catalogue[`representation_value_${text}`]?.() ?? text;
}

function exact(text: string): string {
  return number(text, { maximumFractionDigits: 20, useGrouping: 'min2' });
}
