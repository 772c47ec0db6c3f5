-- Accounts: periods are closed, what cannot be collected is written off, and money leaves, to members and to regions.

-- The books are closed through the latest day of a closing that was not reopened. What is closed answers as it did.
create table period_closing (
  id uuid primary key default uuidv7(),
  through date not null,
  note text check (note <> ''),
  closed_by uuid references person,
  closed_at timestamptz not null default now(),
  -- Of the demonstration: no real books were closed.
  invented boolean not null default false
);

-- A closing is taken back by two persons: one asks, with the reason, another approves.
create table reopening (
  id uuid primary key default uuidv7(),
  closing_id uuid not null references period_closing,
  reason text not null check (reason <> ''),
  asked_by uuid not null references person,
  asked_at timestamptz not null default now(),
  unique (id, asked_by)
);
create index reopening_closing on reopening (closing_id);

create table reopening_decision (
  reopening_id uuid primary key,
  asked_by uuid not null,
  approved boolean not null,
  reason text check (reason <> ''),
  decided_by uuid not null references person,
  decided_at timestamptz not null default now(),
  foreign key (reopening_id, asked_by) references reopening (id, asked_by),
  check (not approved or decided_by <> asked_by),
  check (approved or reason is not null)
);

-- The day through which the books are closed; null where all are open.
create function app.closed_through() returns date language sql stable security definer set search_path = public, app, pg_temp as $$
  select max(c.through) from period_closing c
  where not exists (select from reopening r join reopening_decision d on d.reopening_id = r.id
    where r.closing_id = c.id and d.approved)
$$;

-- Whoever closes or reopens waits for the bookings under way, and bookings for them: the lock is shared by bookings.
create function app.guard_closing() returns trigger language plpgsql
  security definer set search_path = public, app, pg_temp as $$
begin
  perform pg_advisory_xact_lock(9000042);
  if tg_table_name = 'period_closing' then
    if new.through >= current_date then
      raise exception 'ledger: only days that are over are closed' using errcode = 'NF005';
    end if;
    if new.through <= app.closed_through() then
      raise exception 'ledger: % is closed already', new.through using errcode = 'NF005';
    end if;
  end if;
  return new;
end $$;
create trigger period_closing_guarded before insert on period_closing for each row execute function app.guard_closing();
create trigger reopening_decision_guarded before insert on reopening_decision for each row execute function app.guard_closing();

create function app.refuse_closed() returns trigger language plpgsql
  security definer set search_path = public, app, pg_temp as $$
declare
  closed date;
begin
  perform pg_advisory_xact_lock_shared(9000042);
  -- A statement of its own, so that it sees a closing that this one waited for.
  closed := app.closed_through();
  if exists (select from added where booked_on <= closed) then
    raise exception 'ledger: the books are closed through %', closed using errcode = 'NF004', detail = closed::text;
  end if;
  if exists (select from added e join ledger_transaction t on t.id = e.transaction_id where t.booked_on <> e.booked_on) then
    raise exception 'ledger: entries bear the day of their transaction' using errcode = 'NF002';
  end if;
  return null;
end $$;
create trigger ledger_entry_open after insert on ledger_entry
  referencing new table as added for each statement execute function app.refuse_closed();

-- A proposal to write off what is open of an assessment. Up to the limit of the rulebook of the day one person decides;
-- `counted` is the amount with what was written off for the member in the twelve months before, so that a large amount
-- in small parts is one. Where the rulebook has no limit, two persons decide always.
create table write_off (
  id uuid primary key default uuidv7(),
  assessment_id uuid not null,
  member_id integer not null references member,
  region_id integer not null references region,
  amount bigint not null check (amount > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  reason text not null check (reason <> ''),
  counted bigint not null check (counted >= amount),
  limit_amount bigint check (limit_amount >= 0),
  rulebook text,
  version integer,
  article text,
  alone boolean not null generated always as (coalesce(counted <= limit_amount, false)) stored,
  proposed_by uuid not null references person,
  proposed_at timestamptz not null default now(),
  invented boolean not null default false,
  unique (id, member_id, region_id, proposed_by, alone),
  foreign key (assessment_id, member_id, region_id) references assessment (id, member_id, region_id),
  foreign key (rulebook, version) references rulebook_version
);
create index write_off_assessment on write_off (assessment_id);
create index write_off_member on write_off (member_id, proposed_at);
create index write_off_region on write_off (region_id, proposed_at);

create table write_off_decision (
  write_off_id uuid primary key,
  member_id integer not null,
  region_id integer not null,
  proposed_by uuid not null,
  alone boolean not null,
  approved boolean not null,
  reason text check (reason <> ''),
  transaction_id uuid unique,
  decided_by uuid not null references person,
  decided_at timestamptz not null default now(),
  foreign key (write_off_id, member_id, region_id, proposed_by, alone)
    references write_off (id, member_id, region_id, proposed_by, alone),
  foreign key (transaction_id, member_id) references ledger_transaction (id, member_id),
  check (approved = (transaction_id is not null)),
  check (approved or reason is not null),
  check (not approved or alone or decided_by <> proposed_by)
);

-- Credit that was paid back to a member.
create table refund (
  id uuid primary key default uuidv7(),
  member_id integer not null references member,
  region_id integer not null references region,
  amount bigint not null check (amount > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  paid_on date not null,
  bank_reference text not null check (bank_reference <> ''),
  reason text not null check (reason <> ''),
  transaction_id uuid not null unique,
  recorded_by uuid references person,
  recorded_at timestamptz not null default now(),
  invented boolean not null default false,
  foreign key (transaction_id, member_id) references ledger_transaction (id, member_id)
);
create index refund_member on refund (member_id, paid_on);
create index refund_region on refund (region_id, paid_on);

-- A region's share, as the network paid it to the region.
create table payout (
  id uuid primary key default uuidv7(),
  region_id integer not null references region,
  amount bigint not null check (amount > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  paid_on date not null,
  bank_reference text not null check (bank_reference <> ''),
  note text check (note <> ''),
  transaction_id uuid not null unique references ledger_transaction,
  recorded_by uuid references person,
  recorded_at timestamptz not null default now(),
  invented boolean not null default false
);
create index payout_region on payout (region_id, paid_on);

-- The bank references of money sent that stand: one each for a place. Taking a booking back frees its reference.
create table sent_reference (
  place_id integer not null references place,
  reference text not null check (reference <> ''),
  transaction_id uuid not null references ledger_transaction,
  primary key (place_id, reference)
);

-- The journal by day, and a member's account by day with all that its statement and the policies ask for.
create index ledger_entry_journal on ledger_entry (booked_on, id);
drop index ledger_entry_member;
create index ledger_entry_member on ledger_entry (member_id, account, booked_on, transaction_id)
  include (amount, currency, region_id);
create index ledger_transaction_region on ledger_transaction (region_id, booked_on, id) where member_id is null;

-- As before, of members only: what the network pays to a region is not less received from members.
create or replace function app.report_dues(from_day date, until_day date)
  returns table (region_id integer, currency text, assessed bigint, paid bigint, outstanding bigint) language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select e.region_id, e.currency,
      coalesce(sum(e.amount) filter (where e.account = 'receivable' and t.kind = 'assessment' and e.booked_on >= from_day), 0)::bigint,
      coalesce(sum(e.amount) filter (where e.account = 'bank' and e.booked_on >= from_day), 0)::bigint,
      coalesce(sum(e.amount) filter (where e.account = 'receivable'), 0)::bigint
    from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
    where e.account in ('receivable', 'bank') and e.booked_on < until_day and e.member_id is not null
      and (1 = any(app.reach('reports.read')) or e.region_id = any(app.reach('reports.read')))
    group by e.region_id, e.currency
  $$;

create or replace function app.report_bookings(wanted text, from_day date, until_day date)
  returns table (member_id integer, region_id integer, on_day date, year integer, receipt text, assessment_id uuid, payment_id uuid,
    currency text, amount bigint) language sql stable
  set search_path = public, app, pg_temp as $$
    select e.member_id, e.region_id, e.booked_on, a.year, p.receipt, e.assessment_id, t.payment_id, e.currency, e.amount
    from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
    left join assessment a on a.id = e.assessment_id left join payment p on p.id = t.payment_id
    where e.booked_on >= from_day and e.booked_on < until_day and e.member_id is not null
      and ((wanted = 'ASSESSED' and e.account = 'receivable' and t.kind = 'assessment') or (wanted = 'PAID' and e.account = 'bank'))
    union all
    select e.member_id, e.region_id, a.issued_on, a.year, null, e.assessment_id, null, e.currency, sum(e.amount)::bigint
    from ledger_entry e join assessment a on a.id = e.assessment_id
    where wanted = 'OUTSTANDING' and e.account = 'receivable' and e.booked_on < until_day
    group by e.member_id, e.region_id, a.issued_on, a.year, e.assessment_id, e.currency having sum(e.amount) <> 0
  $$;

-- As before, and whether each write-off, refund and payout is booked as it says.
alter function app.ledger_differences() rename to balance_differences;
create function app.ledger_differences()
  returns table (kind text, key text, kept bigint, in_ledger bigint) language sql stable
  set search_path = public, app, pg_temp as $$
    select * from app.balance_differences()
    union all
    select said.kind, said.id::text, said.amount, booked.amount from (
      select 'write_off' as kind, w.id, w.amount, d.transaction_id, 'write_off' as account
        from write_off w join write_off_decision d on d.write_off_id = w.id and d.approved
      union all select 'refund', id, -amount, transaction_id, 'bank' from refund
      union all select 'payout', id, -amount, transaction_id, 'bank' from payout) said
    left join lateral (select sum(e.amount)::bigint as amount from ledger_entry e
      where e.transaction_id = said.transaction_id and e.account = said.account) booked on true
    where booked.amount is distinct from said.amount
  $$;

do $$
declare name text;
begin
  foreach name in array array['period_closing', 'reopening', 'reopening_decision', 'write_off', 'write_off_decision', 'refund', 'payout'] loop
    execute format('create trigger %I before update or delete or truncate on %I for each statement execute function app.refuse_change()',
      name || '_append_only', name);
    execute format('grant select, insert on %I to ninefold_app', name);
    perform app.restrict(name);
  end loop;
  -- Whoever reads dues anywhere is told through when the books are closed.
  foreach name in array array['period_closing', 'reopening', 'reopening_decision'] loop
    execute format($p$create policy %I on %I for select to ninefold_app using (
      (select cardinality(app.reach('dues.read')) > 0))$p$, name || '_read', name);
    execute format($p$create policy %I on %I for insert to ninefold_app with check (
      (select 1 = any(app.reach('dues.close'))))$p$, name || '_close', name);
  end loop;
  foreach name in array array['write_off', 'write_off_decision', 'refund'] loop
    execute format($p$create policy %I on %I for select to ninefold_app using (
      (select 1 = any(app.reach('dues.read')))
      or region_id = any((select app.reach('dues.read'))::integer[])
      or member_id = any((select app.reach_members('dues.read'))::integer[]))$p$, name || '_read', name);
  end loop;
  foreach name in array array['write_off', 'write_off_decision', 'ledger_transaction', 'ledger_entry'] loop
    execute format($p$create policy %I on %I for insert to ninefold_app with check (
      (select 1 = any(app.reach('dues.write_off')))
      or region_id = any((select app.reach('dues.write_off'))::integer[])
      or member_id = any((select app.reach_members('dues.write_off'))::integer[]))$p$, name || '_write_off', name);
  end loop;
end $$;
create policy refund_collect on refund for insert to ninefold_app with check (
  (select 1 = any(app.reach('dues.collect')))
  or region_id = any((select app.reach('dues.collect'))::integer[])
  or member_id = any((select app.reach_members('dues.collect'))::integer[]));
create policy payout_read on payout for select to ninefold_app using (
  (select 1 = any(app.reach('dues.read'))) or region_id = any((select app.reach('dues.read'))::integer[]));
create policy payout_collect on payout for insert to ninefold_app with check ((select 1 = any(app.reach('dues.collect'))));

grant select, insert, delete on sent_reference to ninefold_app;
select app.restrict('sent_reference');
create policy sent_reference_collect on sent_reference to ninefold_app
  using ((select 1 = any(app.reach('dues.collect')))) with check ((select 1 = any(app.reach('dues.collect'))));
