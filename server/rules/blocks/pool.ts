/** Pools: votes that the members of one country (or group) share, by agreement, equally, by units, or until a cap is used up. */
import { z } from 'zod';
import { apportionShares } from '../apportion.ts';
import { type Block, type BlockEnv, byText, distinctKeys, record } from '../block.ts';
import { type Exact, minOf, ONE, total, ZERO } from '../exact.ts';
import { expression, quantum } from '../expr.ts';
import { RuleError } from '../faults.ts';
import { number } from '../readers.ts';
import { ANY, LIST, NUMBER, RECORD, type Type } from '../types.ts';
import { keyOf, type Rec, type Value } from '../values.ts';

const per = { each: 'members' } as const;
const schema = z.strictObject({
  use: z.literal('pool'),
  members: expression('list'),
  key: expression('any', per),
  /** The pool that a member belongs to: its country, say. */
  pool: expression('any', per),
  /** Votes of the pool (shared out whole), or with `cap` the most it may exercise. */
  total: expression('number', per),
  mode: z.enum(['agreed', 'equal', 'proportional', 'cap']),
  /** What the member claims: its agreed part, its units, or its own votes. */
  claim: expression('any', per).optional(),
  /** When agreed parts do not add up to the pool. */
  withoutAgreement: z.enum(['none', 'equal', 'refuse']).default('none'),
  /** With a cap: who comes first; lower first, then by key. */
  rank: expression('number', per).optional(),
  /** With a cap: whether one claim may be taken in part. */
  partial: z.boolean().default(true),
  quantum: quantum.optional(),
});

type Config = z.infer<typeof schema>;

interface Claim {
  readonly id: string;
  readonly pool: string;
  readonly size: Exact;
  readonly claim: Exact | null;
  readonly rank: Exact;
}

const ENTRY: ReadonlyMap<string, Type> = new Map<string, Type>([
  ['id', ANY],
  ['pool', ANY],
  ['weight', NUMBER],
  ['refused', NUMBER],
]);

/** Value: entries {id, pool, weight, refused}, by id. Details: `pools` (pool → votes), `weights`, `refused`, `total`. */
export const pool: Block<Config> = {
  schema,
  result: () => ({ k: 'list', item: { k: 'record', fields: ENTRY } }),
  details: () => ({ pools: RECORD, weights: RECORD, refused: NUMBER, total: NUMBER, disagreed: LIST }),
  faults: (config) =>
    config.mode !== 'equal' && !config.claim
      ? [{ code: 'pool_claim', place: 'claim', reason: `mode '${config.mode}' needs claim` }]
      : [],
  run: (config, env) => {
    const list = env.list(config.members, 'members');
    const ids = distinctKeys(env, list, config.key, 'key');
    const claims = list
      .map((member, i) => claimOf(config, member, ids[i] as string, env))
      .sort((a, b) => byText(a.id, b.id));
    const pools = new Map<string, Claim[]>();
    for (const claim of claims) pools.set(claim.pool, [...(pools.get(claim.pool) ?? []), claim]);
    const disagreed: string[] = [];
    const weights = new Map<string, Exact>();
    for (const [name, members] of pools) {
      for (const [id, weight] of shares(config, members, () => disagreed.push(name))) weights.set(id, weight);
    }
    const entries = claims.map((claim) => entry(claim, weights.get(claim.id) as Exact, config.mode));
    const sums = new Map(
      [...pools].map(([name, members]) => [
        name,
        total(members.map((claim) => weights.get(claim.id) as Exact)),
      ]),
    );
    for (const [name, sum] of sums) env.note(`pool ${name}`, sum);
    return {
      value: entries,
      details: record({
        pools: sums,
        weights,
        refused: total(entries.map((one) => number(one.get('refused')))),
        total: total(sums.values()),
        disagreed,
      }),
    };
  },
};

function claimOf(config: Config, member: Value, id: string, env: BlockEnv): Claim {
  const claim = config.claim ? env.value(config.claim, 'claim', member) : null;
  return {
    id,
    pool: keyOf(env.value(config.pool, 'pool', member)),
    size: env.number(config.total, 'total', member),
    claim: claim === null ? null : number(claim),
    rank: config.rank ? env.number(config.rank, 'rank', member) : ZERO,
  };
}

function entry(claim: Claim, weight: Exact, mode: Config['mode']): Rec {
  const refused = mode === 'cap' ? (claim.claim ?? ZERO).sub(weight) : ZERO;
  return record({ id: claim.id, pool: claim.pool, weight, refused });
}

function shares(config: Config, members: readonly Claim[], disagree: () => void): ReadonlyMap<string, Exact> {
  const [{ size, pool }] = members as [Claim];
  if (members.some((one) => !one.size.eq(size)))
    throw new RuleError('pool_totals', `the members of '${pool}' do not agree on the votes of their pool`);
  if (config.mode === 'cap') return capped(config, members, size);
  if (config.mode === 'agreed') {
    if (members.length === 1) return new Map(members.map((one) => [one.id, size]));
    if (members.every((one) => one.claim) && total(members.map((one) => one.claim as Exact)).eq(size))
      return new Map(members.map((one) => [one.id, one.claim as Exact]));
    disagree();
    if (config.withoutAgreement === 'none') return new Map(members.map((one) => [one.id, ZERO]));
    if (config.withoutAgreement === 'refuse')
      throw new RuleError(
        'no_agreement',
        `the members of '${(members[0] as Claim).pool}' have not agreed on their ${size.toText()} votes`,
      );
  }
  const units = (one: Claim) => (config.mode === 'proportional' ? (one.claim ?? ZERO) : ONE);
  const claims = members.map((one) => ({ id: one.id, units: units(one), floor: null, ceiling: null }));
  return apportionShares(size, claims, config.quantum ?? ONE, config.quantum ? 'largest_remainder' : 'exact');
}

function capped(config: Config, members: readonly Claim[], cap: Exact): ReadonlyMap<string, Exact> {
  let left = cap;
  const given = new Map<string, Exact>();
  for (const one of [...members].sort((a, b) => a.rank.cmp(b.rank) || byText(a.id, b.id))) {
    const wanted = one.claim ?? ZERO;
    const taken = config.partial ? minOf(wanted, left) : wanted.cmp(left) <= 0 ? wanted : ZERO;
    given.set(one.id, taken);
    left = left.sub(taken);
  }
  return given;
}
