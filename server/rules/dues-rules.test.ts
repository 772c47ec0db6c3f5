import { describe, expect, it } from 'vitest';
import { faultPlaces, ruleResult } from './testing.ts';

const D = (text: string) => `date('${text}')`;

describe('choice', () => {
  const rule = {
    use: 'choice',
    chosen: 'c',
    previous: 'p',
    default: '7',
    min: '2',
    max: '10',
    allowed: 'chosen != 5',
    lowering: 'consent',
  };
  it.each([
    [{ c: 8, p: 6, consent: false }, '8', null],
    [{ c: null, p: 6, consent: false }, '6', 'nothing_chosen'],
    [{ c: null, p: null, consent: false }, '7', 'nothing_chosen'],
    [{ c: 1, p: 6, consent: false }, '6', 'below_minimum'],
    [{ c: 2, p: 2, consent: false }, '2', null],
    [{ c: 10, p: 6, consent: false }, '10', null],
    [{ c: 11, p: 6, consent: true }, '6', 'above_maximum'],
    [{ c: 5, p: 4, consent: true }, '4', 'not_allowed'],
    [{ c: 4, p: 6, consent: false }, '6', 'no_consent'],
    [{ c: 4, p: 6, consent: true }, '4', null],
    [{ c: 6, p: 6, consent: false }, '6', null],
    [{ c: 'x', p: 6, consent: true }, '6', 'below_minimum'],
  ])('%j holds %s (%s)', (facts, value, reason) => {
    expect(ruleResult(rule, facts)).toEqual({
      value,
      details: {
        accepted: reason === null,
        reason,
        chosen: typeof facts.c === 'number' ? String(facts.c) : facts.c,
        min: '2',
        max: '10',
      },
    });
  });

  it('takes one of the options', () => {
    expect(ruleResult({ use: 'choice', chosen: '3', options: 'list(1, 2)' })).toMatchObject({
      value: null,
      details: { reason: 'not_an_option', min: null },
    });
    expect(ruleResult({ use: 'choice', chosen: '2', options: 'list(1, 2)' })).toMatchObject({
      value: '2',
      details: { accepted: true },
    });
    expect(ruleResult({ use: 'choice', chosen: "'x'", max: '1' })).toMatchObject({
      details: { reason: 'above_maximum' },
    });
  });
});

describe('apportion', () => {
  const among = [
    { id: 'c', u: 1 },
    { id: 'a', u: 1 },
    { id: 'b', u: 1 },
  ];
  const rule = { use: 'apportion', budget: '100', among: 'among', key: 'id', units: 'u' };
  it('adds up, equal claims in order of their keys', () => {
    expect(ruleResult(rule, { among })).toEqual({
      value: { a: '34', b: '33', c: '33' },
      details: {
        shares: { a: '34', b: '33', c: '33' },
        units: '3',
        unit_value: '100/3',
        total: '100',
        member: null,
      },
    });
    expect(ruleResult({ ...rule, quantum: '0.01' }, { among }).value).toEqual({
      a: '33.34',
      b: '33.33',
      c: '33.33',
    });
    expect(ruleResult({ ...rule, method: 'exact' }, { among }).value).toEqual({
      a: '100/3',
      b: '100/3',
      c: '100/3',
    });
    expect(ruleResult({ ...rule, member: "'b'" }, { among }).value).toBe('33');
    expect(ruleResult({ ...rule, member: "'z'" }, { among }).value).toBe(null);
  });

  it('asks the price of every unit', () => {
    const { budget: _, ...price } = { ...rule, price: '2.5' };
    expect(
      ruleResult(price, {
        among: [
          { id: 'a', u: 0.5 },
          { id: 'b', u: 4 },
        ],
      }),
    ).toMatchObject({ value: { a: '1.25', b: '10' }, details: { unit_value: '2.5', total: '11.25' } });
    expect(faultPlaces({}, [{ rule: { ...rule, among: 'list()', price: '1' } }])).toContain(
      'apportion_what at 1:rule.budget',
    );
  });

  it('keeps floors and ceilings, the others sharing the rest', () => {
    const uneven = [
      { id: 'a', u: 90 },
      { id: 'b', u: 9 },
      { id: 'c', u: 1 },
    ];
    expect(ruleResult({ ...rule, floor: '5' }, { among: uneven }).value).toEqual({ a: '86', b: '9', c: '5' });
    expect(ruleResult({ ...rule, ceiling: '50' }, { among: uneven }).value).toEqual({
      a: '50',
      b: '45',
      c: '5',
    });
    expect(ruleResult({ ...rule, floor: '12', ceiling: '60' }, { among: uneven }).value).toEqual({
      a: '60',
      b: '28',
      c: '12',
    });
    expect(() => ruleResult({ ...rule, floor: '40' }, { among: uneven })).toThrow('bounds_pass_budget');
    expect(() => ruleResult({ ...rule, ceiling: '10' }, { among: uneven })).toThrow('no_units');
  });

  it('shares seats by divisors', () => {
    const parties = [
      { id: 'a', u: 340 },
      { id: 'b', u: 280 },
      { id: 'c', u: 160 },
      { id: 'd', u: 60 },
    ];
    const seats = { ...rule, budget: '7', key: 'id' };
    expect(ruleResult({ ...seats, method: 'dhondt' }, { among: parties }).value).toEqual({
      a: '3',
      b: '3',
      c: '1',
      d: '0',
    });
    expect(ruleResult({ ...seats, method: 'webster' }, { among: parties }).value).toEqual({
      a: '3',
      b: '2',
      c: '1',
      d: '1',
    });
    expect(ruleResult({ ...seats, method: 'largest_remainder' }, { among: parties }).value).toEqual({
      a: '3',
      b: '2',
      c: '1',
      d: '1',
    });
    expect(
      ruleResult({ ...seats, budget: '9', method: 'dhondt', floor: '1.5' }, { among: parties }).value,
    ).toMatchObject({ d: '2' });
    expect(ruleResult({ ...seats, method: 'dhondt', floor: '1' }, { among: parties }).value).toEqual({
      a: '3',
      b: '2',
      c: '1',
      d: '1',
    });
    expect(ruleResult({ ...seats, method: 'dhondt', ceiling: '2' }, { among: parties }).value).toEqual({
      a: '2',
      b: '2',
      c: '2',
      d: '1',
    });
    expect(() => ruleResult({ ...seats, method: 'webster' }, { among: [{ id: 'a', u: 0 }] })).toThrow(
      'no_units',
    );
    expect(() => ruleResult({ ...seats, budget: '100001', method: 'webster' }, { among: parties })).toThrow(
      'out_of_bounds',
    );
    expect(
      ruleResult({ ...seats, budget: '6', quantum: '2', method: 'dhondt' }, { among: parties }).value,
    ).toEqual({ a: '4', b: '2', c: '0', d: '0' });
  });

  it('refuses what cannot be shared', () => {
    expect(() => ruleResult(rule, { among: [...among, among[0]] })).toThrow('counted_twice');
    expect(() => ruleResult(rule, { among: [{ id: 'a', u: -1 }] })).toThrow('negative_units');
    expect(() => ruleResult(rule, { among: [{ id: 'a', u: 0 }] })).toThrow('no_units');
    expect(() => ruleResult({ ...rule, budget: '10.5' }, { among })).toThrow('budget_not_whole');
    expect(ruleResult({ ...rule, budget: '0' }, { among: [{ id: 'a', u: 0 }] })).toMatchObject({
      value: { a: '0' },
      details: { unit_value: null },
    });
  });
});

describe('split', () => {
  const split = (slices: object[], of = '45', rest = {}) =>
    ruleResult({ use: 'split', of, slices, ...rest }).value;
  it('keeps the order, the remainder taking the rest', () => {
    expect(
      split([
        { to: 'n', remainder: true },
        { to: 'c', amount: '5' },
        { to: 'r', percent: '10' },
      ]),
    ).toEqual({ n: '35.5', c: '5', r: '4.5' });
    expect(
      split([
        { to: 'c', when: '1 > 2', amount: '5' },
        { to: 'n', remainder: true },
      ]),
    ).toEqual({ c: '0', n: '45' });
    expect(
      split(
        [
          { to: 'a', percent: '33.333' },
          { to: 'n', remainder: true },
        ],
        '100',
        { quantum: '0.01', mode: 'up' },
      ),
    ).toEqual({ a: '33.34', n: '66.66' });
    expect(
      split([
        { to: 'a', percent: '50' },
        { to: 'b', percent: '50' },
      ]),
    ).toEqual({ a: '22.5', b: '22.5' });
    expect(
      split([
        { to: 'a', amount: '40' },
        { to: 'b', amount: '5' },
      ]),
    ).toEqual({ a: '40', b: '5' });
    expect(() =>
      split([
        { to: 'a', amount: '40' },
        { to: 'b', amount: '2.5' },
      ]),
    ).toThrow('split_does_not_add_up');
    expect(() =>
      split([
        { to: 'a', amount: '50' },
        { to: 'b', remainder: true },
      ]),
    ).toThrow('split_does_not_add_up');
  });

  it.each([
    [
      [
        { to: 'a', percent: '60' },
        { to: 'b', percent: '50' },
      ],
      ['split_does_not_add_up'],
    ],
    [[{ to: 'a', percent: '60' }], ['split_does_not_add_up']],
    [
      [
        { to: 'a', percent: '60' },
        { to: 'b', remainder: true },
      ],
      [],
    ],
    [
      [
        { to: 'a', percent: '100' },
        { to: 'b', remainder: true },
      ],
      [],
    ],
    [
      [
        { to: 'a', percent: '101' },
        { to: 'b', remainder: true },
      ],
      ['split_does_not_add_up'],
    ],
    [
      [
        { to: 'a', percent: '60' },
        { to: 'b', amount: '1' },
      ],
      ['split_does_not_add_up'],
    ],
    [[{ to: 'a', amount: '1', when: '1 < 2' }], ['split_does_not_add_up']],
    [[{ to: 'a', amount: '1' }], []],
    [[{ to: 'a', percent: '100', when: '1 < 2' }], ['split_does_not_add_up']],
    [
      [
        { to: 'a', remainder: true },
        { to: 'b', remainder: true },
      ],
      ['split_remainders'],
    ],
    [
      [
        { to: 'a', percent: '50' },
        { to: 'a', percent: '50' },
      ],
      ['split_twice'],
    ],
    [[{ to: 'a' }, { to: 'b', remainder: true }], ['split_slice']],
    [
      [
        { to: 'a', amount: '1', percent: '1' },
        { to: 'b', remainder: true },
      ],
      ['split_slice'],
    ],
  ])('the check of %j finds %j', (slices, codes) => {
    expect(
      faultPlaces({}, [{ rule: { use: 'split', of: '100', slices } }]).map((fault) => fault.split(' ')[0]),
    ).toEqual(codes);
  });
});

describe('schedule', () => {
  it('lists what falls due, with totals by year', () => {
    const rule = {
      use: 'schedule',
      years: 'range(2023, 2025)',
      quantum: '0.01',
      charges: [
        {
          item: 'entrance',
          when: 'charge_year == 2023',
          amount: '100 / 3',
          due: 'date_of(charge_year, 3, 31)',
        },
        { item: 'fee', when: 'charge_year > 2023', amount: '50' },
        { item: 'note', when: 'charge_year == 2025' },
      ],
    };
    expect(ruleResult(rule)).toEqual({
      value: [
        { year: '2023', item: 'entrance', amount: '33.33', due: '2023-03-31' },
        { year: '2024', item: 'fee', amount: '50', due: null },
        { year: '2025', item: 'fee', amount: '50', due: null },
        { year: '2025', item: 'note', amount: null, due: null },
      ],
      details: {
        total: '133.33',
        by_year: { 2023: '33.33', 2024: '50', 2025: '50' },
        items_by_year: { 2023: ['entrance'], 2024: ['fee'], 2025: ['fee', 'note'] },
      },
    });
    expect(
      ruleResult({ use: 'schedule', years: 'list(2023)', charges: [{ item: 'fee', amount: '1/3' }] }).details[
        'total'
      ],
    ).toBe('1/3');
  });
});

describe('adjustments', () => {
  const rule = (list: object[], rest = {}) =>
    ruleResult(
      {
        use: 'adjustments',
        of: '100',
        due: D('2025-03-31'),
        list: 'list_',
        kind: 'kind',
        amount: "get(it, 'amount', none)",
        ...rest,
      },
      { list_: list },
    );
  it.each([
    [[{ kind: 'waive' }], '0'],
    [[{ kind: 'reduce_to', amount: 60 }], '60'],
    [[{ kind: 'reduce_to', amount: 160 }], '100'],
    [[{ kind: 'reduce_by', amount: 30 }], '70'],
    [[{ kind: 'reduce_by', amount: 130 }], '0'],
    [[{ kind: 'reduce_percent', amount: 25 }], '75'],
    [[{ kind: 'discount_percent', amount: 10 }], '90'],
    [[{ kind: 'currency_factor', amount: 0.5 }], '50'],
    [[{ kind: 'in_kind', amount: 20 }], '80'],
    [[{ kind: 'sponsored', amount: 200 }], '0'],
    [[{ kind: 'recommended', amount: 50 }], '100'],
    [
      [
        { kind: 'reduce_percent', amount: 50 },
        { kind: 'reduce_by', amount: 10 },
      ],
      '40',
    ],
    [[], '100'],
  ])('%j leaves %s', (list, owed) => expect(rule(list).value).toBe(owed));

  it('says what was in kind, sponsored, recommended and delayed', () => {
    const { details } = rule(
      [
        { kind: 'in_kind', amount: 20 },
        { kind: 'sponsored', amount: 30 },
        { kind: 'recommended', amount: 7 },
        { kind: 'delay', amount: 0 },
      ],
      { until: D('2025-09-30') },
    );
    expect(details).toMatchObject({
      original: '100',
      in_kind: '20',
      sponsored: '30',
      recommended: '7',
      due: '2025-09-30',
      counts_as_paid: false,
      refused: [],
    });
    expect(details['applied']).toMatchObject([
      { kind: 'in_kind', change: '-20' },
      { kind: 'sponsored', change: '-30' },
      { kind: 'recommended', change: '0' },
      { kind: 'delay' },
    ]);
    expect(rule([{ kind: 'delay' }]).details['due']).toBe('2025-03-31');
  });

  it('never goes below the minimum, and rounds what is owed', () => {
    expect(rule([{ kind: 'reduce_to', amount: 10 }], { minimum: '50' }).value).toBe('50');
    expect(rule([{ kind: 'reduce_percent', amount: 33.333 }], { quantum: '0.01' }).value).toBe('66.67');
    expect(rule([{ kind: 'waive' }], { minimum: '50' }).value).toBe('0');
  });

  it('refuses what is not yet, no longer, not validly or not at all granted', () => {
    const one = [{ kind: 'reduce_by', amount: 10, by: 'Board', ok: true }];
    expect(rule(one, { from: D('2025-06-02') })).toMatchObject({
      value: '100',
      details: { refused: [{ kind: 'reduce_by', reason: 'not_yet', decided_by: null }] },
    });
    expect(rule(one, { from: D('2025-06-01'), until: D('2025-06-01'), decidedBy: 'by' })).toMatchObject({
      value: '90',
      details: { applied: [{ decided_by: 'Board', reason: null }] },
    });
    expect(rule(one, { until: D('2025-05-31') }).details['refused']).toMatchObject([{ reason: 'expired' }]);
    expect(rule(one, { valid: 'not ok' }).details['refused']).toMatchObject([{ reason: 'not_valid' }]);
    expect(rule(one, { valid: 'ok', countsAsPaid: 'ok' }).details).toMatchObject({
      counts_as_paid: true,
      refused: [],
    });
    expect(rule(one, { valid: 'not ok', countsAsPaid: 'ok' }).details).toMatchObject({
      counts_as_paid: false,
    });
    expect(rule(one, { allowed: ['waive'] }).details['refused']).toMatchObject([{ reason: 'not_allowed' }]);
    expect(rule([{ kind: 'delay' }], { until: D('2025-01-01') }).details['refused']).toEqual([]);
    expect(() => rule([{ kind: 'forget' }])).toThrow('unknown_adjustment');
    expect(() => ruleResult({ use: 'adjustments', of: '1', list: 'list(1)', kind: "'reduce_by'" })).toThrow(
      'no_amount',
    );
  });
});

describe('ledger rules', () => {
  it('gives the amounts payable by currency', () => {
    const rule = {
      use: 'terms',
      invoiceCurrency: 'EUR',
      accepted: ['EUR', 'USD', 'CHF'],
      charges: 'payer',
      amount: '10',
      rates: "record('USD', 1.085)",
      quantum: '0.1',
      rateDate: D('2025-01-31'),
    };
    expect(ruleResult(rule)).toEqual({
      value: { EUR: '10', USD: '10.9' },
      details: {
        invoice_currency: 'EUR',
        accepted: ['EUR', 'USD', 'CHF'],
        charges: 'payer',
        rate_date: '2025-01-31',
      },
    });
    expect(
      ruleResult({ use: 'terms', invoiceCurrency: 'EUR', accepted: ['EUR'], charges: 'shared' }),
    ).toMatchObject({ value: {}, details: { rate_date: null } });
    expect(faultPlaces({}, [{ rule: { ...rule, invoiceCurrency: 'GBP' } }])).toEqual([
      'currency_not_accepted at 1:rule.accepted',
    ]);
  });

  it('meets debts in order', () => {
    const debts = [
      { id: 'b', year: 2024, owed: 30 },
      { id: 'a', year: 2024, owed: 20 },
      { id: 'c', year: 2022, owed: 10 },
    ];
    const rule = {
      use: 'allocation',
      payment: 'p',
      debts: 'debts',
      key: 'id',
      owed: 'owed',
      order: [{ by: 'year' }, { by: 'owed', direction: 'down' }],
    };
    expect(ruleResult(rule, { debts, p: 45 })).toEqual({
      value: [
        { id: 'c', paid: '10', left: '0' },
        { id: 'b', paid: '30', left: '0' },
        { id: 'a', paid: '5', left: '15' },
      ],
      details: { credit: '0', left: '15' },
    });
    expect(ruleResult({ ...rule, order: [{ by: 'year', direction: 'down' }] }, { debts, p: 100 })).toEqual({
      value: [
        { id: 'a', paid: '20', left: '0' },
        { id: 'b', paid: '30', left: '0' },
        { id: 'c', paid: '10', left: '0' },
      ],
      details: { credit: '40', left: '0' },
    });
    expect(() => ruleResult(rule, { debts: [debts[0], debts[0]], p: 1 })).toThrow('counted_twice');
  });

  it('tests whether a repayment plan is kept', () => {
    const rule = {
      use: 'plan',
      instalments:
        "list(record('d', date('2025-03-01'), 'a', 10), record('d', date('2025-05-31'), 'a', 10), record('d', date('2026-03-01'), 'a', 20))",
      due: 'd',
      amount: 'a',
      paid: 'p',
    };
    expect(ruleResult(rule, { p: 20 })).toEqual({
      value: true,
      details: { due_so_far: '20', behind: '0', total: '40', too_long: false },
    });
    expect(ruleResult(rule, { p: 19 })).toMatchObject({ value: false, details: { behind: '1' } });
    expect(ruleResult({ ...rule, graceDays: 1 }, { p: 10 })).toMatchObject({
      value: true,
      details: { due_so_far: '10' },
    });
    expect(ruleResult(rule, { p: 10 }, '2025-05-31').value).toBe(true);
    expect(ruleResult({ ...rule, start: D('2025-03-01'), maxYears: '1' }, { p: 20 }).value).toBe(true);
    expect(ruleResult({ ...rule, start: D('2025-02-28'), maxYears: '1' }, { p: 20 })).toMatchObject({
      value: false,
      details: { too_long: true, behind: '0' },
    });
  });
});

describe('standing', () => {
  const rule = {
    use: 'standing',
    levels: [
      {
        status: 'out',
        when: 'y > 4',
        reason: 'too long',
        consequences: ['no vote', 'no services'],
        attributes: { may_vote: 'false' },
      },
      { status: 'late', when: 'y >= 3', reason: { en: 'late' }, attributes: { may_vote: 'false' } },
    ],
    otherwise: { status: 'good', attributes: { may_vote: 'true' } },
    exception: { when: 'waived', status: 'good', by: "'Board'" },
  };
  it.each([
    [{ y: 2, waived: false }, 'good', {}],
    [{ y: 3, waived: false }, 'late', { reason: { en: 'late' }, may_vote: false, consequences: [] }],
    [{ y: 4, waived: false }, 'late', {}],
    [
      { y: 5, waived: false },
      'out',
      {
        reason: 'too long',
        consequences: ['no vote', 'no services'],
        exception: false,
        excepted_by: null,
        without_exception: 'out',
      },
    ],
    [
      { y: 5, waived: true },
      'good',
      { may_vote: true, exception: true, excepted_by: 'Board', without_exception: 'out', reason: null },
    ],
    [{ y: 0, waived: true }, 'good', { exception: false }],
  ])('%j is %s', (facts, value, details) =>
    expect(ruleResult(rule, facts)).toMatchObject({ value, details }),
  );

  it('is complete', () => {
    const found = (rest: object) =>
      faultPlaces({ y: { type: 'integer' }, waived: { type: 'boolean' } }, [{ rule: { ...rule, ...rest } }]);
    expect(found({})).toEqual([]);
    expect(found({ otherwise: { status: 'good' } })).toEqual([
      'attribute_missing at 1:rule.otherwise.attributes',
    ]);
    expect(found({ levels: [{ status: 'x', when: 'y > 1' }] })).toEqual([
      'attribute_missing at 1:rule.levels[0].attributes',
    ]);
    expect(found({ exception: { when: 'waived', status: 'nowhere' } })).toEqual([
      'unknown_status at 1:rule.exception.status',
    ]);
  });
});

describe('checks, categories, aftermath', () => {
  it('tells failed from warned', () => {
    const rule = {
      use: 'checks',
      checks: [
        { name: 'hard', test: 'n > 1' },
        { name: 'soft', test: 'n > 2', hard: false },
        { name: 'sometimes', when: 'n > 5', test: 'false' },
      ],
    };
    expect(ruleResult(rule, { n: 3 })).toEqual({ value: true, details: { failed: [], warnings: [] } });
    expect(ruleResult(rule, { n: 2 })).toEqual({ value: true, details: { failed: [], warnings: ['soft'] } });
    expect(ruleResult(rule, { n: 1 })).toEqual({
      value: false,
      details: { failed: ['hard'], warnings: ['soft'] },
    });
    expect(ruleResult(rule, { n: 6 })).toMatchObject({ value: false, details: { failed: ['sometimes'] } });
  });

  it('lists categories once', () => {
    const categories = [
      { code: 'A', name: { en: 'a' } },
      { code: 2, name: { en: 'b' } },
    ];
    expect(ruleResult({ use: 'categories', categories }).value).toEqual(['A', '2']);
    expect(
      faultPlaces({}, [{ rule: { use: 'categories', categories: [...categories, categories[0]] } }]),
    ).toEqual(['category_twice at 1:rule.categories']);
    const facts = {
      c: { type: 'text', valuesFrom: 'cats' },
      l: { type: 'list', of: { type: 'record', fields: { c: { type: 'text', valuesFrom: 'cats' } } } },
    };
    expect(
      faultPlaces(facts, [
        { key: 'cats', rule: { use: 'categories', categories } },
        { rule: "c == 'B' or any(l, c == 'C')" },
      ]),
    ).toEqual(['never_equal at 2:rule', 'never_equal at 2:rule']);
  });

  it('sets facts when a decision is final, or marked while provisional', () => {
    const rule = {
      use: 'aftermath',
      adopted: 'a',
      confirmed: 'c',
      lapsed: 'l',
      effects: [
        { set: 'x', value: '1' },
        { set: 'y', value: '2', whileProvisional: true },
        { set: 'z', value: '3', when: 'false' },
      ],
    };
    expect(ruleResult(rule, { a: false, c: true, l: false })).toEqual({
      value: 'not_adopted',
      details: { effects: {}, sets: [], in_force: false },
    });
    expect(ruleResult(rule, { a: true, c: true, l: true })).toEqual({
      value: 'final',
      details: { effects: { x: '1', y: '2' }, sets: ['x', 'y'], in_force: true },
    });
    expect(ruleResult(rule, { a: true, c: false, l: false })).toEqual({
      value: 'provisional',
      details: { effects: { y: '2' }, sets: ['y'], in_force: true },
    });
    expect(ruleResult(rule, { a: true, c: false, l: true })).toEqual({
      value: 'lapsed',
      details: { effects: {}, sets: [], in_force: false },
    });
    expect(ruleResult({ use: 'aftermath', adopted: 'true' }).value).toBe('final');
    expect(ruleResult({ use: 'aftermath', adopted: 'true', confirmed: 'false' })).toMatchObject({
      value: 'provisional',
      details: { in_force: false },
    });
  });
});
