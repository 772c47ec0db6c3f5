import fc from 'fast-check';
import { all, create, type Fraction } from 'mathjs';
import { describe, expect, it } from 'vitest';
import { apportionShares } from './apportion.ts';
import { Exact, exactFromText, ROUNDING_MODES, total } from './exact.ts';
import { evaluate } from './rulebook.ts';
import { countRanked } from './stv.ts';
import { loadedOf, ruleResult } from './testing.ts';
import { toJson } from './values.ts';

const math = create(all ?? {}, { number: 'Fraction' });
const whole = fc.integer({ min: -10_000, max: 10_000 });
const exact = fc
  .tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.bigInt({ min: 1n, max: 10n ** 12n }))
  .map(([n, d]) => Exact.of(n, d));
const oracle = (value: Exact) =>
  math.fraction(value.n as unknown as number, value.d as unknown as number) as Fraction;
const same = (a: Exact, b: Fraction) =>
  a.n === (b.s as unknown as bigint) * (b.n as unknown as bigint) && a.d === (b.d as unknown as bigint);

describe('exact numbers', () => {
  it('agree with an independent library', () => {
    fc.assert(
      fc.property(exact, exact, (a, b) => {
        const [x, y] = [oracle(a), oracle(b)];
        expect(same(a.add(b), x.add(y)) && same(a.sub(b), x.sub(y)) && same(a.mul(b), x.mul(y))).toBe(true);
        if (!b.isZero()) expect(same(a.div(b), x.div(y))).toBe(true);
        expect(a.cmp(b)).toBe(x.compare(y));
        expect(same(a.floor(), x.floor()) && same(a.ceil(), x.ceil()) && same(a.abs(), x.abs())).toBe(true);
      }),
    );
  });

  it('are read back as they are written', () => {
    fc.assert(fc.property(exact, (a) => exactFromText(a.toText())?.eq(a) === true));
  });

  it('round to a whole multiple at most one quantum away, halves at most half a quantum', () => {
    fc.assert(
      fc.property(
        exact,
        fc.integer({ min: 1, max: 500 }),
        fc.constantFrom(...ROUNDING_MODES),
        (a, cents, mode) => {
          const quantum = Exact.of(cents, 100);
          const rounded = a.round(quantum, mode);
          const away = rounded.sub(a).abs();
          expect(rounded.div(quantum).isInteger()).toBe(true);
          expect(away.cmp(mode.startsWith('half') ? quantum.div(Exact.of(2)) : quantum)).toBeLessThanOrEqual(
            0,
          );
          if (mode === 'down') expect(rounded.abs().cmp(a.abs())).toBeLessThanOrEqual(0);
          if (mode === 'up') expect(rounded.abs().cmp(a.abs())).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it.each([
    '',
    '-',
    '1.',
    '.5',
    '1e3',
    '1/0',
    '1/00',
    '1.5/2',
    '--1',
    ' 1',
    '1 ',
    '0x1',
    'a',
    '1/-2',
    '9'.repeat(500),
  ])('does not read %j', (text) => expect(exactFromText(text)).toBeNull());

  it('refuses numbers beyond 2048 bits', () => {
    expect(() => Exact.of(1n << 2049n)).toThrow('2048');
    expect(() => Exact.of(2).pow(201)).toThrow('200');
    expect(Exact.of(1n << 2048n).n).toBe(1n << 2048n);
    expect(() => Exact.of((1n << 2048n) + 1n)).toThrow('2048');
    expect(() => Exact.of(-(1n << 2048n) - 1n)).toThrow('2048');
    expect(() => Exact.of(1n, (1n << 2048n) + 1n)).toThrow('2048');
    expect(Exact.of(2).pow(200).n).toBe(1n << 200n);
    expect(Exact.of(2).pow(-200).d).toBe(1n << 200n);
    expect(() => Exact.of(2).pow(-201)).toThrow('200');
  });
});

const claims = fc
  .uniqueArray(fc.record({ id: fc.string({ minLength: 1, maxLength: 4 }), units: fc.nat({ max: 1000 }) }), {
    minLength: 1,
    maxLength: 12,
    selector: (one) => one.id,
  })
  .filter((list) => list.some((one) => one.units > 0));
const toClaims = (list: { id: string; units: number }[]) =>
  list.map((one) => ({ id: one.id, units: Exact.of(one.units), floor: null, ceiling: null }));

describe('shares', () => {
  it.each(['largest_remainder', 'webster', 'dhondt', 'exact'] as const)(
    '%s add up to the budget, whatever the order',
    (method) => {
      fc.assert(
        fc.property(claims, fc.nat({ max: 500 }), (list, budget) => {
          const shares = apportionShares(Exact.of(budget), toClaims(list), Exact.of(1), method);
          expect(total(shares.values()).eq(Exact.of(budget))).toBe(true);
          const again = apportionShares(Exact.of(budget), toClaims([...list].reverse()), Exact.of(1), method);
          for (const [id, share] of shares) expect(again.get(id)?.eq(share)).toBe(true);
        }),
      );
    },
  );

  it('of largest remainders stay within one quantum of the exact part', () => {
    fc.assert(
      fc.property(claims, fc.nat({ max: 500 }), (list, budget) => {
        const units = list.reduce((sum, one) => sum + one.units, 0);
        const shares = apportionShares(Exact.of(budget), toClaims(list), Exact.of(1), 'largest_remainder');
        for (const one of list)
          expect(
            (shares.get(one.id) as Exact)
              .sub(Exact.of(budget * one.units, units))
              .abs()
              .cmp(Exact.of(1)),
          ).toBe(-1);
      }),
    );
  });

  it('in pools add up to the pools', () => {
    const members = fc.uniqueArray(
      fc.record({ id: fc.nat(), p: fc.constantFrom('X', 'Y', 'Z'), v: fc.integer({ min: 1, max: 9 }) }),
      { minLength: 1, maxLength: 8, selector: (one) => one.id },
    );
    fc.assert(
      fc.property(
        members,
        fc.constantFrom('equal', 'proportional'),
        fc.constantFrom({}, { quantum: '1' }),
        (list, mode, quantum) => {
          const found = ruleResult(
            { use: 'pool', members: 'm', key: 'id', pool: 'p', total: '7', claim: 'v', mode, ...quantum },
            { m: list },
          );
          for (const sum of Object.values(found.details['pools'] as Record<string, string>))
            expect(sum).toBe('7');
        },
      ),
      { numRuns: 40 },
    );
  });

  it('of a split add up to the whole', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 0, max: 50 }),
        (cents, a, b) => {
          const { value } = ruleResult(
            {
              use: 'split',
              of: `${cents} / 100`,
              quantum: '0.01',
              slices: [
                { to: 'a', percent: String(a) },
                { to: 'b', percent: String(b) },
                { to: 'c', remainder: true },
              ],
            },
            {},
          );
          expect(
            total(
              Object.values(value as Record<string, string>).map((text) => exactFromText(text) as Exact),
            ).eq(Exact.of(cents, 100)),
          ).toBe(true);
        },
      ),
      { numRuns: 40, examples: [[66255, 50, 50]] },
    );
  });
});

describe('votes', () => {
  const voters = fc.uniqueArray(
    fc.record({ id: fc.constantFrom(...'abcdefghij'), here: fc.boolean(), w: fc.nat({ max: 5 }) }),
    { minLength: 1, maxLength: 10, selector: (one) => one.id },
  );
  const given = fc.array(
    fc.record({ from: fc.constantFrom(...'abcdefghij'), to: fc.constantFrom(...'abcdefghij') }),
    { maxLength: 20 },
  );
  const rule = {
    use: 'proxies',
    roll: 'roll',
    member: 'id',
    weight: 'w',
    present: 'here',
    proxies: 'given',
    from: 'from',
    to: 'to',
    maxProxies: '2',
  };

  it('proxies and present never pass the roll, nobody is counted twice, order never matters', () => {
    fc.assert(
      fc.property(voters, given, fc.boolean(), (roll, proxies, absent) => {
        const settings = { ...rule, holderMustBePresent: !absent };
        const found = ruleResult(settings, { roll, given: proxies });
        const weight = roll.reduce((sum, one) => sum + one.w, 0);
        expect(Number(found.details['in_person']) + Number(found.details['by_proxy'])).toBeLessThanOrEqual(
          roll.length,
        );
        expect(Number(found.details['votes'])).toBeLessThanOrEqual(weight);
        const givers = (found.value as { from: string }[]).map((one) => one.from);
        expect(new Set(givers).size).toBe(givers.length);
        expect(givers.some((giver) => roll.find((one) => one.id === giver)?.here)).toBe(false);
        expect(ruleResult(settings, { roll: [...roll].reverse(), given: [...proxies].reverse() })).toEqual(
          found,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('a roll does not depend on the order of members', () => {
    fc.assert(
      fc.property(voters, (members) => {
        const roll = (list: object[]) =>
          ruleResult(
            {
              use: 'roll',
              members: 'm',
              key: 'id',
              weight: 'w',
              excluded: [{ when: 'not here', reason: 'absent' }],
            },
            { m: list },
          );
        expect(roll([...members].reverse())).toEqual(roll(members));
      }),
      { numRuns: 40 },
    );
  });

  it('ranked ballots never lose or gain votes, and fill every seat that can be filled', () => {
    const ballots = fc.array(
      fc.record({ ranking: fc.shuffledSubarray([...'abcde']), count: fc.nat({ max: 9 }) }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(
        ballots,
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom('droop', 'hare', 'hagenbach'),
        (list, seats, quota) => {
          const cast = list.map((one) => ({ ranking: one.ranking, count: Exact.of(one.count) }));
          const found = countRanked([...'abcde'], cast, seats, quota as 'droop', []);
          expect(found.elected.length).toBe(seats);
          expect(new Set(found.elected).size).toBe(seats);
          let elected = Exact.of(0);
          const sum = total(cast.map((one) => one.count));
          for (const round of found.rounds) {
            expect(total([...round.votes.values(), round.exhausted, elected]).eq(sum)).toBe(true);
            for (const id of round.elected)
              elected = elected.add(
                round.votes.get(id)?.cmp(found.quota) === 1 ? found.quota : (round.votes.get(id) as Exact),
              );
          }
          expect(countRanked([...'edcba'], [...cast].reverse(), seats, quota as 'droop', []).elected).toEqual(
            found.elected,
          );
        },
      ),
    );
  });

  it('boxes give shares that add to one', () => {
    const ballots = fc.array(
      fc.record({
        b: fc.constantFrom('x', 'y', 'z'),
        c: fc.constantFrom('yes', 'no', 'abstain', 'absent'),
        w: fc.nat({ max: 5 }),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(ballots, fc.constantFrom('lost', 'abstains', 'redistributed'), (list, empty) => {
        const boxes = [
          { name: 'x', weight: '1', among: "b == 'x'", inner: 'winner' },
          {
            name: 'rest',
            weight: '2',
            boxes: [
              { name: 'y', weight: '1', among: "b == 'y'" },
              { name: 'z', weight: '1', among: "b == 'z'" },
            ],
          },
        ];
        const { value } = ruleResult(
          { use: 'boxes', ballots: 'l', choice: 'c', weight: 'w', boxes, empty },
          { l: list },
        );
        const parts = Object.values(value as Record<string, string>).map(
          (text) => exactFromText(text) as Exact,
        );
        expect(total(parts).eq(Exact.of(1))).toBe(true);
        expect(parts.every((part) => part.n >= 0n)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('facts', () => {
  const rulebook = loadedOf(
    {
      members: { type: 'integer', min: 0 },
      other: { type: 'any', optional: true },
      peers: { type: 'list', of: { type: 'record', fields: { n: { type: 'integer' } } } },
    },
    [{ rule: 'members * 0.15 + sum(peers, n)', round: { quantum: '0.01' } }],
  );
  it('that a rule does not read never change its result or its trace', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(whole),
        fc.anything({ maxDepth: 2 }),
        fc.string(),
        (members, peers, junk, name) => {
          const facts = { members, peers: peers.map((n) => ({ n })) };
          const plain = evaluate(rulebook, 'article_1', facts, { asOf: '2025-01-01' });
          const more = evaluate(
            rulebook,
            'article_1',
            { [name]: junk, ...facts, other: junk },
            { asOf: '2025-01-01' },
          );
          const mixed = evaluate(
            rulebook,
            'article_1',
            { ...facts, peers: [...facts.peers].reverse() },
            { asOf: '2025-01-01' },
          );
          if (!plain.ok || !more.ok || !mixed.ok) throw new Error('refused');
          expect(toJson(more.result)).toBe(toJson(plain.result));
          expect(more.trace).toEqual(plain.trace);
          expect(toJson(mixed.result)).toBe(toJson(plain.result));
        },
      ),
    );
  });
});
