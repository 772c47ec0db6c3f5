/** A yes/no decision: totals or single ballots against one or several majorities, all of which must be reached. */
import { z } from 'zod';
import { type Block, type BlockEnv, record } from '../block.ts';
import { type Exact, ONE, ZERO } from '../exact.ts';
import { expression } from '../expr.ts';
import { RuleError } from '../faults.ts';
import { BOOLEAN, LIST, NUMBER, TEXT } from '../types.ts';
import type { Rec, Value } from '../values.ts';
import { threshold, thresholdShape } from './threshold.ts';

const totals = z.strictObject({
  yes: expression('number'),
  no: expression('number'),
  abstain: expression('number').optional(),
  invalid: expression('number').optional(),
  present: expression('number').optional(),
  entitled: expression('number').optional(),
  members: expression('number').optional(),
});

const condition = z.strictObject({
  name: z.string().optional(),
  when: expression('boolean').optional(),
  /** Ballots that count here (a chamber, a group); all without it. */
  among: expression('boolean', { each: 'ballots' }).optional(),
  /** Weight of a ballot here; the rule's own weight without it. */
  weight: expression('number', { each: 'ballots' }).optional(),
  /** Totals of this chamber, where no single ballots are given. */
  votes: totals.optional(),
  base: z.enum(['yes_no', 'valid', 'cast', 'present', 'entitled', 'members']).default('yes_no'),
  /** The base as a number of its own, instead of a named base. */
  of: expression('number').optional(),
  /** A condition of its own, where a part of a base does not say it. */
  test: expression('boolean').optional(),
  ...thresholdShape,
});

const schema = z.strictObject({
  use: z.literal('decision'),
  votes: totals.optional(),
  ballots: expression('list').optional(),
  choice: expression('text', { each: 'ballots' }).optional(),
  weight: expression('number', { each: 'ballots' }).optional(),
  /** Single ballots that count at all: arrived in time, through an admitted channel. */
  counted: expression('boolean', { each: 'ballots' }).optional(),
  quorum: expression('boolean').optional(),
  /** Whether the decision came within its time (a written resolution's days, an electronic window). */
  inTime: expression('boolean').optional(),
  conditions: z.array(condition).min(1),
  /** Result when yes and no are equal: `'rejected'` without it. */
  tie: expression('text').optional(),
});

type Config = z.infer<typeof schema>;
type Condition = z.infer<typeof condition>;

interface Count {
  readonly yes: Exact;
  readonly no: Exact;
  readonly abstain: Exact;
  readonly invalid: Exact;
  readonly present: Exact | null;
  readonly entitled: Exact | null;
  readonly members: Exact | null;
}

/** Value: `adopted`, `rejected`, `no_quorum`, `out_of_time`, or what the tie rule says. */
export const decision: Block<Config> = {
  schema,
  result: () => TEXT,
  details: () => ({
    adopted: BOOLEAN,
    yes: NUMBER,
    no: NUMBER,
    abstain: NUMBER,
    cast: NUMBER,
    tied: BOOLEAN,
    share_yes_no: NUMBER,
    share_cast: NUMBER,
    needed: NUMBER,
    conditions: LIST,
  }),
  faults: (config) => [
    ...(config.votes || config.ballots || config.conditions.every((item) => item.votes)
      ? []
      : [{ code: 'no_votes', place: 'votes', reason: 'a decision needs votes (totals) or ballots' }]),
    ...(config.ballots && !config.choice
      ? [
          {
            code: 'no_choice',
            place: 'choice',
            reason: 'ballots need choice: which text each ballot carries',
          },
        ]
      : []),
  ],
  run: (config, env) => {
    const given = config.ballots ? env.list(config.ballots, 'ballots') : null;
    const { counted } = config;
    const ballots =
      given && counted ? given.filter((ballot) => env.truth(counted, 'counted', ballot)) : given;
    const whole = countOf(config, { base: 'yes_no', comparator: '>' }, ballots, env, '');
    const checked = config.conditions.flatMap(
      (item, i) => checkCondition(config, item, ballots, env, `conditions[${i}]`) ?? [],
    );
    if (checked.length === 0) throw new RuleError('no_condition', 'no majority applies to this question');
    const tied = whole.yes.eq(whole.no);
    const value = outcome(
      config,
      env,
      checked.every((part) => part.get('met') === true),
      tied,
    );
    return { value, details: detailsOf(value, whole, tied, checked) };
  },
};

function outcome(config: Config, env: BlockEnv, met: boolean, tied: boolean): string {
  if (config.inTime && !env.truth(config.inTime, 'inTime')) return 'out_of_time';
  if (config.quorum && !env.truth(config.quorum, 'quorum')) return 'no_quorum';
  if (met) return 'adopted';
  return tied && config.tie ? env.text(config.tie, 'tie') : 'rejected';
}

function checkCondition(
  config: Config,
  item: Condition,
  ballots: readonly Value[] | null,
  env: BlockEnv,
  place: string,
): Rec | null {
  if (item.when && !env.truth(item.when, `${place}.when`)) return null;
  const count = countOf(config, item, ballots, env, place);
  const { yes, no, abstain } = count;
  const name = item.name ?? '';
  if (item.test) {
    const held = env.truth(item.test, `${place}.test`);
    return record({ name, yes, no, abstain, base: null, needed: null, met: held && yes.n > 0n });
  }
  const base = item.of ? env.number(item.of, `${place}.of`) : baseOf(count, item.base);
  const { met: reached, needed } = threshold(env, yes, base, item, place);
  const met = reached && yes.n > 0n; // nothing is adopted by nobody
  env.note(`${place}.yes`, yes);
  env.note(`${place}.base`, base);
  return record({ name, yes, no, abstain, base, needed, met });
}

function countOf(
  config: Config,
  item: Condition,
  ballots: readonly Value[] | null,
  env: BlockEnv,
  place: string,
): Count {
  const given =
    item.votes ?? (ballots ? null : (config.votes ?? config.conditions.find((other) => other.votes)?.votes));
  if (given) return totalsOf(given, env, place);
  const sums = { yes: ZERO, no: ZERO, abstain: ZERO, invalid: ZERO, entitled: ZERO };
  for (const ballot of ballots ?? []) {
    if (item.among && !env.truth(item.among, `${place}.among`, ballot)) continue;
    const weight = item.weight ?? config.weight;
    const worth = weight ? env.number(weight, 'weight', ballot) : ONE;
    sums.entitled = sums.entitled.add(worth);
    const choice = config.choice && env.value(config.choice, 'choice', ballot);
    if (choice === 'yes' || choice === 'no' || choice === 'abstain' || choice === 'invalid')
      sums[choice] = sums[choice].add(worth);
  }
  const extra = config.votes && ballots ? totalsOf(config.votes, env, 'votes') : null;
  return { ...sums, present: extra?.present ?? null, members: extra?.members ?? null };
}

function totalsOf(given: z.infer<typeof totals>, env: BlockEnv, place: string): Count {
  const at = (name: keyof typeof given) => {
    const expr = given[name];
    return expr ? env.number(expr, place ? `${place}.votes.${name}` : `votes.${name}`) : null;
  };
  return {
    yes: at('yes') as Exact,
    no: at('no') as Exact,
    abstain: at('abstain') ?? ZERO,
    invalid: at('invalid') ?? ZERO,
    present: at('present'),
    entitled: at('entitled'),
    members: at('members'),
  };
}

function baseOf(count: Count, base: Condition['base']): Exact {
  const yesNo = count.yes.add(count.no);
  if (base === 'yes_no') return yesNo;
  if (base === 'valid') return yesNo.add(count.abstain);
  if (base === 'cast') return yesNo.add(count.abstain).add(count.invalid);
  const given = count[base];
  if (!given) throw new RuleError('base_unknown', `the base '${base}' is not among the votes given`);
  return given;
}

function detailsOf(value: string, count: Count, tied: boolean, conditions: readonly Rec[]): Rec {
  const cast = baseOf(count, 'cast');
  const share = (base: Exact): Value => (base.isZero() ? null : count.yes.div(base));
  return record({
    adopted: value === 'adopted',
    yes: count.yes,
    no: count.no,
    abstain: count.abstain,
    cast,
    tied,
    share_yes_no: share(count.yes.add(count.no)),
    share_cast: share(cast),
    needed: conditions[0]?.get('needed') ?? null,
    conditions,
  });
}
