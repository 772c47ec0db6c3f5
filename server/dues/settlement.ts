/**
 * How a member's money settles its assessments: the oldest first, the rest is credit. Pure; amounts in minor units.
 * A debit is above zero, a credit below.
 */

/** Accounts that take what was asked off an assessment without money. */
export type Reduction = 'correction' | 'relief' | 'discount' | 'write_off';

export type Account =
  | Reduction
  | 'receivable'
  | 'income'
  | 'bank'
  | 'credit'
  | 'region_share'
  | 'suspense'
  | 'bank_charges'
  | 'exchange'
  | 'rate_difference'
  | 'transfer';

/** One line of a ledger transaction. */
export interface Entry {
  account: Account;
  /** Null: the network's own. */
  region: number | null;
  assessment: string | null;
  amount: bigint;
  /** Where it is not the transaction's own. */
  currency?: string;
}

/** An assessment as it stands before settling. */
export interface Standing {
  assessment: string;
  /** The region it was assessed in. */
  region: number;
  /** What is asked: as it was assessed, less what was taken off without money. */
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

/**
 * The entries that take an amount off what an assessment asks: from what is open first; what was paid of the rest becomes
 * credit, and the region's share follows what remains paid. An amount below zero gives back what had been taken off.
 * Answers the assessment as it stands then too, since credit may have arisen that settles others.
 */
export function reduce(
  one: Standing,
  by: bigint,
  account: Reduction,
  region: number,
): { entries: Entry[]; after: Standing; credit: bigint } {
  const open = least(by, one.outstanding);
  const credit = by - open;
  const after = { ...one, amount: one.amount - by, outstanding: one.outstanding - open };
  const share = one.shareOf(after.amount - after.outstanding) - one.shared;
  const at = { region: one.region, assessment: one.assessment };
  const entries: Entry[] = [
    { ...at, account, amount: by },
    { ...at, account: 'receivable', amount: -open },
    { account: 'credit', region, assessment: null, amount: -credit },
    { ...at, account: 'income', amount: share },
    { ...at, account: 'region_share', amount: -share },
  ];
  return { entries: merged(entries), after: { ...after, shared: one.shared + share }, credit };
}

/** Lines on the same account, region and assessment as one; lines of nothing left out. */
export function merged(entries: Entry[]): Entry[] {
  const sums = new Map<string, Entry>();
  for (const entry of entries) {
    const key = `${entry.account} ${entry.region} ${entry.assessment} ${entry.currency}`;
    const known = sums.get(key);
    sums.set(key, { ...entry, amount: entry.amount + (known?.amount ?? 0n) });
  }
  return [...sums.values()].filter((entry) => entry.amount !== 0n);
}

export function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
