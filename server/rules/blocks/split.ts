/** Split of an amount into ordered slices: fixed, percent of the whole, and one that takes what remains. */
import { z } from 'zod';
import { type Block, type BlockEnv, record } from '../block.ts';
import { type Exact, HUNDRED, ROUNDING_MODES, total, ZERO } from '../exact.ts';
import { exactNumber, expression, quantum } from '../expr.ts';
import { RuleError } from '../faults.ts';
import { RECORD } from '../types.ts';
import type { Value } from '../values.ts';

const slice = z.strictObject({
  to: z.string().min(1),
  when: expression('boolean').optional(),
  amount: expression('number').optional(),
  percent: exactNumber.optional(),
  remainder: z.literal(true).optional(),
});

const schema = z.strictObject({
  use: z.literal('split'),
  of: expression('number'),
  quantum: quantum.optional(),
  mode: z.enum(ROUNDING_MODES).default('half_up'),
  slices: z.array(slice).min(1),
});

type Slice = z.infer<typeof slice>;

/** Value: a record level → amount whose entries add up to the amount that is split. */
export const split: Block<z.infer<typeof schema>> = {
  schema,
  result: () => RECORD,
  faults: (config) => [...config.slices.flatMap(sliceFaults), ...sumFaults(config.slices)],
  run: (config, env) => {
    const whole = env.number(config.of, 'of');
    const shares = new Map<string, Value>();
    let given = ZERO;
    for (const [i, part] of config.slices.entries()) {
      if (part.remainder) continue;
      if (part.when && !env.truth(part.when, `slices[${i}].when`)) {
        shares.set(part.to, ZERO);
        continue;
      }
      const amount = rounded(amountOf(part, whole, env, i), config);
      const share = part.percent ? within(amount, whole.sub(given)) : amount;
      shares.set(part.to, share);
      given = given.add(share);
    }
    return { value: withRemainder(config.slices, shares, whole, whole.sub(given)) };
  },
};

function amountOf(part: Slice, whole: Exact, env: BlockEnv, i: number): Exact {
  if (part.percent) return whole.mul(part.percent).div(HUNDRED);
  return part.amount ? env.number(part.amount, `slices[${i}].amount`) : ZERO;
}

/**
 * Percentages never pass the whole, so where rounding would, the later slice gives way: 50 % and 50 % of 6.55. What is given
 * back (an amount below zero) is split in the same way on its side.
 */
function within(amount: Exact, left: Exact): Exact {
  const passes = left.sub(amount);
  return (left.n >= 0n && passes.n < 0n) || (left.n < 0n && passes.n > 0n) ? left : amount;
}

function rounded(amount: Exact, config: z.infer<typeof schema>): Exact {
  return config.quantum ? amount.round(config.quantum, config.mode) : amount;
}

function withRemainder(
  slices: readonly Slice[],
  shares: Map<string, Value>,
  whole: Exact,
  rest: Exact,
): Value {
  const remainder = slices.find((part) => part.remainder);
  if (!remainder && !rest.isZero())
    throw new RuleError('split_does_not_add_up', `the slices leave ${rest.toText()} of the amount`);
  if (whole.n < 0n ? rest.n > 0n : rest.n < 0n)
    throw new RuleError('split_does_not_add_up', `the slices pass the amount by ${rest.abs().toText()}`);
  return record(
    Object.fromEntries(
      slices.map((part) => [part.to, part.remainder ? rest : (shares.get(part.to) as Value)]),
    ),
  );
}

function sliceFaults(part: Slice, i: number) {
  const ways = [part.amount, part.percent, part.remainder].filter((way) => way !== undefined).length;
  return ways === 1
    ? []
    : [
        {
          code: 'split_slice',
          place: `slices[${i}]`,
          reason: 'a slice has exactly one of amount, percent, remainder',
        },
      ];
}

function sumFaults(slices: readonly Slice[]) {
  const faults = [];
  const names = new Set(slices.map((part) => part.to));
  if (names.size < slices.length)
    faults.push({ code: 'split_twice', place: 'slices', reason: 'a level stands twice' });
  const remainders = slices.filter((part) => part.remainder).length;
  const percents = total(slices.map((part) => part.percent ?? ZERO));
  if (remainders > 1)
    faults.push({ code: 'split_remainders', place: 'slices', reason: 'only one slice takes the remainder' });
  const over = percents.cmp(HUNDRED);
  const onlyPercent = slices.every((part) => part.percent && !part.when);
  if (over > 0 || (onlyPercent && over !== 0)) {
    faults.push({
      code: 'split_does_not_add_up',
      place: 'slices',
      reason: `the percentages add to ${percents.toText()}, not 100`,
    });
  }
  if (!onlyPercent && over <= 0 && remainders === 0 && !fixedParts(slices)) {
    faults.push({
      code: 'split_does_not_add_up',
      place: 'slices',
      reason: 'without a remainder the slices may not add to the whole',
    });
  }
  return faults;
}

/** Slices of fixed amounts alone are compared with the amount when it is known: the split then refuses a difference. */
function fixedParts(slices: readonly Slice[]): boolean {
  return slices.every((part) => part.amount && !part.when);
}
