/** A stored calculation in the reader's language, as the pages' "Why?" shows it (web/src/lib/rule-trace.ts). */
import type { WhyStep } from '../documents/blocks.ts';
import { date, number, year } from '../documents/formats.ts';
import { hasWords, type Locale, say } from '../documents/words.ts';
import type { ArticleTrace, TraceStep } from '../rules/trace.ts';

/** The calculation behind a result, step by step; null for anything that is no trace. */
export function whyOf(locale: Locale, why: unknown): WhyStep | null {
  const article = why as Partial<ArticleTrace> | null;
  return article?.no && article.title ? ofArticle(locale, article as ArticleTrace) : null;
}

function ofArticle(locale: Locale, article: ArticleTrace): WhyStep {
  const { body, resolution } = article.adoptedBy ?? {};
  const cited = [
    say(locale, 'rulebook_article', { no: article.no }),
    say(locale, 'common_why_version', { version: String(article.version) }),
    article.validFrom && date(locale, article.validFrom),
    [body, resolution].filter(Boolean).join(', '),
  ];
  return {
    label: article.title[locale] ?? article.title['en'] ?? article.no,
    value: shown(locale, article.value),
    cite: cited.filter(Boolean).join(' · '),
    children: ofSteps(locale, article.steps ?? []),
  };
}

function ofStep(locale: Locale, step: TraceStep): WhyStep {
  if (step.article) return ofArticle(locale, step.article);
  const steps = step.steps ?? [];
  const [inner] = steps;
  // A part of the rule that only takes over a fact or another article says nothing of its own.
  if (part(step) && steps.length === 1 && inner && (inner.fact || inner.article))
    return ofStep(locale, inner);
  const children = ofSteps(locale, steps);
  const value = shown(locale, step.value);
  if (!step.fact) return { label: words(locale, step), value, cite: '', children };
  const { name, asOf, source, fallback } = step.fact;
  const cited = [
    asOf && date(locale, asOf),
    source && sourceName(locale, source),
    fallback && named(locale, ['rulebook_fallback_'], fallback),
  ];
  const label = named(locale, ['dues_fact_', 'representation_fact_', 'standing_fact_'], name);
  return { label, value, cite: cited.filter(Boolean).join(' · '), children };
}

/** The steps that a reader wants: not the totals a second time for each condition, nor conditions that do not apply. */
function ofSteps(locale: Locale, steps: readonly TraceStep[]): WhyStep[] {
  const idle = steps
    .filter((step) => step.value === false && /^conditions\[\d+\]\.when$/.test(step.expression))
    .map((step) => step.expression.replace('when', ''));
  return steps
    .filter((step) => !/^conditions\[\d+\]\.(votes\.|when$|yes$)/.test(step.expression))
    .filter((step) => !idle.some((condition) => step.expression.startsWith(condition)))
    .map((step) => ofStep(locale, step));
}

/** The name of a part of a structured rule, e.g. `needed` of `conditions[0].needed`. */
function part(step: TraceStep): string | null {
  return /^(?:conditions\[\d+\]\.|votes\.)?(\w+)$/.exec(step.expression)?.[1] ?? null;
}

/** In the reader's language where the catalogues name it, else as the rulebook writes it. */
function named(locale: Locale, prefixes: string[], name: string): string {
  const key = prefixes.map((prefix) => prefix + name).find(hasWords);
  return key ? say(locale, key) : name;
}

/** A register of the product in the reader's language, anything else as it is called. */
function sourceName(locale: Locale, source: string): string {
  const [, of, office] = /^Declaration of (\d{4}), by ([a-z ]+)$/.exec(source) ?? [];
  if (!of || !office) return named(locale, ['rulebook_source_'], source);
  const by = named(locale, ['office_'], office.replaceAll(' ', '_'));
  return say(locale, 'dues_source_declaration', { year: year(locale, Number(of)), office: by });
}

/** A part of a rule or a rounding in words; anything else as the rulebook writes it. */
function words(locale: Locale, step: TraceStep): string {
  const condition = step.expression.startsWith('conditions[') ? part(step) : null;
  const key = `representation_step_${condition}`;
  if (condition && hasWords(key)) return say(locale, key);
  const level = /^levels\[(\d+)\]\.when$/.exec(step.expression)?.[1];
  if (level) return say(locale, 'standing_condition', { number: number(locale, Number(level) + 1) });
  if (step.expression === 'exception.when') return say(locale, 'standing_exception_condition');
  const quantum = /^round \w+ to (\S+)$/.exec(step.expression)?.[1];
  return quantum ? say(locale, 'dues_rounded', { quantum: number(locale, quantum) }) : step.expression;
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
  if (!/^-?\d+(\.\d+)?(\/\d+)?$/.test(text)) return named(locale, ['representation_value_'], text);
  const exact = (one: string) => number(locale, one, { maximumFractionDigits: 20, useGrouping: 'min2' });
  return text.split('/').map(exact).join('⁄');
}
