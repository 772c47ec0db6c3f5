import { refuse } from '../../errors.ts';
import type { BankDecisionKind } from '../../types.ts';
import type { Permit, Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';
import { propose } from './match.ts';

/** A line that waits for a decision, with what is proposed for it. */
export interface WaitingLine {
  id: string;
  state: 'open' | 'held' | 'suspense';
  kind: 'none' | 'payment' | 'recorded' | 'charge' | 'return';
  member: number | null;
  assessment: string | null;
  payment: string | null;
  confidence: number;
  bookedOn: string;
  amount: bigint;
  currency: string;
  charges: bigint;
  instructed: { amount: bigint; currency: string } | null;
  reference: string | null;
  endToEnd: string | null;
  assigned: boolean;
  occurrence: number;
  reversal: boolean;
}

/** Lines as they wait, locked until the transaction ends; refuses those that somebody has decided meanwhile. */
export async function waitingLines(unit: Unit, ids: string[]): Promise<WaitingLine[]> {
  const rows = await unit.sql<
    (Omit<WaitingLine, 'amount' | 'charges' | 'instructed'> & {
      amount: string;
      charges: string;
      sent: string | null;
      sentCurrency: string | null;
    })[]
  >`
    select l.id, i.state, i.kind, i.member_id as member, i.assessment_id as assessment, i.payment_id as payment, i.confidence,
      l.booked_on::text as "bookedOn", l.amount::text, l.currency, l.charges::text, l.instructed_amount::text as sent,
      l.instructed_currency as "sentCurrency", l.reference, l.end_to_end as "endToEnd", l.assigned, l.occurrence, l.reversal
    from bank_inbox i join bank_line l on l.id = i.line_id where i.line_id = any(${ids}::uuid[])
    order by l.booked_on, l.id for update of i`;
  if (rows.length < ids.length) await refuseDecided(unit, ids);
  return rows.map(({ amount, charges, sent, sentCurrency, ...row }) => ({
    ...row,
    amount: BigInt(amount),
    charges: BigInt(charges),
    instructed: sent && sentCurrency ? { amount: BigInt(sent), currency: sentCurrency } : null,
  }));
}

async function refuseDecided(unit: Unit, ids: string[]): Promise<never> {
  const [line] = await unit.sql`select 1 from bank_line where id = any(${ids}::uuid[])`;
  if (!line) refuse('not_found', 'id');
  refuse('bank_line_decided', 'id');
}

/** One line by the right to decide about it, in one of these states. */
export async function waitingLine(
  unit: Unit,
  id: string,
  states: WaitingLine['state'][],
): Promise<{ line: WaitingLine; permit: Permit<'bank.match'> }> {
  const permit = await unit.permit('bank.match', 1);
  const [line] = await waitingLines(unit, [id]);
  if (!line || !states.includes(line.state)) refuse(`bank_line_${line?.state}`, 'id');
  return { line, permit };
}

/** What is decided about lines, as rows: who, when, why. Answers the decisions' ids in the order of the lines. */
export async function decide(
  unit: Unit,
  kind: BankDecisionKind,
  lines: { id: string; reason?: string; transaction?: string | null; confidence?: number; undoes?: string }[],
): Promise<string[]> {
  const { sql } = unit;
  const ids = await sql<{ id: string }[]>`select uuidv7() as id from generate_series(1, ${lines.length})`;
  const rows = lines.map(({ id, reason, transaction, confidence, undoes }, index) => ({
    id: ids[index]?.id,
    line_id: id,
    kind,
    reason: reason ?? null,
    undoes: undoes ?? null,
    transaction_id: transaction ?? null,
    confidence: confidence ?? null,
  }));
  await sql`insert into bank_decision (id, line_id, kind, reason, undoes, transaction_id, confidence, decided_by)
    select id, line_id, kind, reason, undoes, transaction_id, confidence, ${unit.actor}
    from jsonb_populate_recordset(null::bank_decision, ${sql.json(rows as never)})`;
  return rows.map(({ id }) => String(id));
}

/** Lines leave the inbox; what was proposed for others of these members is looked at again. */
export async function leaveInbox(unit: Unit, ids: string[], members: number[] = []): Promise<void> {
  await unit.sql`delete from bank_inbox where line_id = any(${ids}::uuid[])`;
  if (members.length > 0) await propose(unit, { members });
}

/** A reason without which the act says nothing. */
export function reasonOf(typed: string): string {
  return plainWords(typed) || refuse('required', 'reason');
}

/** The audit of a decision about one line. */
export function recordLine(
  unit: Unit,
  act: string,
  id: string,
  after?: unknown,
  reason?: string,
): Promise<void> {
  return unit.record({ act, place: 1, subject: ['bank_line', id], after, reason: reason ?? null });
}
