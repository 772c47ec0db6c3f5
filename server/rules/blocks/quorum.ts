/** Quorum: one or several conditions, each a part present against a base; all that apply must hold. */
import { z } from 'zod';
import { type Block, type BlockEnv, record } from '../block.ts';
import { type Expr, expression } from '../expr.ts';
import { BOOLEAN, LIST, NUMBER, TEXT } from '../types.ts';
import type { Rec, Value } from '../values.ts';
import { threshold, thresholdShape } from './threshold.ts';

const condition = z.strictObject({
  name: z.string().optional(),
  /** The condition applies only when this holds: `convening == 1` for a quorum that is lower when reconvened. */
  when: expression('boolean').optional(),
  present: expression('number').optional(),
  of: expression('number').optional(),
  /** A condition of its own, where a part of a base does not say it: at least one of the presidents, say. */
  test: expression('boolean').optional(),
  ...thresholdShape,
  comparator: z.enum(['>=', '>']).default('>='),
});

type Condition = z.infer<typeof condition>;

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
  faults: (config) =>
    config.conditions.flatMap((item, i) =>
      (item.test ? !item.present && !item.of : item.present && item.of)
        ? []
        : [
            {
              code: 'condition_what',
              place: `conditions[${i}]`,
              reason: 'a condition has present and of, or a test',
            },
          ],
    ),
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

function checkCondition(item: Condition, env: BlockEnv, place: string): Rec | null {
  if (item.when && !env.truth(item.when, `${place}.when`)) return null;
  if (item.test)
    return record({
      name: item.name ?? '',
      present: null,
      of: null,
      needed: null,
      met: env.truth(item.test, `${place}.test`),
    });
  const present = env.number(item.present as Expr, `${place}.present`);
  const of = env.number(item.of as Expr, `${place}.of`);
  const { met, needed } = threshold(env, present, of, item, place);
  return record({ name: item.name ?? '', present, of, needed, met });
}
