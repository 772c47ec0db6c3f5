import { type OnDate, type Row, type Scope, TODAY } from '../reading/shape.ts';

/**
 * What is open of an assessment on the date: today from the kept balance, for an earlier day from the ledger. `balance`
 * is the alias of a row of assessment_balance.
 */
export function outstanding(balance: Row, scope: OnDate): string {
  if (scope.asOf === TODAY) return `${balance}.outstanding`;
  return `case when ${scope.asOf} >= current_date then ${balance}.outstanding else coalesce((select sum(e.amount)
    from ledger_entry e where e.assessment_id = ${balance}.assessment_id and e.account = 'receivable'
      and e.booked_on <= ${scope.asOf}), 0)::bigint end`;
}

/** What was taken off an assessment without money, up to the date. `balance` as above. */
export function reduced(balance: Row, scope: OnDate): string {
  if (scope.asOf === TODAY) return `${balance}.reduced`;
  return `case when ${scope.asOf} >= current_date then ${balance}.reduced else coalesce((select sum(e.amount)
    from ledger_entry e where e.assessment_id = ${balance}.assessment_id
      and e.account in ('correction', 'relief', 'discount', 'write_off') and e.booked_on <= ${scope.asOf}), 0)::bigint end`;
}

/**
 * By when an assessment is due as of the date: relief may have put it off. Reliefs are few, so most rows are answered by
 * their own date. `balance` as above.
 */
export function dueOn(balance: Row, scope: OnDate): string {
  const late = `${balance}.due_on < ${scope.asOf}${scope.asOf === TODAY ? ` and ${balance}.outstanding > 0` : ''}`;
  return `case when ${late} and exists (select from relief_cover v where v.assessment_id = ${balance}.assessment_id)
    then app.due_on(${balance}.assessment_id, ${balance}.due_on, ${scope.asOf}) else ${balance}.due_on end`;
}

/** Assessments issued up to the date with what was open of them then, as rows `b` of a sub-select. */
export function openOn(scope: OnDate, where: string): string {
  return `(select b.assessment_id, b.member_id, b.region_id, b.year, ${dueOn('b', scope)} as due_on, b.amount, b.currency,
      ${outstanding('b', scope)} as outstanding, ${reduced('b', scope)} as reduced
    from assessment_balance b where b.issued_on <= ${scope.asOf} and ${where})`;
}

/** The state of dues over the rows `s` of `openOn`. */
export function stateOver(scope: Scope): string {
  return `case when count(*) = 0 then 'none'
    when sum(s.outstanding) = 0 then 'paid'
    when bool_or(s.outstanding > 0 and s.due_on < ${scope.asOf}) then 'overdue'
    when bool_or(s.outstanding > 0 and s.outstanding < s.amount - s.reduced) then 'partly'
    else 'owing' end`;
}

/** The state of a member's dues on the date. */
export function duesState(member: string, scope: Scope): string {
  return `(select ${stateOver(scope)} from ${openOn(scope, `b.member_id = ${member}`)} s)`;
}

/** A member's account on the date, by currency, from the kept balance or, for an earlier day, the ledger. */
export function memberAccounts(member: string, scope: Scope): string {
  return `(select currency, coalesce(sum(balance) filter (where account = 'receivable'), 0) as outstanding,
      coalesce(-sum(balance) filter (where account = 'credit'), 0) as credit
    from (
      select mb.account, mb.currency, mb.balance from member_balance mb
        where mb.member_id = ${member} and ${scope.asOf} >= current_date
      union all
      select e.account, e.currency, e.amount from ledger_entry e
        where e.member_id = ${member} and ${scope.asOf} < current_date and e.booked_on <= ${scope.asOf}) x
    where account in ('receivable', 'credit') group by currency)`;
}

/** What was asked and paid for each year on the date; `where` chooses the assessments, `region` is the reader's reach. */
export function totalsByYear(scope: Scope, where: string, region: string): string {
  return `(select s.year, s.currency, ${region} as region_id, sum(s.amount) as assessed,
      sum(s.amount - s.reduced - s.outstanding) as paid, sum(s.reduced) as reduced,
      sum(s.outstanding) as outstanding, count(distinct s.member_id) as members,
      count(distinct s.member_id) - count(distinct s.member_id) filter (where s.outstanding > 0) as paid_up
    from ${openOn(scope, where)} s group by s.year, s.currency)`;
}

/**
 * Members with their dues in each currency: those in `members` (a condition over `ms` and `mr`, the membership and region
 * on the date), and whoever still owes something assessed under `assessed` (a condition over `b`).
 */
export function accounts(scope: Scope, members: string, assessed: string): string {
  const year = `(${scope.arg('year')}::int is null or b.year = ${scope.arg('year')}::int)`;
  return `(select m.place_id, o.name_key, m.place_id as member_id, r.region_id, d.state,
      coalesce(d.currency, (select v.currency from rulebook_version v join network n on n.rulebook = v.rulebook
        order by v.version desc limit 1), 'XXX') as currency,
      coalesce(d.assessed, 0)::bigint as assessed, coalesce(d.reduced, 0)::bigint as reduced, coalesce(d.outstanding, 0)::bigint as outstanding
    from member m
    join organisation o on o.id = m.organisation_id
    join lateral (
      select mr.region_id from member_region mr join membership ms on ms.member_id = mr.member_id and ms.during @> ${scope.asOf}
        where mr.member_id = m.place_id and mr.during @> ${scope.asOf} and ${members}
      union all
      select b.region_id from assessment_balance b where b.member_id = m.place_id and b.outstanding > 0 and ${assessed}
      limit 1) r on true
    left join lateral (select s.currency, ${stateOver(scope)} as state, sum(s.amount) as assessed,
        sum(s.reduced) as reduced, sum(s.outstanding) as outstanding
      from ${openOn(scope, `b.member_id = m.place_id and ${year}`)} s group by s.currency) d on true)`;
}
