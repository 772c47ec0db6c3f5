-- Dues: rulebook versions, what was assessed and why, and the ledger that all amounts stand on.
-- Amounts are whole minor units (cents) of a currency.

-- A rulebook as it was loaded, by version. An assessment keeps the version it was made with.
create table rulebook_version (
  rulebook text not null,
  version integer not null check (version > 0),
  valid_from date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  document jsonb not null,
  loaded_at timestamptz not null default now(),
  primary key (rulebook, version)
);
create trigger rulebook_version_kept before update or delete or truncate on rulebook_version
  for each statement execute function app.refuse_change();
grant select on rulebook_version to ninefold_app;

-- A fact that the secretariat determined for a member and year, where the rulebook allows that. The latest counts.
create table determined_fact (
  id uuid primary key default uuidv7(),
  member_id integer not null references member,
  region_id integer not null references region,
  year integer not null,
  fact text not null,
  value text not null check (value <> ''),
  reason text not null check (reason <> ''),
  determined_by uuid references person,
  determined_at timestamptz not null default now()
);
create index determined_fact_member on determined_fact (member_id, year, fact, id);

-- One run: the assessments issued together, for a year and a region or all of them.
create table dues_run (
  id uuid primary key default uuidv7(),
  year integer not null,
  region_id integer references region,
  rulebook text not null,
  version integer not null,
  issued_on date not null default current_date,
  issued_by uuid references person,
  -- Of the demonstration: no real organisation was asked for this.
  invented boolean not null default false,
  issued_at timestamptz not null default now(),
  foreign key (rulebook, version) references rulebook_version
);
create index dues_run_year on dues_run (year);

-- How an amount came about: the facts read, with source and date, and the whole trace. Members whose facts are the
-- same share one; it names no member.
create table calculation (
  id uuid primary key default uuidv7(),
  facts jsonb not null,
  why jsonb not null
);

-- The dues of one member for one year, frozen: amount, version, facts and the whole calculation.
-- The region is the member's on the reference day: 1 January, or the day it joined within the year.
create table assessment (
  id uuid primary key default uuidv7(),
  member_id integer not null references member,
  region_id integer not null references region,
  year integer not null,
  amount bigint not null check (amount > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  issued_on date not null,
  due_on date not null,
  rulebook text not null,
  version integer not null,
  article text not null,
  calculation_id uuid not null references calculation,
  warnings jsonb not null default '[]',
  run_id uuid not null references dues_run,
  unique (member_id, year),
  unique (id, member_id, region_id),
  foreign key (rulebook, version) references rulebook_version
);
create index assessment_region on assessment (region_id, year);
create index assessment_year on assessment (year);
create index assessment_run on assessment (run_id);
create index assessment_calculation on assessment (calculation_id) include (member_id, region_id);

create table payment (
  id uuid primary key default uuidv7(),
  member_id integer not null references member,
  region_id integer not null references region,
  receipt text not null unique,
  amount bigint not null check (amount > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  received_on date not null,
  method text not null check (method in ('bank_transfer', 'card', 'cheque', 'cash', 'offset')),
  bank_reference text check (bank_reference <> ''),
  recorded_by uuid references person,
  recorded_at timestamptz not null default now(),
  invented boolean not null default false,
  unique (id, member_id)
);
create index payment_member on payment (member_id, received_on);
create index payment_region on payment (region_id, received_on);

-- The bank references that stand: one payment each. A reversal frees its reference, so that the right payment can be recorded.
create table bank_reference (
  member_id integer not null references member,
  region_id integer not null references region,
  reference text not null check (reference <> ''),
  payment_id uuid not null,
  primary key (member_id, reference),
  foreign key (payment_id, member_id) references payment (id, member_id)
);

-- Receipt numbers have no gaps: the number is taken in the payment's own transaction.
create table receipt_series (
  series text primary key,
  last integer not null check (last > 0)
);
grant select, insert on receipt_series to ninefold_app;
grant update (last) on receipt_series to ninefold_app;

-- The ledger: double entry, append-only. Corrections are reversals.
create table ledger_transaction (
  id uuid primary key default uuidv7(),
  kind text not null check (kind in ('assessment', 'payment', 'settlement', 'reversal')),
  booked_on date not null,
  member_id integer not null references member,
  region_id integer not null references region,
  assessment_id uuid,
  payment_id uuid,
  reverses uuid unique,
  reason text check (reason <> ''),
  recorded_by uuid references person,
  recorded_at timestamptz not null default now(),
  -- Entries are added by the transaction that makes the row, and never later.
  made_in xid8 not null default pg_current_xact_id(),
  unique (id, member_id),
  foreign key (assessment_id, member_id, region_id) references assessment (id, member_id, region_id),
  foreign key (payment_id, member_id) references payment (id, member_id),
  foreign key (reverses, member_id) references ledger_transaction (id, member_id),
  check ((kind = 'assessment') = (assessment_id is not null)),
  check ((kind = 'reversal') = (reverses is not null)),
  check (kind <> 'reversal' or reason is not null)
);
create index ledger_transaction_member on ledger_transaction (member_id, booked_on, id);
create index ledger_transaction_payment on ledger_transaction (payment_id);
create unique index ledger_transaction_assessment on ledger_transaction (assessment_id) where kind = 'assessment';

-- Debits are above zero, credits below. What concerns an assessment stands in the assessment's region until it is
-- settled, whichever region the member belongs to by then; the rest in the region that was the member's on that day.
create table ledger_entry (
  id bigint generated always as identity primary key,
  transaction_id uuid not null,
  account text not null check (account in ('receivable', 'income', 'bank', 'credit', 'region_share')),
  -- The member is the transaction's: the composite key below says so.
  member_id integer not null,
  region_id integer not null references region,
  assessment_id uuid,
  booked_on date not null,
  amount bigint not null check (amount <> 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  foreign key (transaction_id, member_id) references ledger_transaction (id, member_id),
  foreign key (assessment_id, member_id, region_id) references assessment (id, member_id, region_id),
  check (account <> 'receivable' or assessment_id is not null)
);
create index ledger_entry_transaction on ledger_entry (transaction_id);
create index ledger_entry_member on ledger_entry (member_id, account, booked_on) include (amount, currency);
create index ledger_entry_assessment on ledger_entry (assessment_id, account, booked_on) include (amount);
create index ledger_entry_region on ledger_entry (region_id, account, booked_on) include (amount, currency);

-- Shadows of the ledger, kept by its trigger: what is open of each assessment, and each member's accounts.
create table assessment_balance (
  assessment_id uuid primary key,
  member_id integer not null,
  region_id integer not null,
  year integer not null,
  issued_on date not null,
  due_on date not null,
  amount bigint not null,
  outstanding bigint not null check (outstanding between 0 and amount),
  currency text not null,
  foreign key (assessment_id, member_id, region_id) references assessment (id, member_id, region_id)
);
-- With the region, which the policies ask for: an index that lacks it cannot answer alone.
create index assessment_balance_member on assessment_balance (member_id)
  include (region_id, outstanding, amount, due_on, issued_on, currency, year);
create index assessment_balance_region on assessment_balance (region_id, year) include (outstanding, amount, issued_on, currency, member_id);
create index assessment_balance_open on assessment_balance (member_id, due_on) where outstanding > 0;

create table member_balance (
  member_id integer not null references member,
  account text not null,
  currency text not null,
  balance bigint not null,
  primary key (member_id, account, currency)
);

-- Every statement adds whole transactions: made by this very transaction, each in balance in each currency. Then the
-- shadows follow, in the order of their keys, so that two writers never wait for each other crosswise.
create function app.post_entries() returns trigger language plpgsql
  security definer set search_path = public, app, pg_temp as $$
begin
  if exists (select from added e join ledger_transaction t on t.id = e.transaction_id where t.made_in <> pg_current_xact_id()) then
    raise exception 'ledger: entries are added only with their transaction' using errcode = 'NF002';
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
  update assessment_balance b set outstanding = b.outstanding + s.change
    from (select e.assessment_id, sum(e.amount) as change from added e where e.account = 'receivable' group by 1 order by 1) s
    where b.assessment_id = s.assessment_id;
  insert into member_balance as b (member_id, account, currency, balance)
    select e.member_id, e.account, e.currency, sum(e.amount) from added e group by 1, 2, 3 order by 1, 2, 3
  on conflict (member_id, account, currency) do update set balance = b.balance + excluded.balance;
  return null;
end $$;
create trigger ledger_entry_posted after insert on ledger_entry
  referencing new table as added for each statement execute function app.post_entries();

-- At commit, whatever was done before: every transaction made has entries, and they sum to zero in each currency.
create function app.balanced() returns trigger language plpgsql
  security definer set search_path = public, app, pg_temp as $$
begin
  if (select count(*) < 2 from ledger_entry e where e.transaction_id = new.id)
    or exists (select from ledger_entry e where e.transaction_id = new.id group by e.currency having sum(e.amount) <> 0) then
    raise exception 'ledger: transaction % is not in balance', new.id using errcode = 'NF003';
  end if;
  return null;
end $$;
create constraint trigger ledger_transaction_balanced after insert on ledger_transaction
  deferrable initially deferred for each row execute function app.balanced();

-- The verifier: each balance that differs from what the ledger says. Nothing else is ever right.
create function app.ledger_differences()
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
    select 'member', coalesce(b.member_id, e.member_id) || ' ' || coalesce(b.account, e.account) || ' ' || coalesce(b.currency, e.currency),
        b.balance, e.balance
      from member_balance b
      full join (select member_id, account, currency, sum(amount)::bigint as balance from ledger_entry group by 1, 2, 3) e
        on e.member_id = b.member_id and e.account = b.account and e.currency = b.currency
      where b.balance is distinct from e.balance
  $$;

do $$
declare name text;
begin
  foreach name in array array['determined_fact', 'dues_run', 'calculation', 'assessment', 'payment', 'ledger_transaction', 'ledger_entry'] loop
    execute format('create trigger %I before update or delete or truncate on %I for each statement execute function app.refuse_change()',
      name || '_append_only', name);
    execute format('grant select, insert on %I to ninefold_app', name);
  end loop;
  foreach name in array array['determined_fact', 'assessment', 'payment', 'bank_reference', 'ledger_transaction', 'ledger_entry',
    'assessment_balance'] loop
    perform app.restrict(name);
    execute format($p$create policy %I on %I for select to ninefold_app using (
      (select 1 = any(app.reach('dues.read')))
      or region_id = any((select app.reach('dues.read'))::integer[])
      or member_id = any((select app.reach_members('dues.read'))::integer[]))$p$, name || '_read', name);
  end loop;
  foreach name in array array['determined_fact', 'assessment', 'ledger_transaction', 'ledger_entry'] loop
    execute format($p$create policy %I on %I for insert to ninefold_app with check (
      (select 1 = any(app.reach('dues.assess')))
      or region_id = any((select app.reach('dues.assess'))::integer[])
      or member_id = any((select app.reach_members('dues.assess'))::integer[]))$p$, name || '_assess', name);
  end loop;
  foreach name in array array['payment', 'bank_reference', 'ledger_transaction', 'ledger_entry'] loop
    execute format($p$create policy %I on %I for insert to ninefold_app with check (
      (select 1 = any(app.reach('dues.collect')))
      or region_id = any((select app.reach('dues.collect'))::integer[])
      or member_id = any((select app.reach_members('dues.collect'))::integer[]))$p$, name || '_collect', name);
  end loop;
end $$;

grant select, insert, delete on bank_reference to ninefold_app;
create policy bank_reference_free on bank_reference for delete to ninefold_app using (
  (select 1 = any(app.reach('dues.collect')))
  or region_id = any((select app.reach('dues.collect'))::integer[])
  or member_id = any((select app.reach_members('dues.collect'))::integer[]));

select app.restrict('dues_run');
create policy dues_run_read on dues_run for select to ninefold_app using (
  (select 1 = any(app.reach('dues.read'))) or region_id = any((select app.reach('dues.read'))::integer[])
  or exists (select from assessment a where a.run_id = dues_run.id));
create policy dues_run_issue on dues_run for insert to ninefold_app with check (
  (select 1 = any(app.reach('dues.assess'))) or region_id = any((select app.reach('dues.assess'))::integer[]));

select app.restrict('calculation');
create policy calculation_read on calculation for select to ninefold_app using (
  (select 1 = any(app.reach('dues.read'))) or exists (select from assessment a where a.calculation_id = calculation.id));
create policy calculation_add on calculation for insert to ninefold_app with check (
  (select cardinality(app.reach('dues.assess')) > 0));

grant select on assessment_balance, member_balance to ninefold_app;
select app.restrict('member_balance');
create policy member_balance_read on member_balance for select to ninefold_app using (
  (select 1 = any(app.reach('dues.read'))) or member_id = any((select app.reach_members('dues.read'))::integer[]));
