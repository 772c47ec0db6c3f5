import { refuse } from '../../errors.ts';
import type { BankActInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { book } from '../ledger.ts';
import { todayOf } from '../run.ts';
import { decide, leaveInbox, recordLine, type WaitingLine, waitingLine } from './line-state.ts';

/** Charges of the bank that come as movements of their own; above zero those that it gives back. */
export async function chargeBankLine(unit: Unit, { id }: BankActInput): Promise<string> {
  const { line } = await waitingLine(unit, id, ['open', 'held']);
  return chargeLine(unit, line);
}

export async function chargeLine(unit: Unit, line: WaitingLine): Promise<string> {
  if (line.state === 'suspense') refuse('bank_line_suspense', 'id');
  await unit.permit('dues.collect', 1);
  const { id, amount, currency, bookedOn } = line;
  if (bookedOn > (await todayOf(unit.sql))) refuse('future_date', 'id', bookedOn);
  const own = { region: null, assessment: null };
  const [transaction] = await book(
    unit.sql,
    [
      {
        ...{ kind: 'charge', bookedOn, member: null, region: null, currency },
        entries: [
          { ...own, account: 'bank', amount },
          { ...own, account: 'bank_charges', amount: -amount },
        ],
      },
    ],
    unit.actor,
  );
  await decide(unit, 'charged', [{ id, transaction: transaction ?? null }]);
  await leaveInbox(unit, [id]);
  await recordLine(unit, 'chargeBankLine', id, { amount: amount.toString(), currency });
  return id;
}
