/** What follows a decision: provisional until confirmed, final, or lapsed; and which facts it sets for other rules. */
import { z } from 'zod';
import { type Block, record } from '../block.ts';
import { expression } from '../expr.ts';
import { BOOLEAN, LIST, RECORD } from '../types.ts';
import type { Value } from '../values.ts';

const schema = z.strictObject({
  use: z.literal('aftermath'),
  adopted: expression('boolean'),
  /** Whether the confirmation that it needs was given; without it a decision is final at once. */
  confirmed: expression('boolean').optional(),
  /** Whether it can no longer be confirmed. */
  lapsed: expression('boolean').optional(),
  /** Facts that the decision sets; while provisional only those so marked. */
  effects: z
    .array(
      z.strictObject({
        set: z.string().min(1),
        value: expression('any'),
        when: expression('boolean').optional(),
        whileProvisional: z.boolean().default(false),
      }),
    )
    .default([]),
});

type Config = z.infer<typeof schema>;

const STATES = ['not_adopted', 'provisional', 'final', 'lapsed'] as const;

/** Value: `not_adopted`, `provisional`, `final` or `lapsed`. Details: `effects` (fact → value), `sets`. */
export const aftermath: Block<Config> = {
  schema,
  result: () => ({ k: 'text', values: STATES }),
  details: () => ({ effects: RECORD, sets: LIST, in_force: BOOLEAN }),
  run: (config, env) => {
    const state = ((): (typeof STATES)[number] => {
      if (!env.truth(config.adopted, 'adopted')) return 'not_adopted';
      if (!config.confirmed || env.truth(config.confirmed, 'confirmed')) return 'final';
      return config.lapsed && env.truth(config.lapsed, 'lapsed') ? 'lapsed' : 'provisional';
    })();
    const applies = config.effects.filter(
      (one) =>
        (state === 'final' || (state === 'provisional' && one.whileProvisional)) &&
        (!one.when || env.truth(one.when, `when ${one.set}`)),
    );
    const effects = new Map<string, Value>(applies.map((one) => [one.set, env.value(one.value, one.set)]));
    return {
      value: state,
      details: record({
        effects,
        sets: [...effects.keys()],
        in_force: state === 'final' || applies.length > 0,
      }),
    };
  },
};
