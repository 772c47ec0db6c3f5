import type { TransactionSql } from 'postgres';
import { refuse } from '../../errors.ts';
import { major, minorOf } from '../../money.ts';
import type { Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';
import { type Booking, book } from '../ledger.ts';
import { todayOf } from '../run.ts';
import { least } from '../settlement.ts';
import { refuseClosed } from './periods.ts';

/** What every form of money that moves says. */
export interface Typed {
  amount: string;
  currency: string;
}

/** The amount in minor units, above zero; refused at its field. */
export function amountOf(input: Typed): { amount: bigint; currency: string } {
  const currency = input.currency.trim().toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) refuse('currency_not_accepted', 'currency', input.currency);
  const amount = minorOf(input.amount, currency);
  if (typeof amount === 'string') refuse(amount, 'amount', input.amount);
  if (amount <= 0n) refuse('amount_not_positive', 'amount', input.amount);
  return { amount, currency };
}

/** A day on which money was sent: not in the future, and not in a closed period. */
export async function refuseDay(sql: TransactionSql, day: string): Promise<void> {
  if (day > (await todayOf(sql))) refuse('future_date', 'paidOn', day);
  await refuseClosed(sql, day, 'paidOn');
}

/** A bank reference as it is compared; refused where it is missing. */
export function referenceOf(typed: string): string {
  const reference = plainWords(typed).replace(/\s+/g, ' ').trim();
  if (!reference) refuse('required', 'bankReference');
  return reference;
}

/** Notes the reference for the place: one transfer is booked once. */
export async function claimReference(
  sql: TransactionSql,
  place: number,
  reference: string,
  transaction: string,
): Promise<void> {
  const [claimed] = await sql`insert into sent_reference (place_id, reference, transaction_id)
    values (${place}, ${reference}, ${transaction}) on conflict do nothing returning 1`;
  if (!claimed) refuse('duplicate_transfer', 'bankReference', reference);
}

/** Makes sure that a booking is not taken back twice, and frees its reference. */
export async function freeReference(sql: TransactionSql, transaction: string, field: string): Promise<void> {
  const [again] = await sql`select from ledger_transaction where reverses = ${transaction}`;
  if (again) refuse('booking_reversed', field);
  await sql`delete from sent_reference where transaction_id = ${transaction}`;
}

/** An amount as a refusal says it. */
export function amountText(amount: bigint, currency: string): string {
  return `${major(amount > 0n ? amount : 0n, currency)} ${currency}`;
}

/** The reason for what cannot simply be undone. */
export function reasonOf(typed: string): string {
  const reason = plainWords(typed);
  if (!reason) refuse('required', 'reason');
  return reason;
}

/** What stands on an account on a day and still stands there now: money that came later, or was used later, was not there to be sent. */
export async function thereOn(
  sql: TransactionSql,
  day: string,
  of: { account: 'credit' | 'region_share'; place: number; currency: string },
): Promise<bigint> {
  const place = of.account === 'credit' ? sql`member_id = ${of.place}` : sql`region_id = ${of.place}`;
  const [row] = await sql<{ then: string; now: string }[]>`
    select coalesce(-sum(amount) filter (where booked_on <= ${day}), 0)::text as then, coalesce(-sum(amount), 0)::text as now
    from ledger_entry where ${place} and account = ${of.account} and currency = ${of.currency}`;
  return least(BigInt(row?.then ?? 0), BigInt(row?.now ?? 0));
}

/** Books that what was sent has come back: the same entries turned round, today. */
export async function bookReturn(
  { sql, actor }: Pick<Unit, 'sql' | 'actor'>,
  sent: Pick<Booking, 'member' | 'region' | 'currency' | 'entries'> & { transaction: string; reason: string },
): Promise<void> {
  const { transaction: reverses, ...booking } = sent;
  await book(sql, [{ kind: 'reversal', bookedOn: await todayOf(sql), reverses, ...booking }], actor);
}
