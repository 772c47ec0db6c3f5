-- What a run books is most of what is ever booked: a first booking now stands in the balance as it comes, not in two steps.

-- As in 0009; a new assessment enters its balance with what was booked, and only those before are changed.
create or replace function app.post_entries() returns trigger language plpgsql
  security definer set search_path = public, app, pg_temp as $$
begin
  if exists (select from added e join ledger_transaction t on t.id = e.transaction_id
      where t.made_in <> pg_current_xact_id() or t.member_id is distinct from e.member_id) then
    raise exception 'ledger: entries are added only with their transaction, for its member' using errcode = 'NF002';
  end if;
  if exists (select from added group by transaction_id, currency having sum(amount) <> 0) then
    raise exception 'ledger: a transaction is not in balance' using errcode = 'NF003';
  end if;
  -- The change sees the balances as they were before the insertion beside it.
  with booked as (
    select e.assessment_id,
      coalesce(sum(e.amount) filter (where e.account = 'receivable'), 0) as opened,
      coalesce(sum(e.amount) filter (where e.account <> 'receivable'), 0) as taken_off
    from added e where e.account in ('receivable', 'correction', 'relief', 'discount', 'write_off')
    group by 1),
  first as (
    insert into assessment_balance (assessment_id, member_id, region_id, year, issued_on, due_on, amount, outstanding, reduced, currency)
    select a.id, a.member_id, a.region_id, a.year, a.issued_on, a.due_on, a.amount, s.opened, s.taken_off, a.currency
    from booked s join assessment a on a.id = s.assessment_id
    where not exists (select from assessment_balance b where b.assessment_id = s.assessment_id)
    order by a.id)
  update assessment_balance b set outstanding = b.outstanding + s.opened, reduced = b.reduced + s.taken_off
    from booked s where b.assessment_id = s.assessment_id;
  insert into member_balance as b (member_id, account, currency, balance)
    select e.member_id, e.account, e.currency, sum(e.amount) from added e where e.member_id is not null
    group by 1, 2, 3 order by 1, 2, 3
  on conflict (member_id, account, currency) do update set balance = b.balance + excluded.balance;
  return null;
end $$;
