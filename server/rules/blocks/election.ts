/** Election by most votes: seats, reserved seats, at most so many of a group, a minimum share of a group, reserves, ties. */
import { z } from 'zod';
import { type Block, type BlockEnv, byText, distinctKeys, record } from '../block.ts';
import { Exact, ZERO } from '../exact.ts';
import { exactNumber, expression, wholeNumber } from '../expr.ts';
import { compareAny } from '../list-forms.ts';
import { small } from '../readers.ts';
import { BOOLEAN, LIST, NUMBER, RECORD, TEXT } from '../types.ts';
import { keyOf, type Value } from '../values.ts';

const per = { each: 'candidates' } as const;
const schema = z.strictObject({
  use: z.literal('election'),
  candidates: expression('list'),
  key: expression('any', per),
  /** Votes of a candidate; without it the candidates stand in the order of the list. */
  votes: expression('number', per).optional(),
  eligible: expression('boolean', per).optional(),
  seats: expression('number'),
  /** Votes that a candidate needs at least. */
  needed: expression('number').optional(),
  /** After the votes, in turn; a tie that none of them ends is reported, not decided. */
  ties: z
    .array(z.strictObject({ by: expression('any', per), direction: z.enum(['up', 'down']).default('up') }))
    .default([]),
  /** At most so many elected of one group (one per country). */
  limits: z.array(z.strictObject({ by: expression('any', per), atMost: expression('number') })).default([]),
  /** Seats for a group, filled first. Seats that a group cannot fill stay empty unless `release`. */
  reserved: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        among: expression('boolean', per),
        seats: expression('number'),
        reserves: wholeNumber.default(0),
        release: z.boolean().default(false),
      }),
    )
    .default([]),
  reserves: wholeNumber.default(0),
  /** The elected outside the group with the fewest votes give way to its best unelected until it has this share. */
  minimumShare: z
    .strictObject({
      among: expression('boolean', per),
      share: exactNumber,
      continuing: expression('number').optional(),
      continuingOthers: expression('number').optional(),
    })
    .optional(),
});

type Config = z.infer<typeof schema>;

export interface Candidate {
  readonly id: string;
  readonly element: Value;
  readonly votes: Exact;
  readonly ties: readonly Value[];
  readonly limits: readonly string[];
}

/** Value: the ids of the elected, most votes first. Details: `reserves`, `replaced`, `tied`, `unfilled`, `share`, `by_seat`, `votes`. */
export const election: Block<Config> = {
  schema,
  result: () => ({ k: 'list', item: TEXT }),
  details: () => ({
    reserves: LIST,
    replaced: LIST,
    tied: LIST,
    unfilled: NUMBER,
    share: NUMBER,
    by_seat: RECORD,
    votes: RECORD,
    complete: BOOLEAN,
  }),
  run: (config, env) => {
    const ranked = rank(config, env);
    const seats = small(env.value(config.seats, 'seats'), 0, 10_000);
    const count = new Count(config, env, ranked);
    for (const [i, group] of config.reserved.entries()) {
      const among = ranked.filter((one) => env.truth(group.among, group.name, one.element));
      count.fill(
        group.name,
        among,
        small(env.value(group.seats, `reserved[${i}].seats`), 0, seats),
        group.reserves,
        !group.release,
      );
    }
    count.fill('open', ranked, seats - count.closed, config.reserves, false);
    return count.result(seats);
  },
};

function rank(config: Config, env: BlockEnv): Candidate[] {
  const list = env
    .list(config.candidates, 'candidates')
    .filter((one) => !config.eligible || env.truth(config.eligible, 'eligible', one));
  const ids = distinctKeys(env, list, config.key, 'key');
  const candidates = list.map((element, i) => ({
    id: ids[i] as string,
    element,
    votes: config.votes ? env.number(config.votes, 'votes', element) : Exact.of(list.length - i),
    ties: config.ties.map((tie) => env.value(tie.by, 'ties', element)),
    limits: config.limits.map((limit) => keyOf(env.value(limit.by, 'limits', element))),
  }));
  const needed = config.needed ? env.number(config.needed, 'needed') : ZERO;
  return candidates
    .filter((one) => one.votes.cmp(needed) >= 0)
    .sort((a, b) => better(config, a, b) || byText(a.id, b.id));
}

/** Below zero when `a` stands before `b`; zero when nothing tells them apart. */
function better(config: Config, a: Candidate, b: Candidate): number {
  return config.ties.reduce<number>(
    (found, tie, i) =>
      found ||
      (tie.direction === 'up'
        ? compareAny(a.ties[i] as Value, b.ties[i] as Value)
        : compareAny(b.ties[i] as Value, a.ties[i] as Value)),
    b.votes.cmp(a.votes),
  );
}

class Count {
  closed = 0;
  private readonly config: Config;
  private readonly env: BlockEnv;
  private readonly ranked: readonly Candidate[];
  private elected: Candidate[] = [];
  private readonly reserves: Candidate[] = [];
  private readonly bySeat = new Map<string, Value>();
  private readonly tied = new Set<string>();
  private readonly caps: readonly number[];

  constructor(config: Config, env: BlockEnv, ranked: readonly Candidate[]) {
    this.config = config;
    this.env = env;
    this.ranked = ranked;
    this.caps = config.limits.map((limit, i) =>
      small(env.value(limit.atMost, `limits[${i}].atMost`), 0, 10_000),
    );
  }

  /** Seats of one group, then its runners-up. `keep`: seats left empty are not filled by others. */
  fill(name: string, among: readonly Candidate[], seats: number, reserves: number, keep: boolean): void {
    const chosen: Candidate[] = [];
    let last: Candidate | null = null;
    for (const one of among) {
      if (this.elected.includes(one) || this.overLimit(one)) continue;
      if (chosen.length < seats) {
        chosen.push(one);
        this.elected.push(one);
        last = one;
      } else if (last && better(this.config, last, one) === 0) {
        this.markTie(chosen, one);
      } else break;
    }
    this.closed += keep ? seats : chosen.length;
    this.bySeat.set(
      name,
      chosen.map((one) => one.id),
    );
    this.reserves.push(
      ...among.filter((one) => !this.elected.includes(one) && !this.overLimit(one)).slice(0, reserves),
    );
  }

  private overLimit(one: Candidate): boolean {
    return this.caps.some(
      (cap, i) => this.elected.filter((other) => other.limits[i] === one.limits[i]).length >= cap,
    );
  }

  /** Everyone who stands equal with the one who missed the last seat. */
  private markTie(chosen: readonly Candidate[], missed: Candidate): void {
    this.tied.add(missed.id);
    for (const one of chosen) if (better(this.config, one, missed) === 0) this.tied.add(one.id);
  }

  result(seats: number) {
    const { replaced, share } = this.replaceForShare();
    const unfilled = Exact.of(Math.max(0, seats - this.elected.length));
    const ids = this.ranked.filter((one) => this.elected.includes(one)).map((one) => one.id);
    const votes = new Map(this.ranked.map((one) => [one.id, one.votes]));
    const elected = new Set(ids);
    return {
      value: ids,
      details: record({
        reserves: this.reserves.filter((one) => !elected.has(one.id)).map((one) => one.id),
        replaced,
        tied: [...this.tied],
        unfilled,
        share,
        by_seat: this.bySeat,
        votes,
        complete: unfilled.isZero() && this.tied.size === 0,
      }),
    };
  }

  /** One replacement at a time, until the share is reached or nobody of the group is left. */
  private replaceForShare(): { replaced: Value[]; share: Value } {
    const rule = this.config.minimumShare;
    if (!rule) return { replaced: [], share: null };
    const inGroup = new Set(
      this.ranked.filter((one) => this.env.truth(rule.among, 'minimumShare.among', one.element)),
    );
    const [continuing, others] = [
      rule.continuing ? this.env.number(rule.continuing, 'continuing') : ZERO,
      rule.continuingOthers ? this.env.number(rule.continuingOthers, 'continuingOthers') : ZERO,
    ];
    const share = () => {
      const all = continuing.add(others).add(Exact.of(this.elected.length));
      return all.isZero()
        ? ZERO
        : continuing.add(Exact.of(this.elected.filter((one) => inGroup.has(one)).length)).div(all);
    };
    const replaced: Value[] = [];
    while (share().cmp(rule.share) < 0) {
      const out = this.ranked.filter((one) => this.elected.includes(one) && !inGroup.has(one)).at(-1);
      const into = this.ranked.find((one) => !this.elected.includes(one) && inGroup.has(one));
      if (!out || !into) break;
      this.elected = [...this.elected.filter((one) => one !== out), into];
      replaced.push([out.id, into.id]);
    }
    return { replaced, share: share() };
  }
}
