import { Fault, refuse } from '../../errors.ts';
import { holdStill } from '../../membership/rule.ts';
import { minorOf } from '../../money.ts';
import type {
  ChargeAffiliatesInput,
  RecordAffiliatePaymentInput,
  SetAffiliateTariffInput,
  UndoAffiliateEntryInput,
} from '../../types.ts';
import type { Permit, Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';

const LONGEST_NOTE = 200;
/** Charging a whole register takes longer than a page may. */
const PATIENCE = '60s';
const YEARS = { from: 1900, to: 2999 };

/** Sets what a category pays for a year. What was charged before stays as it was charged. */
export async function setAffiliateTariff(unit: Unit, input: SetAffiliateTariffInput): Promise<string> {
  const [category] = await unit.sql<{ member: number; closed: boolean }[]>`
    select member_id as member, closed_on is not null as closed from affiliate_category where id = ${input.categoryId}`;
  if (!category) throw new Fault('NOT_FOUND');
  await unit.permit('affiliate_dues.keep', category.member);
  if (category.closed) refuse('category_closed', 'categoryId');
  refuseYear(input.year);
  const { amount, currency } = moneyOf(input.amount, input.currency);
  if (amount < 0n) refuse('amount_not_positive', 'amount', input.amount);
  const [other] = await unit.sql<{ currency: string }[]>`
    select t.currency from affiliate_tariff t where t.member_id = ${category.member} and t.year = ${input.year}
      and t.currency <> ${currency} and t.category_id <> ${input.categoryId} limit 1`;
  if (other) refuse('tariff_currency', 'currency', other.currency);
  await unit.sql`insert into affiliate_tariff (member_id, category_id, year, amount, currency, by_id)
    values (${category.member}, ${input.categoryId}, ${input.year}, ${amount.toString()}, ${currency}, ${unit.actor})`;
  await unit.record({
    act: 'setAffiliateTariff',
    place: category.member,
    subject: ['affiliate_category', input.categoryId],
    after: { year: input.year, amount: amount.toString(), currency },
  });
  return input.categoryId;
}

/** Charges the year to all who are in a category with a tariff on the day, once each. Answers how many were. */
export async function chargeAffiliates(
  unit: Unit,
  permit: Permit<'affiliate_dues.keep'>,
  input: ChargeAffiliatesInput,
): Promise<{ member: number; charged: number }> {
  const { sql } = unit;
  const member = permit.place;
  refuseYear(input.year);
  await holdStill(unit, 'affiliate_dues', member);
  await sql`select set_config('statement_timeout', ${PATIENCE}, true)`;
  const [asked] = await sql<{ tariffs: number; coming: boolean }[]>`
    select (select count(*)::int from affiliate_tariff where member_id = ${member} and year = ${input.year}) as tariffs,
      coalesce(${input.day ?? null}::date > current_date, false) as coming`;
  if (asked?.tariffs === 0) refuse('no_tariff', 'year', input.year);
  if (asked?.coming) refuse('date_in_future', 'day', input.day);
  const made = await sql`
    with tariff as (select distinct on (category_id) category_id, amount, currency from affiliate_tariff
      where member_id = ${member} and year = ${input.year} order by category_id, set_at desc)
    insert into affiliate_entry (member_id, affiliate_id, kind, year, category_id, amount, currency, day, by_id)
    select a.member_id, a.id, 'charge', ${input.year}, t.category_id, t.amount, t.currency, current_date, ${unit.actor}
    from affiliate a
    cross join (select coalesce(${input.day ?? null}::date, current_date) as day) d
    join affiliate_placing p on p.affiliate_id = a.id and p.since <= d.day and p.until > d.day
    join tariff t on t.category_id = p.category_id and t.amount > 0
    where a.member_id = ${member} and a.since <= d.day and a.until > d.day
      and not exists (select from affiliate_entry e where e.affiliate_id = a.id and e.kind = 'charge' and e.year = ${input.year}
        and not exists (select from affiliate_entry u where u.undoes = e.id))`;
  if (made.count === 0) refuse('nobody_to_charge', 'year', input.year);
  const after = { year: input.year, charged: made.count };
  await unit.record({ act: 'chargeAffiliates', place: member, subject: ['member', member], after });
  return { member, charged: made.count };
}

/** Records money that an affiliate paid to its council. */
export async function recordAffiliatePayment(
  unit: Unit,
  input: RecordAffiliatePaymentInput,
): Promise<string> {
  const { sql } = unit;
  const [found] = await sql<{ member: number; coming: boolean }[]>`
    select member_id as member, coalesce(${input.paidOn ?? null}::date > current_date, false) as coming
    from affiliate where id = ${input.affiliateId}`;
  if (!found) throw new Fault('NOT_FOUND');
  await unit.permit('affiliate_dues.keep', found.member);
  const { amount, currency } = moneyOf(input.amount, input.currency);
  if (amount <= 0n) refuse('amount_not_positive', 'amount', input.amount);
  if (found.coming) refuse('date_in_future', 'paidOn', input.paidOn);
  const note = noteOf(input.note);
  const [made] = await sql<{ id: string }[]>`
    insert into affiliate_entry (member_id, affiliate_id, kind, amount, currency, day, note, by_id)
    values (${found.member}, ${input.affiliateId}, 'payment', ${(-amount).toString()}, ${currency},
      coalesce(${input.paidOn ?? null}::date, current_date), ${note}, ${unit.actor}) returning id`;
  await unit.record({
    act: 'recordAffiliatePayment',
    place: found.member,
    subject: ['affiliate_entry', String(made?.id)],
    after: { affiliate: input.affiliateId, amount: amount.toString(), currency },
  });
  return input.affiliateId;
}

/** Takes a charge or a payment back by a row of the opposite amount. */
export async function undoAffiliateEntry(unit: Unit, input: UndoAffiliateEntryInput): Promise<string> {
  await holdStill(unit, 'affiliate_entry', input.id);
  const [found] = await unit.sql<{ member: number; affiliate: string; kind: string; undone: boolean }[]>`
    select e.member_id as member, e.affiliate_id as affiliate, e.kind,
      exists (select from affiliate_entry u where u.undoes = e.id) as undone
    from affiliate_entry e where e.id = ${input.id}`;
  if (!found) throw new Fault('NOT_FOUND');
  await unit.permit('affiliate_dues.keep', found.member);
  const reason = noteOf(input.reason);
  if (!reason) refuse('required', 'reason');
  if (found.undone || found.kind === 'undone') refuse('entry_undone', 'id');
  await unit.sql`insert into affiliate_entry (member_id, affiliate_id, kind, amount, currency, day, note, undoes, by_id)
    select member_id, affiliate_id, 'undone', -amount, currency, current_date, ${reason}, id, ${unit.actor}
    from affiliate_entry where id = ${input.id}`;
  await unit.record({
    act: 'undoAffiliateEntry',
    place: found.member,
    subject: ['affiliate_entry', input.id],
    reason,
  });
  return found.affiliate;
}

function refuseYear(year: number): void {
  if (year < YEARS.from || year > YEARS.to) refuse('year_invalid', 'year', year);
}

/** An amount as typed in its currency; refused at its field. */
function moneyOf(typed: string, of: string): { amount: bigint; currency: string } {
  const currency = of.trim().toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) refuse('currency_unknown', 'currency', of);
  const amount = minorOf(typed, currency);
  if (typeof amount === 'string') refuse(amount, 'amount', typed);
  return { amount, currency };
}

function noteOf(given: string | null | undefined): string | null {
  const note = plainWords(given) || null;
  if ((note?.length ?? 0) > LONGEST_NOTE) refuse('too_long', 'note', LONGEST_NOTE);
  return note;
}
