/** What stands exactly at a bound, comes second at a tie, or is named twice. */
import { describe, expect, it } from 'vitest';
import { boundsReached } from './bounds.ts';
import { RuleError, together } from './faults.ts';
import { evaluate } from './rulebook.ts';
import { expressionResult, faultPlaces, loadedOf, ruleResult } from './testing.ts';

describe('expressions', () => {
  const nested = (depth: number) => `${'('.repeat(depth)}1${')'.repeat(depth)}`;

  it('may be nested to the bound and no deeper', () => {
    expect(expressionResult(nested(40))).toBe('1');
    expect(expressionResult(nested(41))).toBe('refused: expression_too_deep');
  });

  it('may have more brackets beside each other than within each other', () => {
    expect(expressionResult(Array(60).fill('(1)').join(' + '))).toBe('60');
  });

  it('say what they were given instead of a number', () => {
    const reason = (value: unknown) => {
      const book = loadedOf({ f: { type: 'any' } }, [{ key: 'asked', rule: 'f + 1' }]);
      const found = evaluate(book, 'asked', { f: value }, { asOf: '2025-06-01' });
      return found.ok ? null : found.faults[0]?.reason;
    };
    expect(reason(['a'])).toContain('a list is not a number');
    expect(reason({ a: 1 })).toContain('a record is not a number');
    expect(reason('a')).toContain("the text 'a' is not a number");
    expect(reason(true)).toContain('true is not a number');
  });

  it('divide where a condition with or has led zero away, on either side', () => {
    const facts = { x: { type: 'number', min: 0 }, y: { type: 'number', min: 0 } };
    expect(faultPlaces(facts, [{ rule: 'if(x == 0 or y == 0, 0, 1 / x + 1 / y)' }])).toEqual([]);
    expect(faultPlaces(facts, [{ rule: 'if(x == 0 and y == 0, 0, 1 / x)' }])).toHaveLength(1);
  });

  it('of two kinds may be taken for either', () => {
    const facts = { c: { type: 'boolean' } };
    expect(faultPlaces(facts, [{ rule: 'not(if(c, 1, true))' }])).toEqual([]);
    expect(faultPlaces(facts, [{ rule: 'not(if(c, 1, 2))' }])).toHaveLength(1);
  });
});

describe('faults', () => {
  const found = (count: number) => {
    try {
      together(
        Array.from({ length: count }, (_, i) => i),
        (i) => {
          throw new RuleError('fact_missing', `fact ${i} is missing`, `f${i}`);
        },
      );
      return [];
    } catch (error) {
      return (error as RuleError).faults();
    }
  };

  it('past the hundredth are counted, from the first of them on', () => {
    expect(found(100)).toHaveLength(100);
    expect(found(101)).toHaveLength(101);
    expect(found(101).at(-1)).toMatchObject({ code: 'more_faults', reason: 'and 1 more faults' });
    expect(found(103).at(-1)).toMatchObject({ code: 'more_faults', reason: 'and 3 more faults' });
  });
});

describe('bounds that a result reached', () => {
  const bounds = (article: object) => {
    const facts = { members: { type: 'integer', min: 0 } };
    const found = evaluate(
      loadedOf(facts, [{ key: 'fee', ...article }]),
      'fee',
      { members: 10 },
      {
        asOf: '2025-01-01',
      },
    );
    return found.ok ? boundsReached(found.outcome).map(({ kind, at }) => `${kind} ${at}`) : found.faults;
  };

  it('are seen where a fixed step is named twice, and where a step has a name of its own', () => {
    const steps = [{ name: 'least', value: '150 + 50' }];
    expect(bounds({ rule: 'max(least + least, members)', steps })).toEqual(['floor 400']);
    expect(bounds({ rule: 'asked', steps: [{ name: 'asked', value: 'max(200, members)' }] })).toEqual([
      'floor 200',
    ]);
    expect(bounds({ rule: 'asked', steps: [{ name: 'asked', value: 'max(members, 200)' }] })).toEqual([
      'floor 200',
    ]);
  });
});

describe('shares', () => {
  it('lifted and cut by as much end within both bounds', () => {
    const among = [
      { id: 'a', u: 1, least: 12, most: 30 },
      { id: 'b', u: 1, least: 0, most: 8 },
      { id: 'c', u: 1, least: 0, most: 30 },
    ];
    const rule = { use: 'apportion', budget: '30', among: 'among', key: 'id', units: 'u' };
    expect(ruleResult({ ...rule, floor: 'least', ceiling: 'most' }, { among }).value).toEqual({
      a: '12',
      b: '8',
      c: '10',
    });
  });

  it('are nothing where nothing is left', () => {
    const slices = ['region', 'network'].map((to) => ({ to, percent: '50' }));
    expect(ruleResult({ use: 'split', of: '0.01', quantum: '0.01', slices }).value).toEqual({
      region: '0.01',
      network: '0',
    });
  });
});

describe('elections', () => {
  const cs = ['a', 'b', 'c'].map((id, i) => ({ id, votes: 9 - i, country: id === 'c' ? 'Y' : 'X' }));
  const election = (rest: object) =>
    ruleResult({ use: 'election', candidates: 'cs', key: 'id', votes: 'votes', seats: '2', ...rest }, { cs })
      .value;

  it('may be closed to every group, and reserve seats for a group named by a letter, without reserves', () => {
    expect(election({ limits: [{ by: 'country', atMost: '0' }] })).toEqual([]);
    const reserved = { name: 'Y', among: "country == 'Y'", seats: '1' };
    expect(election({ reserved: [{ ...reserved, reserves: 0 }] })).toEqual(['a', 'c']);
    const rule = { use: 'election', candidates: 'cs', key: 'id', votes: 'votes', seats: '2' };
    const facts = { cs: { type: 'any' } };
    expect(
      faultPlaces(facts, [{ rule: { ...rule, reserved: [{ ...reserved, reserves: -1 }] } }]),
    ).toHaveLength(1);
  });
});
