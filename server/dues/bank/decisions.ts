import { refuse } from '../../errors.ts';
import type { BankActInput, BankDecisionKind, BankReasonInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { book } from '../ledger.ts';
import { takeBack } from '../payments.ts';
import { todayOf } from '../run.ts';
import type { Account } from '../settlement.ts';
import { decide, leaveInbox, reasonOf, recordLine, waitingLine } from './line-state.ts';
import { propose } from './match.ts';

/** Keeps a line for later: it waits apart, with the reason. */
export async function holdBankLine(unit: Unit, input: BankReasonInput): Promise<string> {
  const { line } = await waitingLine(unit, input.id, ['open']);
  const reason = reasonOf(input.reason);
  await decide(unit, 'held', [{ id: line.id, reason }]);
  await unit.sql`update bank_inbox set state = 'held' where line_id = ${line.id}`;
  await recordLine(unit, 'holdBankLine', line.id, undefined, reason);
  return line.id;
}

export async function releaseBankLine(unit: Unit, { id }: BankActInput): Promise<string> {
  const { line } = await waitingLine(unit, id, ['held']);
  await decide(unit, 'released', [{ id: line.id }]);
  await unit.sql`update bank_inbox set state = 'open' where line_id = ${line.id}`;
  await recordLine(unit, 'releaseBankLine', line.id);
  return line.id;
}

/** Leaves a line out of the books of dues, as money that is for something else. */
export async function ignoreBankLine(unit: Unit, input: BankReasonInput): Promise<string> {
  const { line } = await waitingLine(unit, input.id, ['open', 'held']);
  const reason = reasonOf(input.reason);
  await decide(unit, 'ignored', [{ id: line.id, reason }]);
  await leaveInbox(unit, [line.id]);
  await recordLine(unit, 'ignoreBankLine', line.id, undefined, reason);
  return line.id;
}

interface Standing {
  id: string;
  kind: BankDecisionKind;
  transaction: string | null;
  payments: string[];
}

/** Takes the last decision about a line back: what was booked is reversed with the reason, and the line waits again. */
export async function undoBankLine(unit: Unit, input: BankReasonInput): Promise<string> {
  await unit.permit('bank.match', 1);
  await unit.permit('dues.collect', 1);
  const reason = reasonOf(input.reason);
  const last = await lastDecision(unit, input.id);
  if (!last || last.kind === 'held' || last.kind === 'released') refuse('bank_line_open', 'id');
  if (last.kind === 'returned') refuse('cannot_be_undone', 'id');
  if (last.kind === 'accepted') for (const payment of last.payments) await takeBack(unit, payment, reason);
  if (last.transaction) await reverse(unit, last.transaction, reason);
  await decide(unit, 'undone', [{ id: input.id, undoes: last.id, reason }]);
  await waitAgain(unit, input.id);
  await recordLine(unit, 'undoBankLine', input.id, { undone: last.kind }, reason);
  return input.id;
}

/** The latest decision that stands, its line locked until the transaction ends. */
async function lastDecision({ sql }: Unit, line: string): Promise<Standing | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`bank_line:${line}`}, 0))`;
  const [known] = await sql`select 1 from bank_line where id = ${line}`;
  if (!known) refuse('not_found', 'id');
  const [last] = await sql<Standing[]>`
    select d.id, d.kind, d.transaction_id as transaction,
      array(select p.payment_id from bank_part p where p.decision_id = d.id order by p.payment_id) as payments
    from bank_decision d where d.line_id = ${line} and d.kind <> 'undone'
      and not exists (select from bank_decision u where u.undoes = d.id)
    order by d.id desc limit 1`;
  return last;
}

/** The network's own booking turned round, today. */
async function reverse(unit: Unit, transaction: string, reason: string): Promise<void> {
  const entries = await unit.sql<{ account: Account; amount: string; currency: string }[]>`
    select account, amount::text, currency from ledger_entry where transaction_id = ${transaction} order by id`;
  const own = { region: null, assessment: null };
  await book(
    unit.sql,
    [
      {
        ...{
          kind: 'reversal',
          bookedOn: await todayOf(unit.sql),
          member: null,
          region: null,
          reverses: transaction,
          reason,
        },
        currency: String(entries[0]?.currency),
        entries: entries.map(({ account, amount }) => ({ ...own, account, amount: -BigInt(amount) })),
      },
    ],
    unit.actor,
  );
}

/** In the state that the decisions before leave it in, with a proposal of its own. */
async function waitAgain(unit: Unit, line: string): Promise<void> {
  const { sql } = unit;
  const before = await lastDecision(unit, line);
  const state = before?.kind === 'suspended' ? 'suspense' : before?.kind === 'held' ? 'held' : 'open';
  await sql`insert into bank_inbox (line_id, state, booked_on, incoming)
    select id, ${state}, booked_on, amount > 0 from bank_line where id = ${line}
    on conflict (line_id) do update set state = excluded.state`;
  await propose(unit, { lines: [line] });
}
