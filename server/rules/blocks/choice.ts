/** A value that the member picks itself, within limits; what holds when it says nothing or picks what it may not. */
import { z } from 'zod';
import { type Block, record } from '../block.ts';
import { Exact } from '../exact.ts';
import { expression } from '../expr.ts';
import { ANY, BOOLEAN, TEXT } from '../types.ts';
import { sameValue, type Value } from '../values.ts';

const CHOSEN = { names: { chosen: ANY } };

const schema = z.strictObject({
  use: z.literal('choice'),
  /** What the member says; none when it says nothing. */
  chosen: expression('any'),
  /** What holds now (last year's choice). */
  previous: expression('any').optional(),
  /** What holds when nothing is said and there is no previous choice. */
  default: expression('any').optional(),
  options: expression('list').optional(),
  min: expression('number').optional(),
  max: expression('number').optional(),
  /** Further condition over `chosen`. */
  allowed: expression('boolean', CHOSEN).optional(),
  /** Lowering below the previous choice needs this consent. */
  lowering: expression('boolean').optional(),
});

type Config = z.infer<typeof schema>;

/** Value: what holds. Details: `accepted`, and `reason` where the choice was not taken. */
export const choice: Block<Config> = {
  schema,
  result: () => ANY,
  details: () => ({ accepted: BOOLEAN, reason: TEXT, chosen: ANY, min: ANY, max: ANY }),
  run: (config, env) => {
    const chosen = env.value(config.chosen, 'chosen');
    const previous = config.previous ? env.value(config.previous, 'previous') : null;
    const fallback = previous ?? (config.default ? env.value(config.default, 'default') : null);
    const min = config.min ? env.number(config.min, 'min') : null;
    const max = config.max ? env.number(config.max, 'max') : null;
    const reason = chosen === null ? 'nothing_chosen' : refusal(config, chosen, previous, min, max, env);
    const value = reason === null ? chosen : fallback;
    return { value, details: record({ accepted: reason === null, reason, chosen, min, max }) };
  },
};

function refusal(
  config: Config,
  chosen: Value,
  previous: Value,
  min: Exact | null,
  max: Exact | null,
  env: Parameters<Block<Config>['run']>[1],
): string | null {
  const amount = chosen instanceof Exact ? chosen : null;
  if (config.options && !env.list(config.options, 'options').some((option) => sameValue(option, chosen)))
    return 'not_an_option';
  if (min && (!amount || amount.cmp(min) < 0)) return 'below_minimum';
  if (max && (!amount || amount.cmp(max) > 0)) return 'above_maximum';
  if (config.allowed && !env.truth(config.allowed, 'allowed', undefined, new Map([['chosen', chosen]])))
    return 'not_allowed';
  const lowers = amount && previous instanceof Exact && amount.cmp(previous) < 0;
  return lowers && config.lowering && !env.truth(config.lowering, 'lowering') ? 'no_consent' : null;
}
