/** Calendar of charges: what falls due in which year, each under its own condition. */
import { z } from 'zod';
import { type Block, type BlockEnv, record } from '../block.ts';
import { Exact, ROUNDING_MODES, total, ZERO } from '../exact.ts';
import { expression, quantum } from '../expr.ts';
import { number, small } from '../readers.ts';
import { LIST, NUMBER, RECORD } from '../types.ts';
import { keyOf, type Rec, type Value } from '../values.ts';

const YEAR = { names: { charge_year: { k: 'number', whole: true } as const } };

const charge = z.strictObject({
  item: z.string().min(1),
  when: expression('boolean', YEAR).optional(),
  /** None: the item falls due, its amount is stated elsewhere. */
  amount: expression('any', YEAR).optional(),
  due: expression('date', YEAR).optional(),
});

const schema = z.strictObject({
  use: z.literal('schedule'),
  /** Years looked at, as a list of numbers; `charge_year` stands for each. */
  years: expression('list'),
  charges: z.array(charge).min(1),
  quantum: quantum.optional(),
  mode: z.enum(ROUNDING_MODES).default('half_up'),
});

type Config = z.infer<typeof schema>;

/** Value: the list of charges {year, item, amount, due}. Details: `total`, `by_year`, `items_by_year`. */
export const schedule: Block<Config> = {
  schema,
  result: () => LIST,
  details: () => ({ total: NUMBER, by_year: RECORD, items_by_year: RECORD }),
  run: (config, env) => {
    const years = env.list(config.years, 'years').map((year) => small(year, 1, 9999));
    const charges = years.flatMap((year) => chargesOf(config, year, env));
    const byYear = new Map<string, Value>();
    const items = new Map<string, Value[]>();
    for (const one of charges) {
      const year = keyOf(one.get('year') as Value);
      const amount = one.get('amount');
      byYear.set(year, number(byYear.get(year) ?? ZERO).add(amount ? number(amount) : ZERO));
      items.set(year, [...(items.get(year) ?? []), one.get('item') as Value]);
    }
    return {
      value: charges,
      details: record({
        total: total([...byYear.values()] as Exact[]),
        by_year: byYear,
        items_by_year: items,
      }),
    };
  },
};

function chargesOf(config: Config, year: number, env: BlockEnv): Rec[] {
  const locals = new Map<string, Value>([['charge_year', Exact.of(year)]]);
  return config.charges.flatMap((one, i) => {
    const place = `charges[${i}]`;
    if (one.when && !env.truth(one.when, `${place}.when`, undefined, locals)) return [];
    const exact = one.amount ? number(env.value(one.amount, `${place}.amount`, undefined, locals)) : null;
    const amount = exact && config.quantum ? exact.round(config.quantum, config.mode) : exact;
    const due = one.due ? env.value(one.due, `${place}.due`, undefined, locals) : null;
    return [record({ year: locals.get('charge_year') as Value, item: one.item, amount, due })];
  });
}
