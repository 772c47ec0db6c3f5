/** Named conditions, hard or soft: a delegation's composition, a request's form, a candidate's papers. */
import { z } from 'zod';
import { type Block, record } from '../block.ts';
import { expression } from '../expr.ts';
import { BOOLEAN, LIST } from '../types.ts';

const schema = z.strictObject({
  use: z.literal('checks'),
  checks: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        when: expression('boolean').optional(),
        test: expression('boolean'),
        hard: z.boolean().default(true),
        reason: z.string().optional(),
      }),
    )
    .min(1),
});

/** Value: whether every hard check holds. Details: `failed` and `warnings`, by name. */
export const checks: Block<z.infer<typeof schema>> = {
  schema,
  result: () => BOOLEAN,
  details: () => ({ failed: LIST, warnings: LIST }),
  run: (config, env) => {
    const broken = config.checks.filter(
      (one, i) => (!one.when || env.truth(one.when, `checks[${i}].when`)) && !env.truth(one.test, one.name),
    );
    const names = (hard: boolean) => broken.filter((one) => one.hard === hard).map((one) => one.name);
    return {
      value: names(true).length === 0,
      details: record({ failed: names(true), warnings: names(false) }),
    };
  },
};
