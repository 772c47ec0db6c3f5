import { refuse } from '../errors.ts';
import { minorOf } from '../money.ts';
import type { RecordPaymentInput } from '../types.ts';
import type { Permit, Unit } from '../unit.ts';
import { plainWords } from '../words.ts';
import { refuseClosed } from './accounts/periods.ts';
import { book, lockMember, standingsOf } from './ledger.ts';
import { afterPayments, afterReversal } from './relief/discount.ts';
import { rulesOf } from './rulebook.ts';
import { todayOf } from './run.ts';
import { merged, settle } from './settlement.ts';

/**
 * Records money received from a member: it settles the oldest dues, what is over becomes credit, and the receipt
 * takes the next number. Answers the payment's id.
 */
export async function recordPayment(
  unit: Unit,
  permit: Permit<'dues.collect'>,
  input: RecordPaymentInput,
): Promise<string> {
  const { sql } = unit;
  const member = permit.place;
  const today = await todayOf(sql);
  if (input.receivedOn > today) refuse('future_date', 'receivedOn', input.receivedOn);
  await refuseClosed(sql, input.receivedOn, 'receivedOn');
  const [known] = await sql`select 1 from member where place_id = ${member}`;
  if (!known) refuse('not_found', 'memberId', member);
  const currency = input.currency.trim().toUpperCase();
  const rules = await rulesOf(sql, Number(today.slice(0, 4)));
  if (currency !== rules.currency) refuse('currency_not_accepted', 'currency', input.currency);
  const amount = minorOf(input.amount, currency);
  if (typeof amount === 'string') refuse(amount, 'amount', input.amount);
  if (amount <= 0n) refuse('amount_not_positive', 'amount', input.amount);
  await lockMember(sql, member);
  const region = await regionOn(unit, member, input.receivedOn);
  const payment = await writePayment(unit, member, region, input, amount, currency);
  await bookPayment(unit, {
    id: payment,
    member,
    region,
    amount,
    currency,
    receivedOn: input.receivedOn,
    today,
  });
  await afterPayments(unit, [{ id: payment, member }]);
  await unit.record({
    act: 'recordPayment',
    place: member,
    subject: ['payment', payment],
    after: { amount: amount.toString(), currency, receivedOn: input.receivedOn, method: input.method },
  });
  return payment;
}

async function writePayment(
  unit: Unit,
  member: number,
  region: number,
  input: RecordPaymentInput,
  amount: bigint,
  currency: string,
): Promise<string> {
  const reference = plainWords(input.bankReference).replace(/\s+/g, ' ').trim() || null;
  const { sql } = unit;
  const [receipt] = await sql<{ number: string }[]>`
    insert into receipt_series as s (series, last) values (to_char(current_date, 'YYYY'), 1)
    on conflict (series) do update set last = s.last + 1
    returning series || '-' || lpad(last::text, 6, '0') as number`;
  const [made] = await sql<{ id: string }[]>`
    insert into payment (member_id, region_id, receipt, amount, currency, received_on, method, bank_reference, recorded_by)
    values (${member}, ${region}, ${String(receipt?.number)}, ${amount.toString()}, ${currency}, ${input.receivedOn}, ${input.method},
      ${reference}, ${unit.actor}) returning id`;
  const payment = String(made?.id);
  if (reference) {
    const [claimed] = await sql`insert into bank_reference (member_id, region_id, reference, payment_id)
      values (${member}, ${region}, ${reference}, ${payment}) on conflict do nothing returning 1`;
    if (!claimed) refuse('duplicate_payment', 'bankReference', reference);
  }
  return payment;
}

interface Received {
  id: string;
  member: number;
  region: number;
  amount: bigint;
  currency: string;
  receivedOn: string;
  today: string;
}

/** On the day of receipt it settles what had been issued by then; what was issued since is settled from credit today. */
async function bookPayment(unit: Unit, payment: Received): Promise<void> {
  const { member, region, currency, amount } = payment;
  const shared = { member, region, currency, payment: payment.id };
  const before = await standingOf(unit, member, currency);
  const issued = before.standings.filter((one) => one.issuedOn <= payment.receivedOn);
  const entries = merged([
    { account: 'bank', region, assessment: null, amount },
    { account: 'credit', region, assessment: null, amount: -amount },
    ...settle(issued, amount, region),
  ]);
  await book(unit.sql, [{ ...shared, kind: 'payment', bookedOn: payment.receivedOn, entries }], unit.actor);
  const after = await standingOf(unit, member, currency);
  const since = settle(after.standings, after.credit, region);
  await book(
    unit.sql,
    [{ ...shared, kind: 'settlement', bookedOn: payment.today, entries: since }],
    unit.actor,
  );
}

async function standingOf(unit: Unit, member: number, currency: string) {
  return (await standingsOf(unit.sql, [member], currency)).get(member) ?? { standings: [], credit: 0n };
}

/**
 * Takes a payment back, e.g. a transfer that was returned: the money leaves, with the reason, and the newest dues that
 * are no longer covered are open again. Its receipt stays in the series, marked as reversed; its bank reference is free.
 */
export async function reversePayment(unit: Unit, id: string, reason: string): Promise<string> {
  const { sql } = unit;
  const [payment] = await sql<
    { member: number; region: number; amount: string; currency: string; receipt: string }[]
  >`
    select member_id as member, region_id as region, amount::text, currency, receipt from payment where id = ${id}`;
  if (!payment) refuse('not_found', 'paymentId', id);
  await unit.permit('dues.collect', payment.member);
  const words = plainWords(reason);
  if (!words) refuse('required', 'reason');
  const { member, region, currency, receipt } = payment;
  await lockMember(sql, member);
  const [booked] = await sql<{ id: string; reversed: boolean }[]>`
    select t.id, exists (select 1 from ledger_transaction r where r.reverses = t.id) as reversed
    from ledger_transaction t where t.payment_id = ${id} and t.kind = 'payment'`;
  if (!booked || booked.reversed) refuse('already_reversed', 'paymentId', receipt);
  const amount = BigInt(payment.amount);
  const { standings, credit } = await standingOf(unit, member, currency);
  const entries = merged([
    { account: 'bank', region, assessment: null, amount: -amount },
    { account: 'credit', region, assessment: null, amount },
    ...settle(standings, credit - amount, region),
  ]);
  const bookedOn = await todayOf(sql);
  await book(
    sql,
    [
      {
        kind: 'reversal',
        bookedOn,
        member,
        region,
        currency,
        payment: id,
        reverses: booked.id,
        reason: words,
        entries,
      },
    ],
    unit.actor,
  );
  await afterReversal(unit, member, words);
  await sql`delete from bank_reference where payment_id = ${id}`;
  await unit.record({
    act: 'reversePayment',
    place: member,
    subject: ['payment', id],
    before: { receipt },
    reason: words,
  });
  return id;
}

/** The member's region on the day; where it had none then, its last before or first after. */
async function regionOn(unit: Unit, member: number, day: string): Promise<number> {
  const [row] = await unit.sql<{ region: number }[]>`
    select region_id as region from member_region where member_id = ${member}
    order by during @> ${day}::date desc, lower(during) > ${day}::date, lower(during) desc limit 1`;
  if (!row) refuse('not_found', 'memberId', member);
  return row.region;
}
