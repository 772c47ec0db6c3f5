/** Granted adjustments of an amount: each dated, decided by a body, expiring; applied in order, never below the minimum. */
import { z } from 'zod';
import { type Block, type BlockEnv, record } from '../block.ts';
import { type Exact, HUNDRED, maxOf, minOf, ZERO } from '../exact.ts';
import { expression, quantum } from '../expr.ts';
import { RuleError } from '../faults.ts';
import { quoted } from '../given.ts';
import { number } from '../readers.ts';
import { ANY, BOOLEAN, LIST, NUMBER } from '../types.ts';
import { Day, type Value } from '../values.ts';

export const ADJUSTMENT_KINDS = [
  'waive',
  'reduce_to',
  'reduce_by',
  'reduce_percent',
  'discount_percent',
  'currency_factor',
  'in_kind',
  'sponsored',
  'delay',
  'recommended',
] as const;
type AdjustmentKind = (typeof ADJUSTMENT_KINDS)[number];

const per = { each: 'list' } as const;
const schema = z.strictObject({
  use: z.literal('adjustments'),
  of: expression('number'),
  due: expression('date').optional(),
  /** The adjustments: a list of records. */
  list: expression('list'),
  kind: expression('text', per),
  /** The new amount, the reduction, the percentage, the factor or the part paid otherwise, by kind. */
  amount: expression('any', per).optional(),
  from: expression('any', per).optional(),
  until: expression('any', per).optional(),
  /** Who decided, for the record. */
  decidedBy: expression('any', per).optional(),
  /** Whether this adjustment may stand: body, majority, deadline, truthfulness. */
  valid: expression('boolean', per).optional(),
  /** Whether the member counts as paid although it owes less. */
  countsAsPaid: expression('boolean', per).optional(),
  allowed: z.array(z.enum(ADJUSTMENT_KINDS)).optional(),
  minimum: expression('number').optional(),
  quantum: quantum.optional(),
});

type Config = z.infer<typeof schema>;

interface State {
  owed: Exact;
  inKind: Exact;
  sponsored: Exact;
  recommended: Exact;
  due: Value;
  countsAsPaid: boolean;
}

/** Value: what is owed. Details: `original`, `in_kind`, `sponsored`, `recommended`, `due`, `counts_as_paid`, `applied`, `refused`. */
export const adjustments: Block<Config> = {
  schema,
  result: () => NUMBER,
  details: () => ({
    original: NUMBER,
    in_kind: NUMBER,
    sponsored: NUMBER,
    recommended: NUMBER,
    due: ANY,
    counts_as_paid: BOOLEAN,
    applied: LIST,
    refused: LIST,
  }),
  run: (config, env) => {
    const original = env.number(config.of, 'of');
    const minimum = config.minimum ? env.number(config.minimum, 'minimum') : null;
    const state: State = {
      owed: original,
      inKind: ZERO,
      sponsored: ZERO,
      recommended: ZERO,
      due: config.due ? env.value(config.due, 'due') : null,
      countsAsPaid: false,
    };
    const [applied, refused]: [Value[], Value[]] = [[], []];
    for (const one of env.list(config.list, 'list')) {
      const kind = kindOf(env.text(config.kind, 'kind', one));
      const reason = refusal(config, kind, one, env);
      const decided = config.decidedBy ? env.value(config.decidedBy, 'decidedBy', one) : null;
      const before = state.owed;
      if (reason === null) apply(config, kind, one, state, minimum, env);
      if (reason === null && config.countsAsPaid && env.truth(config.countsAsPaid, 'countsAsPaid', one))
        state.countsAsPaid = true;
      (reason === null ? applied : refused).push(
        record({ kind, decided_by: decided, change: state.owed.sub(before), reason }),
      );
    }
    const owed = config.quantum ? state.owed.round(config.quantum, 'half_up') : state.owed;
    env.note('owed', owed);
    return {
      value: owed,
      details: record({
        original,
        in_kind: state.inKind,
        sponsored: state.sponsored,
        recommended: state.recommended,
        due: state.due,
        counts_as_paid: state.countsAsPaid,
        applied,
        refused,
      }),
    };
  },
};

function kindOf(text: string): AdjustmentKind {
  const kind = ADJUSTMENT_KINDS.find((known) => known === text);
  if (!kind) throw new RuleError('unknown_adjustment', `'${text}' is not one of ${quoted(ADJUSTMENT_KINDS)}`);
  return kind;
}

function refusal(config: Config, kind: AdjustmentKind, one: Value, env: BlockEnv): string | null {
  const today = env.scope.run.asOf.serial;
  const edge = (expr: typeof config.from, label: string) => {
    const value = expr ? env.value(expr, label, one) : null;
    return value instanceof Day ? value.serial : null;
  };
  if (config.allowed && !config.allowed.includes(kind)) return 'not_allowed';
  if ((edge(config.from, 'from') ?? today) > today) return 'not_yet';
  const until = kind === 'delay' ? null : edge(config.until, 'until');
  if (until !== null && until < today) return 'expired';
  return config.valid && !env.truth(config.valid, 'valid', one) ? 'not_valid' : null;
}

function apply(
  config: Config,
  kind: AdjustmentKind,
  one: Value,
  state: State,
  minimum: Exact | null,
  env: BlockEnv,
): void {
  if (kind === 'delay') {
    state.due = config.until ? env.value(config.until, 'until', one) : state.due;
    return;
  }
  if (kind === 'waive') {
    state.owed = ZERO;
    return;
  }
  if (!config.amount) throw new RuleError('no_amount', `an adjustment of kind '${kind}' needs an amount`);
  const amount = number(env.value(config.amount, 'amount', one));
  if (kind === 'recommended') {
    state.recommended = state.recommended.add(amount);
    return;
  }
  if (kind === 'in_kind' || kind === 'sponsored') {
    const part = minOf(amount, state.owed);
    if (kind === 'in_kind') state.inKind = state.inKind.add(part);
    else state.sponsored = state.sponsored.add(part);
    state.owed = state.owed.sub(part);
    return;
  }
  state.owed = reduced(kind, state.owed, amount, minimum);
}

/** Never below the minimum, and never above what was owed before. */
function reduced(kind: AdjustmentKind, owed: Exact, amount: Exact, minimum: Exact | null): Exact {
  const wanted =
    kind === 'reduce_to'
      ? amount
      : kind === 'reduce_by'
        ? owed.sub(amount)
        : kind === 'currency_factor'
          ? owed.mul(amount)
          : owed.mul(HUNDRED.sub(amount)).div(HUNDRED);
  const floor = minimum ?? ZERO;
  return minOf(owed, maxOf(wanted, floor));
}
