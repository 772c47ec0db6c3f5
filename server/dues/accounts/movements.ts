import { type Entry, merged, type Standing, settle } from '../settlement.ts';

/** A member's assessments and its credit, as the ledger has them. */
export interface Held {
  standings: Standing[];
  credit: bigint;
}

/** Credit paid back to the member. The credit must be there: no dues are opened by it. */
export function refunded(region: number, amount: bigint): Entry[] {
  return [
    { account: 'credit', region, assessment: null, amount },
    { account: 'bank', region, assessment: null, amount: -amount },
  ];
}

/** A refund that came back: the money is there again, and settles what is open. */
export function refundReturned(held: Held, region: number, amount: bigint): Entry[] {
  return merged([
    { account: 'bank', region, assessment: null, amount },
    { account: 'credit', region, assessment: null, amount: -amount },
    ...settle(held.standings, held.credit + amount, region),
  ]);
}

/** Credit that leaves one member's account for another's; below zero it comes. What comes settles what is open. */
export function transferred(held: Held, region: number, amount: bigint): Entry[] {
  const moved: Entry[] = [
    { account: 'credit', region, assessment: null, amount },
    { account: 'transfer', region, assessment: null, amount: -amount },
  ];
  return amount > 0n ? moved : merged([...moved, ...settle(held.standings, held.credit - amount, region)]);
}

/** A region's share paid to the region; below zero the payment came back. */
export function paidOut(region: number, amount: bigint): Entry[] {
  return [
    { account: 'region_share', region, assessment: null, amount },
    { account: 'bank', region, assessment: null, amount: -amount },
  ];
}
