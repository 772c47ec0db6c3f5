import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Entry, reduce, type Standing, settle } from './settlement.ts';

/** An assessment of which something is open and a fifth of what was paid is the region's. */
const standing = fc
  .record({ amount: fc.bigInt(1n, 100_000n), openShare: fc.bigInt(0n, 100n) })
  .map(({ amount, openShare }): Standing => {
    const outstanding = (amount * openShare) / 100n;
    const shareOf = (paid: bigint) => paid / 5n;
    return {
      assessment: 'a',
      region: 2,
      amount,
      outstanding,
      shared: shareOf(amount - outstanding),
      shareOf,
    };
  });

const on = (entries: Entry[], account: Entry['account']) =>
  entries.filter((entry) => entry.account === account).reduce((sum, { amount }) => sum + amount, 0n);

test('whatever is taken off balances, never opens more, and leaves the region its share of what remains paid', () => {
  fc.assert(
    fc.property(standing, fc.bigInt(1n, 100n), (one, share) => {
      const by = (one.amount * share + 99n) / 100n;
      const { entries, after, credit } = reduce(one, by, 'relief', 3);
      expect(entries.reduce((sum, { amount }) => sum + amount, 0n)).toBe(0n);
      expect(on(entries, 'relief')).toBe(by);
      expect(after.outstanding >= 0n && after.outstanding <= after.amount).toBe(true);
      expect(one.outstanding + on(entries, 'receivable')).toBe(after.outstanding);
      expect(on(entries, 'credit')).toBe(-credit);
      expect(after.shared).toBe(after.shareOf(after.amount - after.outstanding));
    }),
  );
});

test('what is given back and settled from the credit it had made is as before', () => {
  fc.assert(
    fc.property(standing, fc.bigInt(1n, 100n), (one, share) => {
      const by = (one.amount * share + 99n) / 100n;
      const taken = reduce(one, by, 'write_off', 2);
      const back = reduce(taken.after, -by, 'write_off', 2);
      const settled = settle([back.after], taken.credit, 2);
      expect(back.after.amount).toBe(one.amount);
      expect(back.after.outstanding + on(settled, 'receivable')).toBe(one.outstanding);
    }),
  );
});
