/** Speed of the engine: members assessed with traces, and the check of a large rulebook. Measured, never asserted. */
import { readFileSync } from 'node:fs';
import type { Step } from './compile.ts';
import { assess, loadRulebook } from './rulebook.ts';

export interface RulesBench {
  readonly members: number;
  readonly articles: number;
  readonly assessmentSeconds: number;
  /** Steps of all traces together. */
  readonly traceSteps: number;
  readonly checkedArticles: number;
  readonly checkMilliseconds: number;
}

const ARTICLES = ['dues', 'due_date', 'first_year_dues', 'dues_split', 'standing', 'vote_weight'] as const;

/** Every member against twelve articles: the six of a dues year and the six of the year before. */
export function benchRules(members = 100_000, articles = 200): RulesBench {
  const document = JSON.parse(
    readFileSync(new URL('../../schema/rulebooks/ninefold-demonstration.json', import.meta.url), 'utf8'),
  );
  const loaded = loadRulebook(document);
  if (!loaded.ok) throw new Error('the demonstration rulebook has faults');
  const started = performance.now();
  let traceSteps = 0;
  for (let i = 0; i < members; i += 1) {
    for (const year of [2023, 2024]) {
      const session = assess(loaded.rulebook, memberFacts(i, year), { asOf: `${year}-06-30` });
      for (const article of ARTICLES) {
        const found = session(article);
        if (!found.ok) throw new Error(found.faults[0]?.reason);
        traceSteps += countSteps(found.outcome.steps);
      }
    }
  }
  const assessmentSeconds = (performance.now() - started) / 1000;
  const large = largeRulebook(articles);
  const checking = performance.now();
  const checked = loadRulebook(large);
  const checkMilliseconds = performance.now() - checking;
  if (!checked.ok) throw new Error(checked.faults[0]?.reason);
  return {
    members,
    articles: ARTICLES.length * 2,
    assessmentSeconds,
    traceSteps,
    checkedArticles: articles,
    checkMilliseconds,
  };
}

function memberFacts(i: number, year: number): Record<string, unknown> {
  return {
    category: 'ABC'[i % 3],
    income_group: ['L', 'LM', 'UM', 'H'][i % 4],
    year,
    joined_on: `${2010 + (i % 15)}-${String(1 + (i % 12)).padStart(2, '0')}-15`,
    years_unpaid: i % 4,
  };
}

function countSteps(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => sum + 1 + countSteps(step.steps), 0);
}

function largeRulebook(articles: number): unknown {
  return {
    format: 'ninefold-rulebook/1',
    code: 'large',
    title: { en: 'Large' },
    versions: [{ version: 1, validFrom: '2020-01-01', adoptedBy: { body: 'bench' } }],
    facts: { members: { type: 'integer', min: 0 }, category: { type: 'text', values: ['A', 'B'] } },
    articles: Array.from({ length: articles }, (_, i) => ({
      no: `${i + 1}`,
      key: `article_${i}`,
      kind: 'dues',
      title: { en: `Article ${i + 1}` },
      tables: { [`base_${i}`]: { keys: ['category'], cells: { A: `${i + 100}`, B: `${i + 50}` } } },
      bands: {
        [`rate_${i}`]: {
          rows: [{ to: '100', value: '0.10' }, { to: '1000', value: '0.08' }, { value: '0.05' }],
        },
      },
      rule: `clamp(base_${i}(category) + members * rate_${i}(members)${i > 0 ? ` + article_${i - 1} / ${i + 2}` : ''}, ${i}, ${i * 1000 + 100})`,
      round: { quantum: '0.01' },
    })),
  };
}
