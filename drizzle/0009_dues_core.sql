-- What is asked may be corrected, relieved or written off without money; and the network books what concerns no member.

-- A difference to what was assessed first: above zero it is asked for itself, below zero it takes off the full one.
alter table assessment
  add column kind text not null default 'full' check (kind in ('full', 'difference')),
  add column corrects uuid,
  add column reason text check (reason <> ''),
  drop constraint assessment_amount_check,
  drop constraint assessment_member_id_year_key,
  add foreign key (corrects, member_id, region_id) references assessment (id, member_id, region_id),
  add check (case kind when 'full' then amount > 0 and corrects is null else amount <> 0 and reason is not null end),
  add check (amount > 0 or corrects is not null);
create unique index assessment_full on assessment (member_id, year) where kind = 'full';
create index assessment_of_member on assessment (member_id, year);
create index assessment_corrects on assessment (corrects) where corrects is not null;

alter table ledger_transaction
  alter column member_id drop not null,
  alter column region_id drop not null,
  drop constraint ledger_transaction_kind_check,
  drop constraint ledger_transaction_check,
  add constraint ledger_transaction_kind_check check (kind in
    ('assessment', 'payment', 'settlement', 'reversal', 'reduction', 'refund', 'transfer', 'suspense', 'charge', 'payout')),
  add check (kind <> 'assessment' or assessment_id is not null),
  add check (kind not in ('reduction', 'refund', 'transfer') or reason is not null),
  -- Without a member it is the region's booking, without either the network's own.
  add check (member_id is null or region_id is not null),
  add check (member_id is not null or (assessment_id is null and payment_id is null)),
  add foreign key (reverses) references ledger_transaction;

alter table ledger_entry
  alter column member_id drop not null,
  alter column region_id drop not null,
  drop constraint ledger_entry_account_check,
  drop constraint ledger_entry_check,
  -- The trigger below compares the members, of which either may be none.
  drop constraint ledger_entry_transaction_id_member_id_fkey,
  add foreign key (transaction_id) references ledger_transaction,
  add constraint ledger_entry_account_check check (account in
    ('receivable', 'income', 'bank', 'credit', 'region_share', 'correction', 'relief', 'discount', 'write_off',
      'suspense', 'bank_charges', 'exchange', 'rate_difference', 'transfer')),
  add check (account not in ('receivable', 'correction', 'relief', 'discount', 'write_off') or assessment_id is not null),
  add check (member_id is null or region_id is not null),
  add check (assessment_id is null or member_id is not null);

-- What was taken off an assessment without money. Paid is what is neither open nor taken off.
alter table assessment_balance
  add column reduced bigint not null default 0,
  drop constraint assessment_balance_check,
  add check (reduced between 0 and amount),
  add check (outstanding between 0 and amount - reduced);
drop index assessment_balance_member, assessment_balance_region;
create index assessment_balance_member on assessment_balance (member_id)
  include (assessment_id, region_id, outstanding, amount, reduced, due_on, issued_on, currency, year);
create index assessment_balance_region on assessment_balance (region_id, year)
  include (outstanding, amount, reduced, issued_on, currency, member_id);

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
  insert into assessment_balance (assessment_id, member_id, region_id, year, issued_on, due_on, amount, outstanding, currency)
    select a.id, a.member_id, a.region_id, a.year, a.issued_on, a.due_on, a.amount, 0, a.currency
    from assessment a
    where a.id in (select e.assessment_id from added e where e.account = 'receivable')
    order by a.id
  on conflict do nothing;
  update assessment_balance b set outstanding = b.outstanding + s.opened, reduced = b.reduced + s.taken_off
    from (select e.assessment_id,
        coalesce(sum(e.amount) filter (where e.account = 'receivable'), 0) as opened,
        coalesce(sum(e.amount) filter (where e.account <> 'receivable'), 0) as taken_off
      from added e where e.account in ('receivable', 'correction', 'relief', 'discount', 'write_off')
      group by 1 order by 1) s
    where b.assessment_id = s.assessment_id;
  insert into member_balance as b (member_id, account, currency, balance)
    select e.member_id, e.account, e.currency, sum(e.amount) from added e where e.member_id is not null
    group by 1, 2, 3 order by 1, 2, 3
  on conflict (member_id, account, currency) do update set balance = b.balance + excluded.balance;
  return null;
end $$;

-- As before, and what was taken off.
create or replace function app.ledger_differences()
  returns table (kind text, key text, kept bigint, in_ledger bigint) language sql stable
  set search_path = public, app, pg_temp as $$
    select 'transaction', transaction_id::text || ' ' || currency, 0::bigint, sum(amount)::bigint
      from ledger_entry group by transaction_id, currency having sum(amount) <> 0
    union all
    select 'assessment', coalesce(b.assessment_id, e.assessment_id)::text, b.outstanding, e.outstanding
      from assessment_balance b
      full join (select assessment_id, sum(amount)::bigint as outstanding from ledger_entry where account = 'receivable' group by 1) e
        on e.assessment_id = b.assessment_id
      where b.outstanding is distinct from e.outstanding
    union all
    select 'reduced', coalesce(b.assessment_id, e.assessment_id)::text, b.reduced, e.reduced
      from (select assessment_id, nullif(reduced, 0) as reduced from assessment_balance) b
      full join (select assessment_id, nullif(sum(amount), 0)::bigint as reduced from ledger_entry
        where account in ('correction', 'relief', 'discount', 'write_off') group by 1) e
        on e.assessment_id = b.assessment_id
      where b.reduced is distinct from e.reduced
    union all
    select 'member', coalesce(b.member_id, e.member_id) || ' ' || coalesce(b.account, e.account) || ' ' || coalesce(b.currency, e.currency),
        b.balance, e.balance
      from member_balance b
      full join (select member_id, account, currency, sum(amount)::bigint as balance from ledger_entry
        where member_id is not null group by 1, 2, 3) e
        on e.member_id = b.member_id and e.account = b.account and e.currency = b.currency
      where b.balance is distinct from e.balance
  $$;
