/** Further edges: what stands exactly at a bound, what is left out, what is written in an unusual way. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from './command.ts';
import { RuleError, together, withRest } from './faults.ts';
import { documentOf, expressionResult, faultPlaces, faultsOf, ruleResult } from './testing.ts';
import { dayFromText } from './values.ts';

describe('texts read', () => {
  it.each([
    ['2024-13-05', null],
    ['2024-00-05', null],
    ['2024-12-00', null],
    ['2024-04-31', null],
    ['2024-01-32', null],
    ['2024-01-99', null],
    ['2024-12-31', '2024-12-31'],
    ['2023-02-29', null],
    ['1900-02-29', null],
    ['2000-02-29', '2000-02-29'],
    ['24-01-01', null],
    ['2024-1-1', null],
    ['2024-01-01 ', null],
  ])('the day %s is %j', (text, day) => expect(dayFromText(text)?.toText() ?? null).toBe(day));

  it.each([
    ['EUR', []],
    ['EUR/member', []],
    ['1/member', []],
    ['1', []],
    ['EUR/member/year', ['unit_unreadable at :facts.f.unit']],
    ['EUR/', ['unit_unreadable at :facts.f.unit']],
    ['2EUR', ['unit_unreadable at :facts.f.unit']],
    ['EUR member', ['unit_unreadable at :facts.f.unit']],
    ['', ['unit_unreadable at :facts.f.unit']],
    [`U${'x'.repeat(30)}`, []],
    [`U${'x'.repeat(31)}`, ['unit_unreadable at :facts.f.unit']],
  ])('the unit %j gives %j', (unit, faults) =>
    expect(faultPlaces({ f: { type: 'number', unit } }, [{ rule: '1' }])).toEqual(faults),
  );

  it.each([
    [`${'n'.repeat(64)} + 1`, 'refused: unknown_name'],
    [`${'n'.repeat(65)} + 1`, 'refused: expression_name'],
    [`${'n'.repeat(65)}(1)`, 'refused: expression_name'],
    ["(if(true, 'a', 'b'))(1)", 'refused: expression_implicit'],
    ['floor_root(26.5, 3)', '2'],
    ['floor_root(27.5, 3)', '3'],
    ['2 * (3 + 4)', '14'],
    ['2 (3 + 4)', 'refused: expression_implicit'],
    ['+ 3', '3'],
    ['1 < 2 < 3', true],
    ['1 < 3 < 3', false],
    ['1 < 3 <= 3', true],
  ])('%s is %j', (text, value) => expect(expressionResult(text)).toEqual(value));

  it('units cancel, multiply and stand below a stroke', () => {
    const facts = {
      a: { type: 'number', unit: 'EUR', min: 1 },
      n: { type: 'number', unit: 'member', min: 1 },
      r: { type: 'number', unit: 'EUR/member', min: 1 },
    };
    const unit = (rule: string, of: string) =>
      faultsOf(facts, [{ rule, unit: of }]).map((fault) => fault.reason);
    expect(unit('r * n', 'EUR')).toEqual([]);
    expect(unit('a / n', 'EUR/member')).toEqual([]);
    expect(unit('a / a', '1')).toEqual([]);
    expect(unit('1 / n', 'EUR')).toEqual([]);
    expect(unit('a / a / n', 'EUR')).toEqual(["the result is in '1/member', not 'EUR'"]);
    expect(unit('a * n', 'EUR')).toEqual(["the result is in 'EUR member', not 'EUR'"]);
    expect(unit('a / n / n', 'EUR')).toEqual(["the result is in 'EUR/member^2', not 'EUR'"]);
    expect(unit('a * a * a', 'EUR')).toEqual(["the result is in 'EUR^3', not 'EUR'"]);
  });
});

describe('scales at their ends', () => {
  const at = (band: object, x: number) =>
    ruleResult('b(x0)', { x0: x }, '2025-01-01', { bands: { b: band } }).value;
  it('leave out what is outside', () => {
    const open = { domain: { above: '0', below: '10' }, rows: [{ above: '0', below: '10', value: 'x' }] };
    for (const x of [0, 10, -1, 11]) expect(() => at(open, x)).toThrow('band_outside');
    expect(at(open, 0.001)).toBe('0.001');
    expect(at(open, 9.999)).toBe('9.999');
    const closed = { domain: { from: '0', to: '10' }, rows: [{ to: '10', value: 'x' }] };
    expect([at(closed, 0), at(closed, 10)]).toEqual(['0', '10']);
    expect(() => at(closed, 10.001)).toThrow('band_outside');
  });

  it('go on in whole numbers where they say so', () => {
    const whole = {
      whole: true,
      rows: [{ to: '10.5', value: '1' }, { below: '20.5', value: '2' }, { value: '3' }],
    };
    expect([10, 11, 20, 21].map((x) => at(whole, x))).toEqual(['1', '2', '2', '3']);
    expect(() => at(whole, 10.2)).toThrow('not_whole');
    const outside = {
      whole: true,
      rows: [{ below: '10', value: '1' }, { above: '9', below: '12', value: '2' }, { value: '3' }],
    };
    expect([9, 10, 11, 12].map((x) => at(outside, x))).toEqual(['1', '2', '2', '3']);
    const halves = {
      whole: true,
      rows: [
        { to: '1.5', value: '1' },
        { above: '1.5', value: '2' },
      ],
    };
    expect([1, 2].map((x) => at(halves, x))).toEqual(['1', '2']);
  });

  it('charge each part at its own rate, up to where the number is', () => {
    const marginal = {
      mode: 'marginal',
      rows: [{ to: '10', value: '1' }, { to: '20', value: '0.5' }, { value: '0.1' }],
    };
    expect([0, 5, 10, 15, 20, 30].map((x) => at(marginal, x))).toEqual(['0', '5', '10', '12.5', '15', '16']);
    const later = {
      ...{ mode: 'marginal', domain: { from: '5' } },
      rows: [{ from: '5', to: '10', value: '1' }, { value: '2' }],
    };
    expect([5, 7, 10, 12].map((x) => at(later, x))).toEqual(['0', '2', '5', '9']);
  });
});

describe('divisors that rounding can bring to zero', () => {
  const part = { part: { type: 'number', min: '0.4' } };
  it.each([
    ['round(part, 1)', ['division_by_zero']],
    ['part', []],
    ['ceil(part)', []],
    ['floor(part)', ['division_by_zero']],
    ['truncate(part, 1)', ['division_by_zero']],
  ])('%s gives %j', (value, codes) =>
    expect(
      faultsOf(part, [{ steps: [{ name: 'r', value }], rule: '1 / r' }]).map((fault) => fault.code),
    ).toEqual(codes),
  );
});

describe('several errors', () => {
  const fact = (name: string) => new RuleError('fact_missing', `${name} is missing`, name);
  const throws = (error: Error, count: { of: number }) => () => {
    count.of += 1;
    throw error;
  };

  it('end where a bound is reached', () => {
    const count = { of: 0 };
    const rest = [throws(new RuleError('too_many_steps', 'long'), count), throws(fact('b'), count)];
    expect(() => withRest(fact('a'), rest)).toThrow('a is missing');
    expect(count.of).toBe(1);
    expect(() => withRest(new RuleError('too_deep', 'deep'), rest)).toThrow('deep');
    expect(count.of).toBe(1);
  });

  it('are no concern of other exceptions', () => {
    const count = { of: 0 };
    expect(() => withRest(new TypeError('other'), [throws(fact('b'), count)])).toThrow(TypeError);
    expect(count.of).toBe(0);
    expect(() => withRest(fact('a'), [throws(new TypeError('inner'), count)])).toThrow(TypeError);
  });

  it('come once each, in order, with what was found', () => {
    const found: number[] = [];
    try {
      together([1, 2, 3, 2], (n) => {
        found.push(n);
        if (n > 1) throw fact(`f${n}`);
        return n;
      });
    } catch (error) {
      expect((error as RuleError).faults().map((one) => one.fact)).toEqual(['f2', 'f3']);
    }
    expect(found).toEqual([1, 2, 3, 2]);
    expect(together([1, 2], (n, i) => n * 10 + i)).toEqual([10, 21]);
  });
});

describe('commands', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: unknown) => {
    const path = join(folder, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const facts = {
    members: { type: 'integer', min: 0 },
    flag: { type: 'boolean', optional: true },
    tags: { type: 'list', optional: true },
  };
  const book = file(
    'book.json',
    documentOf(facts, [
      { key: 'fee', kind: 'dues', rule: 'members * 2' },
      { key: 'day_of', rule: 'as_of' },
      { key: 'flagged', kind: 'other', rule: "if(is_none(flag), 'unknown', flag, 'yes', 'no')" },
      { key: 'tagged', kind: 'other', rule: 'count(tags)' },
      { key: 'dues_later', kind: 'dues', rule: 'members' },
      { key: 'none_at_all', kind: 'other', rule: 'if(members > 0, none, 1)' },
      { key: 'both', kind: 'other', rule: "record('a', members)" },
    ]),
  );
  const json = (...words: string[]) => JSON.parse(runCommand(words, '2025-05-05').output);
  const output = (...words: string[]) => runCommand(words, '2025-05-05').output;

  it('take dates and articles from a wrapped file only', () => {
    const bare = file('bare.json', {
      members: 3,
      asOf: '1999-01-01',
      article: 'day_of',
      knownOn: '1998-01-01',
    });
    expect(json('evaluate', book, bare)).toMatchObject({
      asOf: '2025-05-05',
      results: { fee: { result: '6' } },
    });
    const nothing = file('nothing.json', { members: 3, facts: null });
    expect(json('evaluate', book, nothing, '--article', 'fee')).toMatchObject({ result: '6' });
    const wrong = file('wrong.json', { facts: { members: 3 }, asOf: 2020, article: 'fee' });
    expect(json('evaluate', book, wrong)).toMatchObject({ asOf: '2025-05-05', result: '6' });
    const known = file('known.json', { facts: { members: 3 }, knownOn: '1990-01-01', article: 'fee' });
    expect(json('evaluate', book, known)).toMatchObject({ ok: false, faults: [{ code: 'unknown_name' }] });
    expect(json('evaluate', book, known, '--known-on=2024-01-01')).toMatchObject({ ok: true });
  });

  it('fail for several where one fails, for all only where all do', () => {
    const some = file('some.json', { facts: { members: 'x' } });
    expect(runCommand(['evaluate', book, some], '2025-05-05').failed).toBe(false);
    const listed = file('listed.json', { facts: { members: 'x' }, articles: ['fee', 'day_of'] });
    expect(runCommand(['evaluate', book, listed], '2025-05-05').failed).toBe(true);
    const only = file('only.json', documentOf(facts, [{ key: 'fee', rule: 'members' }]));
    expect(runCommand(['evaluate', only, some], '2025-05-05').failed).toBe(true);
    expect(json('evaluate', book, some).ok).toBe(true);
  });

  it('read a spreadsheet with blanks, empty lines and words for yes and no', () => {
    const csv = file(
      'm.csv',
      'name , members , flag\n\n Togo ,  3 , YES \n\nChad,1,0\nMali,2,\nNiger,2,perhaps\n',
    );
    expect(output('simulate', book, csv)).toBe('Togo\t6\nChad\t2\nMali\t4\nNiger\t4\ntotal\t16');
    expect(output('simulate', book, csv, '--article', 'flagged').split('\n')).toEqual([
      'Togo\tyes',
      'Chad\tno',
      'Mali\tunknown',
      expect.stringContaining("Niger\trefused: the fact 'flag' is not true or false"),
      'total\t0\t(1 refused)',
    ]);
    const lists = file('l.csv', 'id,members,tags\na,1,"[""x"",""y""]"\nb,1,[]\n');
    expect(output('simulate', book, lists, '--article', 'tagged')).toBe('a\t2\nb\t0\ntotal\t2');
    expect(output('simulate', book, csv, '--article', 'none_at_all')).toContain('Togo\tnone');
    expect(output('simulate', book, csv, '--article', 'both')).toContain('Togo\t{"a":"3"}');
  });

  it('simulate the article of dues: dues before fee before the last', () => {
    const csv = file('d.csv', 'id,members\na,1\n');
    const named = (...keys: string[]) =>
      output(
        'simulate',
        file(
          `${keys.join('')}.json`,
          documentOf(
            facts,
            keys.map((key, i) => ({ key, kind: 'dues', rule: `${i + 1}` })),
          ),
        ),
        csv,
      );
    expect(named('x', 'fee', 'dues', 'y')).toContain('a\t3');
    expect(named('x', 'fee', 'y')).toContain('a\t2');
    expect(named('x', 'y')).toContain('a\t2');
  });

  it('print faults of a rulebook that they cannot load', () => {
    const bad = file('bad.json', documentOf({}, [{ no: '9', rule: 'nothing' }]));
    const csv = file('e.csv', 'id\na\n');
    expect(output('simulate', bad, csv)).toContain('article 9 (version 1), rule:');
    expect(runCommand(['simulate', bad, csv], '2025-05-05').failed).toBe(true);
    const odd = file('odd.json', { ...documentOf({}, [{ rule: '1' }]), title: {} });
    expect(output('check', odd)).toContain('document, title:');
    expect(
      output('check', file('bom.json', `\uFEFF${JSON.stringify(documentOf({}, [{ rule: '1' }]))}`)),
    ).toContain('no faults');
  });
});

describe('a form of rule that there is not', () => {
  it.each([[{ use: 'qourum' }], [{}], [{ use: 3 }], [{ use: 'toString' }], [[]]])('%j is named', (rule) => {
    expect(faultPlaces({}, [{ no: '5', rule }])).toEqual(['unknown_use at 5:rule.use']);
  });
  it('is told from those that there are', () => {
    const [fault] = faultsOf({}, [{ rule: { use: 'qourum' } }]);
    expect(fault?.reason).toContain("'qourum' is not a form of rule: one of adjustments, aftermath");
    expect(faultsOf({}, [{ rule: {} }])[0]?.reason).toContain('names its form in use');
    expect(faultPlaces({}, [{ rule: { use: 'quorum' } }])).toEqual(['format at 1:rule.conditions']);
  });
});

describe('declarations of facts', () => {
  const places = (fact: unknown) => faultPlaces({ f: fact as never }, [{ rule: '1' }]);
  it.each<[unknown, string[]]>([
    [{ type: 'integer', fallback: [{ value: 'x' }] }, ['fact_type at :facts.f.fallback[0]']],
    [{ type: 'integer', fallback: ['set', { value: 1.5 }] }, ['fact_type at :facts.f.fallback[1]']],
    [{ type: 'integer', min: 5, fallback: [{ value: 4 }] }, ['fact_value at :facts.f.fallback[0]']],
    [{ type: 'integer', min: 5, fallback: [{ value: 5 }] }, []],
    [{ type: 'number', fallback: [{ value: null }] }, ['fact_type at :facts.f.fallback[0]']],
    [{ type: 'any', fallback: [{ value: null }] }, []],
    [{ type: 'text', values: ['a'], fallback: [{ value: 'b' }] }, ['fact_value at :facts.f.fallback[0]']],
    [{ type: 'date', fallback: [{ value: '2024-02-30' }] }, ['fact_type at :facts.f.fallback[0]']],
    [{ type: 'integer', min: 5, max: 4 }, ['range_empty at :facts.f.min']],
    [{ type: 'integer', min: 5, max: 5 }, []],
    [{ type: 'integer', min: 5, cap: 4 }, ['range_empty at :facts.f.cap']],
    [{ type: 'integer', min: 5, cap: 5 }, []],
    [
      { type: 'list', of: { type: 'record', fields: { a: { type: 'number', unit: 'x/y/z' } } } },
      ['unit_unreadable at :facts.f.of.fields.a.unit'],
    ],
    [
      { type: 'record', fields: { a: { type: 'boolean', fallback: [{ value: 'no' }] } } },
      ['fact_type at :facts.f.fields.a.fallback[0]'],
    ],
    [
      { type: 'list', of: { type: 'text', valuesFrom: 'nothing' } },
      ['unknown_name at :facts.f.of.valuesFrom'],
    ],
  ])('%j give %j', (fact, faults) => expect(places(fact)).toEqual(faults));

  it('name the default that does not fit', () =>
    expect(
      faultsOf({ f: { type: 'integer', fallback: [{ value: 'x' }] } }, [{ rule: '1' }])[0]?.reason,
    ).toMatch(/^the default: the fact 'f' is not/));
});

describe('what is written out', () => {
  it.each<[object, string[]]>([
    [{ rule: "date('2024-02-30')" }, ['not_a_date at 1:rule']],
    [{ rule: "date('2024-02-29')" }, []],
    [{ rule: 'date(text(as_of))' }, []],
    [{ rule: '1', round: { quantum: '0' } }, ['quantum_not_positive at 1:round.quantum']],
    [{ rule: '1', round: { quantum: '-0.01' } }, ['quantum_not_positive at 1:round.quantum']],
    [{ rule: '1', round: { quantum: '0.01' } }, []],
    [{ rule: '1', round: { quantum: 'x' } }, ['format at 1:round.quantum']],
    [
      { steps: [{ name: 's', value: '1', round: { quantum: '0' } }], rule: 's' },
      ['quantum_not_positive at 1:steps[0].round.quantum'],
    ],
    [
      { rule: { use: 'split', of: '1', quantum: '0', slices: [{ to: 'a', remainder: true }] } },
      ['quantum_not_positive at 1:rule.quantum'],
    ],
  ])('%j gives %j', (article, faults) => expect(faultPlaces({}, [article as never])).toEqual(faults));
});

describe('values that are known beforehand', () => {
  const categories = (codes: string[]) => ({
    key: 'kinds',
    kind: 'category',
    rule: { use: 'categories', categories: codes.map((code) => ({ code, name: { en: code } })) },
  });
  const facts = { kind: { type: 'text', valuesFrom: 'kinds' } };
  const table = (cells: object) => ({ tables: { t: { keys: ['kind'], cells } }, rule: 't(kind)' });

  it('come from categories, one or several', () => {
    expect(faultPlaces(facts, [categories(['A']), table({ A: '1' })])).toEqual([]);
    expect(faultPlaces(facts, [categories(['A']), table({ A: '1', B: '2' })])).toEqual([
      "unknown_key at 2:tables.t.cells['B']",
    ]);
    expect(faultPlaces(facts, [categories(['A', 'B']), table({ A: '1' })])).toEqual([
      "missing_cell at 2:tables.t.cells['B']",
    ]);
  });

  it('follow both branches of a choice into a table', () => {
    const declared = { ...facts, free: { type: 'text' }, n: { type: 'number' } };
    const asked = (key: string) =>
      faultsOf(declared, [
        categories(['A', 'B']),
        { ...table({ A: '1', B: '2' }), rule: `t(if(n > 0, ${key}))` },
      ]).map((fault) => fault.code);
    expect(asked("'A', 'B'")).toEqual([]);
    expect(asked("'A', 'C'")).toEqual(['missing_cell']);
    expect(asked("'C', 'A'")).toEqual(['missing_cell']);
    expect(asked("'A', free")).toEqual([]);
    expect(asked("free, 'C'")).toEqual([]);
    expect(asked("'A', kind")).toEqual([]);
  });
});

describe('entries and boxes', () => {
  it.each([
    ["get(loose, 'x')", []],
    ["get(fixed, 'a')", []],
    ["get(fixed, 'b')", ['unknown_entry']],
    ["get(several, 'a')", ['unknown_entry']],
    ["get(free, 'a')", []],
  ])('%s gives %j', (rule, codes) => {
    const declared = {
      loose: { type: 'record' },
      fixed: { type: 'record', fields: { a: { type: 'number' } } },
      several: { type: 'list' },
      free: { type: 'any' },
    };
    expect(faultsOf(declared, [{ rule }]).map((fault) => fault.code)).toEqual(codes);
  });

  it('a box is empty where none of its inner boxes has a vote, whoever else stands in it', () => {
    const rule = {
      ...{ use: 'boxes', ballots: 'bs', choice: 'choice', empty: 'redistributed' },
      boxes: [
        {
          name: 'out',
          weight: '1',
          among: "side == 'l'",
          boxes: [{ name: 'in', weight: '1', among: "part == 'n'" }],
        },
        { name: 'other', weight: '1', among: "side == 'r'" },
      ],
    };
    const bs = [
      { side: 'l', part: 's', choice: 'no' },
      { side: 'r', part: 's', choice: 'yes' },
    ];
    expect(ruleResult(rule, { bs }).value).toEqual({ yes: '1', no: '0', abstain: '0', lost: '0' });
  });
});

describe('reserved seats', () => {
  it('have reserves only where they say so', () => {
    const at = (reserved: object) =>
      ruleResult(
        {
          ...{ use: 'election', candidates: 'cs', key: 'id', votes: 'votes', seats: '1' },
          reserved: [{ name: 'women', among: 'woman', seats: '1', ...reserved }],
        },
        { cs: ['a', 'b', 'c'].map((id, i) => ({ id, votes: 9 - i, woman: true })) },
      );
    expect(at({}).details['reserves']).toEqual([]);
    expect(at({ reserves: 1 }).details['reserves']).toEqual(['b']);
  });
});
