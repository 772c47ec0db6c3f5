import { describe, expect, it } from 'vitest';
import { assess, evaluate } from './rulebook.ts';
import { loadedOf } from './testing.ts';
import { minorUnits, toJson } from './values.ts';

function read(declaration: object, given: unknown, asOf = '2025-06-01') {
  const found = evaluate(
    loadedOf({ f: declaration }, [{ rule: 'f' }]),
    'article_1',
    given === undefined ? {} : { f: given },
    { asOf },
  );
  return found.ok ? toJson(found.result) : `${found.faults[0]?.code} ${found.faults[0]?.fact}`;
}

function reading(declaration: object, given: unknown) {
  const found = evaluate(
    loadedOf({ f: declaration }, [{ rule: 'f' }]),
    'article_1',
    { f: given },
    { asOf: '2025-06-01' },
  );
  return found.ok ? found.trace.steps[0]?.fact : found.faults;
}

describe('facts', () => {
  it.each([
    [{ type: 'number' }, 1.5, '1.5'],
    [{ type: 'number' }, '1/3', '1/3'],
    [{ type: 'number' }, ' 2 ', '2'],
    [{ type: 'number' }, 'x', 'fact_type f'],
    [{ type: 'number' }, true, 'fact_type f'],
    [{ type: 'number' }, 0.1 + 0.2, 'fact_type f'],
    [{ type: 'number' }, 123456789012345.6, 'fact_type f'],
    [{ type: 'number' }, 12345678901234.5, '12345678901234.5'],
    [{ type: 'number' }, 2 ** 53, 'fact_type f'],
    [{ type: 'number' }, 1e21, 'fact_type f'],
    [{ type: 'number' }, 1e-7, 'fact_type f'],
    [{ type: 'number' }, Number.NaN, 'fact_type f'],
    [{ type: 'integer' }, 3, '3'],
    [{ type: 'integer' }, 3.5, 'fact_type f'],
    [{ type: 'integer', min: 2 }, 1, 'fact_value f'],
    [{ type: 'integer', min: 2 }, 2, '2'],
    [{ type: 'integer', max: 2 }, 2, '2'],
    [{ type: 'integer', max: 2 }, 3, 'fact_value f'],
    [{ type: 'integer', cap: 5 }, 5, '5'],
    [{ type: 'integer', values: [1, 4] }, 4, '4'],
    [{ type: 'integer', values: [1, 4] }, 3, 'fact_value f'],
    [{ type: 'integer', cap: 5 }, 9, '5'],
    [{ type: 'text' }, 'x', 'x'],
    [{ type: 'text' }, 3, 'fact_type f'],
    [{ type: 'text', values: ['a', 2] }, 'b', 'fact_value f'],
    [{ type: 'text', values: ['a', 2] }, 2, '2'],
    [{ type: 'text', values: ['a', 2] }, 3, 'fact_type f'],
    [{ type: 'boolean' }, false, false],
    [{ type: 'boolean' }, 'true', 'fact_type f'],
    [{ type: 'date' }, '2024-02-29', '2024-02-29'],
    [{ type: 'date' }, '2023-02-29', 'fact_type f'],
    [{ type: 'date' }, 20240101, 'fact_type f'],
    [{ type: 'list', of: { type: 'integer' } }, [1, 2], ['1', '2']],
    [{ type: 'list', of: { type: 'integer' } }, [1, 'x'], 'fact_type f'],
    [{ type: 'list' }, [1, 'x', null, true, [2]], ['1', 'x', null, true, ['2']]],
    [{ type: 'list' }, 'x', 'fact_type f'],
    [{ type: 'list', fields: { a: { type: 'integer' } } }, [{ a: 1 }], [{ a: '1' }]],
    [
      {
        type: 'record',
        fields: {
          a: { type: 'integer' },
          b: { type: 'text', optional: true },
          c: { type: 'integer', fallback: [{ value: 7 }] },
        },
      },
      { a: 1, z: 3 },
      { a: '1', b: null, c: '7' },
    ],
    [{ type: 'record', fields: { a: { type: 'integer' } } }, {}, 'fact_missing f'],
    [{ type: 'record', fields: { a: { type: 'integer' } } }, { a: null }, 'fact_missing f'],
    [{ type: 'record', fields: { a: { type: 'integer' } } }, [1], 'fact_type f'],
    [
      { type: 'record', fields: { value: { type: 'integer' }, x: { type: 'integer' } } },
      { value: 1, x: 2 },
      { value: '1', x: '2' },
    ],
    [
      { type: 'map', of: { type: 'number' } },
      { a: 1, b: '1/2' },
      { a: '1', b: '0.5' },
    ],
    [{ type: 'map', of: { type: 'number' } }, { a: 'x' }, 'fact_type f'],
    [{ type: 'map' }, { a: 'x' }, { a: 'x' }],
    [{ type: 'record' }, { a: 1 }, { a: '1' }],
    [{ type: 'any' }, { a: [1.5] }, { a: ['1.5'] }],
    [{ type: 'any' }, 0.1 + 0.2, 'fact_type f'],
    [{ type: 'number' }, undefined, 'fact_missing f'],
    [{ type: 'number' }, null, 'fact_missing f'],
    [{ type: 'number', optional: true }, undefined, null],
    [{ type: 'number', fallback: [{ value: 3 }] }, undefined, '3'],
    [{ type: 'number', fallback: ['last_declared', 'set', { value: 3 }] }, { lastDeclared: 1, set: 2 }, '1'],
    [{ type: 'number', fallback: ['set', 'last_declared'] }, { lastDeclared: 1, set: 2 }, '2'],
    [{ type: 'number', fallback: ['set'] }, { lastDeclared: 1, value: null }, 'fact_missing f'],
    [{ type: 'number', fallback: ['last_declared'], cap: 5 }, { lastDeclared: 9 }, '5'],
    [{ type: 'number', fallback: ['set'] }, { value: 4, set: 2 }, '4'],
    [{ type: 'number', maxAgeDays: 31 }, { value: 1, asOf: '2025-05-01' }, '1'],
    [{ type: 'number', maxAgeDays: 31 }, { value: 1, asOf: '2025-04-30' }, 'fact_stale f'],
    [{ type: 'number', maxAgeDays: 31, fallback: [{ value: 0 }] }, { value: 1, asOf: '2025-04-30' }, '0'],
    [{ type: 'number', maxAgeDays: 31, optional: true }, { value: 1, asOf: '2020-04-30' }, null],
    [{ type: 'number', maxAgeDays: 31 }, { value: 1 }, '1'],
    [{ type: 'number', maxAgeDays: 1 }, { value: 1, asOf: 'long ago' }, '1'],
  ])('%j given %j is %j', (declaration, given, value) => expect(read(declaration, given)).toEqual(value));

  it('keep their source and the fallback used in the trace', () => {
    expect(
      reading({ type: 'number' }, { value: 1, asOf: '2025-01-01', source: 'declaration', version: 'v1' }),
    ).toEqual({ name: 'f', asOf: '2025-01-01', source: 'declaration', version: 'v1' });
    expect(reading({ type: 'number' }, 1)).toEqual({ name: 'f' });
    expect(reading({ type: 'number', cap: 2 }, { value: 3, source: 's' })).toEqual({
      name: 'f',
      source: 's',
      fallback: 'capped',
    });
    expect(
      reading(
        { type: 'number', fallback: ['last_declared'] },
        { lastDeclared: { value: 3, asOf: '2024-01-01' } },
      ),
    ).toEqual({ name: 'f', asOf: '2024-01-01', fallback: 'last_declared' });
    expect(reading({ type: 'number', fallback: ['set'] }, { set: 3 })).toEqual({
      name: 'f',
      fallback: 'set',
    });
    expect(reading({ type: 'number', fallback: [{ value: 1 }] }, null)).toEqual({
      name: 'f',
      fallback: 'default',
    });
    expect(reading({ type: 'record', fields: { source: { type: 'text' } } }, { source: 'x' })).toEqual({
      name: 'f',
    });
  });

  it('are named with article and place when they refuse', () => {
    const found = evaluate(
      loadedOf({ f: { type: 'number' } }, [{ no: '3.1', steps: [{ name: 's', value: 'f' }], rule: 's' }]),
      '3.1',
      {},
      { asOf: '2025-01-01' },
    );
    expect(found).toEqual({
      ok: false,
      faults: [
        {
          code: 'fact_missing',
          article: '3.1',
          place: 'steps[0].value',
          reason: "the fact 'f' is missing",
          fact: 'f',
        },
      ],
    });
  });
});

describe('results', () => {
  it('are whole minor units, or refuse', () => {
    const at = (rule: string) => {
      const found = evaluate(loadedOf({}, [{ rule }]), 'article_1', {}, { asOf: '2025-01-01' });
      if (!found.ok) throw new Error('refused');
      return found.result;
    };
    expect(minorUnits(at('12.5'))).toBe(1250n);
    expect(minorUnits(at('12'), 0)).toBe(12n);
    expect(() => minorUnits(at('1/3'))).toThrow('not a whole number');
    expect(() => minorUnits(at("'x'"))).toThrow('not an amount');
  });

  it('of several articles share what they have in common', () => {
    const session = assess(
      loadedOf({}, [{ rule: '1 + 1' }, { rule: 'article_1 * 2' }]),
      {},
      { asOf: '2025-01-01' },
    );
    const [first, second] = [session('article_1'), session('2')];
    if (!first.ok || !second.ok) throw new Error('refused');
    expect(second.outcome.steps[0]?.steps[0]?.outcome).toBe(first.outcome);
    expect(second.trace.steps[0]?.steps?.[0]).toMatchObject({
      expression: 'article_1',
      value: '2',
      article: { key: 'article_1', steps: [{ expression: '1 + 1', value: '2' }] },
    });
    expect(session('nothing')).toMatchObject({ ok: false, faults: [{ code: 'unknown_name' }] });
  });

  it('show a single detail in the trace, and none where there is none', () => {
    const rulebook = loadedOf({}, [
      { rule: { use: 'split', of: '1', slices: [{ to: 'a', remainder: true }] } },
      { rule: { use: 'categories', categories: [{ code: 'A', name: { en: 'a' } }] } },
      { rule: { use: 'standing', levels: [{ status: 's', when: 'false' }], otherwise: { status: 't' } } },
    ]);
    const traceOf = (article: string) => {
      const found = evaluate(rulebook, article, {}, { asOf: '2025-01-01' });
      return found.ok ? found.trace : null;
    };
    expect('details' in (traceOf('article_1') ?? {})).toBe(false);
    expect('details' in (traceOf('article_2') ?? {})).toBe(false);
    expect(traceOf('article_3')).toMatchObject({
      details: { without_exception: 't' },
      steps: [{ expression: 'levels[0].when', value: false }],
    });
  });

  it('are bounded in depth and steps', () => {
    const rulebook = loadedOf({ n: { type: 'integer' } }, [
      { key: 'down', rule: "if(n <= 0, 0, 1 + as_if(down, 'n', n - 1))" },
    ]);
    expect(evaluate(rulebook, 'down', { n: 59 }, { asOf: '2025-01-01' })).toMatchObject({ ok: true });
    expect(evaluate(rulebook, 'down', { n: 100 }, { asOf: '2025-01-01' })).toMatchObject({
      ok: false,
      faults: [{ code: 'too_deep' }],
    });
    expect(() => evaluate(rulebook, 'down', {}, { asOf: 'today' })).toThrow('today');
    expect(() => evaluate(rulebook, 'down', {}, { asOf: '2025-01-01', knownOn: 'x' })).toThrow("'x'");
  });
});

describe('versions', () => {
  const versions = [
    { version: 1, validFrom: '2010-01-01', adoptedBy: { body: 'A', date: '2009-06-01' } },
    {
      version: 2,
      validFrom: '2020-07-01',
      retroactiveFrom: '2020-01-01',
      adoptedBy: { body: 'A', date: '2020-06-01' },
    },
    { version: 3, validFrom: '2022-01-01', adoptedBy: { body: 'B', resolution: 'R3' } },
  ];
  const rulebook = loadedOf(
    {},
    [
      { no: '1', key: 'a', rule: '1' },
      { no: '1', key: 'a', version: 2, rule: '2' },
      { no: '1', key: 'a', version: 3, repealed: true },
      { no: '2', key: 'b', rule: '10' },
      {
        no: '3',
        key: 'c',
        version: 2,
        validFrom: '2021-01-01',
        adoptedBy: { body: 'C' },
        rule: 'at(a, date_of(2015, 1, 1)) + at(a, as_of)',
      },
    ],
    { versions },
  );
  const at = (article: string, asOf: string, knownOn?: string) => {
    const found = evaluate(rulebook, article, {}, knownOn ? { asOf, knownOn } : { asOf });
    return found.ok
      ? `${toJson(found.result)} v${found.article.version}/${found.version}`
      : found.faults[0]?.code;
  };
  it.each([
    ['a', '2009-12-31', undefined, 'unknown_name'],
    ['a', '2010-01-01', undefined, '1 v1/1'],
    ['a', '2019-12-31', undefined, '1 v1/1'],
    ['a', '2020-01-01', undefined, '2 v2/2'],
    ['a', '2020-01-01', '2020-05-31', '1 v1/1'],
    ['a', '2020-01-01', '2020-06-01', '2 v2/2'],
    ['a', '2021-12-31', undefined, '2 v2/2'],
    ['a', '2022-01-01', undefined, 'unknown_name'],
    ['a', '2022-01-01', '2021-12-31', '2 v2/2'],
    ['a', '2010-01-01', '2009-06-01', '1 v1/1'],
    ['a', '2010-01-01', '2009-05-31', 'unknown_name'],
    ['b', '2023-01-01', undefined, '10 v1/2'],
    ['c', '2020-12-31', undefined, 'unknown_name'],
    ['c', '2021-01-01', undefined, '3 v2/2'],
    ['c', '2021-01-01', '2020-12-31', 'unknown_name'],
  ])('%s on %s known on %s is %s', (article, asOf, knownOn, wanted) =>
    expect(at(article, asOf, knownOn)).toBe(wanted),
  );

  it('stand in the trace', () => {
    const found = evaluate(rulebook, 'a', {}, { asOf: '2020-02-01' });
    expect(found.ok && found.trace).toMatchObject({
      version: 2,
      validFrom: '2020-07-01',
      retroactiveFrom: '2020-01-01',
      adoptedBy: { body: 'A', date: '2020-06-01' },
    });
    const first = evaluate(rulebook, 'a', {}, { asOf: '2015-02-01' });
    expect(first.ok && Object.keys(first.trace)).toEqual([
      'no',
      'key',
      'title',
      'version',
      'validFrom',
      'adoptedBy',
      'value',
      'steps',
    ]);
    const own = evaluate(rulebook, 'c', {}, { asOf: '2021-02-01' });
    expect(own.ok && own.trace).toMatchObject({ validFrom: '2021-01-01', adoptedBy: { body: 'C' } });
    expect(own.ok && 'retroactiveFrom' in own.trace).toBe(false);
  });
});

describe('running', () => {
  const at = (rule: unknown, article: object = {}, facts: Record<string, unknown> = {}, declared = {}) => {
    const found = evaluate(loadedOf(declared, [{ rule, ...article }]), 'article_1', facts, {
      asOf: '2025-01-01',
    });
    return found.ok ? toJson(found.result) : found.faults[0]?.code;
  };
  it('rounds only numbers, and nothing stays nothing', () => {
    expect(at('if(true, none, 1)', { round: { quantum: 1 } })).toBe(null);
    expect(at('10 / 3', { round: { mode: 'up', quantum: '0.5' } })).toBe('3.5');
    expect(at('s * 3', { steps: [{ name: 's', value: '10 / 3', round: { quantum: '1' } }] })).toBe('9');
    expect(at('f', { round: { quantum: 1 } }, { f: 'x' }, { f: { type: 'any' } })).toBe('not_a_number');
  });

  it('reads tables by exact keys', () => {
    const tables = {
      t: {
        keys: [
          { name: 'k', values: ['a', '1/2', '2024-01-01', 'true'] },
          { name: 'l', values: ['x'] },
        ],
        cells: { a: { x: '1' }, '1/2': { x: null }, '2024-01-01': { x: '3' }, true: { x: 'f' } },
      },
    };
    const declared = { f: { type: 'any' } };
    expect(at("t('a', 'x')", { tables }, {}, declared)).toBe('1');
    expect(at("t(f, 'x')", { tables }, { f: 'a' }, declared)).toBe('1');
    expect(at("t(date('2024-01-01'), 'x')", { tables }, {}, declared)).toBe('3');
    expect(at("t(1 == 1, 'x')", { tables }, { f: 7 }, declared)).toBe('7');
    expect(at("t(f, 'x')", { tables }, { f: '1/2' }, declared)).toBe(null);
    for (const f of ['b', 'constructor', '__proto__', 'toString'])
      expect(at("t(f, 'x')", { tables }, { f }, declared)).toBe('missing_cell');
    expect(at("t('a', f)", { tables }, { f: 'y' }, declared)).toBe('missing_cell');
  });
});
