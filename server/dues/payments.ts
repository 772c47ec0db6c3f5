import { refuse } from '../errors.ts';
import { minorOf } from '../money.ts';
import { exactFromText } from '../rules/exact.ts';
import type { RecordPaymentInput } from '../types.ts';
import type { Permit, Unit } from '../unit.ts';
import { plainWords } from '../words.ts';
import { refuseClosed } from './accounts/periods.ts';
import { acceptedOn, rateOfDay } from './currencies.ts';
import type { Rate } from './facts/rates.ts';
import { book, lockMember, standingsOf } from './ledger.ts';
import { MONEY, receive } from './receiving.ts';
import { afterReversal } from './relief/discount.ts';
import { rulesOf } from './rulebook.ts';
import { todayOf } from './run.ts';
import { type Account, type Entry, merged, settle } from './settlement.ts';

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
  const rules = await rulesOf(sql, Number(today.slice(0, 4)));
  const currency = input.currency.trim().toUpperCase();
  const accepted = await acceptedOn(sql, rules, input.receivedOn);
  if (!accepted.has(currency)) refuse('currency_not_accepted', 'currency', input.currency);
  const amount = minorOf(input.amount, currency);
  if (typeof amount === 'string') refuse(amount, 'amount', input.amount);
  if (amount <= 0n) refuse('amount_not_positive', 'amount', input.amount);
  const rate = currency === rules.currency ? null : await rateFor(unit, input, currency, rules.currency);
  const bankReference = referenceText(input.bankReference);
  const [payment = ''] = await receive(
    unit,
    permit,
    [
      {
        ...{ member, receivedOn: input.receivedOn, method: input.method, bankReference },
        ...{ amount, currency, rate, arrived: null, names: null },
      },
    ],
    rules.currency,
  );
  await unit.record({
    act: 'recordPayment',
    place: member,
    subject: ['payment', payment],
    after: { amount: amount.toString(), currency, receivedOn: input.receivedOn, method: input.method },
  });
  return payment;
}

/** A bank reference as it is compared: without what cannot be seen, with single blanks. */
export function referenceText(typed: string | null | undefined): string | null {
  return plainWords(typed).replace(/\s+/g, ' ').trim() || null;
}

/** The rate that whoever records the payment states, else the last one published by the day of receipt. */
async function rateFor(unit: Unit, input: RecordPaymentInput, from: string, to: string): Promise<Rate> {
  const typed = plainWords(input.rate);
  if (!typed) return rateOfDay(unit.sql, from, to, input.receivedOn);
  const exact = /^\d{1,9}(\.\d{1,12})?$/.test(typed) ? exactFromText(typed) : null;
  if (!exact || exact.n <= 0n) refuse('rate_invalid', 'rate', input.rate);
  return { from, to, rate: exact.toText(), day: input.receivedOn, source: '', exact };
}

/** As `takeBack`, by somebody's own decision. Money that came with a bank's file is taken back at its line, which then waits again. */
export async function reversePayment(unit: Unit, id: string, reason: string): Promise<string> {
  const [line] = await unit.sql`
    select 1 from bank_part p join bank_decision d on d.id = p.decision_id
    where p.payment_id = ${id} and d.kind = 'accepted' and not exists (select from bank_decision u where u.undoes = d.id)`;
  if (line) refuse('payment_from_bank_line', 'paymentId');
  return takeBack(unit, id, reason);
}

/**
 * Takes a payment back, e.g. a transfer that was returned: the money leaves, with the reason, and the newest dues that
 * are no longer covered are open again. Its receipt stays in the series, marked as reversed; its bank reference is free.
 */
export async function takeBack(unit: Unit, id: string, reason: string): Promise<string> {
  const { sql } = unit;
  const [payment] = await sql<{ member: number; region: number; receipt: string }[]>`
    select member_id as member, region_id as region, receipt from payment where id = ${id}`;
  if (!payment) refuse('not_found', 'paymentId', id);
  await unit.permit('dues.collect', payment.member);
  const words = plainWords(reason);
  if (!words) refuse('required', 'reason');
  const { member, region, receipt } = payment;
  await lockMember(sql, member);
  const [booked] = await sql<{ id: string; reversed: boolean }[]>`
    select t.id, exists (select 1 from ledger_transaction r where r.reverses = t.id) as reversed
    from ledger_transaction t where t.payment_id = ${id} and t.kind = 'payment'`;
  if (!booked || booked.reversed) refuse('already_reversed', 'paymentId', receipt);
  const { money, counted, currency } = await moneyBooked(unit, booked.id);
  const { standings, credit } = await standingOf(unit, member, currency);
  const entries = merged([
    ...money.map((entry) => ({ ...entry, amount: -entry.amount })),
    { account: 'credit', region, assessment: null, amount: counted },
    ...settle(standings, credit - counted, region),
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

async function standingOf(unit: Unit, member: number, currency: string) {
  return (await standingsOf(unit.sql, [member], currency)).get(member) ?? { standings: [], credit: 0n };
}

/** Where a payment put its money, and what it counted for in the currency of dues. */
async function moneyBooked(unit: Unit, transaction: string) {
  const rows = await unit.sql<{ account: Account; region: number; currency: string; amount: string }[]>`
    select account, region_id as region, currency, amount::text from ledger_entry where transaction_id = ${transaction} order by id`;
  const isMoney = ({ account }: { account: Account }) => MONEY.includes(account);
  const currency = String(rows.find((row) => !isMoney(row))?.currency);
  const money = rows.filter(isMoney).map(({ account, region, currency: own, amount }): Entry => {
    const entry = { account, region, assessment: null, amount: BigInt(amount) };
    return own === currency ? entry : { ...entry, currency: own };
  });
  const counted = money.filter((entry) => !entry.currency).reduce((sum, { amount }) => sum + amount, 0n);
  return { money, counted, currency };
}
