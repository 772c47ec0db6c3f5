/** The roll: who may vote at the record time, with weight, class and the reason of every exclusion. */
import { z } from 'zod';
import { type Block, type BlockEnv, byText, distinctKeys, record } from '../block.ts';
import { Exact, ONE, total, ZERO } from '../exact.ts';
import { expression } from '../expr.ts';
import { number } from '../readers.ts';
import { ANY, BOOLEAN, LIST, NUMBER, TEXT, type Type } from '../types.ts';
import type { Rec, Value } from '../values.ts';

const per = { each: 'members' } as const;
const schema = z.strictObject({
  use: z.literal('roll'),
  members: expression('list'),
  key: expression('any', per),
  class: expression('any', per).optional(),
  weight: expression('number', per).optional(),
  /** In order; the first that holds keeps the member off the vote and is its reason. */
  excluded: z
    .array(z.strictObject({ when: expression('boolean', per), reason: z.string().min(1) }))
    .default([]),
  /** A granted exception brings an excluded member back. */
  exception: expression('boolean', per).optional(),
});

type Config = z.infer<typeof schema>;

const ENTRY: ReadonlyMap<string, Type> = new Map<string, Type>([
  ['id', TEXT],
  ['class', ANY],
  ['weight', NUMBER],
  ['entitled', BOOLEAN],
  ['reason', ANY],
  ['exception', BOOLEAN],
  ['member', ANY],
]);

/** Value: entries {id, class, weight, entitled, reason, exception, member}, by id. Details: `members`, `entitled`, `weight`, `excluded`, `weights`. */
export const roll: Block<Config> = {
  schema,
  result: () => ({ k: 'list', item: { k: 'record', fields: ENTRY } }),
  details: () => ({
    members: NUMBER,
    entitled: NUMBER,
    weight: NUMBER,
    excluded: LIST,
    weights: { k: 'record' },
  }),
  run: (config, env) => {
    const list = env.list(config.members, 'members');
    const ids = distinctKeys(env, list, config.key, 'key');
    const entries = list
      .map((member, i) => entryOf(config, member, ids[i] as string, env))
      .sort((a, b) => byText(a.get('id') as string, b.get('id') as string));
    const entitled = entries.filter((entry) => entry.get('entitled') === true);
    const weight = total(entitled.map((entry) => number(entry.get('weight'))));
    const weights = new Map(
      entries.map((entry) => [entry.get('id') as string, entry.get('weight') as Value]),
    );
    env.note('weight', weight);
    return {
      value: entries,
      details: record({
        members: Exact.of(entries.length),
        entitled: Exact.of(entitled.length),
        weight,
        excluded: entries.filter((entry) => entry.get('entitled') === false),
        weights,
      }),
    };
  },
};

function entryOf(config: Config, member: Value, id: string, env: BlockEnv): Rec {
  const broken = config.excluded.find((one) => env.truth(one.when, one.reason, member));
  const exception =
    broken !== undefined &&
    config.exception !== undefined &&
    env.truth(config.exception, 'exception', member);
  const entitled = broken === undefined || exception;
  const weight: Exact = !entitled
    ? ZERO
    : config.weight
      ? env.number(config.weight, `weight of ${id}`, member)
      : ONE;
  return record({
    id,
    class: config.class ? env.value(config.class, 'class', member) : null,
    weight,
    entitled,
    reason: broken?.reason ?? null,
    exception,
    member,
  });
}
