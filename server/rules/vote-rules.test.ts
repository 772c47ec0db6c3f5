import { describe, expect, it } from 'vitest';
import { faultPlaces, ruleResult } from './testing.ts';

describe('quorum', () => {
  const rule = (conditions: object[], rest = {}) => ruleResult({ use: 'quorum', conditions, ...rest });
  it.each([
    [{ present: '5', of: '10', ratio: '1/2' }, true, '5'],
    [{ present: '5', of: '10', ratio: '1/2', comparator: '>' }, false, '6'],
    [{ present: '6', of: '11', ratio: '1/2', comparator: '>' }, true, '6'],
    [{ present: '5', of: '11', ratio: '1/2' }, false, '6'],
    [{ present: '3', of: '10', ratio: '1/3', rounding: 'down' }, true, '3'],
    [{ present: '3', of: '10', ratio: '1/3', rounding: 'up' }, false, '4'],
    [{ present: '3', of: '10', ratio: '1/3', rounding: 'nearest' }, true, '3'],
    [{ present: '3', of: '10', ratio: '1/3' }, false, '4'],
    [{ present: '8', of: '10', ratio: '1/2', atLeast: '9' }, false, '9'],
    [{ present: '9', of: '10', ratio: '1/2', atLeast: '9' }, true, '9'],
    [{ present: '4', of: '10', ratio: '1/2', atLeast: '3' }, false, '5'],
    [{ present: '3', of: '100', atLeast: '3' }, true, '3'],
    [{ present: '2', of: '100', atLeast: '2.5' }, false, '3'],
    [{ present: '5', of: '10' }, true, '5'],
    [{ present: '4', of: '10' }, false, '5'],
  ])('%j', (condition, met, needed) =>
    expect(rule([condition])).toMatchObject({ value: met, details: { needed } }),
  );

  it('needs every condition that applies, and says what follows', () => {
    const two = [
      { name: 'heads', present: '6', of: '10', ratio: '1/2' },
      { name: 'votes', present: '10', of: '100', ratio: '1/2' },
    ];
    expect(rule(two, { otherwise: "'reconvene'" })).toEqual({
      value: false,
      details: {
        needed: '50',
        present: '10',
        next: 'reconvene',
        conditions: [
          { name: 'heads', present: '6', of: '10', needed: '5', met: true },
          { name: 'votes', present: '10', of: '100', needed: '50', met: false },
        ],
      },
    });
    expect(
      rule([two[0] as object, { ...two[1], when: 'false' }], { otherwise: "'reconvene'" }),
    ).toMatchObject({ value: true, details: { next: null, needed: '5', present: '6' } });
    expect(rule([{ ...two[1], when: 'false' }])).toMatchObject({
      value: true,
      details: { needed: null, present: null },
    });
  });
});

describe('decision', () => {
  const at = (votes: object, condition: object, rest = {}) =>
    ruleResult({ use: 'decision', votes, conditions: [condition], ...rest });
  it.each([
    [{ yes: 5, no: 4, abstain: 9 }, {}, 'adopted'],
    [{ yes: 5, no: 5 }, {}, 'rejected'],
    [{ yes: 6, no: 3 }, { ratio: '2/3', comparator: '>=' }, 'adopted'],
    [{ yes: 6, no: 3 }, { ratio: '2/3' }, 'rejected'],
    [{ yes: 5, no: 1, abstain: 4 }, { base: 'valid' }, 'rejected'],
    [{ yes: 5, no: 1, abstain: 3, invalid: 5 }, { base: 'valid' }, 'adopted'],
    [{ yes: 5, no: 1, abstain: 3, invalid: 5 }, { base: 'cast' }, 'rejected'],
    [{ yes: 5, no: 1, present: 9 }, { base: 'present' }, 'adopted'],
    [{ yes: 5, no: 1, present: 10 }, { base: 'present' }, 'rejected'],
    [{ yes: 5, no: 1, entitled: 9 }, { base: 'entitled' }, 'adopted'],
    [{ yes: 5, no: 1, members: 11 }, { base: 'members' }, 'rejected'],
    [{ yes: 5, no: 0 }, { of: '9' }, 'adopted'],
    [{ yes: 5, no: 0 }, { of: '10' }, 'rejected'],
    [{ yes: 5, no: 4 }, { atLeast: '6' }, 'rejected'],
    [{ yes: 0, no: 0 }, { comparator: '>=' }, 'rejected'],
    [{ yes: 1, no: 0 }, { comparator: '>=' }, 'adopted'],
  ])('%j with %j is %s', (votes, condition, value) => expect(at(votes, condition).value).toBe(value));

  it('gives counts, shares and the conditions', () => {
    expect(at({ yes: 6, no: 2, abstain: 1, invalid: 1 }, { name: 'simple' })).toEqual({
      value: 'adopted',
      details: {
        adopted: true,
        yes: '6',
        no: '2',
        abstain: '1',
        cast: '10',
        tied: false,
        share_yes_no: '0.75',
        share_cast: '0.6',
        needed: '5',
        conditions: [{ name: 'simple', yes: '6', no: '2', abstain: '1', base: '8', needed: '5', met: true }],
      },
    });
    expect(at({ yes: 0, no: 0 }, {}).details).toMatchObject({
      share_yes_no: null,
      share_cast: null,
      tied: true,
    });
  });

  it('stops without quorum or time, and asks the tie rule', () => {
    expect(at({ yes: 5, no: 1 }, {}, { quorum: 'false' })).toMatchObject({
      value: 'no_quorum',
      details: { adopted: false },
    });
    expect(at({ yes: 5, no: 1 }, {}, { inTime: 'false', quorum: 'false' }).value).toBe('out_of_time');
    expect(at({ yes: 5, no: 1 }, {}, { inTime: 'true', quorum: 'true' }).value).toBe('adopted');
    expect(at({ yes: 5, no: 5 }, {}, { tie: "'revote'" }).value).toBe('revote');
    expect(at({ yes: 5, no: 6 }, {}, { tie: "'revote'" }).value).toBe('rejected');
    expect(() => at({ yes: 5, no: 6 }, { base: 'entitled' })).toThrow('base_unknown');
    expect(() => at({ yes: 5, no: 6 }, { when: 'false' })).toThrow('no_condition');
  });

  const ballots = [
    { c: 'yes', w: 3, g: 'a', ok: true },
    { c: 'no', w: 1, g: 'a', ok: true },
    { c: 'no', w: 2, g: 'b', ok: true },
    { c: 'abstain', w: 1, g: 'b', ok: true },
    { c: 'yes', w: 5, g: 'b', ok: false },
    { c: 'absent', w: 9, g: 'b', ok: true },
  ];
  it('counts single ballots by weight, group and validity', () => {
    const rule = (rest: object) =>
      ruleResult(
        {
          use: 'decision',
          ballots: 'ballots',
          choice: 'c',
          weight: 'w',
          counted: 'ok',
          conditions: [{}],
          ...rest,
        },
        { ballots },
      );
    expect(rule({}).details).toMatchObject({ yes: '3', no: '3', abstain: '1', cast: '7', tied: true });
    expect(rule({ counted: 'true' })).toMatchObject({ value: 'adopted', details: { yes: '8' } });
    expect(rule({ conditions: [{ among: "g == 'a'" }, { among: "g == 'b'" }] })).toMatchObject({
      value: 'rejected',
      details: {
        conditions: [
          { yes: '3', no: '1', met: true },
          { yes: '0', no: '2', met: false },
        ],
      },
    });
    expect(rule({ conditions: [{ among: "g == 'a'", weight: '1' }] }).details).toMatchObject({
      conditions: [{ yes: '1', no: '1', met: false }],
    });
    expect(rule({ conditions: [{ base: 'entitled' }] }).details).toMatchObject({
      conditions: [{ base: '16', needed: '9' }],
    });
    expect(
      rule({
        votes: { yes: '0', no: '0', present: '20', members: '5' },
        conditions: [{ base: 'present' }, { base: 'members' }],
      }).details,
    ).toMatchObject({ yes: '3', conditions: [{ base: '20' }, { base: '5', met: true }] });
  });

  it('takes the totals of chambers', () => {
    const rule = {
      use: 'decision',
      conditions: [
        { name: 'a', votes: { yes: '3', no: '1' } },
        { name: 'b', votes: { yes: '1', no: '3' } },
      ],
    };
    expect(ruleResult(rule)).toMatchObject({
      value: 'rejected',
      details: { yes: '3', conditions: [{ met: true }, { met: false }] },
    });
    expect(faultPlaces({}, [{ rule: { use: 'decision', conditions: [{}] } }])).toEqual([
      'no_votes at 1:rule.votes',
    ]);
    expect(faultPlaces({}, [{ rule: { use: 'decision', ballots: 'list()', conditions: [{}] } }])).toEqual([
      'no_choice at 1:rule.choice',
    ]);
  });
});

describe('roll', () => {
  const members = [
    { id: 'b', n: 2, y: 0, g: false },
    { id: 'a', n: 1, y: 3, g: false },
    { id: 'c', n: 4, y: 3, g: true },
  ];
  it('keeps the reasons of exclusion and the exceptions granted', () => {
    const found = ruleResult(
      {
        use: 'roll',
        members: 'members',
        key: 'id',
        class: 'n',
        weight: 'n * 2',
        excluded: [
          { when: 'y > 4', reason: 'long' },
          { when: 'y > 2', reason: 'unpaid' },
        ],
        exception: 'g',
      },
      { members },
    );
    expect(found.value).toMatchObject([
      { id: 'a', class: '1', weight: '0', entitled: false, reason: 'unpaid', exception: false },
      { id: 'b', weight: '4', entitled: true, reason: null, exception: false },
      { id: 'c', weight: '8', entitled: true, reason: 'unpaid', exception: true, member: { n: '4' } },
    ]);
    expect(found.details).toMatchObject({
      members: '3',
      entitled: '2',
      weight: '12',
      excluded: [{ id: 'a' }],
      weights: { a: '0', b: '4', c: '8' },
    });
    expect(ruleResult({ use: 'roll', members: 'members', key: 'id' }, { members })).toMatchObject({
      details: { weight: '3', excluded: [] },
    });
    expect(() => ruleResult({ use: 'roll', members: 'members', key: '1' }, { members })).toThrow(
      'counted_twice',
    );
  });
});

describe('pool', () => {
  const members = [
    { id: 'b', p: 'X', v: 4, r: 2 },
    { id: 'a', p: 'X', v: 2, r: 1 },
    { id: 'c', p: 'Y', v: 9, r: 1 },
  ];
  const rule = (rest: object, list: object[] = members) =>
    ruleResult(
      { use: 'pool', members: 'members', key: 'id', pool: 'p', total: '6', claim: 'v', ...rest },
      { members: list },
    );
  const weights = (rest: object, list?: object[]) => rule(rest, list).details['weights'];
  it('shares by agreement, equally or by units', () => {
    expect(weights({ mode: 'agreed' })).toEqual({ a: '2', b: '4', c: '6' });
    expect(rule({ mode: 'agreed' }).details).toMatchObject({
      pools: { X: '6', Y: '6' },
      total: '12',
      refused: '0',
      disagreed: [],
    });
    const apart = [
      { id: 'a', p: 'X', v: 2 },
      { id: 'b', p: 'X', v: 5 },
    ];
    expect(rule({ mode: 'agreed' }, apart)).toMatchObject({
      details: { weights: { a: '0', b: '0' }, disagreed: ['X'] },
    });
    expect(weights({ mode: 'agreed', withoutAgreement: 'equal' }, apart)).toEqual({ a: '3', b: '3' });
    expect(weights({ mode: 'agreed', withoutAgreement: 'equal', total: '7', quantum: '1' }, apart)).toEqual({
      a: '2',
      b: '5',
    });
    expect(weights({ mode: 'agreed', withoutAgreement: 'equal', total: '5', quantum: '1' }, apart)).toEqual({
      a: '3',
      b: '2',
    });
    expect(() => rule({ mode: 'agreed', withoutAgreement: 'refuse' }, apart)).toThrow('no_agreement');
    expect(
      weights({ mode: 'agreed' }, [
        { id: 'a', p: 'X', v: null },
        { id: 'b', p: 'X', v: 6 },
      ]),
    ).toEqual({ a: '0', b: '0' });
    expect(weights({ mode: 'equal', total: '5' })).toEqual({ a: '2.5', b: '2.5', c: '5' });
    expect(weights({ mode: 'proportional', total: '5' })).toEqual({ a: '5/3', b: '10/3', c: '5' });
    expect(weights({ mode: 'proportional', total: '5', quantum: '1' })).toEqual({ a: '2', b: '3', c: '5' });
  });

  it('caps what a pool may exercise, by rank', () => {
    expect(rule({ mode: 'cap', total: '5', rank: 'r' })).toMatchObject({
      value: [
        { id: 'a', weight: '2', refused: '0' },
        { id: 'b', weight: '3', refused: '1' },
        { id: 'c', weight: '5', refused: '4' },
      ],
      details: { refused: '5', pools: { X: '5', Y: '5' } },
    });
    expect(weights({ mode: 'cap', total: '5', rank: '0 - r' })).toEqual({ a: '1', b: '4', c: '5' });
    expect(weights({ mode: 'cap', total: '5', partial: false })).toEqual({ a: '2', b: '0', c: '0' });
    expect(weights({ mode: 'cap', total: '6', partial: false })).toEqual({ a: '2', b: '4', c: '0' });
    expect(
      faultPlaces({}, [
        { rule: { use: 'pool', members: 'list()', key: '1', pool: '1', total: '1', mode: 'cap' } },
      ]),
    ).toEqual(['pool_claim at 1:rule.claim']);
  });
});

describe('boxes', () => {
  const ballots = [
    { b: 'g', c: 'yes', w: 1 },
    { b: 'g', c: 'no', w: 3 },
    { b: 'u', c: 'yes', w: 1 },
    { b: 'k', c: 'absent', w: 1 },
  ];
  const boxes = [
    { name: 'g', weight: '2', among: "b == 'g'" },
    {
      name: 'rest',
      weight: '2',
      boxes: [
        { name: 'u', weight: '1', among: "b == 'u'" },
        { name: 'k', weight: '3', among: "b == 'k'" },
      ],
    },
  ];
  const rule = (rest: object) =>
    ruleResult(
      { use: 'boxes', ballots: 'ballots', choice: 'c', weight: 'w', boxes, empty: 'lost', ...rest },
      { ballots },
    );
  it('says what becomes of an empty box', () => {
    expect(rule({}).value).toEqual({ yes: '0.25', no: '0.375', abstain: '0', lost: '0.375' });
    expect(rule({ empty: 'abstains' }).value).toEqual({
      yes: '0.25',
      no: '0.375',
      abstain: '0.375',
      lost: '0',
    });
    expect(rule({ empty: 'redistributed' })).toMatchObject({
      value: { yes: '0.625', no: '0.375', abstain: '0', lost: '0' },
      details: { carried: ['u', 'rest'], yes: '0.625' },
    });
  });

  it('lets the winner of a box take it whole, and a tie abstain', () => {
    const winner = boxes.map((box) => ({ ...box, inner: 'winner' }));
    expect(rule({ boxes: winner, empty: 'redistributed' }).value).toEqual({
      yes: '0.5',
      no: '0.5',
      abstain: '0',
      lost: '0',
    });
    expect(rule({ boxes: winner, weight: 'if(w == 3, 1, w)', empty: 'redistributed' }).value).toMatchObject({
      yes: '0.5',
      no: '0',
      abstain: '0.5',
    });
    expect(rule({}).details['boxes']).toMatchObject([
      { name: 'g', share: '0.5', empty: false, yes: '0.125' },
      { name: 'u', share: '0.125', yes: '0.125' },
      { name: 'k', share: '0.375', empty: true, yes: '0' },
      { name: 'rest', share: '0.5' },
    ]);
    expect(ruleResult({ use: 'boxes', ballots: 'list()', choice: 'c', boxes, empty: 'lost' })).toMatchObject({
      value: { yes: '0', lost: '1' },
    });
    expect(() => rule({ boxes: [{ name: 'g', weight: '0' }] })).toThrow('no_weight');
    expect(
      ruleResult(
        {
          use: 'boxes',
          ballots: 'ballots',
          choice: 'c',
          boxes: [{ name: 'all', weight: '1' }],
          empty: 'lost',
        },
        { ballots },
      ).value,
    ).toMatchObject({ yes: '2/3', no: '1/3' });
  });
});

describe('boxes of unequal voters', () => {
  it('normalise the weights of those who voted, absent ones counting nothing', () => {
    const ballots = [
      { b: 'x', c: 'absent', w: 7 },
      { b: 'y', c: 'yes', w: 2 },
      { b: 'y', c: 'abstain', w: 6 },
    ];
    const boxes = [
      { name: 'x', weight: '1', among: "b == 'x'" },
      { name: 'y', weight: '1', among: "b == 'y'" },
    ];
    const rule = {
      use: 'boxes',
      ballots: 'ballots',
      choice: 'c',
      weight: 'w',
      boxes,
      empty: 'redistributed',
    };
    const found = ruleResult(rule, { ballots });
    expect(found.value).toEqual({ yes: '0.25', no: '0', abstain: '0.75', lost: '0' });
    expect(found.details['boxes']).toMatchObject([
      { name: 'x', share: '0', empty: true },
      { name: 'y', share: '1', empty: false },
    ]);
  });
});

describe('proxies', () => {
  const roll = [
    { id: 'a', n: 'X', w: 3, here: true },
    { id: 'b', n: 'X', w: 2, here: false },
    { id: 'c', n: 'Y', w: 1, here: false },
    { id: 'd', n: 'Y', w: 1, here: true },
    { id: 'e', n: 'Y', w: 1, here: false },
  ];
  const rule = (given: [string, string][], rest = {}) =>
    ruleResult(
      {
        use: 'proxies',
        roll: 'roll',
        member: 'id',
        weight: 'w',
        present: 'here',
        group: 'n',
        proxies: 'given',
        from: 'from',
        to: 'to',
        ...rest,
      },
      { roll, given: given.map(([from, to]) => ({ from, to })) },
    );
  const refused = (given: [string, string][], rest = {}) =>
    (rule(given, rest).details['refused'] as { reason: string }[]).map((one) => one.reason);
  it('counts in person and by proxy', () => {
    expect(
      rule([
        ['b', 'a'],
        ['c', 'a'],
        ['e', 'd'],
      ]),
    ).toMatchObject({
      value: [
        { from: 'b', to: 'a', weight: '2' },
        { from: 'c', to: 'a', weight: '1' },
        { from: 'e', to: 'd', weight: '1' },
      ],
      details: {
        in_person: '2',
        by_proxy: '3',
        votes: '8',
        quorum_heads: '5',
        quorum_votes: '8',
        refused: [],
        within: true,
        holders: { a: { proxies: '2', cards: '3', votes: '6' }, d: { proxies: '1', cards: '2', votes: '2' } },
        groups: { X: '5', Y: '3' },
        largest_holder: { holder: 'a', proxies: '2', cards: '3', votes: '6' },
      },
    });
    expect(rule([['b', 'a']], { countForQuorum: false }).details).toMatchObject({
      quorum_heads: '2',
      quorum_votes: '4',
      votes: '6',
      by_proxy: '1',
    });
    expect(rule([]).details).toMatchObject({ largest_holder: null, votes: '4', holders: {} });
  });

  it.each([
    [[['z', 'a']], {}, ['giver_not_on_roll']],
    [[['d', 'a']], {}, ['giver_present']],
    [[['b', 'z']], {}, ['holder_not_on_roll']],
    [[['b', 'c']], {}, ['holder_absent']],
    [[['b', 'c']], { holderMustBePresent: false }, []],
    [[['b', 'b']], { holderMustBePresent: false }, ['to_itself']],
    [
      [
        ['b', 'a'],
        ['b', 'd'],
      ],
      {},
      ['given_twice'],
    ],
    [[['c', 'a']], { sameGroupOnly: true }, ['other_group']],
    [[['b', 'a']], { sameGroupOnly: true }, []],
    [[['b', 'Mr Z']], { outsideHolders: true }, []],
    [
      [
        ['b', 'a'],
        ['c', 'a'],
      ],
      { maxProxies: '1' },
      ['holder_proxies_cap'],
    ],
    [
      [
        ['b', 'a'],
        ['c', 'a'],
      ],
      { maxProxies: '2' },
      [],
    ],
    [
      [
        ['b', 'a'],
        ['c', 'a'],
      ],
      { maxVotes: '5' },
      ['holder_votes_cap'],
    ],
    [
      [
        ['b', 'a'],
        ['c', 'a'],
      ],
      { maxVotes: '6' },
      [],
    ],
    [[['b', 'a']], { maxGroupVotes: '4' }, ['group_votes_cap']],
    [[['b', 'a']], { maxGroupVotes: '5' }, []],
    [
      [
        ['c', 'a'],
        ['e', 'a'],
      ],
      { maxGroupVotes: '2' },
      ['group_votes_cap'],
    ],
    [[['b', 'a']], { valid: "from != 'b'" }, ['not_valid']],
    [
      [
        ['b', 'c'],
        ['e', 'c'],
      ],
      { holderMustBePresent: false, maxVotes: '2' },
      ['holder_votes_cap'],
    ],
  ] as [[string, string][], object, string[]][])('%j with %j refuses %j', (given, rest, reasons) =>
    expect(refused(given, rest)).toEqual(reasons),
  );

  it('does not count an absent holder’s own card', () => {
    expect(rule([['b', 'c']], { holderMustBePresent: false }).details).toMatchObject({
      holders: { c: { proxies: '1', cards: '1', votes: '2' } },
      in_person: '2',
      within: true,
    });
  });
});

describe('election', () => {
  const candidates = [
    { id: 'd', v: 10, n: 'Y', f: true, age: 50, ok: true },
    { id: 'a', v: 40, n: 'X', f: false, age: 40, ok: true },
    { id: 'b', v: 30, n: 'X', f: false, age: 30, ok: true },
    { id: 'c', v: 10, n: 'Y', f: true, age: 60, ok: true },
    { id: 'e', v: 5, n: 'Z', f: true, age: 20, ok: false },
  ];
  const rule = (rest: object) =>
    ruleResult(
      { use: 'election', candidates: 'candidates', key: 'id', votes: 'v', seats: '2', ...rest },
      { candidates },
    );
  it('elects by most votes, with reserves and ties', () => {
    expect(rule({ reserves: 1, ties: [{ by: 'age', direction: 'down' }] })).toMatchObject({
      value: ['a', 'b'],
      details: {
        reserves: ['c'],
        tied: [],
        unfilled: '0',
        complete: true,
        share: null,
        replaced: [],
        by_seat: { open: ['a', 'b'] },
        votes: { a: '40', e: '5' },
      },
    });
    expect(rule({ seats: '3' })).toMatchObject({
      value: ['a', 'b', 'c'],
      details: { tied: ['d', 'c'], complete: false },
    });
    expect(rule({ seats: '3', ties: [{ by: 'age', direction: 'down' }] })).toMatchObject({
      value: ['a', 'b', 'c'],
      details: { tied: [] },
    });
    expect(rule({ seats: '3', ties: [{ by: 'age' }] })).toMatchObject({ value: ['a', 'b', 'd'] });
    expect(rule({ seats: '5', eligible: 'ok' })).toMatchObject({
      value: ['a', 'b', 'c', 'd'],
      details: { unfilled: '1', complete: false },
    });
    expect(rule({ needed: '30', seats: '4' })).toMatchObject({
      value: ['a', 'b'],
      details: { unfilled: '2' },
    });
    expect(
      rule({ limits: [{ by: 'n', atMost: '1' }], seats: '3', ties: [{ by: 'age', direction: 'down' }] }),
    ).toMatchObject({ value: ['a', 'c', 'e'] });
  });

  it('fills reserved seats first', () => {
    const reserved = [{ name: 'women', among: 'f', seats: '1', reserves: 1 }];
    const ties = [{ by: 'age', direction: 'down' }];
    expect(rule({ reserved, ties })).toMatchObject({
      value: ['a', 'c'],
      details: { by_seat: { women: ['c'], open: ['a'] }, reserves: ['d'] },
    });
    const young = [{ name: 'young', among: 'age < 20', seats: '1' }];
    expect(rule({ reserved: young, ties })).toMatchObject({ value: ['a'], details: { unfilled: '1' } });
    expect(rule({ reserved: [{ ...young[0], release: true }], ties })).toMatchObject({ value: ['a', 'b'] });
    expect(rule({ reserved, reserves: 1, ties }).details['reserves']).toEqual(['d', 'b']);
  });

  it('replaces until a group has its share', () => {
    const ties = [{ by: 'age', direction: 'down' }];
    const minimumShare = { among: 'f', share: '0.5' };
    expect(rule({ minimumShare, ties })).toMatchObject({
      value: ['a', 'c'],
      details: { replaced: [['b', 'c']], share: '0.5' },
    });
    expect(rule({ minimumShare: { ...minimumShare, continuing: '3' }, ties })).toMatchObject({
      value: ['a', 'b'],
      details: { replaced: [], share: '0.6' },
    });
    expect(
      rule({ minimumShare: { ...minimumShare, continuing: '1', continuingOthers: '3' }, ties }),
    ).toMatchObject({
      value: ['c', 'd'],
      details: {
        replaced: [
          ['b', 'c'],
          ['a', 'd'],
        ],
        share: '0.5',
      },
    });
    expect(rule({ minimumShare: { among: 'age > 90', share: '0.5' }, ties })).toMatchObject({
      value: ['a', 'b'],
      details: { share: '0' },
    });
    expect(rule({ seats: '0', minimumShare, ties })).toMatchObject({ value: [], details: { share: '0' } });
    expect(
      ruleResult({ use: 'election', candidates: "list('x', 'y', 'z')", key: 'it', seats: '2', reserves: 1 }),
    ).toMatchObject({ value: ['x', 'y'], details: { reserves: ['z'], tied: [] } });
  });
});

describe('rounds', () => {
  const rules = [
    { from: 2, ratio: '1/2', drop: 1 },
    { from: 1, ratio: '2/3', comparator: '>=' },
    { from: 4, ratio: '0', plurality: true },
  ];
  const rule = (round: number, votes: object, rest = {}) =>
    ruleResult({ use: 'rounds', round: 'round', votes: 'votes', rules, ...rest }, { round, votes });
  it('elects, or says who stands again', () => {
    expect(rule(1, { a: 6, b: 3 })).toMatchObject({
      value: 'a',
      details: {
        needed: '6',
        base: '9',
        next: [],
        dropped: [],
        leading: 'a',
        tied: false,
        next_round: '2',
        same_candidates: false,
      },
    });
    expect(rule(1, { a: 5, b: 4 })).toMatchObject({
      value: null,
      details: { next: ['a', 'b'], dropped: [], same_candidates: true },
    });
    expect(rule(2, { a: 5, b: 4, c: 1 })).toMatchObject({
      value: null,
      details: { needed: '6', next: ['a', 'b'], dropped: ['c'], same_candidates: false },
    });
    expect(rule(3, { a: 5, b: 2, c: 2 })).toMatchObject({ value: 'a' });
    expect(rule(3, { a: 4, b: 2, c: 2 })).toMatchObject({
      value: null,
      details: { next: ['a', 'b', 'c'], dropped: [] },
    });
    expect(rule(4, { a: 4, b: 3, c: 3 }).value).toBe('a');
    expect(rule(4, { a: 4, b: 4 })).toMatchObject({ value: null, details: { tied: true, leading: null } });
    expect(rule(4, { a: 4, b: 4 }, { casting: "'b'" }).value).toBe('b');
    expect(rule(2, { a: 6, b: 3 }, { of: '12' }).value).toBe(null);
    expect(rule(1, { a: 0, b: 0 }).value).toBe(null);
    expect(
      rule(1, { a: 4, b: 3, c: 2, d: 2 }, { rules: [{ from: 1, ratio: '1/2', keep: 2 }] }).details,
    ).toMatchObject({ next: ['a', 'b'], dropped: ['c', 'd'] });
    expect(
      rule(1, { a: 4, b: 3, c: 3 }, { rules: [{ from: 1, ratio: '1/2', keep: 2 }] }).details,
    ).toMatchObject({ next: ['a', 'b', 'c'] });
    expect(() => rule(1, {})).toThrow('no_candidates');
    expect(
      faultPlaces({}, [
        { rule: { use: 'rounds', round: '1', votes: "record('a', 1)", rules: [{ from: 2, ratio: '1/2' }] } },
      ]),
    ).toEqual(['round_missing at 1:rule.rules']);
  });
});

describe('ranked ballots', () => {
  const rule = (ballots: [string, number][], rest = {}) =>
    ruleResult(
      {
        use: 'ranked',
        candidates: "list('a', 'b', 'c', 'd')",
        ballots: 'ballots',
        ranking: 'r',
        count: 'n',
        seats: '1',
        ...rest,
      },
      { ballots: ballots.map(([r, n]) => ({ r: r.split(''), n })) },
    );
  it('counts instant run-off', () => {
    const found = rule([
      ['ab', 4],
      ['ba', 3],
      ['cb', 2],
    ]);
    expect(found).toMatchObject({ value: ['b'], details: { quota: '5', tied: [] } });
    expect(found.details['rounds']).toMatchObject([
      { round: '1', excluded: 'd', votes: { a: '4', b: '3', c: '2', d: '0' } },
      { excluded: 'c' },
      { round: '3', elected: ['b'], votes: { a: '4', b: '5' } },
    ]);
  });

  it('transfers the surplus in exact parts', () => {
    const found = rule(
      [
        ['abc', 12],
        ['c', 4],
        ['d', 4],
      ],
      { seats: '3' },
    );
    expect(found.details['quota']).toBe('6');
    expect(found.details['rounds']).toMatchObject([
      { elected: ['a'] },
      { elected: ['b'], votes: { b: '6', c: '4', d: '4' } },
      { excluded: 'd', exhausted: '0' },
      { elected: ['c'] },
    ]);
    expect(
      rule(
        [
          ['ab', 7],
          ['cd', 3],
        ],
        { seats: '2', quota: 'hare' },
      ),
    ).toMatchObject({ value: ['a', 'c'], details: { quota: '5' } });
    expect(
      rule(
        [
          ['ab', 8],
          ['cd', 4],
        ],
        { seats: '2', quota: 'hagenbach' },
      ),
    ).toMatchObject({ value: ['a', 'c'], details: { quota: '4', tied: [] } });
    expect(
      rule(
        [
          ['a', 5],
          ['b', 3],
        ],
        { seats: '2' },
      ),
    ).toMatchObject({ value: ['a', 'b'], details: { quota: '3' } });
    expect(
      rule(
        [
          ['a', 5],
          ['b', 2],
        ],
        { seats: '2' },
      ).details['rounds'],
    ).toMatchObject([
      { elected: ['a'] },
      { exhausted: '2', excluded: 'd' },
      { excluded: 'c' },
      { elected: ['b'] },
    ]);
  });

  it('ends ties by earlier rounds, then by lot, then by id', () => {
    expect(
      rule([
        ['a', 2],
        ['b', 2],
      ]),
    ).toMatchObject({ value: ['a'], details: { tied: ['a', 'b', 'c', 'd'] } });
    expect(
      rule(
        [
          ['a', 2],
          ['b', 2],
        ],
        { lot: "list('b', 'a')" },
      ).value,
    ).toEqual(['b']);
    expect(() => rule([['aa', 1]])).toThrow('counted_twice');
    expect(rule([['a', 1]], { seats: '4' }).value).toEqual(['a', 'b', 'c', 'd']);
    expect(
      ruleResult({
        use: 'ranked',
        candidates: "list('a', 'b')",
        ballots: "list(list('b'), list('b'), list('a'))",
        ranking: 'it',
        seats: '1',
      }).value,
    ).toEqual(['b']);
  });
});
