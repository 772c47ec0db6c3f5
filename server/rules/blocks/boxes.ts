/** Nested boxes (chambers, groups, sub-groups): each has its share of the whole, and its voters or inner boxes fill it. */
import { z } from 'zod';
import { type Block, type BlockEnv, record } from '../block.ts';
import { type Exact, ONE, total, ZERO } from '../exact.ts';
import { type Expr, expression } from '../expr.ts';
import { RuleError } from '../faults.ts';
import { LIST, NUMBER, RECORD } from '../types.ts';
import type { Rec, Value } from '../values.ts';

const per = { each: 'ballots' } as const;

interface Box {
  name: string;
  weight: Expr;
  among?: Expr | undefined;
  inner: 'proportional' | 'winner';
  boxes?: Box[] | undefined;
}

const boxShape = {
  name: z.string().min(1),
  /** Share of this box in the one around it; the shares of its neighbours are normalised with it. */
  weight: expression('number'),
  /** The ballots that belong in this box (and in those around it). */
  among: expression('boolean', per).optional(),
  /** How the box passes its share on: split as its voters voted, or whole to the winner (a tie is an abstention). */
  inner: z.enum(['proportional', 'winner']).default('proportional'),
};
const box: z.ZodType<Box> = z.lazy(() =>
  z.strictObject({ ...boxShape, boxes: z.array(box).min(1).optional() }),
) as z.ZodType<Box>;

const schema = z.strictObject({
  use: z.literal('boxes'),
  ballots: expression('list'),
  choice: expression('any', per),
  weight: expression('number', per).optional(),
  boxes: z.array(box).min(1),
  /** Share of a box in which nobody voted: goes to the others, is lost, or abstains. */
  empty: z.enum(['redistributed', 'lost', 'abstains']),
});

type Config = z.infer<typeof schema>;

interface Tally {
  readonly yes: Exact;
  readonly no: Exact;
  readonly abstain: Exact;
}

const NOBODY: Tally = { yes: ZERO, no: ZERO, abstain: ZERO };

/** Value: {yes, no, abstain, lost}, shares of 1. Details: the same, `boxes` in full, and `carried` (boxes with more yes than no). */
export const boxes: Block<Config> = {
  schema,
  result: () => ({
    k: 'record',
    fields: new Map([
      ['yes', NUMBER],
      ['no', NUMBER],
      ['abstain', NUMBER],
      ['lost', NUMBER],
    ]),
  }),
  details: () => ({
    yes: NUMBER,
    no: NUMBER,
    abstain: NUMBER,
    lost: NUMBER,
    boxes: LIST,
    carried: LIST,
    whole: RECORD,
  }),
  run: (config, env) => {
    const listed: Rec[] = [];
    const ballots = env.list(config.ballots, 'ballots');
    const whole =
      fill(config, { name: '', inner: 'proportional', boxes: config.boxes }, ballots, ONE, env, listed) ??
      NOBODY;
    const value = record({
      yes: whole.yes,
      no: whole.no,
      abstain: whole.abstain,
      lost: ONE.sub(whole.yes).sub(whole.no).sub(whole.abstain),
    });
    const carried = listed
      .filter((one) => (one.get('yes') as Exact).cmp(one.get('no') as Exact) > 0)
      .map((one) => one.get('name') as Value);
    return { value, details: record({ ...Object.fromEntries(value), boxes: listed, carried, whole: value }) };
  },
};

/** What a box of this share gives; null when nobody in it voted. */
function fill(
  config: Config,
  box: Omit<Box, 'weight'>,
  ballots: readonly Value[],
  share: Exact,
  env: BlockEnv,
  listed: Rec[],
): Tally | null {
  const { among } = box;
  const own = among ? ballots.filter((ballot) => env.truth(among, `${box.name}.among`, ballot)) : ballots;
  const tally = box.boxes
    ? fillInner(config, box.boxes, own, share, env, listed)
    : fillVoters(config, own, share, env);
  const passed = tally && box.inner === 'winner' ? winnerTakes(tally, share) : tally;
  if (box.name !== '')
    listed.push(record({ name: box.name, share, empty: passed === null, ...(passed ?? NOBODY) }));
  return passed;
}

function fillInner(
  config: Config,
  inner: readonly Box[],
  ballots: readonly Value[],
  share: Exact,
  env: BlockEnv,
  listed: Rec[],
): Tally | null {
  const weights = inner.map((one) => env.number(one.weight, `${one.name}.weight`));
  const filled = inner.map((one) => hasVotes(config, one, ballots, env));
  if (!filled.some(Boolean)) {
    listEmpty(inner, listed);
    return null;
  }
  const counts = (i: number) => config.empty !== 'redistributed' || filled[i] === true;
  const sum = total(weights.filter((_, i) => counts(i)));
  if (sum.isZero()) throw new RuleError('no_weight', 'the boxes have no weight');
  const parts = inner.map((one, i) => {
    const part = counts(i) ? share.mul(weights[i] as Exact).div(sum) : ZERO;
    return (
      fill(config, one, ballots, part, env, listed) ??
      (config.empty === 'abstains' ? { ...NOBODY, abstain: part } : NOBODY)
    );
  });
  return {
    yes: total(parts.map((part) => part.yes)),
    no: total(parts.map((part) => part.no)),
    abstain: total(parts.map((part) => part.abstain)),
  };
}

/** A box without votes is listed too, so that a rule may ask for each of them. */
function listEmpty(boxes: readonly Box[], listed: Rec[]): void {
  for (const box of boxes) {
    listEmpty(box.boxes ?? [], listed);
    listed.push(record({ name: box.name, share: ZERO, empty: true, ...NOBODY }));
  }
}

function hasVotes(config: Config, box: Box, ballots: readonly Value[], env: BlockEnv): boolean {
  const { among } = box;
  const own = among ? ballots.filter((ballot) => env.truth(among, `${box.name}.among`, ballot)) : ballots;
  if (box.boxes) return box.boxes.some((one) => hasVotes(config, one, own, env));
  return !total(own.map((ballot) => worth(config, ballot, env))).isZero();
}

function fillVoters(config: Config, ballots: readonly Value[], share: Exact, env: BlockEnv): Tally | null {
  const sums = { yes: ZERO, no: ZERO, abstain: ZERO };
  for (const ballot of ballots) {
    const choice = env.value(config.choice, 'choice', ballot);
    if (choice === 'yes' || choice === 'no' || choice === 'abstain')
      sums[choice] = sums[choice].add(worth(config, ballot, env));
  }
  const cast = total(Object.values(sums));
  if (cast.isZero()) return null;
  const part = (sum: Exact) => share.mul(sum).div(cast);
  return { yes: part(sums.yes), no: part(sums.no), abstain: part(sums.abstain) };
}

function worth(config: Config, ballot: Value, env: BlockEnv): Exact {
  const choice = env.value(config.choice, 'choice', ballot);
  if (choice !== 'yes' && choice !== 'no' && choice !== 'abstain') return ZERO;
  return config.weight ? env.number(config.weight, 'weight', ballot) : ONE;
}

function winnerTakes(tally: Tally, share: Exact): Tally {
  const order = tally.yes.cmp(tally.no);
  return { yes: order > 0 ? share : ZERO, no: order < 0 ? share : ZERO, abstain: order === 0 ? share : ZERO };
}
