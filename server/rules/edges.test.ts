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
      'the result is in EUR^2, not EUR',
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
