/** One round of an election by majority: who is elected, or who stands in the next round. */
import { z } from 'zod';
import { type Block, byText, record } from '../block.ts';
import { type Exact, ONE, total } from '../exact.ts';
import { expression, wholeNumber } from '../expr.ts';
import { RuleError } from '../faults.ts';
import { number, small } from '../readers.ts';
import { ANY, BOOLEAN, LIST, NUMBER } from '../types.ts';
import type { Value } from '../values.ts';
import { threshold } from './threshold.ts';

const rule = z.strictObject({
  /** First round for which this holds; the last that applies counts. */
  from: wholeNumber.pipe(z.int().min(1)),
  ratio: expression('number'),
  comparator: z.enum(['>=', '>']).default('>'),
  rounding: z.enum(['up', 'down', 'nearest']).optional(),
  /** Drop so many of the last in this round, or keep only so many for the next. */
  drop: wholeNumber.default(0),
  keep: wholeNumber.pipe(z.int().min(1)).optional(),
  /** The most votes are enough in this round. */
  plurality: z.boolean().default(false),
});

const schema = z.strictObject({
  use: z.literal('rounds'),
  round: expression('number'),
  /** Record candidate → votes. */
  votes: expression('record'),
  /** Base of the majority; the sum of all votes without it. */
  of: expression('number').optional(),
  rules: z.array(rule).min(1),
  /** Whom a tie among the first favours (a lot, a casting vote), where one was taken. */
  casting: expression('any').optional(),
});

/** Value: the elected candidate, or none. Details: `needed`, `base`, `next` (candidates of the next round), `dropped`, `leading`, `tied`, `same_candidates`. */
export const rounds: Block<z.infer<typeof schema>> = {
  schema,
  result: () => ANY,
  details: () => ({
    needed: NUMBER,
    base: NUMBER,
    next: LIST,
    dropped: LIST,
    leading: ANY,
    tied: BOOLEAN,
    same_candidates: BOOLEAN,
    next_round: NUMBER,
  }),
  faults: (config) =>
    Math.min(...config.rules.map((one) => one.from)) > 1
      ? [{ code: 'round_missing', place: 'rules', reason: 'no rule for the first round' }]
      : [],
  run: (config, env) => {
    const round = small(env.value(config.round, 'round'), 1, 1000);
    const applies = [...config.rules]
      .sort((a, b) => a.from - b.from)
      .filter((one) => one.from <= round)
      .at(-1);
    if (!applies) throw new RuleError('round_missing', `no rule for round ${round}`);
    const standings = [...(env.value(config.votes, 'votes') as ReadonlyMap<string, Value>)]
      .map(([id, votes]) => ({ id, votes: number(votes) }))
      .sort((a, b) => b.votes.cmp(a.votes) || byText(a.id, b.id));
    const [first, second] = standings;
    if (!first) throw new RuleError('no_candidates', 'nobody stands');
    const base = config.of ? env.number(config.of, 'of') : total(standings.map((one) => one.votes));
    const { met, needed } = threshold(env, first.votes, base, applies, `rules from ${applies.from}`);
    const tied = second?.votes.eq(first.votes) === true;
    const casting = tied && config.casting ? env.value(config.casting, 'casting') : null;
    const wins = (met && first.votes.n > 0n) || applies.plurality;
    const elected = wins ? (tied ? casting : first.id) : null;
    const next = elected === null ? standing(standings, applies) : [];
    const dropped =
      elected === null ? standings.filter((one) => !next.includes(one.id)).map((one) => one.id) : [];
    return {
      value: elected,
      details: record({
        needed,
        base,
        next,
        dropped,
        leading: tied ? null : first.id,
        tied,
        same_candidates: elected === null && dropped.length === 0,
        next_round: ONE.add(number(env.value(config.round, 'round'))),
      }),
    };
  },
};

/** Who stands again. Candidates with equal votes at the edge stay or go together. */
function standing(
  standings: readonly { id: string; votes: Exact }[],
  rule: { drop: number; keep?: number | undefined },
): string[] {
  const keep = Math.max(1, Math.min(rule.keep ?? standings.length, standings.length - rule.drop));
  const edge = standings[keep - 1]?.votes as Exact;
  return standings.filter((one) => one.votes.cmp(edge) >= 0).map((one) => one.id);
}
