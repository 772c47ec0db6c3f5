-- Invoices and credit notes: numbered without gaps, frozen as they were issued; and where members pay to.

-- Who issues invoices, as the law wants it on them. The latest of those that begin by a day counts on that day.
create table invoice_issuer (
  id uuid primary key default uuidv7(),
  since date not null,
  legal_name text not null check (legal_name <> ''),
  registration text not null check (registration <> ''),
  street text not null check (street <> ''),
  postcode text check (postcode <> ''),
  city text not null check (city <> ''),
  country text not null check (country ~ '^[A-Z]{2}$'),
  -- What the numbers of the series that begin in its time start with.
  invoice_prefix text not null default 'INV' check (invoice_prefix ~ '^[A-Z]{1,6}$'),
  credit_prefix text not null default 'CN' check (credit_prefix ~ '^[A-Z]{1,6}$' and credit_prefix <> invoice_prefix),
  set_by uuid references person,
  set_at timestamptz not null default now()
);
create index invoice_issuer_since on invoice_issuer (since, id);

-- Where members pay to, by currency: one account at a time.
create table payee_account (
  id uuid primary key default uuidv7(),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  during daterange not null check (not isempty(during) and lower(during) is not null),
  holder text not null check (holder <> ''),
  -- An IBAN, or the number of an account in a country that has none.
  iban text check (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
  account text check (account <> ''),
  bic text check (bic ~ '^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$'),
  bank text check (bank <> ''),
  set_by uuid references person,
  set_at timestamptz not null default now(),
  check ((iban is null) <> (account is null)),
  exclude using gist (currency with =, during with &&)
);

-- The terms that invoices issued together share: other currencies that the rulebook accepts, with the rates of the day.
create table invoice_terms (
  id uuid primary key default uuidv7(),
  -- Of the transfer: the rulebook says who bears them; null where it does not.
  charges text check (charges in ('payer', 'payee', 'shared')),
  rate_day date not null,
  -- [{currency, rate, day, source, n, d, step}]: so many minor units are payable as `step` times the amount times n/d,
  -- rounded half up.
  rates jsonb not null default '[]'
);

-- The last number of each series. A number is taken by the transaction that uses it, so there are no gaps.
create table invoice_series (
  kind text not null check (kind in ('invoice', 'credit_note')),
  year integer not null,
  prefix text not null check (prefix ~ '^[A-Z]{1,6}$'),
  last integer not null check (last > 0),
  primary key (kind, year),
  unique (prefix, year)
);

create table invoice (
  id uuid primary key default uuidv7(),
  kind text not null check (kind in ('invoice', 'credit_note')),
  series_year integer not null,
  position integer not null check (position > 0),
  number text not null,
  -- Of the payment, by ISO 11649: made from the number.
  reference text not null check (reference ~ '^RF[0-9]{2}[A-Z0-9]{1,21}$'),
  assessment_id uuid not null,
  -- The assessment's: the composite key below says so.
  member_id integer not null,
  region_id integer not null,
  -- Of the dues.
  year integer not null,
  amount bigint not null check (amount > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  issued_on date not null,
  due_on date,
  addressee text not null check (addressee <> ''),
  country text not null,
  locale text not null check (locale in ('en', 'fr', 'es', 'ar')),
  terms_id uuid not null references invoice_terms,
  -- Of a credit note: the invoice that it takes off, why, and the booking.
  credits uuid,
  reason text check (reason <> ''),
  transaction_id uuid references ledger_transaction,
  issued_by uuid references person,
  issued_at timestamptz not null default now(),
  invented boolean not null default false,
  unique (kind, series_year, position),
  unique (id, member_id, region_id),
  foreign key (kind, series_year) references invoice_series (kind, year),
  foreign key (assessment_id, member_id, region_id) references assessment (id, member_id, region_id),
  foreign key (credits, member_id, region_id) references invoice (id, member_id, region_id),
  check (case kind when 'invoice' then credits is null and due_on is not null and transaction_id is null
    else credits is not null and due_on is null and reason is not null and transaction_id is not null end)
);
create unique index invoice_number on invoice (number);
create unique index invoice_reference on invoice (reference);
create unique index invoice_assessment on invoice (assessment_id) where kind = 'invoice';
create unique index invoice_transaction on invoice (transaction_id) where transaction_id is not null;
create index invoice_credits on invoice (credits) where credits is not null;
create index invoice_member on invoice (member_id, issued_on);
create index invoice_region on invoice (region_id, issued_on, number);
create index invoice_issued on invoice (issued_on, number);

-- What is payable in each accepted currency for an amount in minor units of the invoice's own.
create function app.payable(amount bigint, rates jsonb)
  returns table (currency text, amount_payable bigint, rate text, day date, source text) language sql immutable as $$
    select r.currency, (r.step * div(2 * amount * r.n + r.d, 2 * r.d))::bigint, r.rate, r.day, r.source
    from jsonb_to_recordset(rates) r (currency text, rate text, day date, source text, n numeric, d numeric, step bigint)
  $$;

do $$
declare name text;
begin
  foreach name in array array['invoice_issuer', 'invoice_terms', 'invoice'] loop
    execute format('create trigger %I before update or delete or truncate on %I for each statement execute function app.refuse_change()',
      name || '_append_only', name);
  end loop;
  foreach name in array array['invoice_issuer', 'payee_account', 'invoice'] loop
    perform app.restrict(name);
    execute format('grant select, insert on %I to ninefold_app', name);
  end loop;
  foreach name in array array['invoice_issuer', 'payee_account'] loop
    execute format('create policy %I on %I for select to ninefold_app using ((select app.actor()) is not null)', name || '_read', name);
    execute format($p$create policy %I on %I for insert to ninefold_app with check ((select 1 = any(app.reach('dues.collect'))))$p$, name || '_set', name);
  end loop;
end $$;
grant update (during) on payee_account to ninefold_app;
create policy payee_account_end on payee_account for update to ninefold_app using ((select 1 = any(app.reach('dues.collect'))));
grant select, insert on invoice_terms to ninefold_app;
grant select, insert on invoice_series to ninefold_app;
grant update (last) on invoice_series to ninefold_app;
create policy invoice_read on invoice for select to ninefold_app using (
  (select 1 = any(app.reach('dues.read')))
  or region_id = any((select app.reach('dues.read'))::integer[])
  or member_id = any((select app.reach_members('dues.read'))::integer[]));
create policy invoice_issue on invoice for insert to ninefold_app with check (
  (select 1 = any(app.reach('dues.assess')))
  or region_id = any((select app.reach('dues.assess'))::integer[])
  or member_id = any((select app.reach_members('dues.assess'))::integer[]));
