/** The trace as JSON: the tree behind a result, for the "Why?" panel, the invoice's annex and the stored record. */
import { type Step, stepText } from './compile.ts';
import type { Outcome } from './run.ts';
import { type Json, toJson } from './values.ts';

export interface TraceStep {
  /** The expression as written, or the name of the step. */
  readonly expression: string;
  readonly value: Json;
  readonly steps?: readonly TraceStep[];
  /** Present where the step is a fact: where it comes from. */
  readonly fact?: {
    readonly name: string;
    readonly asOf?: string;
    readonly source?: string;
    readonly version?: string;
    readonly fallback?: string;
  };
  /** Present where the step is another article's result. */
  readonly article?: ArticleTrace;
}

export interface ArticleTrace {
  readonly no: string;
  readonly key: string;
  readonly title: Readonly<Record<string, string>>;
  readonly version: number;
  readonly validFrom: string;
  readonly retroactiveFrom?: string;
  readonly adoptedBy: {
    readonly body: string;
    readonly resolution?: string | undefined;
    readonly date?: string | undefined;
  };
  readonly value: Json;
  readonly details?: Json;
  readonly steps: readonly TraceStep[];
}

export function traceOf(outcome: Outcome): ArticleTrace {
  const { article } = outcome;
  return {
    no: article.no,
    key: article.key,
    title: article.document.title,
    version: article.version,
    validFrom: article.validFrom,
    ...(article.retroactiveFrom === undefined ? {} : { retroactiveFrom: article.retroactiveFrom }),
    adoptedBy: article.adoptedBy,
    value: toJson(outcome.value),
    ...(outcome.details && outcome.details.size > 0 ? { details: toJson(outcome.details) } : {}),
    steps: outcome.steps.map(stepTrace),
  };
}

function stepTrace(step: Step): TraceStep {
  const { reading, outcome } = step;
  return {
    expression: stepText(step),
    value: toJson(step.value),
    ...(step.steps.length > 0 ? { steps: step.steps.map(stepTrace) } : {}),
    ...(reading
      ? {
          fact: {
            name: reading.name,
            ...(reading.asOf ? { asOf: reading.asOf } : {}),
            ...(reading.source ? { source: reading.source } : {}),
            ...(reading.version ? { version: reading.version } : {}),
            ...(reading.fallback ? { fallback: reading.fallback } : {}),
          },
        }
      : {}),
    ...(outcome ? { article: traceOf(outcome) } : {}),
  };
}
