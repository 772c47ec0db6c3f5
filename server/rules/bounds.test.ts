import { describe, expect, it } from 'vitest';
import { boundsReached } from './bounds.ts';
import { evaluate } from './rulebook.ts';
import { loadedOf } from './testing.ts';

const FACTS = {
  members: { type: 'integer', min: 0 },
  income: { type: 'number', min: 0, fallback: [{ value: 0 }] },
  category: { type: 'text', values: ['A', 'B'], fallback: [{ value: 'A' }] },
};

function bounds(rule: string, members: number, article: Record<string, unknown> = {}, more: unknown[] = []) {
  const rulebook = loadedOf(FACTS, [{ key: 'fee', rule, ...article }, ...(more as never[])]);
  const found = evaluate(rulebook, 'fee', { members }, { asOf: '2025-01-01' });
  if (!found.ok) throw new Error(found.faults[0]?.reason);
  return boundsReached(found.outcome).map(({ kind, at, article: no }) => `${kind} ${at} of ${no}`);
}

describe('bounds that a result reached', () => {
  it('a clamp at its ends, and neither within nor exactly at one', () => {
    expect(bounds('clamp(members * 2, 100, 500)', 300)).toEqual(['cap 500 of 1']);
    expect(bounds('clamp(members * 2, 100, 500)', 10)).toEqual(['floor 100 of 1']);
    expect(bounds('clamp(members * 2, 100, 500)', 250)).toEqual([]);
    expect(bounds('clamp(members * 2, 100, 500)', 60)).toEqual([]);
  });

  it('a fixed amount that wins over a computed one', () => {
    expect(bounds('max(650, 0.87 * members)', 10)).toEqual(['floor 650 of 1']);
    expect(bounds('max(650, 0.87 * members)', 1000)).toEqual([]);
    expect(bounds('min(8, members / 10)', 500)).toEqual(['cap 8 of 1']);
    expect(bounds('min(8, members / 10)', 80)).toEqual([]);
  });

  it('no bound where both sides are computed, or both are fixed', () => {
    expect(bounds('max(income, members)', 10)).toEqual([]);
    expect(bounds('max(3, 5) + members', 10)).toEqual([]);
    expect(bounds('max(list(1, members))', 10)).toEqual([]);
  });

  it('a bound by category is fixed: it comes from a table', () => {
    const tables = { least: { keys: ['category'], cells: { A: '100', B: '50' } } };
    expect(bounds('max(least(category), members)', 10, { tables })).toEqual(['floor 100 of 1']);
  });

  it('steps by name and other articles are followed', () => {
    const steps = [
      { name: 'minimum', value: '150 + 50' },
      { name: 'by_size', value: 'members * 2' },
    ];
    expect(bounds('max(minimum, by_size)', 10, { steps })).toEqual(['floor 200 of 1']);
    expect(bounds('max(minimum, by_size)', 1000, { steps })).toEqual([]);
    const within = [{ name: 'base', value: 'min(members, 20)' }];
    expect(bounds('base * 3', 30, { steps: within })).toEqual(['cap 20 of 1']);
    const other = { key: 'base_fee', rule: 'clamp(members, 1, 5)' };
    expect(bounds('base_fee * 3', 30, {}, [other])).toEqual(['cap 5 of 2']);
  });

  it('a branch that was not taken has no bound', () => {
    expect(bounds("if(category == 'B', min(members, 1), members)", 30)).toEqual([]);
  });
});
