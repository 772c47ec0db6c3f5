/** Standing: the first level whose condition holds, with its consequences; a body may grant exceptions. */
import { z } from 'zod';
import { type Block, type BlockEnv, record } from '../block.ts';
import { expression } from '../expr.ts';
import { ANY, BOOLEAN, LIST, TEXT, type Type } from '../types.ts';
import type { Value } from '../values.ts';

const words = z.union([z.string(), z.record(z.string(), z.string())]);

const level = z.strictObject({
  status: z.string().min(1),
  /** What the status is called, by language. */
  name: z.record(z.string(), z.string()).optional(),
  /** How it is shown in lists; without it the status of `otherwise` is good and every other bad. */
  light: z.enum(['good', 'warn', 'bad']).optional(),
  reason: words.optional(),
  consequences: z.array(words).default([]),
  /** Named values of this status: `may_vote`, `services` … */
  attributes: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), expression('any')).default({}),
});

const schema = z.strictObject({
  use: z.literal('standing'),
  /** In order: the first that holds is the status. */
  levels: z.array(level.extend({ when: expression('boolean') })).min(1),
  otherwise: level,
  /** A granted exception puts another status in the place of the one that the facts give. */
  exception: z
    .strictObject({ when: expression('boolean'), status: z.string(), by: expression('text').optional() })
    .optional(),
});

type Config = z.infer<typeof schema>;
type Level = z.infer<typeof level>;

/** Value: the status. Details: `name`, `light`, `consequences`, `reason`, `exception`, `without_exception`, and each attribute. */
export const standing: Block<Config> = {
  schema,
  result: (config) => ({
    k: 'text',
    values: [...new Set([...config.levels.map((one) => one.status), config.otherwise.status])],
  }),
  details: (config) => ({
    ...attributeTypes(config),
    name: ANY,
    light: TEXT,
    consequences: LIST,
    reason: TEXT,
    exception: BOOLEAN,
    excepted_by: TEXT,
    without_exception: TEXT,
  }),
  faults: (config) => {
    const known = [...config.levels.map((one) => one.status), config.otherwise.status];
    const names = new Set(Object.keys(attributeTypes(config)));
    const lacking = [...config.levels, config.otherwise].flatMap((one, i) =>
      [...names]
        .filter((name) => !Object.hasOwn(one.attributes, name))
        .map((name) => ({
          code: 'attribute_missing',
          place: i < config.levels.length ? `levels[${i}].attributes` : 'otherwise.attributes',
          reason: `the status '${one.status}' does not say '${name}', which others say`,
        })),
    );
    const exception =
      config.exception && !known.includes(config.exception.status)
        ? [
            {
              code: 'unknown_status',
              place: 'exception.status',
              reason: `'${config.exception.status}' is not a status of this article`,
            },
          ]
        : [];
    return [...lacking, ...exception];
  },
  run: (config, env) => {
    const found: Level =
      config.levels.find((one, i) => env.truth(one.when, `levels[${i}].when`)) ?? config.otherwise;
    const excepted =
      config.exception &&
      found.status !== config.exception.status &&
      env.truth(config.exception.when, 'exception.when')
        ? config.exception
        : null;
    const held = excepted
      ? ([...config.levels, config.otherwise].find((one) => one.status === excepted.status) as Level)
      : found;
    const by: Value = excepted?.by ? env.text(excepted.by, 'exception.by') : null;
    return {
      value: held.status,
      details: detailsOf(held, env, {
        light: held.light ?? (held === config.otherwise ? 'good' : 'bad'),
        exception: excepted !== null,
        excepted_by: by,
        without_exception: found.status,
      }),
    };
  },
};

function detailsOf(held: Level, env: BlockEnv, rest: Record<string, Value>) {
  const attributes = Object.entries(held.attributes).map(
    ([name, expr]) => [name, env.value(expr, name)] as const,
  );
  return record({
    name: held.name ? record(held.name) : null,
    consequences: held.consequences.map(worded),
    reason: held.reason === undefined ? null : worded(held.reason),
    ...rest,
    ...Object.fromEntries(attributes),
  });
}

function worded(text: z.infer<typeof words>): Value {
  return typeof text === 'string' ? text : record(text);
}

function attributeTypes(config: Config): Record<string, Type> {
  const names = [...config.levels, config.otherwise].flatMap((one) => Object.keys(one.attributes));
  return Object.fromEntries(names.map((name) => [name, ANY]));
}
