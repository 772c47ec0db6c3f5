import { refuse } from '../../errors.ts';
import type { RefundCreditInput, TransferCreditInput } from '../../types.ts';
import type { Permit, Unit } from '../../unit.ts';
import { book, lockMember, standingsOf } from '../ledger.ts';
import { regionToday } from '../region-today.ts';
import { todayOf } from '../run.ts';
import { type Held, refunded, refundReturned, transferred } from './movements.ts';
import {
  amountOf,
  amountText,
  bookReturn,
  claimReference,
  freeReference,
  reasonOf,
  referenceOf,
  refuseDay,
  thereOn,
} from './sending.ts';

/**
 * Books credit that was paid back to a member by a transfer of the bank. Refuses more than the member has, on the day of
 * the transfer and today. Answers the refund's id.
 */
export async function refundCredit(
  unit: Unit,
  permit: Permit<'dues.collect'>,
  input: RefundCreditInput,
): Promise<string> {
  const { sql } = unit;
  const member = permit.place;
  const { amount, currency } = amountOf(input);
  const reason = reasonOf(input.reason);
  const reference = referenceOf(input.bankReference);
  await refuseDay(sql, input.paidOn);
  await lockMember(sql, member);
  const region = await regionToday(sql, member);
  await refuseMoreThanCredit(unit, member, currency, amount, input.paidOn);
  const [transaction = ''] = await book(
    sql,
    [
      {
        kind: 'refund',
        bookedOn: input.paidOn,
        member,
        region,
        currency,
        reason,
        entries: refunded(region, amount),
      },
    ],
    unit.actor,
  );
  await claimReference(sql, member, reference, transaction);
  const [made] = await sql<{ id: string }[]>`
    insert into refund (member_id, region_id, amount, currency, paid_on, bank_reference, reason, transaction_id, recorded_by)
    values (${member}, ${region}, ${amount.toString()}, ${currency}, ${input.paidOn}, ${reference}, ${reason}, ${transaction}, ${unit.actor})
    returning id`;
  const id = String(made?.id);
  await unit.record({
    act: 'refundCredit',
    place: member,
    subject: ['refund', id],
    after: { amount: amount.toString(), currency, paidOn: input.paidOn },
    reason,
  });
  return id;
}

/** Credit on a day and since. */
async function refuseMoreThanCredit(
  unit: Unit,
  member: number,
  currency: string,
  amount: bigint,
  day: string,
): Promise<void> {
  const there = await thereOn(unit.sql, day, { account: 'credit', place: member, currency });
  if (amount > there) refuse('more_than_credit', 'amount', amountText(there, currency));
}

async function heldBy(unit: Unit, member: number, currency: string): Promise<Held> {
  return (await standingsOf(unit.sql, [member], currency)).get(member) ?? { standings: [], credit: 0n };
}

/** Takes a refund back, e.g. a transfer that the bank returned: the money is credit again and settles what is open. */
export async function reverseRefund(unit: Unit, id: string, typed: string): Promise<string> {
  const { sql } = unit;
  const [refund] = await sql<
    { member: number; region: number; amount: string; currency: string; transaction: string }[]
  >`select member_id as member, region_id as region, amount::text, currency, transaction_id as transaction from refund where id = ${id}`;
  if (!refund) refuse('not_found', 'refundId', id);
  await unit.permit('dues.collect', refund.member);
  const reason = reasonOf(typed);
  const { member, region, currency } = refund;
  await lockMember(sql, member);
  await freeReference(sql, refund.transaction, 'refundId');
  const entries = refundReturned(await heldBy(unit, member, currency), region, BigInt(refund.amount));
  await bookReturn(unit, { member, region, currency, entries, transaction: refund.transaction, reason });
  await unit.record({ act: 'reverseRefund', place: member, subject: ['refund', id], reason });
  return id;
}

/**
 * Moves credit from one member's account to another's, e.g. a payment that was meant for the other: two bookings of
 * today under one reason, and what comes settles what is open. Answers the member that gives.
 */
export async function transferCredit(
  unit: Unit,
  permit: Permit<'dues.collect'>,
  input: TransferCreditInput,
): Promise<number> {
  const { sql } = unit;
  const from = permit.place;
  const to = input.toMemberId;
  if (from === to) refuse('same_member', 'toMemberId');
  const { amount, currency } = amountOf(input);
  const reason = reasonOf(input.reason);
  const [known] = await sql`select from member where place_id = ${to}`;
  if (!known) refuse('not_found', 'toMemberId', to);
  await unit.permit('dues.collect', to);
  // In the order of their numbers, so that two transfers never wait for each other crosswise.
  for (const member of [from, to].sort((one, other) => one - other)) await lockMember(sql, member);
  const today = await todayOf(sql);
  await refuseMoreThanCredit(unit, from, currency, amount, today);
  const booking = async (member: number, moved: bigint) => {
    const region = await regionToday(sql, member);
    const entries = transferred(await heldBy(unit, member, currency), region, moved);
    return { kind: 'transfer' as const, bookedOn: today, member, region, currency, reason, entries };
  };
  const [given = ''] = await book(sql, [await booking(from, amount), await booking(to, -amount)], unit.actor);
  await unit.record({
    act: 'transferCredit',
    place: from,
    subject: ['ledger_transaction', given],
    after: { to, amount: amount.toString(), currency },
    reason,
  });
  return from;
}
