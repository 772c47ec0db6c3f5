import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assess, evaluate, loadRulebook } from './rulebook.ts';
import { minorUnits, toJson } from './values.ts';

const loaded = loadRulebook(
  JSON.parse(
    readFileSync(new URL('../../schema/rulebooks/ninefold-demonstration.json', import.meta.url), 'utf8'),
  ),
);

function rulebook() {
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults, null, 1));
  return loaded.rulebook;
}

function result(article: string, facts: Record<string, unknown>, asOf = '2024-06-01') {
  const found = evaluate(rulebook(), article, facts, { asOf });
  return found.ok ? toJson(found.result) : found.faults;
}

describe('the demonstration rulebook', () => {
  const council = { category: 'A', income_group: 'LM', year: 2024 };

  it('loads without a fault', () => {
    expect(loaded).toMatchObject({ ok: true });
  });

  it('keeps the amounts of each version', () => {
    expect(result('dues', council, '2023-12-31')).toBe('500');
    expect(result('dues', council, '2024-01-01')).toBe('600');
  });

  it('gives minor units, the version and a trace', () => {
    const found = evaluate(rulebook(), '3.1', council, { asOf: '2024-02-01' });
    if (!found.ok) throw new Error('refused');
    expect(minorUnits(found.result)).toBe(60_000n);
    expect(found.version).toBe(2);
    expect(found.trace).toMatchObject({
      no: '3.1',
      version: 2,
      value: '600',
      adoptedBy: { resolution: 'D-2023-04' },
    });
    expect(found.trace.steps[0]).toMatchObject({
      expression: 'yearly(category, income_group)',
      steps: [{ expression: 'category', value: 'A', fact: { name: 'category' } }, {}, {}],
    });
  });

  it('prorates the first year by the months that follow', () => {
    expect(result('first_year_dues', { ...council, joined_on: '2024-03-15' })).toBe('450');
    expect(result('first_year_dues', { ...council, joined_on: '2019-03-15' })).toBe('600');
    expect(result('due_date', council)).toBe('2024-03-31');
  });

  it('splits what is due between region and network', () => {
    expect(result('dues_split', council)).toEqual({ region: '120', network: '480' });
  });

  it('takes the votes of a suspended or indebted member', () => {
    expect(result('vote_weight', council)).toBe('3');
    expect(result('vote_weight', { ...council, suspended: true })).toBe('0');
    expect(result('vote_weight', { ...council, years_unpaid: 2 })).toBe('0');
    expect(result('vote_weight', { ...council, category: 'C', years_unpaid: 1 })).toBe('1');
  });

  it('decides only with a quorum, by the majority of the question', () => {
    const meeting = { entitled: 100, present: 60, yes: 30, no: 20, abstain: 10 };
    const at = (facts: object) => result('decision', { ...meeting, ...facts });
    expect(at({})).toBe('adopted');
    expect(at({ present: 50 })).toBe('no_quorum');
    expect(at({ question: 'rulebook' })).toBe('rejected');
    expect(at({ question: 'rulebook', yes: 40, no: 10 })).toBe('adopted');
    expect(at({ yes: 25, no: 25 })).toBe('rejected');
  });

  it('names a missing fact and a wrong one', () => {
    expect(result('dues', { category: 'A' })).toMatchObject([
      { code: 'fact_missing', article: '3.1', fact: 'income_group' },
    ]);
    expect(result('dues', { category: 'Z', income_group: 'L' })).toMatchObject([
      { code: 'fact_value', fact: 'category' },
    ]);
  });

  it('computes several articles over the same facts', () => {
    const session = assess(rulebook(), council, { asOf: '2024-02-01' });
    expect(['dues', 'dues_split', 'standing'].map((article) => session(article).ok)).toEqual([
      true,
      true,
      true,
    ]);
  });
});
