import { refuse } from '../../errors.ts';
import type { BankActInput, SuspendBankLinesInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { type Booking, book } from '../ledger.ts';
import { todayOf } from '../run.ts';
import { decide, recordLine, type WaitingLine, waitingLine, waitingLines } from './line-state.ts';

/** Money on the bank account that is nobody's yet: it is the network's own booking until its payer is known. */
export async function suspendBankLine(unit: Unit, { id }: BankActInput): Promise<string> {
  const { line } = await waitingLine(unit, id, ['open', 'held']);
  await suspend(unit, [line]);
  return id;
}

/** All that waits and came by a day, as for the end of a period. Answers how many lines. */
export async function suspendBankLines(unit: Unit, { until }: SuspendBankLinesInput): Promise<number> {
  await unit.permit('bank.match', 1);
  const rows = await unit.sql<{ id: string }[]>`
    select line_id as id from bank_inbox where state in ('open', 'held') and incoming and booked_on <= ${until}::date`;
  if (rows.length === 0) refuse('bank_nothing_waits', 'until', until);
  const lines = await waitingLines(
    unit,
    rows.map(({ id }) => id),
  );
  await suspend(unit, lines);
  return lines.length;
}

async function suspend(unit: Unit, lines: WaitingLine[]): Promise<void> {
  await unit.permit('dues.collect', 1);
  const outgoing = lines.find(({ amount }) => amount < 0n);
  if (outgoing) refuse('bank_line_outgoing', 'id');
  const today = await todayOf(unit.sql);
  const late = lines.find(({ bookedOn }) => bookedOn > today);
  if (late) refuse('future_date', 'id', late.bookedOn);
  const transactions = await book(
    unit.sql,
    lines.map((line) => moved(line, line.amount)),
    unit.actor,
  );
  await decide(
    unit,
    'suspended',
    lines.map(({ id }, index) => ({ id, transaction: transactions[index] ?? null })),
  );
  await unit.sql`update bank_inbox set state = 'suspense' where line_id = any(${lines.map(({ id }) => id)}::uuid[])`;
  for (const { id, amount, currency } of lines) {
    await recordLine(unit, 'suspendBankLine', id, { amount: amount.toString(), currency });
  }
}

/** Out of suspense, each on the day on which the member's payment is booked in its place. */
export async function clearSuspense(
  unit: Unit,
  lines: WaitingLine[],
  days: Map<string, string>,
): Promise<Map<string, string>> {
  const suspended = lines.filter(({ state }) => state === 'suspense');
  const bookings = suspended.map((line) => moved(line, -line.amount, days.get(line.id)));
  const transactions = await book(unit.sql, bookings, unit.actor);
  return new Map(suspended.map(({ id }, index) => [id, String(transactions[index])]));
}

function moved(line: WaitingLine, amount: bigint, bookedOn = line.bookedOn): Booking {
  const own = { region: null, assessment: null };
  return {
    ...{ kind: 'suspense', bookedOn, member: null, region: null, currency: line.currency },
    entries: [
      { ...own, account: 'bank', amount },
      { ...own, account: 'suspense', amount: -amount },
    ],
  };
}
