import type { TransactionSql } from 'postgres';
import { refuse } from '../../errors.ts';
import { major, minorOf } from '../../money.ts';
import type { Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';
import { todayOf } from '../run.ts';
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

/** The member's region today; where it has none, its last. */
export async function regionToday(unit: Unit, member: number): Promise<number> {
  const [row] = await unit.sql<{ region: number }[]>`
    select region_id as region from member_region where member_id = ${member}
    order by during @> current_date desc, lower(during) desc limit 1`;
  if (!row) refuse('not_found', 'memberId', member);
  return row.region;
}
