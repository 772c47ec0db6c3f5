/** Edges: numbers of arguments, bounds, and the last value on each side of them. */
import { describe, expect, it } from 'vitest';
import { editionOn, evaluate } from './rulebook.ts';
import { expressionResult, faultPlaces, faultsOf, loadedOf, ruleResult } from './testing.ts';
import { type Day, dayFromText } from './values.ts';

/** Fewest and most arguments, as the description says. */
const ARGUMENTS: readonly [string, string, number, number][] = [
  ['abs', '1', 1, 1],
  ['floor', '1', 1, 1],
  ['ceil', '1', 1, 1],
  ['percent', '1', 1, 1],
  ['quotient', '2', 2, 2],
  ['mod', '2', 2, 2],
  ['pow', '2', 2, 2],
  ['floor_root', '2', 2, 2],
  ['clamp', '2', 3, 3],
  ['ratio', '2', 3, 3],
  ['truncate', '1', 2, 2],
  ['min', '1', 1, 100],
  ['max', '1', 1, 100],
  ['is_none', '1', 1, 1],
  ['otherwise', '1', 2, 2],
  ['one_of', '1', 2, 100],
  ['agreed', '1', 2, 100],
  ['text', '1', 1, 1],
  ['decimal', '1', 2, 2],
  ['fraction', '1', 1, 1],
  ['join', '1', 1, 100],
  ['date', "'2024-01-31'", 1, 1],
  ['date_of', '1', 3, 3],
  ['year', 'as_of', 1, 1],
  ['month', 'as_of', 1, 1],
  ['day', 'as_of', 1, 1],
  ['days_between', 'as_of', 2, 2],
  ['months_between', 'as_of', 2, 2],
  ['years_between', 'as_of', 2, 2],
  ['days_in_year', '2024', 1, 1],
  ['flatten', 'list()', 1, 1],
  ['unique', 'list()', 1, 1],
  ['append', 'list()', 2, 2],
  ['range', '1', 2, 2],
  ['keys', "record('a', 1)", 1, 1],
  ['values', "record('a', 1)", 1, 1],
  ['entries', "record('a', 1)", 1, 1],
];

const call = (name: string, argument: string, times: number) =>
  `${name}(${Array(times).fill(argument).join(', ')})`;

describe('arguments', () => {
  it.each(ARGUMENTS)('%s of %s takes %i to %i', (name, argument, least, most) => {
    for (const times of [least, most]) {
      expect(expressionResult(call(name, argument, times))).not.toBe('refused: arity');
      expect(faultsOf({}, [{ rule: call(name, argument, times) }]).map((fault) => fault.code)).not.toContain(
        'arity',
      );
    }
    for (const times of [least - 1, most + 1]) {
      expect(expressionResult(call(name, argument, times))).toBe('refused: arity');
      expect(faultsOf({}, [{ rule: call(name, argument, times) }]).map((fault) => fault.code)).toContain(
        'arity',
      );
    }
  });

  it.each([
    ['add_days(as_of, 1)', '2025-06-02'],
    ['add_days(as_of, 1, 1)', 'refused: arity'],
    ['add_months(as_of, 1, 1)', 'refused: arity'],
    ['add_years(as_of, 1, 1)', 'refused: arity'],
    ['add_years(as_of)', 'refused: arity'],
    ["record('a', 1)", { a: '1' }],
    ['list()', []],
    [call('list', '1', 100), Array(100).fill('1')],
    [call('list', '1', 101), 'refused: arity'],
    ["as_if(article_1, 'x', 1, 'y')", 'refused: arity'],
    ["as_if(article_1, 'x')", 'refused: arity'],
    ['first(list(1), it > 0, it, it)', 'refused: arity'],
    ['first(list(1), it > 0, it)', '1'],
    ['first(list(1))', 'refused: arity'],
    ["sort(list(2, 1), it, 'down', 1)", 'refused: arity'],
    ["sort(list(1, 2), it, 'down')", ['2', '1']],
    ['any(list(1))', 'refused: arity'],
    ['filter(list(1), true, true)', 'refused: arity'],
    ["get(record('a', 1), 'a', 2, 3)", 'refused: arity'],
    ["get(record('a', 1))", 'refused: arity'],
    [`as_if(article_1${", 'x', 1".repeat(10)})`, '1'],
    [`as_if(article_1${", 'x', 1".repeat(11)})`, 'refused: arity'],
    [`if(${'1 > 2, 0, '.repeat(20)}9)`, '9'],
    [`if(${'1 > 2, 0, '.repeat(21)}9)`, 'refused: arity'],
    ['own(1, 2)', 'refused: arity'],
    ['at(article_1)', 'refused: arity'],
    ['at(article_1, as_of)', '1'],
  ])('%s is %j', (text, value) => expect(expressionResult(text)).toEqual(value));
});

describe('the calendar', () => {
  it.each([
    ["add_days(date('9999-12-30'), 1)", '9999-12-31'],
    ["add_days(date('9999-12-31'), 1)", 'refused: date_out_of_bounds'],
    ["add_days(date('0001-01-02'), 0-1)", '0001-01-01'],
    ["add_days(date('0001-01-01'), 0-1)", 'refused: date_out_of_bounds'],
    ["add_months(date('9999-11-30'), 1)", '9999-12-30'],
    ["add_months(date('9999-12-30'), 1)", 'refused: date_out_of_bounds'],
    ["add_years(date('0002-01-01'), 0-1)", '0001-01-01'],
    ["add_years(date('0001-01-01'), 0-1)", 'refused: date_out_of_bounds'],
    ["add_years(date('2024-02-29'), 1)", '2025-02-28'],
    ["date('0000-01-01')", 'refused: not_a_date'],
    ["date('0001-01-01')", '0001-01-01'],
    ['date_of(9999, 12, 31)', '9999-12-31'],
    ['date_of(10000, 1, 1)', 'refused: out_of_bounds'],
    ["days_between(date('2024-02-28'), date('2024-03-01'))", '2'],
    ["months_between(date('2024-01-31'), date('2024-02-29'))", '1'],
    ["months_between(date('2024-02-29'), date('2024-01-31'))", '-1'],
    ["years_between(date('2020-03-01'), date('2025-02-28'))", '4'],
    ['days_in_year(9998)', '365'],
  ])('%s is %j', (text, value) => expect(expressionResult(text)).toEqual(value));

  it('knows no day twice: rules known on a day before 1970 are not those known without a day', () => {
    const versions = [
      { version: 1, validFrom: '1960-01-01', adoptedBy: { body: 'A', date: '1959-01-01' } },
      { version: 2, validFrom: '1971-01-01', adoptedBy: { body: 'A', date: '1970-01-01' } },
    ];
    const book = loadedOf(
      {},
      [
        { key: 'a', no: '1', rule: '1' },
        { key: 'a', no: '1', version: 2, rule: '2' },
      ],
      { versions },
    );
    const at = (knownOn?: string) => {
      const found = evaluate(
        book,
        'a',
        {},
        knownOn ? { asOf: '1980-01-01', knownOn } : { asOf: '1980-01-01' },
      );
      return found.ok ? found.version : 0;
    };
    for (const known of ['1969-12-30', '1969-12-31'])
      expect([at(), at(known), at(), at('1970-01-02')]).toEqual([2, 1, 2, 2]);
    expect(editionOn(book, dayFromText('1950-01-01') as Day).version).toBe(0);
  });
});

describe('bounds', () => {
  it.each([
    ['count(range(1, 10000))', '10000'],
    ['count(range(1, 10001))', 'refused: out_of_bounds'],
    ['count(range(0 - 5000, 5000))', 'refused: out_of_bounds'],
    ['count(range(90000, 99999))', '10000'],
    ['range(2, 1)', []],
    ['range(2, 2)', ['2']],
    ['2 ^ 200 > 2 ^ 199', true],
    ['2 ^ 201', 'refused: exponent_out_of_bounds'],
    ['((2 ^ 200) ^ 10) > 1', true],
    ['((2 ^ 200) ^ 11) > 1', 'refused: number_too_large'],
    [`0 - ((2 ^ 200) ^ 11)`, 'refused: number_too_large'],
  ])('%s is %j', (text, value) => expect(expressionResult(text)).toEqual(value));

  it('of how deep articles refer to one another', () => {
    const book = loadedOf({ n: { type: 'integer' } }, [
      { key: 'down', rule: "if(n <= 0, 0, 1 + as_if(down, 'n', n - 1))" },
    ]);
    const at = (n: number) => evaluate(book, 'down', { n }, { asOf: '2025-01-01' }).ok;
    expect([at(60), at(61)]).toEqual([true, false]);
  });
});

describe('units and ranges', () => {
  it('show powers of a unit', () => {
    const money = { type: 'number', unit: 'EUR', min: 1 };
    expect(faultsOf({ a: money }, [{ rule: 'a * a', unit: 'EUR' }]).map((fault) => fault.reason)).toEqual([
      "the result is in 'EUR^2', not 'EUR'",
    ]);
    expect(
      faultsOf({ a: money }, [{ rule: 'a / a / a', unit: 'EUR' }]).map((fault) => fault.reason)[0],
    ).toContain('1/EUR');
  });

  it.each<[string, string[]]>([
    ['1 / max(free, 2)', []],
    ['1 / max(free, 0)', ['division_by_zero']],
    ["1 / max(2, get(list_of, 'a'))", []],
    ['1 / min(positive, 3)', []],
    ['1 / min(positive, count_of)', ['division_by_zero']],
    ['1 / min(0 - positive, count_of)', []],
    ['1 / (positive / positive)', ['division_by_zero']],
    ['1 / (positive / positive + 1)', []],
    ['1 / (free / positive + 1)', ['division_by_zero']],
    ['1 / (positive / (free ^ 2 + 1) + 1)', ['division_by_zero', 'division_by_zero']],
    ['1 / (positive + count_of)', []],
    ['1 / (positive - 2)', ['division_by_zero']],
    ['1 / (positive * positive)', []],
    ['1 / (count_of * positive)', ['division_by_zero']],
    ['1 / (count_of * positive + 1)', []],
    ['1 / (positive * count_of + 1)', []],
    ['1 / (free * positive + 1)', ['division_by_zero']],
    ['1 / (count_of / positive + 1)', []],
    ['1 / (percent_of * percent_of + 1)', []],
    ['1 / (below * below)', []],
    ['1 / (below * positive)', ['division_by_zero']],
    ['1 / (below + below)', []],
    ['1 / (0 - below)', []],
    ['1 / (-below)', []],
    ['1 / (below - positive)', []],
    ['1 / -positive', []],
    ['1 / -count_of', ['division_by_zero']],
    ['1 / clamp(free, 1, 9)', []],
    ['1 / clamp(free, 0, 9)', ['division_by_zero']],
    ['1 / floor(positive / 2)', ['division_by_zero']],
    ['1 / ceil(positive)', []],
    ['1 / abs(positive)', ['division_by_zero']],
    ['1 / month(as_of)', []],
    ['1 / days_in_year(2024)', []],
    ['quotient(1, count_of)', ['division_by_zero']],
  ])('%s gives %j', (rule, codes) => {
    const declared = {
      free: { type: 'number' },
      positive: { type: 'integer', min: 1 },
      count_of: { type: 'integer', min: 0 },
      list_of: { type: 'record' },
      percent_of: { type: 'number', min: 0, max: 100 },
      below: { type: 'number', min: -9, max: -1 },
    };
    expect(faultsOf(declared, [{ rule }]).map((fault) => fault.code)).toEqual(codes);
  });
});

describe('structured rules', () => {
  it('need what they count', () => {
    expect(faultPlaces({}, [{ rule: { use: 'checks', checks: [] } }])).toEqual(['format at 1:rule.checks']);
    expect(faultPlaces({}, [{ rule: { use: 'checks', checks: [{ name: 'a', test: 'true' }] } }])).toEqual([]);
  });

  it('take no part of a pool for one that claims nothing', () => {
    const members = [
      { id: 'a', claim: null, rank: 1 },
      { id: 'b', claim: 3, rank: 2 },
    ];
    expect(
      ruleResult(
        {
          use: 'pool',
          members: 'ms',
          key: 'id',
          pool: "'X'",
          total: '2',
          claim: 'claim',
          rank: 'rank',
          mode: 'cap',
        },
        { ms: members },
      ),
    ).toMatchObject({
      value: [
        { id: 'a', weight: '0', refused: '0' },
        { id: 'b', weight: '2', refused: '1' },
      ],
      details: { refused: '1', total: '2' },
    });
  });

  it('order equal votes by each further criterion in its direction', () => {
    const candidates = [
      { id: 'a', votes: 5, age: 40, joined: '2001-01-01' },
      { id: 'b', votes: 5, age: 50, joined: '2002-01-01' },
      { id: 'c', votes: 5, age: 50, joined: '2000-01-01' },
    ];
    const elected = (ties: unknown) =>
      ruleResult(
        { use: 'election', candidates: 'cs', key: 'id', votes: 'votes', seats: '3', ties },
        { cs: candidates },
      ).value;
    expect(
      elected([
        { by: 'age', direction: 'down' },
        { by: 'joined', direction: 'up' },
      ]),
    ).toEqual(['c', 'b', 'a']);
    expect(
      elected([
        { by: 'age', direction: 'up' },
        { by: 'joined', direction: 'down' },
      ]),
    ).toEqual(['a', 'b', 'c']);
  });
});

describe('limits of proxies', () => {
  const roll = [
    { id: 'a', nation: 'X', votes: 1, here: true },
    { id: 'b', nation: 'X', votes: 1, here: true },
    { id: 'c', nation: 'Y', votes: 2, here: false },
    { id: 'd', nation: 'Y', votes: 3, here: false },
    { id: 'e', nation: 'Z', votes: 1, here: false },
    { id: 'f', nation: 'W', votes: 1, here: true },
  ];
  const given = [
    { from: 'c', to: 'a' },
    { from: 'd', to: 'b' },
    { from: 'e', to: 'b' },
  ];
  const at = (limits: unknown, proxies: unknown = given) =>
    ruleResult(
      {
        ...{ use: 'proxies', roll: 'roll', member: 'id', weight: 'votes', present: 'here', group: 'nation' },
        ...{ proxies: 'given', from: 'from', to: 'to', limits },
      },
      { roll, given: proxies },
    );

  it('count what one nation holds, or what one holder has of a nation', () => {
    const held = at([{ name: 'two_a_nation', by: 'holder_group', atMost: '2' }]);
    expect(held.value).toEqual([
      { from: 'c', to: 'a', weight: '2' },
      { from: 'd', to: 'b', weight: '3' },
    ]);
    expect(held.details['refused']).toEqual([{ from: 'e', to: 'b', reason: 'two_a_nation' }]);
    expect(at([{ name: 'three', by: 'holder_group', atMost: '3' }]).details['refused']).toEqual([]);
    const same = [
      { from: 'c', to: 'f' },
      { from: 'd', to: 'f' },
      { from: 'e', to: 'f' },
    ];
    expect(
      at([{ name: 'one_each', by: "join(to, ' ', giver_group)", atMost: '1' }], same).details['refused'],
    ).toEqual([{ from: 'd', to: 'f', reason: 'one_each' }]);
  });

  it('count votes where they say so, and a refused proxy takes nothing', () => {
    const four = at([{ name: 'four_votes', by: 'holder_group', atMost: '4', count: 'votes' }]);
    expect(four.value).toEqual([
      { from: 'c', to: 'a', weight: '2' },
      { from: 'e', to: 'b', weight: '1' },
    ]);
    expect(four.details['refused']).toEqual([{ from: 'd', to: 'b', reason: 'four_votes' }]);
    expect(at([{ name: 'none', by: "'all'", atMost: '0' }]).value).toEqual([]);
    const outside = [{ from: 'zz', to: 'a' }];
    expect(at([{ name: 'none', by: 'giver_group', atMost: '0' }], outside).details['refused']).toEqual([
      { from: 'zz', to: 'a', reason: 'giver_not_on_roll' },
    ]);
  });
});

describe('conditions of their own', () => {
  const quorum = (conditions: unknown, otherwise = "'later'") =>
    ruleResult({ use: 'quorum', conditions, otherwise }, { n: 3 });

  it('stand in a quorum beside parts of a base', () => {
    expect(
      quorum([
        { present: 'n', of: '4' },
        { name: 'chair', test: 'n > 2' },
      ]),
    ).toEqual({
      value: true,
      details: {
        conditions: [
          { name: '', present: '3', of: '4', needed: '2', met: true },
          { name: 'chair', present: null, of: null, needed: null, met: true },
        ],
        needed: '2',
        present: '3',
        next: null,
      },
    });
    expect(quorum([{ present: 'n', of: '4' }, { test: 'n > 3' }])).toMatchObject({
      value: false,
      details: { needed: null, present: null, next: 'later' },
    });
  });

  it('stand in a decision, where yet nobody adopts nothing', () => {
    const decided = (yes: string, test: string) =>
      ruleResult({
        use: 'decision',
        votes: { yes, no: '1' },
        conditions: [{ base: 'yes_no' }, { name: 'own', test }],
      });
    expect(decided('2', 'true')).toMatchObject({
      value: 'adopted',
      details: {
        conditions: [{ met: true }, { name: 'own', yes: '2', no: '1', base: null, needed: null, met: true }],
      },
    });
    expect(decided('2', '1 > 2').value).toBe('rejected');
    expect(
      ruleResult({ use: 'decision', votes: { yes: '0', no: '0' }, conditions: [{ test: 'true' }] }).value,
    ).toBe('rejected');
  });

  it('are one or the other', () => {
    const faults = (condition: object) =>
      faultPlaces({}, [{ rule: { use: 'quorum', conditions: [condition] } }]);
    expect(faults({ present: '1', of: '2' })).toEqual([]);
    expect(faults({ test: 'true' })).toEqual([]);
    for (const wrong of [
      { present: '1' },
      { of: '2' },
      {},
      { test: 'true', present: '1' },
      { test: 'true', of: '1' },
    ])
      expect(faults(wrong)).toEqual(['condition_what at 1:rule.conditions[0]']);
  });
});

describe('lists and pools', () => {
  it.each([
    ["position(list('a', 'b'), 'b')", '2'],
    ["position(list('a', 'b', 'a'), 'a')", '1'],
    ["position(list('a'), 'c')", null],
    ['position(list(), 1)', null],
    ['position(list(1))', 'refused: arity'],
    ['position(list(1), 1, 1)', 'refused: arity'],
  ])('%s is %j', (text, value) => expect(expressionResult(text)).toEqual(value));

  it('refuse members of one pool that name different totals', () => {
    const at = (second: number) =>
      ruleResult(
        { use: 'pool', members: 'ms', key: 'id', pool: "'X'", total: 'of', mode: 'equal' },
        {
          ms: [
            { id: 'a', of: 2 },
            { id: 'b', of: second },
          ],
        },
      );
    expect(at(2).details['total']).toBe('2');
    expect(() => at(3)).toThrow('pool_totals');
  });

  it('list boxes in which nobody voted', () => {
    const inner = [{ name: 'in', weight: '1', among: "part == 'n'" }];
    const rule = (empty: string) => ({
      ...{ use: 'boxes', ballots: 'bs', choice: 'choice', empty },
      boxes: [
        { name: 'out', weight: '1', among: "side == 'l'", boxes: inner },
        { name: 'other', weight: '1', among: "side == 'r'" },
      ],
    });
    const none = ruleResult(rule('redistributed'), { bs: [] });
    expect(none.value).toEqual({ yes: '0', no: '0', abstain: '0', lost: '1' });
    expect(none.details['boxes']).toEqual(
      ['in', 'out', 'other'].map((name) => ({
        name,
        share: '0',
        empty: true,
        yes: '0',
        no: '0',
        abstain: '0',
      })),
    );
    const half = ruleResult(rule('lost'), { bs: [{ side: 'r', part: 's', choice: 'yes' }] });
    expect(half.value).toMatchObject({ yes: '0.5', lost: '0.5' });
    expect(half.details['boxes']).toMatchObject([
      { name: 'in', share: '0', empty: true },
      { name: 'out', share: '0.5', empty: true },
      { name: 'other', share: '0.5', empty: false, yes: '0.5' },
    ]);
  });

  it('split what is given back as what was taken', () => {
    const at = (of: string, slices: unknown) =>
      ruleResult({ use: 'split', of, quantum: '0.01', slices }).value;
    const thirds = [
      { to: 'x', percent: '33.3' },
      { to: 'y', percent: '33.3' },
      { to: 'z', remainder: true },
    ];
    expect(at('-10', thirds)).toEqual({ x: '-3.33', y: '-3.33', z: '-3.34' });
    expect(at('10', thirds)).toEqual({ x: '3.33', y: '3.33', z: '3.34' });
    const halves = [
      { to: 'x', percent: '50' },
      { to: 'y', percent: '50' },
    ];
    expect(at('-6.55', halves)).toEqual({ x: '-3.28', y: '-3.27' });
    expect(at('6.55', halves)).toEqual({ x: '3.28', y: '3.27' });
    expect(at('0', halves)).toEqual({ x: '0', y: '0' });
    const fixed = [
      { to: 'x', amount: '5' },
      { to: 'y', remainder: true },
    ];
    expect(at('-3', fixed)).toEqual({ x: '5', y: '-8' });
    expect(() => at('3', fixed)).toThrow('split_does_not_add_up');
    expect(() =>
      at('-3', [
        { to: 'x', amount: '-5' },
        { to: 'y', remainder: true },
      ]),
    ).toThrow('pass the amount by 2');
  });

  it('take whole numbers as text too, like every number of a document', () => {
    const rule = (reserves: unknown) => ({
      use: 'election',
      candidates: 'cs',
      key: 'it',
      seats: '1',
      reserves,
    });
    expect(ruleResult(rule('1'), { cs: ['a', 'b', 'c'] }).details['reserves']).toEqual(['b']);
    expect(ruleResult(rule(2), { cs: ['a', 'b', 'c'] }).details['reserves']).toEqual(['b', 'c']);
    for (const wrong of ['-1', '1.5', 'x', '', -1, 0.5])
      expect(faultPlaces({ cs: { type: 'list' } }, [{ rule: rule(wrong) }])).toEqual([
        'format at 1:rule.reserves',
      ]);
  });
});
