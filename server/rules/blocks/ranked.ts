/** Ranked ballots: single transferable vote (one seat: instant run-off), counted with exact fractions. */
import { z } from 'zod';
import { type Block, record } from '../block.ts';
import { Exact, ONE } from '../exact.ts';
import { expression } from '../expr.ts';
import { RuleError } from '../faults.ts';
import { items, small } from '../readers.ts';
import { countRanked } from '../stv.ts';
import { LIST, NUMBER, TEXT } from '../types.ts';
import { keyOf } from '../values.ts';

const per = { each: 'ballots' } as const;
const schema = z.strictObject({
  use: z.literal('ranked'),
  candidates: expression('list'),
  ballots: expression('list'),
  /** The ids that a ballot ranks, first choice first. */
  ranking: expression('list', per),
  /** Equal ballots given once with their number, or the weight of a ballot. */
  count: expression('number', per).optional(),
  seats: expression('number'),
  quota: z.enum(['droop', 'hare', 'hagenbach']).default('droop'),
  /** Order drawn by lot, for ties that no earlier round ends. */
  lot: expression('list').optional(),
});

/** Value: ids in the order of election. Details: `quota`, `rounds`, `tied` (told apart only by the lot or by id). */
export const ranked: Block<z.infer<typeof schema>> = {
  schema,
  result: () => ({ k: 'list', item: TEXT }),
  details: () => ({ quota: NUMBER, rounds: LIST, tied: LIST }),
  run: (config, env) => {
    const candidates = env.list(config.candidates, 'candidates').map(keyOf);
    const ballots = env.list(config.ballots, 'ballots').map((ballot) => {
      const ranking = items(env.value(config.ranking, 'ranking', ballot)).map(keyOf);
      if (new Set(ranking).size < ranking.length)
        throw new RuleError('counted_twice', 'a ballot ranks a candidate twice');
      return { ranking, count: config.count ? env.number(config.count, 'count', ballot) : ONE };
    });
    const lot = config.lot ? env.list(config.lot, 'lot').map(keyOf) : [];
    const result = countRanked(
      candidates,
      ballots,
      small(env.value(config.seats, 'seats'), 1, 1000),
      config.quota,
      lot,
    );
    const rounds = result.rounds.map((round, i) =>
      record({
        round: Exact.of(i + 1),
        votes: round.votes,
        exhausted: round.exhausted,
        elected: round.elected,
        excluded: round.excluded,
      }),
    );
    return { value: result.elected, details: record({ quota: result.quota, rounds, tied: result.tied }) };
  },
};
