import { describe, expect, it } from 'vitest';
import { evaluate } from './rulebook.ts';
import { faultPlaces, loadedOf } from './testing.ts';
import { toJson } from './values.ts';

const FACTS = { n: { type: 'number' } };

function faults(band: object, text = 'b(n)'): string[] {
  return faultPlaces(FACTS, [{ rule: text, bands: { b: band } }]).map((fault) =>
    fault.replace(' at 1:', ' ').replace('bands.b.', ''),
  );
}

function value(band: object, n: unknown, text = 'b(n)') {
  const found = evaluate(
    loadedOf(FACTS, [{ rule: text, bands: { b: band } }]),
    'article_1',
    { n },
    { asOf: '2025-01-01' },
  );
  return found.ok ? toJson(found.result) : found.faults[0]?.code;
}

describe('the check of bands', () => {
  it.each([
    [[{ to: '10', value: '1' }, { value: '2' }], []],
    [[{ below: '10', value: '1' }, { value: '2' }], []],
    [
      [
        { to: '10', value: '1' },
        { above: '10', value: '2' },
      ],
      [],
    ],
    [
      [
        { below: '10', value: '1' },
        { from: '10', value: '2' },
      ],
      [],
    ],
    [
      [
        { to: '10', value: '1' },
        { from: '10', value: '2' },
      ],
      ['band_overlap rows[1]'],
    ],
    [
      [
        { below: '10', value: '1' },
        { above: '10', value: '2' },
      ],
      ['band_gap rows[1]'],
    ],
    [
      [
        { to: '10', value: '1' },
        { from: '11', value: '2' },
      ],
      ['band_gap rows[1]'],
    ],
    [
      [
        { to: '10', value: '1' },
        { from: '9', value: '2' },
      ],
      ['band_overlap rows[1]'],
    ],
    [[{ value: '1' }, { from: '10', value: '2' }], ['band_overlap rows[1]']],
    [[{ to: '10', value: '1' }], ['band_gap rows[0]']],
    [[{ from: '1', value: '1' }], ['band_gap rows[0]']],
    [[{ above: '0', value: '1' }], ['band_gap rows[0]']],
    [[{ from: '0', value: '1' }], []],
    [[{ from: '0', above: '1', value: '1' }], ['band_bound rows[0]']],
    [[{ to: '1', below: '2', value: '1' }, { value: '1' }], ['band_bound rows[0]']],
    [[{ value: '1', values: { a: '1' } }], ['band_value rows[0]', 'arity rule']],
    [[{}], ['band_value rows[0]']],
    [[{ value: '1', gap: 'x' }], ['band_value rows[0]']],
    [
      [{ from: '5', to: '4', value: '1' }, { value: '2' }],
      ['band_empty rows[0]', 'band_gap rows[0]'],
    ],
    [
      [{ above: '0', below: '0', value: '1' }, { value: '2' }],
      ['band_empty rows[0]', 'band_gap rows[0]'],
    ],
    [[{ from: '0', to: '0', value: '1' }, { value: '2' }], []],
    [[{ value: 'y' }], ['unknown_name rows[0].value']],
    [[{ value: 'x * 2' }], []],
  ])('%j: %j', (rows, wanted) => expect(faults({ rows })).toEqual(wanted));

  it('joins whole numbers', () => {
    expect(
      faults({
        whole: true,
        rows: [
          { to: '10', value: '1' },
          { from: '11', value: '2' },
        ],
      }),
    ).toEqual([]);
    expect(
      faults({
        whole: true,
        rows: [
          { below: '11', value: '1' },
          { above: '10', value: '2' },
        ],
      }),
    ).toEqual([]);
    expect(
      faults({
        whole: true,
        rows: [
          { to: '10.5', value: '1' },
          { from: '10.5', value: '2' },
        ],
      }),
    ).toEqual([]);
    expect(
      faults({
        whole: true,
        rows: [
          { to: '10', value: '1' },
          { from: '12', value: '2' },
        ],
      }),
    ).toEqual(['band_gap rows[1]']);
    expect(
      faults({
        whole: true,
        rows: [
          { to: '10', value: '1' },
          { from: '10', value: '2' },
        ],
      }),
    ).toEqual(['band_overlap rows[1]']);
    expect(
      faults({
        whole: true,
        rows: [
          { to: '10', value: '1' },
          { above: '9', value: '2' },
        ],
      }),
    ).toEqual(['band_overlap rows[1]']);
  });

  it('covers its domain', () => {
    const rows = [{ from: '1', to: '10', value: '1' }];
    expect(faults({ rows, domain: { from: '1', to: '10' } })).toEqual([]);
    expect(faults({ rows, domain: { above: '1', below: '10' } })).toEqual([]);
    expect(faults({ rows, domain: { from: '0', to: '10' } })).toEqual(['band_gap rows[0]']);
    expect(faults({ rows, domain: { from: '1', to: '11' } })).toEqual(['band_gap rows[0]']);
    expect(faults({ rows, domain: { from: '1' } })).toEqual(['band_gap rows[0]']);
    expect(faults({ rows, domain: { to: '10' } })).toEqual(['band_gap rows[0]']);
    expect(
      faults({ rows: [{ above: '1', below: '10', value: '1' }], domain: { from: '1', to: '10' } }),
    ).toEqual(['band_gap rows[0]', 'band_gap rows[0]']);
  });

  it('has the same columns in every row, and is called with one of them', () => {
    const rows = [{ to: '1', values: { a: '1', b: '2' } }, { values: { a: '1' } }];
    expect(faults({ rows }, "b(n, 'a')")).toEqual(['band_columns rows[1]']);
    expect(faults({ rows: [rows[0], { values: { b: '1', a: '2' } }] }, "b(n, 'a')")).toEqual([]);
    expect(faults({ rows: [{ values: { a: '1' } }] }, 'b(n)')).toEqual(['arity rule']);
    expect(faults({ rows: [{ values: { a: '1' } }] }, "b(n, 'z')")).toEqual(['missing_cell rule']);
    expect(faults({ rows: [{ value: '1' }] }, "b(n, 'z')")).toEqual(['arity rule']);
    expect(faults({ rows: [{ value: '1' }] }, "b('z')")).toEqual(['wrong_kind rule']);
    expect(faults({ mode: 'marginal', rows: [{ values: { a: '1' } }] }, "b(n, 'a')")).toEqual([
      'band_value rows[0]',
    ]);
    expect(
      faultPlaces({ n: { type: 'number', unit: 'EUR' } }, [
        { rule: 'b(n)', bands: { b: { argumentUnit: 'USD', rows: [{ value: '1' }] } } },
      ]),
    ).toEqual(['unit_mismatch at 1:rule']);
    expect(
      faultPlaces({ n: { type: 'number', unit: 'EUR' } }, [
        { rule: 'b(n) + n', bands: { b: { unit: 'USD', rows: [{ value: '1' }] } } },
      ]),
    ).toEqual(['unit_mismatch at 1:rule']);
  });
});

describe('the value of bands', () => {
  const upper = { rows: [{ to: '10', value: '1' }, { to: '20', value: '2' }, { value: '3' }] };
  const lower = { rows: [{ below: '10', value: '1' }, { below: '20', value: '2' }, { value: '3' }] };
  it.each([
    [upper, '0', '1'],
    [upper, '10', '1'],
    [upper, '10.01', '2'],
    [upper, '20', '2'],
    [upper, '21', '3'],
    [upper, '-5', '1'],
    [lower, '9.99', '1'],
    [lower, '10', '2'],
    [lower, '20', '3'],
    [{ rows: [{ value: 'x * 2' }] }, '4', '8'],
    [{ whole: true, rows: [{ to: '10', value: '1' }, { value: '2' }] }, '11', '2'],
    [{ whole: true, rows: [{ value: '1' }] }, '1.5', 'not_whole'],
    [{ domain: { from: '1', to: '2' }, rows: [{ from: '1', to: '2', value: '1' }] }, '3', 'band_outside'],
    [{ domain: { from: '1', to: '2' }, rows: [{ from: '1', to: '2', value: '1' }] }, '0', 'band_outside'],
    [{ rows: [{ to: '1', gap: 'why' }, { value: '1' }] }, '1', null],
  ])('%j of %s is %j', (band, n, wanted) => expect(value(band, n)).toBe(wanted));

  it('reads columns', () => {
    expect(
      value(
        { rows: [{ to: '1', values: { a: '1', b: '2' } }, { values: { a: '3', b: '4' } }] },
        '2',
        "b(n, 'b')",
      ),
    ).toBe('4');
  });

  it('charges each part at its own rate when marginal', () => {
    const band = {
      mode: 'marginal',
      rows: [{ to: '100', value: '0.10' }, { to: '1000', value: '0.05' }, { value: '0.01' }],
    };
    expect([
      value(band, '50'),
      value(band, '100'),
      value(band, '500'),
      value(band, '2000'),
      value(band, '0'),
    ]).toEqual(['5', '10', '30', '65', '0']);
    expect(
      value(
        {
          mode: 'marginal',
          domain: { from: '10' },
          rows: [{ from: '10', to: '20', value: '1' }, { value: '2' }],
        },
        '25',
      ),
    ).toBe('20');
  });
});
