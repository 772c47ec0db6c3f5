import type { TransactionSql } from 'postgres';
import { refuse } from '../../errors.ts';
import { decimalsOf, minorOf } from '../../money.ts';
import { assess } from '../../rules/rulebook.ts';
import { minorUnits, type Value } from '../../rules/values.ts';
import { rulebookAt, type VersionKey, versionOn } from '../../statutes/versions.ts';
import type { ProposeWriteOffInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';
import { lockMember } from '../ledger.ts';
import { giveBack, takeOff } from '../reductions.ts';
import { amountText } from './sending.ts';

/** The article that says up to which amount one person writes off alone. */
const LIMIT = 'write_off_limit';

/** The limit of the rulebook in force today, in minor units of its currency. */
interface Limit extends VersionKey {
  amount: bigint;
  currency: string;
  article: string;
}

async function limitToday(sql: TransactionSql): Promise<Limit | null> {
  const [now] = await sql<{ today: string }[]>`select current_date::text as today`;
  const today = String(now?.today);
  const key = await versionOn(sql, today);
  const rulebook = key && (await rulebookAt(sql, key));
  if (!key || !rulebook?.articles.some((one) => one.key === LIMIT)) return null;
  const found = assess(rulebook, {}, { asOf: today })(LIMIT);
  if (!found.ok) throw new Error(`${LIMIT} of ${key.rulebook} fails: ${found.faults[0]?.reason}`);
  const currency = String(rulebook.document.currency);
  const amount = minorUnits(found.result as Value, decimalsOf(currency));
  return { ...key, amount, currency, article: found.article.no };
}

interface Asked {
  member: number;
  region: number;
  currency: string;
  outstanding: string;
}

/** The assessment with what is open of it, its member's dues locked until the transaction ends. */
async function openAssessment(unit: Unit, id: string): Promise<Asked> {
  const find = () => unit.sql<Asked[]>`
    select member_id as member, region_id as region, currency, outstanding::text from assessment_balance where assessment_id = ${id}`;
  const [known] = await find();
  if (!known) refuse('not_found', 'assessmentId', id);
  await unit.permit('dues.write_off', known.member);
  await lockMember(unit.sql, known.member);
  const [asked] = await find();
  return asked ?? known;
}

/**
 * Proposes to write off what is open of an assessment, or a part of it. Up to the limit of the rulebook it is booked at
 * once; above it, with what was written off for the member in twelve months, it waits for a second person. Answers its id.
 */
export async function proposeWriteOff(unit: Unit, input: ProposeWriteOffInput): Promise<string> {
  const { sql } = unit;
  const asked = await openAssessment(unit, input.assessmentId);
  const currency = input.currency.trim().toUpperCase();
  if (currency !== asked.currency) refuse('currency_not_accepted', 'currency', input.currency);
  const amount = minorOf(input.amount, currency);
  if (typeof amount === 'string') refuse(amount, 'amount', input.amount);
  if (amount <= 0n) refuse('amount_not_positive', 'amount', input.amount);
  const open = BigInt(asked.outstanding);
  if (amount > open) refuse('more_than_open', 'amount', amountText(open, currency));
  const reason = plainWords(input.reason);
  if (!reason) refuse('required', 'reason');
  const [waiting] = await sql`select from write_off w where w.assessment_id = ${input.assessmentId}
    and not exists (select from write_off_decision d where d.write_off_id = w.id)`;
  if (waiting) refuse('write_off_waits', 'assessmentId');
  const limit = await limitToday(sql);
  const same = limit?.currency === currency ? limit : null;
  const counted = amount + (await writtenOffBefore(sql, asked.member, currency));
  const [made] = await sql<{ id: string; alone: boolean }[]>`
    insert into write_off (assessment_id, member_id, region_id, amount, currency, reason, counted, limit_amount,
      rulebook, version, article, proposed_by)
    values (${input.assessmentId}, ${asked.member}, ${asked.region}, ${amount.toString()}, ${currency}, ${reason}, ${counted.toString()},
      ${same?.amount.toString() ?? null}, ${same?.rulebook ?? null}, ${same?.version ?? null}, ${same?.article ?? null}, ${unit.actor})
    returning id, alone`;
  const id = String(made?.id);
  await unit.record({
    act: 'proposeWriteOff',
    place: asked.member,
    subject: ['write_off', id],
    after: { assessment: input.assessmentId, amount: amount.toString(), currency, alone: made?.alone },
    reason,
  });
  if (made?.alone) await bookWriteOff(unit, id);
  return id;
}

/** What was written off for the member in the twelve months before and stands. */
async function writtenOffBefore(sql: TransactionSql, member: number, currency: string): Promise<bigint> {
  const [row] = await sql<{ sum: string }[]>`
    select coalesce(sum(w.amount), 0)::text as sum from write_off w join write_off_decision d on d.write_off_id = w.id and d.approved
    where w.member_id = ${member} and w.currency = ${currency} and w.proposed_at > now() - interval '12 months'
      and not exists (select from ledger_transaction r where r.reverses = d.transaction_id)`;
  return BigInt(row?.sum ?? 0);
}

interface Proposal {
  assessment: string;
  member: number;
  region: number;
  amount: string;
  reason: string;
  proposedBy: string;
  alone: boolean;
  decided: boolean;
  transaction: string | null;
}

async function proposalOf(unit: Unit, id: string): Promise<Proposal> {
  const find = () => unit.sql<Proposal[]>`
    select w.assessment_id as assessment, w.member_id as member, w.region_id as region, w.amount::text, w.reason,
      w.proposed_by as "proposedBy", w.alone, d.write_off_id is not null as decided, d.transaction_id as transaction
    from write_off w left join write_off_decision d on d.write_off_id = w.id where w.id = ${id}`;
  const [known] = await find();
  if (!known) refuse('not_found', 'writeOffId', id);
  await unit.permit('dues.write_off', known.member);
  await lockMember(unit.sql, known.member);
  const [found] = await find();
  return found ?? known;
}

async function bookWriteOff(unit: Unit, id: string): Promise<void> {
  const one = await proposalOf(unit, id);
  const open = await openAssessment(unit, one.assessment);
  // Paid or relieved meanwhile: the proposal says what is no longer so.
  const left = BigInt(open.outstanding);
  if (BigInt(one.amount) > left) refuse('more_than_open', 'amount', amountText(left, open.currency));
  const { assessment, reason } = one;
  const transaction = await takeOff(unit, {
    assessment,
    by: BigInt(one.amount),
    account: 'write_off',
    reason,
  });
  await unit.sql`insert into write_off_decision
      (write_off_id, member_id, region_id, proposed_by, alone, approved, transaction_id, decided_by)
    values (${id}, ${one.member}, ${one.region}, ${one.proposedBy}, ${one.alone}, true, ${transaction}, ${unit.actor})`;
}

/** A second person approves: the amount is written off today. */
export async function approveWriteOff(unit: Unit, id: string): Promise<string> {
  const one = await proposalOf(unit, id);
  if (one.decided) refuse('already_decided', 'writeOffId');
  if (one.proposedBy === unit.actor) refuse('second_person_needed', 'writeOffId');
  await bookWriteOff(unit, id);
  await unit.record({
    act: 'approveWriteOff',
    place: one.member,
    subject: ['write_off', id],
    after: { amount: one.amount },
  });
  return id;
}

/** Nothing is written off, with a reason; whoever proposed it may withdraw so too. */
export async function declineWriteOff(unit: Unit, id: string, reason: string): Promise<string> {
  const one = await proposalOf(unit, id);
  if (one.decided) refuse('already_decided', 'writeOffId');
  const words = plainWords(reason);
  if (!words) refuse('required', 'reason');
  await unit.sql`insert into write_off_decision (write_off_id, member_id, region_id, proposed_by, alone, approved, reason, decided_by)
    values (${id}, ${one.member}, ${one.region}, ${one.proposedBy}, ${one.alone}, false, ${words}, ${unit.actor})`;
  await unit.record({ act: 'declineWriteOff', place: one.member, subject: ['write_off', id], reason: words });
  return id;
}

/** What was written off is asked again, e.g. when the member pays after all. */
export async function reverseWriteOff(unit: Unit, id: string, reason: string): Promise<string> {
  const one = await proposalOf(unit, id);
  if (!one.transaction) refuse('not_written_off', 'writeOffId');
  const [again] = await unit.sql`select from ledger_transaction where reverses = ${one.transaction}`;
  if (again) refuse('booking_reversed', 'writeOffId');
  const words = plainWords(reason);
  if (!words) refuse('required', 'reason');
  await giveBack(unit, one.transaction, words);
  await unit.record({ act: 'reverseWriteOff', place: one.member, subject: ['write_off', id], reason: words });
  return id;
}
