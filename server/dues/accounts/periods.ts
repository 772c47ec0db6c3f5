import type { TransactionSql } from 'postgres';
import { refuse } from '../../errors.ts';
import type { ClosePeriodInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';

/** The day through which the books are closed; null where all are open. */
export async function closedThrough(sql: TransactionSql): Promise<string | null> {
  const [row] = await sql<{ day: string | null }[]>`select app.closed_through()::text as day`;
  return row?.day ?? null;
}

/**
 * Refuses a day in a closed period at the field that holds it. The ledger itself refuses such a booking too, whoever
 * makes it; this says so before, and where.
 */
export async function refuseClosed(sql: TransactionSql, day: string, field: string): Promise<void> {
  const closed = await closedThrough(sql);
  if (closed !== null && day <= closed) refuse('period_closed', field, closed);
}

/**
 * Closes the books through a day that is over: no booking is dated then any more. Before, the ledger is proven: a
 * balance that it does not carry stops the closing. Answers the closing's id.
 */
export async function closePeriod(unit: Unit, input: ClosePeriodInput): Promise<string> {
  const { sql } = unit;
  await haveMorePatience(sql);
  const [now] = await sql<{ today: string }[]>`select current_date::text as today`;
  if (input.through >= String(now?.today)) refuse('period_not_over', 'through', input.through);
  const closed = await closedThrough(sql);
  if (closed !== null && input.through <= closed) refuse('period_closed', 'through', closed);
  const [fault] = await sql<
    { kind: string; key: string }[]
  >`select kind, key from app.ledger_differences() limit 1`;
  if (fault) refuse('ledger_differs', 'through', `${fault.kind} ${fault.key}`);
  const note = plainWords(input.note) || null;
  const [made] = await sql<{ id: string }[]>`
    insert into period_closing (through, note, closed_by) values (${input.through}, ${note}, ${unit.actor}) returning id`;
  const id = String(made?.id);
  await unit.record({
    act: 'closePeriod',
    place: 1,
    subject: ['period_closing', id],
    before: { closedThrough: closed },
    after: { closedThrough: input.through },
    reason: note,
  });
  return id;
}

/** Asks to take the latest closing back. Nothing is open before a second person approves. Answers the reopening's id. */
export async function askReopening(unit: Unit, closing: string, reason: string): Promise<string> {
  const { sql } = unit;
  const words = plainWords(reason);
  if (!words) refuse('required', 'reason');
  await standingClosing(sql, closing);
  const [waiting] = await sql`select from reopening r where r.closing_id = ${closing}
    and not exists (select from reopening_decision d where d.reopening_id = r.id)`;
  if (waiting) refuse('reopening_waits', 'closingId', closing);
  const [made] = await sql<{ id: string }[]>`
    insert into reopening (closing_id, reason, asked_by) values (${closing}, ${words}, ${unit.actor}) returning id`;
  const id = String(made?.id);
  await unit.record({
    act: 'askReopening',
    place: 1,
    subject: ['reopening', id],
    after: { closing },
    reason: words,
  });
  return id;
}

/** The closing must stand, and be the latest: periods are reopened in the reverse order of their closing. */
async function standingClosing(sql: TransactionSql, closing: string): Promise<string> {
  const [found] = await sql<
    { through: string }[]
  >`select through::text from period_closing where id = ${closing}`;
  if (!found) refuse('not_found', 'closingId', closing);
  if (found.through !== (await closedThrough(sql))) refuse('not_latest_closing', 'closingId', found.through);
  return found.through;
}

/** A second person opens the period again. */
export async function approveReopening(unit: Unit, id: string): Promise<string> {
  const { sql } = unit;
  await haveMorePatience(sql);
  const asked = await waitingReopening(sql, id);
  if (asked.askedBy === unit.actor) refuse('second_person_needed', 'reopeningId');
  const through = await standingClosing(sql, asked.closing);
  await sql`insert into reopening_decision (reopening_id, asked_by, approved, decided_by)
    values (${id}, ${asked.askedBy}, true, ${unit.actor})`;
  await unit.record({
    act: 'approveReopening',
    place: 1,
    subject: ['reopening', id],
    before: { closedThrough: through },
    after: { closedThrough: await closedThrough(sql) },
  });
  return id;
}

/** The period stays closed, with a reason; whoever asked may withdraw so too. */
export async function declineReopening(unit: Unit, id: string, reason: string): Promise<string> {
  const words = plainWords(reason);
  if (!words) refuse('required', 'reason');
  const asked = await waitingReopening(unit.sql, id);
  await unit.sql`insert into reopening_decision (reopening_id, asked_by, approved, reason, decided_by)
    values (${id}, ${asked.askedBy}, false, ${words}, ${unit.actor})`;
  await unit.record({ act: 'declineReopening', place: 1, subject: ['reopening', id], reason: words });
  return id;
}

async function waitingReopening(
  sql: TransactionSql,
  id: string,
): Promise<{ closing: string; askedBy: string }> {
  // Two deciders take turns.
  await sql`select pg_advisory_xact_lock(hashtextextended(${id}, 0))`;
  const [found] = await sql<{ closing: string; askedBy: string; decided: boolean }[]>`
    select r.closing_id as closing, r.asked_by as "askedBy",
      exists (select from reopening_decision d where d.reopening_id = r.id) as decided
    from reopening r where r.id = ${id}`;
  if (!found) refuse('not_found', 'reopeningId', id);
  if (found.decided) refuse('already_decided', 'reopeningId');
  return found;
}

/** Closing waits for a run that is under way, which may take its time. */
async function haveMorePatience(sql: TransactionSql): Promise<void> {
  await sql`select set_config('statement_timeout', '120s', true), set_config('lock_timeout', '60s', true)`;
}
