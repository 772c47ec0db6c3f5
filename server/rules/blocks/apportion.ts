/** A fixed budget (or a number of seats) shared among members by units; or a unit price for everyone's units. */
import { z } from 'zod';
import { apportionShares } from '../apportion.ts';
import { type Block, distinctKeys, record } from '../block.ts';
import { type Exact, ONE, total } from '../exact.ts';
import { expression, quantum } from '../expr.ts';
import { ANY, NUMBER, RECORD } from '../types.ts';
import type { Value } from '../values.ts';

const schema = z.strictObject({
  use: z.literal('apportion'),
  /** What is shared. Without it `price` is asked of every unit. */
  budget: expression('number').optional(),
  price: expression('number').optional(),
  among: expression('list'),
  key: expression('any', { each: 'among' }),
  units: expression('number', { each: 'among' }),
  floor: expression('number', { each: 'among' }).optional(),
  ceiling: expression('number', { each: 'among' }).optional(),
  quantum: quantum.optional(),
  method: z.enum(['largest_remainder', 'webster', 'dhondt', 'exact']).default('largest_remainder'),
  /** Key of the member whose share is asked. */
  member: expression('any').optional(),
});

/** Value: the share of `member`, or else the record key → share. Details: `shares`, `units`, `unit_value`, `total`. */
export const apportion: Block<z.infer<typeof schema>> = {
  schema,
  result: (config) => (config.member ? NUMBER : RECORD),
  details: () => ({ shares: RECORD, units: NUMBER, unit_value: NUMBER, total: NUMBER, member: ANY }),
  faults: (config) =>
    (config.budget === undefined) === (config.price === undefined)
      ? [
          {
            code: 'apportion_what',
            place: 'budget',
            reason: 'give either a budget to share or a price of one unit',
          },
        ]
      : [],
  run: (config, env) => {
    const list = env.list(config.among, 'among');
    const ids = distinctKeys(env, list, config.key, 'key');
    const bound = (expr: typeof config.floor, element: Value) =>
      expr ? env.number(expr, 'bound', element) : null;
    const claims = list.map((element, i) => ({
      id: ids[i] as string,
      units: env.number(config.units, 'units', element),
      floor: bound(config.floor, element),
      ceiling: bound(config.ceiling, element),
    }));
    const units = total(claims.map((claim) => claim.units));
    const price = config.price && env.number(config.price, 'price');
    const shares: ReadonlyMap<string, Exact> = price
      ? new Map(claims.map((claim) => [claim.id, claim.units.mul(price)]))
      : apportionShares(
          env.number(config.budget as NonNullable<typeof config.budget>, 'budget'),
          claims,
          config.quantum ?? ONE,
          config.method,
        );
    const sum = total(shares.values());
    const unitValue = price ?? (units.isZero() ? null : sum.div(units));
    const member = config.member ? env.value(config.member, 'member') : null;
    const own = config.member ? (shares.get(typeof member === 'string' ? member : '') ?? null) : shares;
    env.note('unit value', unitValue);
    return { value: own, details: record({ shares, units, unit_value: unitValue, total: sum, member }) };
  },
};
