import { refuse } from '../../errors.ts';
import type { Unit } from '../../unit.ts';
import { acceptedOn, paymentTerms, usableRate } from '../currencies.ts';
import { minorScale } from '../facts/rates.ts';
import { type Rules, rulesOf } from '../rulebook.ts';
import { todayOf } from '../run.ts';
import { proposeOutgoing, proposeRecorded } from './match-other.ts';
import { chosen, type Scope, scopeOf } from './scope.ts';

/** Points of each reason; 100 would be certainty, which only a person has. */
const POINTS = {
  reference: 70,
  number: 60,
  account: 45,
  accounts: 25,
  name: 40,
  amount: 25,
  only: 30,
  near: 20,
  none: 15,
};
/** So many members at most are compared further for a name that many are like. */
const GUESSES = 5;
/** Names less alike than this are different names. */
const ALIKE = 0.35;

/**
 * Proposes what each line of the inbox is: by the reference or the invoice's number in the payer's words, by who paid
 * from that account before, by the payer's name, and by the amount. All in a few statements over all lines together.
 */
export async function propose(unit: Unit, of: Scope): Promise<void> {
  const { sql } = unit;
  const scope = await scopeOf(unit, of);
  const today = await todayOf(sql);
  const rules = await rulesOf(sql, Number(today.slice(0, 4)));
  await sql`select set_config('pg_trgm.similarity_threshold', ${String(ALIKE)}, true)`;
  await sql`update bank_inbox i set kind = 'none', member_id = null, assessment_id = null, payment_id = null, confidence = 0,
      reasons = '[]', others = '[]' where ${chosen(unit, scope)} and (kind <> 'none' or confidence > 0 or reasons <> '[]')`;
  // The planner knows nothing of lines that came a moment ago, takes them for few, and would compare each with each.
  const many = scope === 'all' || 'file' in scope;
  if (many) await sql`select set_config('enable_nestloop', 'off', true)`;
  await proposeIncoming(unit, scope, rules, await countedRates(unit, scope, rules, today));
  await proposeRecorded(unit, scope);
  await proposeOutgoing(unit, scope);
  if (many) await sql`select set_config('enable_nestloop', 'on', true)`;
}

/** The same for everything that waits, after the register or the rates have changed. Answers how many lines there are. */
export async function matchBankLines(unit: Unit): Promise<number> {
  await unit.permit('bank.match', 1);
  await unit.sql`select set_config('statement_timeout', '60s', true)`;
  const [any] = await unit.sql`select 1 from bank_inbox limit 1`;
  if (!any) refuse('bank_inbox_empty');
  await propose(unit, 'all');
  const [waiting] = await unit.sql<
    { n: number }[]
  >`select count(*)::int as n from bank_inbox where kind <> 'none'`;
  await unit.record({
    act: 'matchBankLines',
    place: 1,
    subject: ['network', 1],
    after: { matched: waiting?.n ?? 0 },
  });
  return waiting?.n ?? 0;
}

/** In minor units. */
interface CountedRate {
  currency: string;
  day: string;
  n: string;
  d: string;
}

/** At which rate each other currency counts on each day that lines of it are of: as few look-ups as there are days. */
async function countedRates(unit: Unit, scope: Scope, rules: Rules, today: string): Promise<CountedRate[]> {
  const { sql } = unit;
  const accepted = [...(await acceptedOn(sql, rules, today))].filter((one) => one !== rules.currency);
  const days = await sql<{ currency: string; day: string }[]>`
    select distinct c.currency, l.booked_on::text as day from bank_inbox i join bank_line l on l.id = i.line_id,
      lateral (values (l.currency), (l.instructed_currency)) c(currency)
    where ${chosen(unit, scope)} and i.incoming and c.currency = any(${accepted}::text[]) order by 2 desc limit 2000`;
  const found: CountedRate[] = [];
  for (const { currency, day } of days) {
    const rate = await usableRate(sql, currency, rules.currency, day);
    if (!rate) continue;
    const { n, d } = rate.exact.mul(minorScale(currency, rules.currency));
    found.push({ currency, day, n: n.toString(), d: d.toString() });
  }
  return found;
}

async function proposeIncoming(unit: Unit, scope: Scope, rules: Rules, rates: CountedRate[]): Promise<void> {
  const { sql } = unit;
  const { charges } = await paymentTerms(sql, rules, await todayOf(sql));
  const bears = charges !== 'payer';
  await sql`
    with lines as materialized (
        select l.*, l.amount + case when ${bears} then l.charges else 0 end as gross,
          coalesce(l.instructed_amount, l.amount + case when ${bears} then l.charges else 0 end) as sent,
          coalesce(l.instructed_currency, l.currency) as sent_currency
        from bank_inbox i join bank_line l on l.id = i.line_id where ${chosen(unit, scope)} and i.incoming),
      rates as (select * from jsonb_to_recordset(${sql.json(rates as never)}) r(currency text, day date, n numeric, d numeric)),
      -- What a line counts for in the currency of dues; a range where the rate rounds.
      counted as materialized (
        select l.*, case when l.sent_currency = ${rules.currency} then l.sent
            when r.n is not null then div(2 * l.sent * r.n + r.d, 2 * r.d)::bigint
            when l.currency = ${rules.currency} then l.gross end as counts
        from lines l left join rates r on r.currency = l.sent_currency and r.day = l.booked_on),
      owed as materialized (
        select assessment_id, member_id, outstanding, amount, year from assessment_balance
        where currency = ${rules.currency} and outstanding > 0),
      debtors as materialized (select member_id, sum(outstanding)::bigint as total from owed group by 1),
      words as (select l.id, w.token from lines l, unnest(l.tokens) w(token)),
      bills as materialized (
        select v.id, v.member_id, v.assessment_id, v.reference, upper(regexp_replace(v.number, '[^A-Za-z0-9]', '', 'g')) as bare, v.number, v.terms_id
        from invoice v where v.kind = 'invoice'),
      named as materialized (
        select w.id, b.member_id, b.assessment_id, b.terms_id, 'reference' as code, b.reference as value, ${POINTS.reference}::int as points
          from words w join bills b on b.reference = w.token
        union all
        select w.id, b.member_id, b.assessment_id, b.terms_id, 'number', b.number, ${POINTS.number}::int from words w join bills b on b.bare = w.token),
      past as materialized (
        select h.payer_iban, p.member_id, count(*) over (partition by h.payer_iban) as members
        from bank_part p join bank_decision d on d.id = p.decision_id join bank_line h on h.id = d.line_id
        where h.payer_iban in (select payer_iban from lines) and not exists (select from bank_decision u where u.undoes = d.id)
        group by 1, 2),
      -- Of lines that name an invoice only the member of that is compared; the others are compared with all.
      payers as materialized (select distinct payer_key from lines where payer_key is not null and id not in (select id from named)),
      alike as materialized (
        select payer_key, member_id, name, likeness from (select a.*, row_number() over (partition by payer_key order by likeness desc, member_id) as place from (
        select payer_key, member_id, name, max(likeness) as likeness from (
          select p.payer_key, m.place_id as member_id, o.name, similarity(o.name_key, p.payer_key)::float8 as likeness
            from payers p join organisation o on o.name_key % p.payer_key join member m on m.organisation_id = o.id
          union all
          select p.payer_key, m.place_id, o.name, 1 from payers p join organisation o on app.key(o.acronym) = p.payer_key
            join member m on m.organisation_id = o.id where length(o.acronym) > 2) b group by 1, 2, 3) a) ranked where place <= ${GUESSES}::int),
      found as (
        select id, member_id, assessment_id, code, value, points from named
        union all
        select l.id, p.member_id, null, case when p.members = 1 then 'account' else 'accounts' end, l.payer_iban,
          case when p.members = 1 then ${POINTS.account}::int else ${POINTS.accounts}::int end
          from lines l join past p on p.payer_iban = l.payer_iban
        union all
        select l.id, a.member_id, null, 'name', a.name, round(${POINTS.name}::int * a.likeness * a.likeness)::int
          from lines l join alike a on a.payer_key = l.payer_key
        union all
        select l.id, n.member_id, null, 'name', o.name, round(${POINTS.name}::int * power(similarity(o.name_key, l.payer_key), 2))::int
          from named n join lines l on l.id = n.id join member m on m.place_id = n.member_id join organisation o on o.id = m.organisation_id
          where similarity(o.name_key, l.payer_key) >= ${ALIKE}::float8
        union all
        -- Nothing but the amount: only where a single member owes just that.
        select c.id, d.member_id, null, 'only', null, ${POINTS.only}::int from counted c
          join (select total, min(member_id) as member_id from debtors group by total having count(*) = 1) d on d.total = c.counts),
      pairs as (
        select id, member_id, (array_agg(assessment_id order by points desc) filter (where assessment_id is not null))[1] as assessment_id,
          jsonb_agg(distinct jsonb_build_object('code', code, 'value', value, 'points', points)) as reasons
        from (select distinct on (id, member_id, code) * from found order by id, member_id, code, points desc) best group by 1, 2),
      singles as materialized (
        select distinct on (member_id, outstanding) member_id, outstanding, assessment_id from owed order by member_id, outstanding, year),
      -- What an invoice states in the currency in which it was paid, to the last cent.
      stated as materialized (
        select distinct n.id, n.assessment_id from named n join counted c on c.id = n.id join owed o on o.assessment_id = n.assessment_id
          join invoice_terms t on t.id = n.terms_id, lateral app.payable(o.outstanding, t.rates) y
        where c.sent_currency <> ${rules.currency} and y.currency = c.sent_currency and y.amount_payable = c.sent),
      weighed as (
        select p.id, p.member_id, coalesce(p.assessment_id, one.assessment_id) as assessment_id, p.reasons || case
            when c.counts is null then jsonb_build_array(jsonb_build_object('code', 'currency', 'value', c.sent_currency, 'points', ${-POINTS.near}::int))
            when c.counts = o.outstanding or x.id is not null or d.total = c.counts or (p.assessment_id is null and one.assessment_id is not null)
              then jsonb_build_array(jsonb_build_object('code', 'amount', 'value', null, 'points', ${POINTS.amount}::int))
            when d.total is null then jsonb_build_array(jsonb_build_object('code', 'nothing_open', 'value', null, 'points', ${-POINTS.none}::int))
            else jsonb_build_array(jsonb_build_object('code', case when c.counts > d.total then 'more' else 'less' end,
              'value', (c.counts - d.total)::text, 'points', 0)) end as reasons
        from pairs p join counted c on c.id = p.id
        left join debtors d on d.member_id = p.member_id
        left join owed o on o.assessment_id = p.assessment_id
        left join singles one on one.member_id = p.member_id and one.outstanding = c.counts and d.total <> c.counts
        left join stated x on x.id = p.id and x.assessment_id = p.assessment_id),
      scored as (
        select w.*, greatest(1, least(99, (select sum((r ->> 'points')::int) from jsonb_array_elements(w.reasons) r)))::int as score from weighed w),
      ranked as materialized (
        select s.*, row_number() over (partition by id order by score desc, member_id) as place,
          lead(score) over (partition by id order by score desc, member_id) as next from scored s),
      rivals as (
        select id, jsonb_agg(jsonb_build_object('member', member_id, 'confidence', score) order by score desc) as others
        from ranked where place between 2 and 4 group by id)
    update bank_inbox i set kind = 'payment', member_id = r.member_id, assessment_id = r.assessment_id,
      confidence = case when r.next > r.score - 10 then greatest(1, r.score - ${POINTS.near}::int) else r.score end,
      reasons = (select jsonb_agg(x order by abs((x ->> 'points')::int) desc) from jsonb_array_elements(r.reasons
        || case when r.next > r.score - 10 then jsonb_build_array(jsonb_build_object('code', 'others', 'value', null, 'points', ${-POINTS.near}::int)) else '[]' end) x),
      others = coalesce(v.others, '[]')
    from ranked r left join rivals v on v.id = r.id where r.place = 1 and i.line_id = r.id`;
}
