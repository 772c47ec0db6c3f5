/** Small rulebooks for the engine's tests. */
import type { Fault } from './faults.ts';
import { evaluate, evaluateExpression, loadRulebook, type Rulebook } from './rulebook.ts';
import { type Json, toJson } from './values.ts';

type Part = Record<string, unknown>;

/** A document of one version with these facts and articles; each article needs only what the test is about. */
export function documentOf(facts: Part, articles: readonly Part[], rest: Part = {}): Part {
  return {
    format: 'ninefold-rulebook/1',
    code: 'test',
    title: { en: 'Test' },
    versions: [{ version: 1, validFrom: '2000-01-01', adoptedBy: { body: 'Assembly' } }],
    facts,
    articles: articles.map((article, i) => ({
      no: `${i + 1}`,
      key: `article_${i + 1}`,
      kind: 'other',
      title: { en: `Article ${i + 1}` },
      ...article,
    })),
    ...rest,
  };
}

export function loadedOf(facts: Part, articles: readonly Part[], rest: Part = {}): Rulebook {
  const loaded = loadRulebook(documentOf(facts, articles, rest));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults, null, 1));
  return loaded.rulebook;
}

export function faultsOf(facts: Part, articles: readonly Part[], rest: Part = {}): readonly Fault[] {
  const loaded = loadRulebook(documentOf(facts, articles, rest));
  return loaded.ok ? [] : loaded.faults;
}

/** `code at place` of every fault. */
export function faultPlaces(facts: Part, articles: readonly Part[], rest: Part = {}): string[] {
  return faultsOf(facts, articles, rest).map((fault) => `${fault.code} at ${fault.article}:${fault.place}`);
}

/** Value and details of one rule over facts that need no declaration. */
export function ruleResult(
  rule: unknown,
  facts: Part = {},
  asOf = '2025-06-01',
  article: Part = {},
): { value: Json; details: Record<string, Json> } {
  const declared = Object.fromEntries(
    Object.keys(facts).map((name) => [name, { type: 'any', optional: true }]),
  );
  const found = evaluate(loadedOf(declared, [{ key: 'asked', rule, ...article }]), 'asked', facts, { asOf });
  if (!found.ok) throw new Error(found.faults.map((fault) => `${fault.code}: ${fault.reason}`).join('; '));
  return {
    value: toJson(found.result),
    details: found.details ? (toJson(found.details) as Record<string, Json>) : {},
  };
}

/** Result of an expression that only names the facts given, or the code of its refusal. */
export function expressionResult(text: string, facts: Part = {}, asOf = '2025-06-01'): Json {
  const declared = Object.fromEntries(
    Object.keys(facts).map((name) => [name, { type: 'any', optional: true }]),
  );
  const found = evaluateExpression(loadedOf(declared, [{ rule: '1' }]), text, facts, { asOf });
  return found.ok ? toJson(found.result) : `refused: ${found.faults[0]?.code}`;
}
