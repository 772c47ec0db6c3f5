import { refuse } from '../../errors.ts';
import { major } from '../../money.ts';
import type { ReturnBankLineInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';
import { takeBack } from '../payments.ts';
import { writeParts } from './bank-parts.ts';
import { decide, leaveInbox, reasonOf, recordLine, type WaitingLine, waitingLine } from './line-state.ts';

/** The line takes a payment back: it is reversed with the reason, and what it had settled is open again. */
export async function returnBankLine(unit: Unit, input: ReturnBankLineInput): Promise<string> {
  const { line } = await waitingLine(unit, input.id, ['open', 'held']);
  const receipt = plainWords(input.receipt);
  const [payment] = await unit.sql<{ id: string }[]>`select id from payment where receipt = ${receipt}`;
  if (!payment) refuse('receipt_unknown', 'receipt', receipt);
  return returned(unit, line, payment.id, reasonOf(input.reason));
}

/** As proposed: the reason is what the bank says. */
export async function acceptReturn(unit: Unit, line: WaitingLine): Promise<string> {
  const [said] = await unit.sql<{ text: string }[]>`select text from bank_line where id = ${line.id}`;
  return returned(unit, line, String(line.payment), said?.text || line.reference || line.bookedOn);
}

async function returned(unit: Unit, line: WaitingLine, payment: string, reason: string): Promise<string> {
  if (line.amount >= 0n) refuse('bank_line_incoming', 'id');
  const [found] = await unit.sql<{ member: number; amount: string; currency: string; arrived: string }[]>`
    select p.member_id as member, p.amount::text, p.currency, (select coalesce(sum(e.amount), 0)::text from ledger_entry e
      join ledger_transaction t on t.id = e.transaction_id where t.payment_id = p.id and t.kind = 'payment' and e.account = 'bank') as arrived
    from payment p where p.id = ${payment}`;
  if (!found) refuse('not_found', 'receipt', payment);
  if (BigInt(found.arrived) !== -line.amount) {
    refuse('bank_return_differs', 'receipt', major(BigInt(found.arrived), line.currency));
  }
  await takeBack(unit, payment, reason);
  const [decision] = await decide(unit, 'returned', [{ id: line.id, reason }]);
  await writeParts(unit, [{ decision: String(decision), payment, member: found.member }]);
  await leaveInbox(unit, [line.id], [found.member]);
  await recordLine(unit, 'returnBankLine', line.id, { payment }, reason);
  return line.id;
}
