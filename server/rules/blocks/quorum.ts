/** Quorum: one or several conditions, each a part present against a base; all that apply must hold. */
import { z } from 'zod';
import { type Block, type BlockEnv, record } from '../block.ts';
import { expression } from '../expr.ts';
import { BOOLEAN, LIST, NUMBER, TEXT } from '../types.ts';
import type { Rec, Value } from '../values.ts';
import { threshold, thresholdShape } from './threshold.ts';

const condition = z.strictObject({
  name: z.string().optional(),
  /** The condition applies only when this holds: `convening == 1` for a quorum that is lower when reconvened. */
  when: expression('boolean').optional(),
  present: expression('number'),
  of: expression('number'),
  ...thresholdShape,
  comparator: z.enum(['>=', '>']).default('>='),
});

const schema = z.strictObject({
  use: z.literal('quorum'),
  conditions: z.array(condition).min(1),
  /** What follows when it is missed: `'reconvene'`, `'postal'` … */
  otherwise: expression('text').optional(),
});

export const quorum: Block<z.infer<typeof schema>> = {
  schema,
  result: () => BOOLEAN,
  details: () => ({ conditions: LIST, needed: NUMBER, present: NUMBER, next: TEXT }),
  run: (config, env) => {
    const checked = config.conditions.flatMap(
      (item, i) => checkCondition(item, env, `conditions[${i}]`) ?? [],
    );
    const quorate = checked.every((part) => part.get('met') === true);
    const decisive = checked.find((part) => part.get('met') === false) ?? checked[0];
    const next: Value = !quorate && config.otherwise ? env.text(config.otherwise, 'otherwise') : null;
    return {
      value: quorate,
      details: record({
        conditions: checked,
        needed: decisive?.get('needed') ?? null,
        present: decisive?.get('present') ?? null,
        next,
      }),
    };
  },
};

function checkCondition(item: z.infer<typeof condition>, env: BlockEnv, place: string): Rec | null {
  if (item.when && !env.truth(item.when, `${place}.when`)) return null;
  const present = env.number(item.present, `${place}.present`);
  const of = env.number(item.of, `${place}.of`);
  const { met, needed } = threshold(env, present, of, item, place);
  return record({ name: item.name ?? '', present, of, needed, met });
}
