import { date, number } from '#lib/format.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Trace } from '#lib/ui/trace.ts';

/** A step of the rulebook engine's trace, as it is stored. */
interface Step {
  expression: string;
  value: unknown;
  steps?: Step[];
  fact?: { name: string; asOf?: string; source?: string; version?: string; fallback?: string };
  article?: Article;
}

interface Article {
  no: string;
  title: Record<string, string>;
  version: number;
  validFrom: string;
  adoptedBy: { body: string; resolution?: string; date?: string };
  value: unknown;
  steps: Step[];
}

/** What a fact is called, by its name in the rulebook. */
type FactNames = (name: string) => string;

/** The calculation behind a result as the page's "Why?" shows it; null for anything that is no trace. */
export function ruleTrace(why: unknown, names: FactNames = factName): Trace | null {
  const article = why as Article | null;
  return article?.title && Array.isArray(article.steps) ? ofArticle(article, names) : null;
}

function ofArticle(article: Article, names: FactNames): Trace {
  const { body, resolution } = article.adoptedBy;
  return {
    label: article.title[getLocale()] ?? article.title['en'] ?? article.no,
    value: shown(article.value),
    article: m.dues_article({ no: article.no }),
    version: String(article.version),
    date: article.validFrom,
    source: [body, resolution].filter(Boolean).join(', '),
    children: article.steps.map((step) => ofStep(step, names)),
  };
}

function ofStep(step: Step, names: FactNames): Trace {
  if (step.article) return ofArticle(step.article, names);
  const children = step.steps?.map((inner) => ofStep(inner, names));
  if (!step.fact) return { label: words(step.expression), value: shown(step.value), children };
  const { name, asOf, source, fallback } = step.fact;
  return {
    label: names(name),
    value: shown(step.value),
    date: asOf,
    source: [source && sourceName(source), fallback && m.dues_fallback()].filter(Boolean).join(' · ') || null,
    children,
  };
}

/** The name of a fact in the reader's language, or as the rulebook writes it. */
export function factName(name: string): string {
  const catalogue = m as unknown as Record<string, (() => string) | undefined>;
  return catalogue[`dues_fact_${name}`]?.() ?? name;
}

/** Where a fact comes from: a register of the product in the reader's language, anything else as it is called. */
export function sourceName(source: string): string {
  const catalogue = m as unknown as Record<string, (() => string) | undefined>;
  return catalogue[`rulebook_source_${source}`]?.() ?? source;
}

/** A rounding in words; anything else as the rulebook writes it. */
function words(expression: string): string {
  const rounding = /^round (\w+) to (\S+)$/.exec(expression);
  return rounding ? m.dues_rounded({ quantum: number(rounding[2] ?? '') }) : expression;
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
  return /^-?\d+(\.\d+)?$/.test(text)
    ? number(text, { maximumFractionDigits: 20, useGrouping: 'min2' })
    : text;
}
