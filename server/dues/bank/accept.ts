import { refuse } from '../../errors.ts';
import { major, minorOf } from '../../money.ts';
import type { AcceptBankLinesInput, BankActInput, SplitBankLineInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { closedThrough } from '../accounts/periods.ts';
import { type Incoming, receive } from '../receiving.ts';
import { rulesOf } from '../rulebook.ts';
import { todayOf } from '../run.ts';
import { writeParts } from './bank-parts.ts';
import { decide, leaveInbox, recordLine, type WaitingLine, waitingLine, waitingLines } from './line-state.ts';
import { chargeLine } from './outgoing.ts';
import { type Part, partsOf, wholeOf, worthOf } from './parts.ts';
import { acceptReturn } from './returns.ts';
import { clearSuspense } from './suspense.ts';

/** So many lines are accepted in one act: a page that is looked through, not a year unseen. */
const MOST_AT_ONCE = 1000;

/** Accepts what is proposed for a line, whatever it is. */
export async function acceptBankLine(unit: Unit, { id }: BankActInput): Promise<string> {
  const { line } = await waitingLine(unit, id, ['open', 'held', 'suspense']);
  if (line.kind === 'none') refuse('bank_nothing_proposed', 'id');
  if (line.kind === 'charge') return chargeLine(unit, line);
  if (line.kind === 'return') return acceptReturn(unit, line);
  if (line.kind === 'recorded') return acceptRecorded(unit, line);
  await acceptPayments(unit, [line]);
  return id;
}

/** Accepts every proposed payment of at least a confidence. Where other lines are proposed than were seen, none. */
export async function acceptBankLines(unit: Unit, input: AcceptBankLinesInput): Promise<number> {
  await unit.permit('bank.match', 1);
  if (input.confidence < 1 || input.confidence > 100)
    refuse('confidence_invalid', 'confidence', input.confidence);
  const rows = await unit.sql<{ id: string }[]>`
    select line_id as id from bank_inbox where state = 'open' and kind = 'payment' and confidence >= ${input.confidence}
    order by confidence desc, line_id`;
  if (rows.length !== input.count) refuse('bank_proposals_changed', 'count', rows.length);
  const ids = rows.slice(0, MOST_AT_ONCE).map(({ id }) => id);
  if (ids.length === 0) refuse('bank_nothing_proposed', 'confidence', input.confidence);
  await acceptPayments(unit, await waitingLines(unit, ids));
  return ids.length;
}

/** Books a line to one or several members, in parts that make up what it is worth. */
export async function splitBankLine(unit: Unit, input: SplitBankLineInput): Promise<string> {
  const { line } = await waitingLine(unit, input.id, ['open', 'held', 'suspense']);
  if (line.amount <= 0n) refuse('bank_line_outgoing', 'id');
  if (input.parts.length === 0 || input.parts.length > 100) refuse('required', 'parts');
  const worth = await worthOf(unit, line);
  const parts = input.parts.map(({ memberId, amount, assessmentId }, index): Part => {
    const minor = minorOf(amount, line.currency);
    if (typeof minor === 'string') refuse(minor, `amount:${index}`, amount);
    if (minor <= 0n) refuse('amount_not_positive', `amount:${index}`, amount);
    return { member: memberId, amount: minor, assessment: assessmentId ?? null };
  });
  const sum = parts.reduce((total, { amount }) => total + (amount ?? 0n), 0n);
  if (sum !== worth) refuse('bank_parts_differ', 'parts', major(worth - sum, line.currency));
  await refuseStrangers(unit, parts);
  await bookLines(unit, [{ line, parts, confidence: undefined }]);
  return line.id;
}

async function acceptPayments(unit: Unit, lines: WaitingLine[]): Promise<void> {
  const wholes = lines.map((line) => ({
    line,
    parts: [{ member: Number(line.member), amount: null, assessment: line.assessment }],
    confidence: line.confidence,
  }));
  await bookLines(unit, wholes);
}

interface Booking {
  line: WaitingLine;
  parts: Part[];
  confidence: number | undefined;
}

/** Money of lines to members, as if it had been recorded by hand: the same receipts, the same settling. */
async function bookLines(unit: Unit, bookings: Booking[]): Promise<void> {
  const permit = await unit.permit('dues.collect', 1);
  const { sql } = unit;
  const today = await todayOf(sql);
  const rules = await rulesOf(sql, Number(today.slice(0, 4)));
  const days = await daysOf(
    unit,
    bookings.map(({ line }) => line),
    today,
  );
  const cleared = await clearSuspense(
    unit,
    bookings.map(({ line }) => line),
    days,
  );
  const incoming: Incoming[] = [];
  for (const { line, parts } of bookings) {
    const [only] = parts;
    const bookedOn = String(days.get(line.id));
    if (parts.length === 1 && only?.amount === null)
      incoming.push({ ...(await wholeOf(unit, rules, line, only)), bookedOn });
    else for (const one of await partsOf(unit, rules, line, parts)) incoming.push({ ...one, bookedOn });
  }
  const payments = await receive(unit, permit, incoming, rules.currency);
  const decisions = await decide(
    unit,
    'accepted',
    bookings.map(({ line, confidence }) => ({
      id: line.id,
      transaction: cleared.get(line.id),
      ...(confidence === undefined ? {} : { confidence }),
    })),
  );
  const owners = bookings.flatMap(({ parts }, index) => parts.map(() => decisions[index]));
  await writeParts(
    unit,
    payments.map((payment, index) => ({
      decision: String(owners[index]),
      payment,
      member: Number(incoming[index]?.member),
    })),
  );
  const members = incoming.map(({ member }) => member);
  await leaveInbox(
    unit,
    bookings.map(({ line }) => line.id),
    members,
  );
  for (const { line, parts, confidence } of bookings) {
    const after = {
      members: parts.map(({ member }) => member),
      amount: line.amount.toString(),
      currency: line.currency,
      confidence,
    };
    await recordLine(unit, 'acceptBankLine', line.id, after);
  }
}

/** The day on which each line is booked: its own. Money in suspense whose period is closed by now leaves it today. */
async function daysOf(unit: Unit, lines: WaitingLine[], today: string): Promise<Map<string, string>> {
  const closed = await closedThrough(unit.sql);
  return new Map(
    lines.map(({ id, bookedOn, state }) => {
      if (bookedOn > today) refuse('future_date', 'id', bookedOn);
      if (closed === null || bookedOn > closed) return [id, bookedOn];
      return [id, state === 'suspense' ? today : refuse('period_closed', 'id', closed)];
    }),
  );
}

/** It is in the books already: the line is marked so, and nothing is booked. */
async function acceptRecorded(unit: Unit, line: WaitingLine): Promise<string> {
  if (line.state === 'suspense') refuse('bank_line_suspense', 'id');
  const [decision] = await decide(unit, 'recorded', [{ id: line.id, confidence: line.confidence }]);
  await writeParts(unit, [
    { decision: String(decision), payment: String(line.payment), member: Number(line.member) },
  ]);
  await leaveInbox(unit, [line.id], [Number(line.member)]);
  await recordLine(unit, 'acceptBankLine', line.id, { payment: line.payment });
  return line.id;
}

async function refuseStrangers({ sql }: Unit, parts: Part[]): Promise<void> {
  const members = await sql<{ id: number }[]>`
    select place_id as id from member where place_id = any(${parts.map(({ member }) => member)}::int[])`;
  const known = new Set(members.map(({ id }) => id));
  const stranger = parts.findIndex(({ member }) => !known.has(member));
  if (stranger >= 0) refuse('member_unknown', `member:${stranger}`, parts[stranger]?.member);
  const assessments = await sql<{ id: string; member: number }[]>`
    select id, member_id as member from assessment where id = any(${parts.flatMap(({ assessment }) => assessment ?? [])}::uuid[])`;
  const wrong = parts.findIndex(
    ({ assessment, member }) =>
      assessment && !assessments.some((one) => one.id === assessment && one.member === member),
  );
  if (wrong >= 0) refuse('not_found', `assessment:${wrong}`);
}
