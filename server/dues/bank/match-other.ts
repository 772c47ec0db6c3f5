import type { Unit } from '../../unit.ts';
import { chosen, type Scope } from './scope.ts';

/** Days between what somebody recorded by hand and the bank's own day. */
const DAYS_APART = 7;

/**
 * Money that somebody has recorded by hand already, by the bank's reference, or by member, amount and days: it is
 * proposed as recorded, so that it counts once.
 */
export async function proposeRecorded(unit: Unit, scope: Scope): Promise<void> {
  await unit.sql`
    with lines as materialized (
        select l.*, i.member_id, coalesce(l.instructed_amount, l.amount) as sent, coalesce(l.instructed_currency, l.currency) as sent_currency
        from bank_inbox i join bank_line l on l.id = i.line_id where ${chosen(unit, scope)} and i.incoming and i.state <> 'suspense'),
      by_hand as (
        select p.* from payment p where p.received_on >= (select min(booked_on) - ${DAYS_APART}::int from lines)
          and not exists (select from bank_part b join bank_decision d on d.id = b.decision_id
            where b.payment_id = p.id and not exists (select from bank_decision u where u.undoes = d.id))
          and not exists (select from ledger_transaction t where t.payment_id = p.id and t.kind = 'reversal')),
      found as (
        select l.id, p.id as payment_id, p.member_id, 'reference' as code, b.reference as value, l.amount,
          case when p.amount in (l.amount, l.amount + l.charges, l.sent) then 97 else 60 end as confidence
          from lines l join bank_reference b on b.reference in (l.reference, l.end_to_end) join by_hand p on p.id = b.payment_id
        union all
        select l.id, p.id, p.member_id, 'recorded', p.receipt, l.amount, 75
          from lines l join by_hand p on p.member_id = l.member_id and p.currency in (l.currency, l.sent_currency)
            and p.amount in (l.amount, l.amount + l.charges, l.sent) and p.method = 'bank_transfer'
            and p.received_on between l.booked_on - ${DAYS_APART}::int and l.booked_on + ${DAYS_APART}::int),
      -- One payment by hand is one line: of several equal ones the first takes it.
      firsts as (select distinct on (f.payment_id) f.* from found f join bank_line l on l.id = f.id
        order by f.payment_id, f.confidence desc, l.booked_on, l.id),
      best as (select distinct on (id) * from firsts order by id, confidence desc, payment_id)
    update bank_inbox i set kind = 'recorded', member_id = b.member_id, payment_id = b.payment_id, assessment_id = null,
      confidence = b.confidence, reasons = jsonb_build_array(jsonb_build_object('code', 'recorded_' || b.code, 'value', b.value, 'points', b.confidence))
    from best b where i.line_id = b.id`;
}

/** Words by which banks name what they charge, in the languages of their files. */
const CHARGES =
  '\\m(charges?|fees?|commissions?|frais|gastos|comisi[oó]n(es)?|entgelt|geb[uü]hr(en)?)\\M|رسوم|عمولة';

/** Money that went out, or came back from the bank: its charges, or a transfer that was returned. */
export async function proposeOutgoing(unit: Unit, scope: Scope): Promise<void> {
  const { sql } = unit;
  await sql`
    update bank_inbox i set kind = 'charge', confidence = f.confidence,
      reasons = jsonb_build_array(jsonb_build_object('code', f.code, 'value', f.value, 'points', f.confidence))
    from (select l.id, case when l.code in ('CHRG', 'FEES', 'COMM') then 90 else 60 end as confidence,
        case when l.code in ('CHRG', 'FEES', 'COMM') then 'bank_code' else 'words' end as code,
        case when l.code in ('CHRG', 'FEES', 'COMM') then l.code else left(l.text, 60) end as value
      from bank_line l where (l.code in ('CHRG', 'FEES', 'COMM') or l.text ~* ${CHARGES}) and (l.amount < 0 or l.reversal)) f
    where i.line_id = f.id and i.kind = 'none' and ${chosen(unit, scope)}`;
  await sql`
    with lines as materialized (
        select l.* from bank_inbox i join bank_line l on l.id = i.line_id where ${chosen(unit, scope)} and not i.incoming),
      found as (
        select l.id, p.payment_id, p.member_id, case when h.end_to_end = l.end_to_end then 92 else 70 end as confidence,
          case when h.end_to_end = l.end_to_end then 'returned_reference' else 'returned_account' end as code, h.booked_on
        from lines l join bank_line h on h.amount = -l.amount and h.currency = l.currency and h.iban = l.iban and h.booked_on <= l.booked_on
          and (h.end_to_end = l.end_to_end or (h.payer_iban = l.payer_iban and (l.reversal or h.booked_on > l.booked_on - 90)))
        join bank_decision d on d.line_id = h.id and d.kind = 'accepted' and not exists (select from bank_decision u where u.undoes = d.id)
        join bank_part p on p.decision_id = d.id
        where not exists (select from ledger_transaction t where t.payment_id = p.payment_id and t.kind = 'reversal')),
      best as (select distinct on (id) * from (select distinct on (payment_id) * from found order by payment_id, confidence desc, id) f
        order by id, confidence desc, booked_on desc)
    update bank_inbox i set kind = 'return', member_id = b.member_id, payment_id = b.payment_id, confidence = b.confidence,
      reasons = jsonb_build_array(jsonb_build_object('code', b.code, 'value', b.booked_on, 'points', b.confidence))
    from best b where i.line_id = b.id`;
}
