/** Ledger terms: the currencies and charges, how a payment meets several debts, and whether a repayment plan is kept. */
import { z } from 'zod';
import { type Block, byText, distinctKeys, record } from '../block.ts';
import { minOf, total, ZERO } from '../exact.ts';
import { expression, quantum, wholeNumber } from '../expr.ts';
import { compareAny } from '../list-forms.ts';
import { number, small } from '../readers.ts';
import { BOOLEAN, DATE, LIST, NUMBER, RECORD, TEXT } from '../types.ts';
import { addMonths, Day, type Value } from '../values.ts';

const currency = z.string().regex(/^[A-Z]{3}$/);
const termsSchema = z.strictObject({
  use: z.literal('terms'),
  invoiceCurrency: currency,
  accepted: z.array(currency).min(1),
  charges: z.enum(['payer', 'payee', 'shared']),
  /** Day whose rate converts a payment. */
  rateDate: expression('date').optional(),
  /** Amount in the invoice currency, and units of the accepted currency for one of it. */
  amount: expression('number').optional(),
  rates: expression('record').optional(),
  quantum: quantum.optional(),
});

/** Value: the amounts payable by currency (only where a rate is known). Details: the terms. */
export const terms: Block<z.infer<typeof termsSchema>> = {
  schema: termsSchema,
  result: () => RECORD,
  details: () => ({ invoice_currency: TEXT, accepted: LIST, charges: TEXT, rate_date: DATE }),
  faults: (config) =>
    config.accepted.includes(config.invoiceCurrency)
      ? []
      : [
          {
            code: 'currency_not_accepted',
            place: 'accepted',
            reason: `the invoice currency '${config.invoiceCurrency}' is not accepted`,
          },
        ],
  run: (config, env) => {
    const amount = config.amount ? env.number(config.amount, 'amount') : null;
    const rates = config.rates ? env.value(config.rates, 'rates') : null;
    const payable = new Map<string, Value>();
    for (const one of amount ? config.accepted : []) {
      const rate = rates instanceof Map ? (rates.get(one) as Value | undefined) : undefined;
      const exact =
        one === config.invoiceCurrency ? amount : rate === undefined ? null : amount?.mul(number(rate));
      if (exact) payable.set(one, config.quantum ? exact.round(config.quantum, 'half_up') : exact);
    }
    const rateDate = config.rateDate ? env.value(config.rateDate, 'rateDate') : null;
    return {
      value: payable,
      details: record({
        invoice_currency: config.invoiceCurrency,
        accepted: config.accepted,
        charges: config.charges,
        rate_date: rateDate,
      }),
    };
  },
};

const per = { each: 'debts' } as const;
const allocationSchema = z.strictObject({
  use: z.literal('allocation'),
  payment: expression('number'),
  debts: expression('list'),
  key: expression('any', per),
  owed: expression('number', per),
  /** Which debt is met first: ascending by each of these, in turn. */
  order: z
    .array(z.strictObject({ by: expression('any', per), direction: z.enum(['up', 'down']).default('up') }))
    .min(1),
});

/** Value: list of {id, paid, left}. Details: `credit` (what no debt takes), `left`. */
export const allocation: Block<z.infer<typeof allocationSchema>> = {
  schema: allocationSchema,
  result: () => LIST,
  details: () => ({ credit: NUMBER, left: NUMBER }),
  run: (config, env) => {
    const list = env.list(config.debts, 'debts');
    const ids = distinctKeys(env, list, config.key, 'key');
    const debts = list.map((one, i) => ({
      id: ids[i] as string,
      owed: env.number(config.owed, 'owed', one),
      by: config.order.map((order) => env.value(order.by, 'order', one)),
    }));
    const compare = (a: (typeof debts)[number], b: (typeof debts)[number]) =>
      config.order.reduce(
        (found, order, i) =>
          found || compareAny(a.by[i] as Value, b.by[i] as Value) * (order.direction === 'up' ? 1 : -1),
        0,
      ) || byText(a.id, b.id);
    let rest = env.number(config.payment, 'payment');
    const met = [...debts].sort(compare).map((debt) => {
      const paid = minOf(debt.owed, rest);
      rest = rest.sub(paid);
      return record({ id: debt.id, paid, left: debt.owed.sub(paid) });
    });
    return {
      value: met,
      details: record({ credit: rest, left: total(met.map((one) => number(one.get('left') as Value))) }),
    };
  },
};

const planSchema = z.strictObject({
  use: z.literal('plan'),
  instalments: expression('list'),
  due: expression('date', { each: 'instalments' }),
  amount: expression('number', { each: 'instalments' }),
  /** Everything paid under the plan so far. */
  paid: expression('number'),
  graceDays: wholeNumber.default(0),
  /** Years that the plan may last at most. */
  maxYears: expression('number').optional(),
  start: expression('date').optional(),
});

/** Value: whether the plan is complied with on the day. Details: `due_so_far`, `behind`, `total`, `too_long`. */
export const plan: Block<z.infer<typeof planSchema>> = {
  schema: planSchema,
  result: () => BOOLEAN,
  details: () => ({ due_so_far: NUMBER, behind: NUMBER, total: NUMBER, too_long: BOOLEAN }),
  run: (config, env) => {
    const today = env.scope.run.asOf;
    const parts = env.list(config.instalments, 'instalments').map((one) => ({
      due: env.value(config.due, 'due', one) as Day,
      amount: env.number(config.amount, 'amount', one),
    }));
    const dueSoFar = total(
      parts.filter((part) => part.due.serial + config.graceDays < today.serial).map((part) => part.amount),
    );
    const paid = env.number(config.paid, 'paid');
    const behind = dueSoFar.cmp(paid) > 0 ? dueSoFar.sub(paid) : ZERO;
    const start = config.start ? env.value(config.start, 'start') : null;
    const end = parts.reduce((latest, part) => Math.max(latest, part.due.serial), 0);
    const years = config.maxYears ? env.number(config.maxYears, 'maxYears') : null;
    const tooLong =
      years !== null && start instanceof Day && end > addMonths(start, 12 * small(years, 0, 1000)).serial;
    env.note('behind', behind);
    return {
      value: behind.isZero() && !tooLong,
      details: record({
        due_so_far: dueSoFar,
        behind,
        total: total(parts.map((part) => part.amount)),
        too_long: tooLong,
      }),
    };
  },
};
