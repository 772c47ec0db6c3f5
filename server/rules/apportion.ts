/** Shares that add up exactly to what is shared, in whole quanta. */

import { byText } from './block.ts';
import { Exact, maxOf, total, ZERO } from './exact.ts';
import { RuleError } from './faults.ts';

export type ApportionMethod = 'largest_remainder' | 'webster' | 'dhondt' | 'exact';

export interface Claim {
  readonly id: string;
  readonly units: Exact;
  readonly floor: Exact | null;
  readonly ceiling: Exact | null;
}

/** Amount by id. Equal claims are told apart by id, so the order in which members are given never matters. */
export function apportionShares(
  budget: Exact,
  claims: readonly Claim[],
  quantum: Exact,
  method: ApportionMethod,
): ReadonlyMap<string, Exact> {
  if (claims.some((claim) => claim.units.n < 0n))
    throw new RuleError('negative_units', 'units below zero cannot take a share');
  const sorted = [...claims].sort((a, b) => byText(a.id, b.id));
  const ideal = boundedShares(budget, sorted);
  if (method === 'exact') return ideal;
  if (!budget.div(quantum).isInteger())
    throw new RuleError(
      'budget_not_whole',
      `${budget.toText()} is not a whole number of ${quantum.toText()}`,
    );
  return method === 'largest_remainder'
    ? byRemainder(budget, ideal, quantum)
    : byDivisor(budget, sorted, quantum, method);
}

/** Proportional shares; who falls under a floor or over a ceiling gets it, and the others share the rest. */
function boundedShares(budget: Exact, claims: readonly Claim[]): Map<string, Exact> {
  const fixed = new Map<string, Exact>();
  for (;;) {
    const open = claims.filter((claim) => !fixed.has(claim.id));
    const units = total(open.map((claim) => claim.units));
    const rest = budget.sub(total(fixed.values()));
    if (rest.n < 0n) throw new RuleError('bounds_pass_budget', 'the lower bounds pass the budget');
    if (units.isZero()) {
      if (!rest.isZero()) throw new RuleError('no_units', 'nobody has units to take the rest of the budget');
      for (const claim of open) fixed.set(claim.id, ZERO);
      return ordered(claims, fixed);
    }
    const shares = open.map((claim) => ({ claim, share: rest.mul(claim.units).div(units) }));
    if (!fixBounds(shares, fixed)) {
      for (const { claim, share } of shares) fixed.set(claim.id, share);
      return ordered(claims, fixed);
    }
  }
}

/** Fixes the side (floors or ceilings) that moves the more; the other side is looked at again with what then remains. */
function fixBounds(shares: readonly { claim: Claim; share: Exact }[], fixed: Map<string, Exact>): boolean {
  const low = shares.filter(({ claim, share }) => claim.floor && share.cmp(claim.floor) < 0);
  const high = shares.filter(({ claim, share }) => claim.ceiling && share.cmp(claim.ceiling) > 0);
  const lift = total(low.map(({ claim, share }) => (claim.floor as Exact).sub(share)));
  const cut = total(high.map(({ claim, share }) => share.sub(claim.ceiling as Exact)));
  if (low.length === 0 && high.length === 0) return false;
  for (const { claim } of lift.cmp(cut) >= 0 ? low : high) {
    fixed.set(claim.id, (lift.cmp(cut) >= 0 ? claim.floor : claim.ceiling) as Exact);
  }
  return true;
}

function ordered(claims: readonly Claim[], shares: ReadonlyMap<string, Exact>): Map<string, Exact> {
  return new Map(claims.map((claim) => [claim.id, shares.get(claim.id) as Exact]));
}

function byRemainder(budget: Exact, ideal: ReadonlyMap<string, Exact>, quantum: Exact): Map<string, Exact> {
  const parts = [...ideal].map(([id, share]) => ({ id, whole: share.round(quantum, 'floor'), share }));
  let left = Number(budget.sub(total(parts.map((part) => part.whole))).div(quantum).n);
  const ranked = [...parts].sort(
    (a, b) => b.share.sub(b.whole).cmp(a.share.sub(a.whole)) || byText(a.id, b.id),
  );
  const given = new Map(parts.map((part) => [part.id, part.whole]));
  for (const part of ranked) {
    if (left <= 0) break;
    given.set(part.id, part.whole.add(quantum));
    left -= 1;
  }
  return given;
}

const SEATS_AT_MOST = 100_000;

/** Quanta one by one to the highest quotient: units ÷ (2n+1) for Webster, ÷ (n+1) for d'Hondt. */
function byDivisor(
  budget: Exact,
  claims: readonly Claim[],
  quantum: Exact,
  method: 'webster' | 'dhondt',
): Map<string, Exact> {
  const seats = Number(budget.div(quantum).n);
  if (seats > SEATS_AT_MOST)
    throw new RuleError('out_of_bounds', `a divisor method shares at most ${SEATS_AT_MOST} seats`);
  const held = claims.map((claim) => ({ claim, seats: seatsOf(claim.floor, quantum) }));
  const step = method === 'webster' ? 2 : 1;
  for (let given = held.reduce((sum, one) => sum + one.seats, 0); given < seats; given += 1) {
    const open = held.filter(
      (one) =>
        !one.claim.units.isZero() &&
        (!one.claim.ceiling || quantum.mul(Exact.of(one.seats + 1)).cmp(one.claim.ceiling) <= 0),
    );
    if (open.length === 0) throw new RuleError('no_units', 'nobody has units to take the rest of the seats');
    const quotient = (one: (typeof held)[number]) => one.claim.units.div(Exact.of(step * one.seats + 1));
    open.reduce((best, one) => (quotient(one).cmp(quotient(best)) > 0 ? one : best)).seats += 1;
  }
  return new Map(held.map((one) => [one.claim.id, quantum.mul(Exact.of(one.seats))]));
}

function seatsOf(floor: Exact | null, quantum: Exact): number {
  return floor ? Number(maxOf(floor, ZERO).div(quantum).ceil().n) : 0;
}
