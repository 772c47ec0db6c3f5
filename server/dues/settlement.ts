/**
 * How a member's money settles its assessments: the oldest first, the rest is credit. Pure; amounts in minor units.
 * A debit is above zero, a credit below.
 */

export type Account = 'receivable' | 'income' | 'bank' | 'credit' | 'region_share';

/** One line of a ledger transaction. */
export interface Entry {
  account: Account;
  region: number;
  assessment: string | null;
  amount: bigint;
}

/** An assessment as it stands before settling. */
export interface Standing {
  assessment: string;
  /** The region it was assessed in. */
  region: number;
  amount: bigint;
  outstanding: bigint;
  /** What has been booked as the region's share of what was paid so far. */
  shared: bigint;
  /** The region's share of so much paid, as the rulebook says. */
  shareOf(paid: bigint): bigint;
}

/**
 * The entries that bring a member's assessments and credit in order. `available` above zero is money not used yet:
 * it settles the oldest. Below zero money that was used is gone: the newest settled are open again. `region` is where
 * the member belongs on that day.
 */
export function settle(standings: Standing[], available: bigint, region: number): Entry[] {
  const entries: Entry[] = [];
  let left = available;
  const order = available > 0n ? standings : standings.toReversed();
  for (const one of order) {
    if (left === 0n) break;
    const room = left > 0n ? one.outstanding : one.amount - one.outstanding;
    const moved = left > 0n ? least(left, room) : -least(-left, room);
    if (moved === 0n) continue;
    left -= moved;
    const share = one.shareOf(one.amount - one.outstanding + moved) - one.shared;
    entries.push(
      { account: 'receivable', region: one.region, assessment: one.assessment, amount: -moved },
      { account: 'credit', region, assessment: null, amount: moved },
      { account: 'income', region: one.region, assessment: one.assessment, amount: share },
      { account: 'region_share', region: one.region, assessment: one.assessment, amount: -share },
    );
  }
  return merged(entries);
}

/** Lines on the same account, region and assessment as one; lines of nothing left out. */
export function merged(entries: Entry[]): Entry[] {
  const sums = new Map<string, Entry>();
  for (const entry of entries) {
    const key = `${entry.account} ${entry.region} ${entry.assessment}`;
    const known = sums.get(key);
    sums.set(key, { ...entry, amount: entry.amount + (known?.amount ?? 0n) });
  }
  return [...sums.values()].filter((entry) => entry.amount !== 0n);
}

function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
