/** Single transferable vote with exact fractions: weighted inclusive Gregory transfers; with one seat, instant run-off. */
import { byText } from './block.ts';
import { Exact, ONE, total, ZERO } from './exact.ts';
import { RuleError } from './faults.ts';

export interface RankedBallot {
  readonly ranking: readonly string[];
  readonly count: Exact;
}

export interface StvRound {
  readonly votes: ReadonlyMap<string, Exact>;
  readonly exhausted: Exact;
  readonly elected: readonly string[];
  readonly excluded: string | null;
}

export interface StvResult {
  readonly elected: readonly string[];
  readonly quota: Exact;
  readonly rounds: readonly StvRound[];
  /** Candidates of whom one was excluded by the lot alone (or, without a lot, by id). */
  readonly tied: readonly string[];
}

export type Quota = 'droop' | 'hare' | 'hagenbach';

interface Pile {
  readonly ballot: RankedBallot;
  weight: Exact;
}

/** `lot` orders candidates where votes of this and all earlier rounds are equal: the later in the lot goes first. */
export function countRanked(
  candidates: readonly string[],
  ballots: readonly RankedBallot[],
  seats: number,
  quotaKind: Quota,
  lot: readonly string[],
): StvResult {
  if (seats < 1) throw new RuleError('out_of_bounds', 'an election fills at least one seat');
  const sum = total(ballots.map((ballot) => ballot.count));
  const quota = quotaOf(sum, seats, quotaKind);
  const open = new Set([...candidates].sort(byText));
  const piles: Pile[] = ballots.map((ballot) => ({ ballot, weight: ballot.count }));
  const [elected, rounds, tied]: [string[], StvRound[], Set<string>] = [[], [], new Set()];
  while (elected.length < seats && open.size > 0) {
    const votes = countVotes(open, piles);
    const exhausted = total(piles.filter((pile) => !topOf(pile, open)).map((pile) => pile.weight));
    const ranked = [...open].sort(
      (a, b) => compareVotes(a, b, votes, rounds) || place(lot, a) - place(lot, b) || byText(a, b),
    );
    const full = ranked.filter((id) => reachesQuota(votes.get(id) as Exact, quota, quotaKind));
    const winners = open.size <= seats - elected.length ? ranked : full.slice(0, seats - elected.length);
    if (winners.length > 0) {
      for (const id of winners) transferSurplus(id, votes.get(id) as Exact, quota, piles, open);
      for (const id of winners) open.delete(id);
      elected.push(...winners);
      rounds.push({ votes, exhausted, elected: winners, excluded: null });
      continue;
    }
    const out = ranked.at(-1) as string;
    const equals = ranked.filter((id) => compareVotes(id, out, votes, rounds) === 0);
    if (equals.length > 1) for (const id of equals) tied.add(id);
    open.delete(out);
    rounds.push({ votes, exhausted, elected: [], excluded: out });
  }
  return { elected, quota, rounds, tied: [...tied].sort(byText) };
}

function quotaOf(sum: Exact, seats: number, kind: Quota): Exact {
  if (kind === 'hare') return sum.div(Exact.of(seats));
  const share = sum.div(Exact.of(seats + 1));
  return kind === 'droop' ? share.floor().add(ONE) : share;
}

/** The Hagenbach-Bischoff quota is to be passed, the others to be reached. */
function reachesQuota(votes: Exact, quota: Exact, kind: Quota): boolean {
  return kind === 'hagenbach' ? votes.cmp(quota) > 0 : votes.cmp(quota) >= 0;
}

function topOf(pile: Pile, open: ReadonlySet<string>): string | undefined {
  return pile.ballot.ranking.find((id) => open.has(id));
}

function countVotes(open: ReadonlySet<string>, piles: readonly Pile[]): Map<string, Exact> {
  const votes = new Map([...open].map((id) => [id, ZERO]));
  for (const pile of piles) {
    const top = topOf(pile, open);
    if (top !== undefined) votes.set(top, (votes.get(top) as Exact).add(pile.weight));
  }
  return votes;
}

/** Every ballot that elected the candidate goes on with the same part of its weight: surplus ÷ votes. */
function transferSurplus(
  id: string,
  votes: Exact,
  quota: Exact,
  piles: readonly Pile[],
  open: ReadonlySet<string>,
): void {
  const surplus = votes.sub(quota);
  const part = surplus.n > 0n ? surplus.div(votes) : ZERO;
  for (const pile of piles) if (topOf(pile, open) === id) pile.weight = pile.weight.mul(part);
}

/** More votes first; then who had more in the latest earlier round that differs. Zero: only the lot tells them apart. */
function compareVotes(
  a: string,
  b: string,
  votes: ReadonlyMap<string, Exact>,
  rounds: readonly StvRound[],
): number {
  for (const counted of [votes, ...rounds.map((round) => round.votes).reverse()]) {
    const order = (counted.get(b) ?? ZERO).cmp(counted.get(a) ?? ZERO);
    if (order !== 0) return order;
  }
  return 0;
}

function place(lot: readonly string[], id: string): number {
  return lot.includes(id) ? lot.indexOf(id) : lot.length;
}
