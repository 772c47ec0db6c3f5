import type { TransactionSql } from 'postgres';
import { refuse } from '../../errors.ts';
import { minorOf } from '../../money.ts';
import type { IssueCreditNoteInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';
import { lockMember } from '../ledger.ts';
import { takeOff } from '../reductions.ts';
import { takeNumbers } from './numbering.ts';
import { rfReference } from './reference.ts';

interface Credited {
  id: string;
  kind: string;
  assessment: string;
  member: number;
  currency: string;
  number: string;
}

/**
 * Takes an invoice back, whole or in part: the ledger takes the amount off what is asked, and a credit note with a
 * number of its own says so. What was paid of it becomes the member's credit. Answers the credit note's id.
 */
export async function issueCreditNote(unit: Unit, input: IssueCreditNoteInput): Promise<string> {
  const { sql } = unit;
  const [invoice] = await sql<Credited[]>`
    select id, kind, assessment_id as assessment, member_id as member, currency, number from invoice where id = ${input.invoiceId}`;
  if (!invoice) refuse('not_found', 'invoiceId', input.invoiceId);
  await unit.permit('dues.collect', invoice.member);
  if (invoice.kind !== 'invoice') refuse('not_an_invoice', 'invoiceId', invoice.number);
  const reason = plainWords(input.reason);
  if (!reason) refuse('required', 'reason');
  await lockMember(sql, invoice.member);
  const amount = await amountOf(sql, invoice, input.amount);
  const transaction = await takeOff(unit, {
    assessment: invoice.assessment,
    by: amount,
    account: 'correction',
    reason,
  });
  const note = await writeCreditNote(sql, invoice.id, transaction, amount, reason, unit.actor);
  await unit.record({
    act: 'issueCreditNote',
    place: invoice.member,
    subject: ['invoice', note],
    before: { invoice: invoice.number },
    after: { amount: amount.toString(), currency: invoice.currency },
    reason,
  });
  return note;
}

/** What was typed, or all that remains of the invoice. */
async function amountOf(
  sql: TransactionSql,
  { assessment, currency, number }: Credited,
  typed: string | null | undefined,
): Promise<bigint> {
  const [balance] = await sql<{ left: string }[]>`
    select (amount - reduced)::text as left from assessment_balance where assessment_id = ${assessment}`;
  const left = BigInt(balance?.left ?? '0');
  if (left === 0n) refuse('already_credited', 'invoiceId', number);
  if (typed === null || typed === undefined || typed.trim() === '') return left;
  const amount = minorOf(typed, currency);
  if (typeof amount === 'string') refuse(amount, 'amount', typed);
  if (amount <= 0n) refuse('amount_not_positive', 'amount', typed);
  if (amount > left) refuse('more_than_asked', 'amount', typed);
  return amount;
}

/**
 * Writes the credit note for a booking that took an amount off an invoice. The invoice's own terms and addressee stand
 * on it. Whoever takes off for another reason, such as relief, may document it so too. Answers its id.
 */
export async function writeCreditNote(
  sql: TransactionSql,
  invoice: string,
  transaction: string,
  amount: bigint,
  reason: string,
  actor: string | null,
): Promise<string> {
  const [{ today } = { today: '' }] = await sql<{ today: string }[]>`select current_date::text as today`;
  const { year, prefix, first } = await takeNumbers(sql, 'credit_note', today, 1);
  const number = `${prefix}-${year}-${String(first).padStart(6, '0')}`;
  const [made] = await sql<{ id: string }[]>`
    insert into invoice (kind, series_year, position, number, reference, assessment_id, member_id, region_id, year, amount, currency,
      issued_on, addressee, country, locale, terms_id, credits, reason, transaction_id, issued_by, invented)
    select 'credit_note', ${year}, ${first}, ${number}, ${rfReference(number)}, i.assessment_id, i.member_id, i.region_id, i.year,
      ${amount.toString()}, i.currency, ${today}, i.addressee, i.country, i.locale, i.terms_id, i.id, ${reason}, ${transaction},
      ${actor}, i.invented
    from invoice i where i.id = ${invoice} returning id`;
  return String(made?.id);
}
