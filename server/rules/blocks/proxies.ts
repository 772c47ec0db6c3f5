/** Proxies: who votes for whom, within caps by holder, by member and by group; every refusal has its reason. */
import { z } from 'zod';
import { type Block, type BlockEnv, byText, distinctKeys, record } from '../block.ts';
import { Exact, ONE, total, ZERO } from '../exact.ts';
import { expression } from '../expr.ts';
import { BOOLEAN, LIST, NUMBER, RECORD, TEXT, type Type } from '../types.ts';
import { keyOf, type Rec, type Value } from '../values.ts';

const perMember = { each: 'roll' } as const;
const perProxy = { each: 'proxies' } as const;
/** Names that stand in a limit beside the fields of the proxy. */
const groupNames = { giver_group: TEXT, holder_group: TEXT } as const;
const schema = z.strictObject({
  use: z.literal('proxies'),
  /** The members that may vote. */
  roll: expression('list'),
  member: expression('any', perMember),
  weight: expression('number', perMember).optional(),
  present: expression('boolean', perMember),
  /** Nation or other group of a member. */
  group: expression('any', perMember).optional(),
  proxies: expression('list'),
  from: expression('any', perProxy),
  to: expression('any', perProxy),
  valid: expression('boolean', perProxy).optional(),
  /** Proxies that one holder may carry, beside its own vote. */
  maxProxies: expression('number').optional(),
  /** Votes that one holder may cast, its own included. */
  maxVotes: expression('number').optional(),
  /** Votes that one group may cast, present and by proxy. */
  maxGroupVotes: expression('number').optional(),
  /** At most so many proxies (or the votes they carry) with the same key: those held by one nation, say. */
  limits: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        by: expression('any', { ...perProxy, names: groupNames }),
        atMost: expression('number'),
        count: z.enum(['proxies', 'votes']).default('proxies'),
      }),
    )
    .default([]),
  sameGroupOnly: z.boolean().default(false),
  holderMustBePresent: z.boolean().default(true),
  /** The holder may be a person who is not a member. */
  outsideHolders: z.boolean().default(false),
  countForQuorum: z.boolean().default(true),
});

type Config = z.infer<typeof schema>;

interface Voter {
  readonly id: string;
  readonly weight: Exact;
  readonly present: boolean;
  readonly group: string;
}

interface Proxy {
  readonly element: Value;
  readonly from: string;
  readonly to: string;
  readonly valid: boolean;
}

interface Holding {
  count: number;
  votes: Exact;
}

const ACCEPTED: ReadonlyMap<string, Type> = new Map<string, Type>([
  ['from', TEXT],
  ['to', TEXT],
  ['weight', NUMBER],
]);

/** Value: accepted proxies {from, to, weight}. Details: `in_person`, `by_proxy`, `votes`, `quorum_heads`, `quorum_votes`, `refused`, `holders`, `groups`, `largest_holder`. */
export const proxies: Block<Config> = {
  schema,
  result: () => ({ k: 'list', item: { k: 'record', fields: ACCEPTED } }),
  details: () => ({
    in_person: NUMBER,
    by_proxy: NUMBER,
    votes: NUMBER,
    quorum_heads: NUMBER,
    quorum_votes: NUMBER,
    refused: LIST,
    holders: RECORD,
    groups: RECORD,
    largest_holder: RECORD,
    within: BOOLEAN,
  }),
  run: (config, env) => {
    const voters = votersOf(config, env);
    const caps = {
      proxies: cap(config.maxProxies, env),
      votes: cap(config.maxVotes, env),
      group: cap(config.maxGroupVotes, env),
    };
    const limits = limitsOf(config, voters, env);
    const present = [...voters.values()].filter((voter) => voter.present);
    const holdings = new Map<string, Holding>();
    const groups = new Map<string, Exact>();
    for (const voter of present) groups.set(voter.group, (groups.get(voter.group) ?? ZERO).add(voter.weight));
    const [accepted, refused]: [Rec[], Rec[]] = [[], []];
    const given = new Set<string>();
    for (const one of sortedProxies(config, env)) {
      const from = voters.get(one.from);
      const reason =
        refusal(config, one, voters, { caps, holdings, groups, given }) ?? limits.refusal(one, from);
      if (reason !== null || !from) {
        refused.push(record({ from: one.from, to: one.to, reason }));
        continue;
      }
      given.add(one.from);
      limits.take(one, from);
      const held = holdings.get(one.to) ?? {
        count: 0,
        votes: voters.get(one.to)?.present ? (voters.get(one.to) as Voter).weight : ZERO,
      };
      holdings.set(one.to, { count: held.count + 1, votes: held.votes.add(from.weight) });
      groups.set(from.group, (groups.get(from.group) ?? ZERO).add(from.weight));
      accepted.push(record({ from: one.from, to: one.to, weight: from.weight }));
    }
    return { value: accepted, details: detailsOf(config, present, accepted, refused, holdings, groups) };
  },
};

interface State {
  readonly caps: {
    readonly proxies: Exact | null;
    readonly votes: Exact | null;
    readonly group: Exact | null;
  };
  readonly holdings: ReadonlyMap<string, Holding>;
  readonly groups: ReadonlyMap<string, Exact>;
  readonly given: ReadonlySet<string>;
}

function votersOf(config: Config, env: BlockEnv): Map<string, Voter> {
  const list = env.list(config.roll, 'roll');
  const ids = distinctKeys(env, list, config.member, 'member');
  return new Map(
    list.map((one, i) => {
      const id = ids[i] as string;
      return [
        id,
        {
          id,
          weight: config.weight ? env.number(config.weight, 'weight', one) : ONE,
          present: env.truth(config.present, 'present', one),
          group: config.group ? keyOf(env.value(config.group, 'group', one)) : '',
        },
      ];
    }),
  );
}

interface Limits {
  /** Name of the limit that this proxy would pass, or null. */
  readonly refusal: (one: Proxy, giver: Voter | undefined) => string | null;
  /** Counts an accepted proxy. */
  readonly take: (one: Proxy, giver: Voter) => void;
}

function limitsOf(config: Config, voters: ReadonlyMap<string, Voter>, env: BlockEnv): Limits {
  const limits = config.limits.map((limit) => ({
    ...limit,
    most: env.number(limit.atMost, `${limit.name}.atMost`),
    taken: new Map<string, Exact>(),
  }));
  const next = (limit: (typeof limits)[number], one: Proxy, giver: Voter) => {
    const names = new Map<string, Value>([
      ['giver_group', giver.group],
      ['holder_group', voters.get(one.to)?.group ?? ''],
    ]);
    const key = keyOf(env.value(limit.by, limit.name, one.element, names));
    return { key, count: (limit.taken.get(key) ?? ZERO).add(limit.count === 'votes' ? giver.weight : ONE) };
  };
  return {
    refusal: (one, giver) =>
      (giver && limits.find((limit) => next(limit, one, giver).count.cmp(limit.most) > 0)?.name) ?? null,
    take: (one, giver) => {
      for (const limit of limits) {
        const { key, count } = next(limit, one, giver);
        limit.taken.set(key, count);
      }
    },
  };
}

function cap(expr: Config['maxProxies'], env: BlockEnv): Exact | null {
  return expr ? env.number(expr, 'cap') : null;
}

function sortedProxies(config: Config, env: BlockEnv): Proxy[] {
  return env
    .list(config.proxies, 'proxies')
    .map((one) => ({
      element: one,
      from: keyOf(env.value(config.from, 'from', one)),
      to: keyOf(env.value(config.to, 'to', one)),
      valid: config.valid ? env.truth(config.valid, 'valid', one) : true,
    }))
    .sort((a, b) => byText(a.to, b.to) || byText(a.from, b.from));
}

function refusal(
  config: Config,
  one: Proxy,
  voters: ReadonlyMap<string, Voter>,
  state: State,
): string | null {
  const from = voters.get(one.from);
  const to = voters.get(one.to);
  if (!one.valid) return 'not_valid';
  if (!from) return 'giver_not_on_roll';
  if (from.present) return 'giver_present';
  if (one.from === one.to) return 'to_itself';
  if (state.given.has(one.from)) return 'given_twice';
  if (!to && !config.outsideHolders) return 'holder_not_on_roll';
  if (to && config.holderMustBePresent && !to.present) return 'holder_absent';
  if (config.sameGroupOnly && from.group !== to?.group) return 'other_group';
  return capRefusal(one.to, from, to, state);
}

function capRefusal(
  holder: string,
  from: Voter,
  to: Voter | undefined,
  { caps, holdings, groups }: State,
): string | null {
  const held = holdings.get(holder) ?? { count: 0, votes: to?.present ? to.weight : ZERO };
  if (caps.proxies && Exact.of(held.count + 1).cmp(caps.proxies) > 0) return 'holder_proxies_cap';
  if (caps.votes && held.votes.add(from.weight).cmp(caps.votes) > 0) return 'holder_votes_cap';
  const group = (groups.get(from.group) ?? ZERO).add(from.weight);
  return caps.group && group.cmp(caps.group) > 0 ? 'group_votes_cap' : null;
}

function detailsOf(
  config: Config,
  present: readonly Voter[],
  accepted: readonly Rec[],
  refused: readonly Rec[],
  holdings: ReadonlyMap<string, Holding>,
  groups: ReadonlyMap<string, Exact>,
): Rec {
  const own = total(present.map((voter) => voter.weight));
  const carried = total(accepted.map((one) => one.get('weight') as Exact));
  const heads = present.length + (config.countForQuorum ? accepted.length : 0);
  const members = new Set(present.map((voter) => voter.id));
  const holders = [...holdings]
    .sort(([a], [b]) => byText(a, b))
    .map(
      ([id, held]) =>
        [
          id,
          record({
            proxies: Exact.of(held.count),
            cards: Exact.of(held.count + (members.has(id) ? 1 : 0)),
            votes: held.votes,
          }),
        ] as const,
    );
  const largest = holders.reduce<(typeof holders)[number] | null>(
    (best, next) =>
      !best || (next[1].get('cards') as Exact).cmp(best[1].get('cards') as Exact) > 0 ? next : best,
    null,
  );
  return record({
    in_person: Exact.of(present.length),
    by_proxy: Exact.of(accepted.length),
    votes: own.add(carried),
    quorum_heads: Exact.of(heads),
    quorum_votes: config.countForQuorum ? own.add(carried) : own,
    refused,
    holders: new Map<string, Value>(holders),
    groups,
    largest_holder: largest && new Map<string, Value>([['holder', largest[0]], ...largest[1]]),
    within: refused.length === 0,
  });
}
