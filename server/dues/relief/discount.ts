import type { TransactionSql } from 'postgres';
import { decimalsOf, major } from '../../money.ts';
import { minorUnits } from '../../rules/values.ts';
import type { Unit } from '../../unit.ts';
import { giveBack, takeOff } from '../reductions.ts';
import { type Rules, rulesAt } from '../rulebook.ts';
import { RELIEF } from './rules.ts';
import { moveSponsored } from './sponsorship.ts';

/** A payment that has been booked. */
interface Booked {
  id: string;
  member: number;
}

/**
 * What follows from payments, once they are booked: dues that were settled in time get the discount of the rulebook, and
 * what is over goes to those whom the payers promised to pay for. A few statements, however many payments.
 */
export async function afterPayments(unit: Unit, payments: readonly Booked[]): Promise<void> {
  const rules = new Map<string, Rules>();
  const given = new Set<string>();
  for (const one of await settledBy(unit.sql, payments)) {
    if (given.has(one.assessment)) continue;
    const key = `${one.rulebook} ${one.version} ${one.year}`;
    const known = rules.get(key) ?? (await rulesAt(unit.sql, one.rulebook, one.version, one.year));
    rules.set(key, known);
    if (known.has(RELIEF.discount) && (await giveDiscount(unit, known, one))) given.add(one.assessment);
  }
  await moveSponsored(
    unit,
    payments.map(({ member }) => member),
  );
}

interface Settled {
  payment: string;
  receipt: string;
  receivedOn: string;
  assessment: string;
  member: number;
  region: number;
  year: number;
  rulebook: string;
  version: number;
  currency: string;
  asked: string;
  outstanding: string;
}

/** Full assessments that the payments settled something of and that have no discount yet. */
async function settledBy(sql: TransactionSql, payments: readonly Booked[]): Promise<Settled[]> {
  return sql<Settled[]>`
    select distinct p.id as payment, p.receipt, p.received_on::text as "receivedOn", a.id as assessment, a.member_id as member,
      a.region_id as region, a.year, a.rulebook, a.version, a.currency, (b.amount - b.reduced)::text as asked, b.outstanding::text
    from payment p
    join ledger_transaction t on t.payment_id = p.id
    join ledger_entry e on e.transaction_id = t.id and e.account = 'receivable'
    join assessment a on a.id = e.assessment_id and a.kind = 'full' and a.issued_on <= p.received_on
    join assessment_balance b on b.assessment_id = a.id
    where p.id = any(${payments.map(({ id }) => id)}::uuid[])
      and not exists (select from early_discount d where d.assessment_id = a.id
        and not exists (select from ledger_transaction r where r.reverses = d.transaction_id))
    order by a.year, a.id, p.id`;
}

/** The discount is given when what is still open, if anything, is no more than the discount itself. */
async function giveDiscount(unit: Unit, rules: Rules, one: Settled): Promise<boolean> {
  const facts = { asked: major(BigInt(one.asked), one.currency), paid_on: one.receivedOn, year: one.year };
  const found = rules.over(facts)(RELIEF.discount);
  if (!found.ok) throw new Error(`the discount of ${rules.code} fails: ${found.faults[0]?.reason}`);
  const discount = minorUnits(found.result, decimalsOf(one.currency));
  if (discount <= 0n || BigInt(one.outstanding) > discount) return false;
  const { sql } = unit;
  const transaction = await takeOff(unit, {
    assessment: one.assessment,
    by: discount,
    account: 'discount',
    reason: `${found.article.no} · ${one.receipt}`,
  });
  await sql`insert into early_discount (transaction_id, member_id, region_id, assessment_id, payment_id, amount, currency, article, why)
    values (${transaction}, ${one.member}, ${one.region}, ${one.assessment}, ${one.payment}, ${discount.toString()},
      ${one.currency}, ${found.article.no}, ${sql.json(found.trace as never)})`;
  return true;
}

/** After a payment was taken back: discounts of dues that are open again are taken back too. */
export async function afterReversal(unit: Unit, member: number, reason: string): Promise<void> {
  const open = await unit.sql<{ transaction: string }[]>`
    select d.transaction_id as transaction from early_discount d
    join assessment_balance b on b.assessment_id = d.assessment_id and b.outstanding > 0
    where d.member_id = ${member} and not exists (select from ledger_transaction r where r.reverses = d.transaction_id)
    order by d.transaction_id`;
  for (const { transaction } of open) await giveBack(unit, transaction, reason);
}
