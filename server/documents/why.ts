/** A stored calculation in the reader's language, as the pages' "Why?" shows it (web/src/lib/rule-trace.ts). */
import type { ArticleTrace, TraceStep } from '../rules/trace.ts';
import { date, number } from './formats.ts';
import { hasWords, type Locale, say } from './words.ts';

export interface WhyStep {
  label: string;
  value: string | null;
  /** Article, version, date and source, as far as they are known. */
  cite: string;
  children: WhyStep[];
}

/** The calculation behind a result, step by step; null for anything that is no trace. */
export function whyOf(locale: Locale, why: unknown): WhyStep | null {
  const article = why as ArticleTrace | null;
  return article?.title && Array.isArray(article.steps) ? ofArticle(locale, article) : null;
}

function ofArticle(locale: Locale, article: ArticleTrace): WhyStep {
  const { body, resolution } = article.adoptedBy;
  const cited = [
    say(locale, 'dues_article', { no: article.no }),
    say(locale, 'common_why_version', { version: String(article.version) }),
    date(locale, article.validFrom),
    [body, resolution].filter(Boolean).join(', '),
  ];
  return {
    label: article.title[locale] ?? article.title['en'] ?? article.no,
    value: shown(locale, article.value),
    cite: cited.filter(Boolean).join(' · '),
    children: article.steps.map((step) => ofStep(locale, step)),
  };
}

function ofStep(locale: Locale, step: TraceStep): WhyStep {
  if (step.article) return ofArticle(locale, step.article);
  const children = (step.steps ?? []).map((inner) => ofStep(locale, inner));
  const value = shown(locale, step.value);
  if (!step.fact) return { label: expression(locale, step.expression), value, cite: '', children };
  const { name, asOf, source, fallback } = step.fact;
  const cited = [
    asOf && date(locale, asOf),
    source && named(locale, 'rulebook_source_', source),
    fallback && say(locale, 'dues_fallback'),
  ];
  return {
    label: named(locale, 'dues_fact_', name),
    value,
    cite: cited.filter(Boolean).join(' · '),
    children,
  };
}

/** In the reader's language where the catalogues name it, else as the rulebook writes it. */
function named(locale: Locale, prefix: string, name: string): string {
  return hasWords(prefix + name) ? say(locale, prefix + name) : name;
}

/** A rounding in words; anything else as the rulebook writes it. */
function expression(locale: Locale, text: string): string {
  const quantum = /^round \w+ to (\S+)$/.exec(text)?.[1];
  return quantum ? say(locale, 'dues_rounded', { quantum: number(locale, quantum) }) : text;
}

function shown(locale: Locale, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return say(locale, value ? 'common_yes' : 'common_no');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([key, one]) => `${key} ${shown(locale, one)}`)
      .join(', ');
  }
  const text = String(value);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return date(locale, text);
  if (!/^-?\d+(\.\d+)?$/.test(text)) return text;
  return number(locale, text, { maximumFractionDigits: 20, useGrouping: 'min2' });
}
