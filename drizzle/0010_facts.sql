-- Facts that dues stand on: lists that others publish, loaded by file with vintage and source; and what each member
-- declares every year. Nothing here is edited: a list is superseded by a later one, a declaration is corrected.

-- A published list as it was loaded, e.g. the World Bank's income groups of one fiscal year.
create table reference_vintage (
  id uuid primary key default uuidv7(),
  series text not null check (series in
    ('income_group', 'gni_per_capita', 'un_scale', 'population', 'exchange_rate', 'price_index')),
  -- What its publisher calls it, e.g. FY2026.
  label text not null check (label <> ''),
  source text not null check (source <> ''),
  -- The list that it replaces: none of that one's values counts any more.
  supersedes uuid unique references reference_vintage,
  filename text,
  -- Of the file: while its list counts, the same file is not loaded again.
  hash bytea,
  loaded_by uuid references person,
  loaded_at timestamptz not null default now(),
  invented boolean not null default false
);
create index reference_vintage_series on reference_vintage (series, loaded_at desc);

-- Facts of countries come from a vintage too, or with the data that a network starts with. A later list of the same
-- period does not touch the earlier one: of two, the one loaded last counts (country_fact_known).
alter table country_fact drop constraint country_fact_pkey;
alter table country_fact
  add column id bigint generated always as identity primary key,
  add column vintage_id uuid references reference_vintage,
  -- The time that the publisher's figure is of, where that is another than the time in which it counts.
  add column period text check (period <> ''),
  add constraint country_fact_once exclude using gist
    (iso2 with =, fact with =, during with &&) where (vintage_id is null),
  add constraint country_fact_once_a_vintage exclude using gist
    (vintage_id with =, iso2 with =, fact with =, during with &&) where (vintage_id is not null);
create index country_fact_lookup on country_fact (iso2, fact, lower(during));
create index country_fact_vintage on country_fact (vintage_id);

create table exchange_rate (
  vintage_id uuid not null references reference_vintage,
  -- So many units of the currency for one unit of the base.
  base text not null check (base ~ '^[A-Z]{3}$'),
  currency text not null check (currency ~ '^[A-Z]{3}$' and currency <> base),
  day date not null,
  rate numeric not null check (rate > 0),
  primary key (vintage_id, base, currency, day)
);
create index exchange_rate_lookup on exchange_rate (currency, base, day desc);

create table price_index (
  vintage_id uuid not null references reference_vintage,
  -- Also the name of the fact that a rulebook reads it by.
  series text not null check (series ~ '^[a-z][a-z0-9_]{0,59}$'),
  -- A year or a month: 2025, 2025-06. The day after it, since when it is known.
  period text not null check (period ~ '^\d{4}(-(0[1-9]|1[0-2]))?$'),
  ended date not null,
  value numeric not null check (value > 0),
  primary key (vintage_id, series, period)
);
create index price_index_lookup on price_index (series, ended desc);

-- What counts: values of lists that none supersedes. Among them the list loaded last goes before others (uuidv7 is in
-- the order of loading).
create view country_fact_known with (security_invoker = true) as
  select distinct on (f.iso2, f.fact, lower(f.during)) f.* from country_fact f
  where not exists (select from reference_vintage v where v.supersedes = f.vintage_id)
  order by f.iso2, f.fact, lower(f.during), f.vintage_id desc nulls last;
create view exchange_rate_known with (security_invoker = true) as
  select distinct on (r.base, r.currency, r.day) r.*, o.source || ', ' || o.label as source
  from exchange_rate r join reference_vintage o on o.id = r.vintage_id
  where not exists (select from reference_vintage v where v.supersedes = r.vintage_id)
  order by r.base, r.currency, r.day, r.vintage_id desc;
create view price_index_known with (security_invoker = true) as
  select distinct on (i.series, i.period) i.*, o.source || ', ' || o.label as source
  from price_index i join reference_vintage o on o.id = i.vintage_id
  where not exists (select from reference_vintage v where v.supersedes = i.vintage_id)
  order by i.series, i.period, i.vintage_id desc;

-- All values of the lists, in one form.
create view reference_value with (security_invoker = true) as
  select vintage_id, iso2 as key, lower(during) as since, upper(during) as until, period, value
    from country_fact where vintage_id is not null
  union all
  select vintage_id, base || '/' || currency, day, null, null, rate::text from exchange_rate
  union all
  select vintage_id, series, ended, null, period, value::text from price_index;

do $$
declare name text;
begin
  foreach name in array array['reference_vintage', 'country_fact', 'exchange_rate', 'price_index'] loop
    execute format('create trigger %I before update or delete or truncate on %I for each statement execute function app.refuse_change()',
      name || '_append_only', name);
    execute format('grant select, insert on %I to ninefold_app', name);
    perform app.restrict(name);
    execute format('create policy %I on %I for select to ninefold_app using (true)', name || '_read', name);
    execute format($p$create policy %I on %I for insert to ninefold_app with check ((select 1 = any(app.reach('facts.load'))))$p$,
      name || '_load', name);
  end loop;
end $$;
grant select on country_fact_known, exchange_rate_known, price_index_known, reference_value to ninefold_app;

-- A file of reference data that was read and checked and waits for the decision: the dry run. All of it is loaded or
-- nothing.
create table reference_load (
  id uuid primary key default uuidv7(),
  series text not null,
  label text not null,
  source text not null,
  supersedes uuid references reference_vintage,
  filename text not null,
  bytes integer not null,
  hash bytea not null,
  uploaded_by uuid references person,
  uploaded_at timestamptz not null default now(),
  -- What the file says, row by row, as it will be loaded; emptied when that is decided.
  staged jsonb not null,
  good integer not null,
  faulty integer not null,
  -- Rows left out on purpose, e.g. the totals of a continent.
  left_out integer not null,
  -- The first of them: [{row, column, value, code, mild}].
  faults jsonb not null,
  stage text not null default 'checked' check (stage in ('checked', 'loaded', 'cancelled')),
  vintage_id uuid references reference_vintage,
  check ((stage = 'loaded') = (vintage_id is not null))
);
create index reference_load_uploaded on reference_load (uploaded_at desc);
grant select, insert on reference_load to ninefold_app;
grant update (stage, vintage_id, staged) on reference_load to ninefold_app;
select app.restrict('reference_load');
create policy reference_load_read on reference_load for select to ninefold_app using ((select 1 = any(app.reach('facts.load'))));
create policy reference_load_add on reference_load for insert to ninefold_app with check ((select 1 = any(app.reach('facts.load'))));
create policy reference_load_decide on reference_load for update to ninefold_app using ((select 1 = any(app.reach('facts.load'))));

-- When members declare their facts for the dues of a year. The latest row of a year counts.
create table declaration_window (
  id uuid primary key default uuidv7(),
  year integer not null check (year between 1900 and 2999),
  opens_on date not null,
  closes_on date not null check (closes_on >= opens_on),
  set_by uuid references person,
  set_at timestamptz not null default now()
);
create index declaration_window_year on declaration_window (year, id desc);

-- A member that may declare after the window has closed. The latest of a year counts.
create table declaration_extension (
  id uuid primary key default uuidv7(),
  member_id integer not null references member,
  region_id integer not null references region,
  year integer not null,
  until date not null,
  reason text not null check (reason <> ''),
  granted_by uuid references person,
  granted_at timestamptz not null default now()
);
create index declaration_extension_member on declaration_extension (member_id, year, id desc);

-- What a member declares for a year, whole. A correction is another declaration that names the one it corrects: the
-- chain has no branches, and its last one counts.
create table declaration (
  id uuid primary key default uuidv7(),
  member_id integer not null references member,
  region_id integer not null references region,
  year integer not null,
  -- By the names that the rulebook gives the facts: {"members": "1200"}.
  figures jsonb not null check (jsonb_typeof(figures) = 'object'),
  -- What looked odd and was confirmed: [{code, fact, before, now}].
  confirmed jsonb not null default '[]',
  declared_by uuid references person,
  -- In which office: the trace of an amount names it, and no person.
  declared_as text not null,
  declared_at timestamptz not null default now(),
  corrects uuid unique,
  reason text check (reason <> ''),
  invented boolean not null default false,
  unique (id, member_id, region_id, year),
  foreign key (corrects, member_id, region_id, year) references declaration (id, member_id, region_id, year),
  check ((corrects is null) = (reason is null))
);
create unique index declaration_first on declaration (member_id, year) where corrects is null;
create index declaration_member on declaration (member_id, year, id desc);
create index declaration_region on declaration (region_id, year);

do $$
declare name text;
begin
  foreach name in array array['declaration_window', 'declaration_extension', 'declaration'] loop
    execute format('create trigger %I before update or delete or truncate on %I for each statement execute function app.refuse_change()',
      name || '_append_only', name);
    execute format('grant select, insert on %I to ninefold_app', name);
    perform app.restrict(name);
  end loop;
  foreach name in array array['declaration_extension', 'declaration'] loop
    execute format($p$create policy %I on %I for select to ninefold_app using (
      (select 1 = any(app.reach('dues.read')))
      or region_id = any((select app.reach('dues.read'))::integer[])
      or member_id = any((select app.reach_members('dues.read'))::integer[]))$p$, name || '_read', name);
  end loop;
end $$;
create policy declaration_window_read on declaration_window for select to ninefold_app using (true);
create policy declaration_window_set on declaration_window for insert to ninefold_app with check ((select 1 = any(app.reach('dues.census'))));
create policy declaration_extension_grant on declaration_extension for insert to ninefold_app with check (
  (select 1 = any(app.reach('dues.census')))
  or member_id = any((select app.reach_members('dues.census'))::integer[]));
create policy declaration_add on declaration for insert to ninefold_app with check (
  (select 1 = any(app.reach('dues.declare')))
  or member_id = any((select app.reach_members('dues.declare'))::integer[]));

-- What the rulebook in force on 1 January of a year asks members to declare, by name.
create function app.facts_asked(of_year integer) returns table (name text, fact jsonb) language sql stable as $$
  select f.key, f.value
  from (select v.document from public.rulebook_version v join public.network n on n.rulebook = v.rulebook
      where v.effective_from <= make_date(of_year, 1, 1) order by v.version desc limit 1) d,
    jsonb_each(d.document -> 'facts') f
  where (f.value -> 'declared')::boolean
$$;

-- Where a member stands with its declaration of a year, as it was on a day. `none`: no window, or it was no member when
-- the window closed; `awaited`: nothing declared, and still in time; `missing`: nothing, and too late; `determined`:
-- nothing, but the secretariat has determined a fact that was asked; `declared`, `late`: declared in time, or after;
-- `corrected`: declared, and corrected since.
create function app.declaration_standing(of_member integer, of_year integer, day date)
  returns table (state text, late boolean, opens_on date, deadline date, extended_until date, declaration_id uuid) language sql stable as $$
    select case
        when d.id is not null then case when d.corrects is not null then 'corrected' when d.first > x.deadline then 'late' else 'declared' end
        when w.opens_on is null or not exists (select from public.membership ms where ms.member_id = of_member and ms.during @> w.closes_on) then 'none'
        when exists (select from public.determined_fact df join app.facts_asked(of_year) a on a.name = df.fact
          where df.member_id = of_member and df.year = of_year and df.determined_at::date <= day) then 'determined'
        when day > x.deadline then 'missing'
        else 'awaited' end,
      coalesce(d.first > x.deadline, false), w.opens_on, x.deadline, e.until, d.id
    from (values (1)) one
    left join lateral (select dw.opens_on, dw.closes_on from public.declaration_window dw
      where dw.year = of_year and dw.set_at::date <= day order by dw.id desc limit 1) w on true
    left join lateral (select de.until from public.declaration_extension de
      where de.member_id = of_member and de.year = of_year and de.granted_at::date <= day order by de.id desc limit 1) e on true
    left join lateral (select dc.id, dc.corrects, min(dc.declared_at::date) over () as first from public.declaration dc
      where dc.member_id = of_member and dc.year = of_year and dc.declared_at::date <= day order by dc.id desc limit 1) d on true
    cross join lateral (select greatest(w.closes_on, e.until) as deadline) x
$$;

-- What members declared for a year, or where they did not the last before it, as it was known on a day (null: as it is
-- known now): the latest declaration up to that day counts.
create function app.declared_facts(of_members integer[], of_year integer, known_on date)
  returns table (member_id integer, name text, value jsonb, year integer, declared_on date, source text) language sql stable as $$
    select l.member_id, f.key, f.value, l.year, l.declared_at::date, 'Declaration of ' || l.year || ', by ' || replace(l.declared_as, '_', ' ')
    from (select distinct on (dc.member_id) dc.* from public.declaration dc
      where (of_members is null or dc.member_id = any(of_members)) and dc.year <= of_year and (known_on is null or dc.declared_at::date <= known_on)
      order by dc.member_id, dc.year desc, dc.id desc) l, jsonb_each(l.figures) f
$$;

-- As in 0008, with what was declared, prices, and only those lists that count.
create or replace function app.member_facts(member integer, day date) returns table (name text, value jsonb, as_of date, source text, used_as text)
  language sql stable set search_path = public, app, pg_temp as $$
    select 'category', to_jsonb(ms.category), lower(ms.during), 'register', 'value'
      from membership ms where ms.member_id = member and ms.during @> day
    union all
    select 'joined_on', to_jsonb(min(lower(ms.during))), null, 'register', 'value'
      from membership ms where ms.member_id = member and lower(ms.during) <= day having count(*) > 0
    union all
    select 'year', to_jsonb(extract(year from day)::integer), day, 'asked', 'value'
    union all
    select 'suspended', to_jsonb(exists (select from suspension s where s.member_id = member and s.during @> day)), day, 'suspensions', 'value'
    union all
    select f.fact, to_jsonb(f.value), lower(f.during), f.source, case when f.during @> day then 'value' else 'lastDeclared' end
      from (select distinct on (cf.fact) cf.* from member m join organisation o on o.id = m.organisation_id
        join country_fact_known cf on cf.iso2 = o.country and lower(cf.during) <= day
        where m.place_id = member order by cf.fact, lower(cf.during) desc) f
    union all
    select p.series, to_jsonb(p.value::text), p.ended, p.source, 'value'
      from (select distinct on (pk.series) pk.* from price_index_known pk where pk.ended <= day order by pk.series, pk.ended desc) p
    union all
    select g.name, g.value, g.declared_on, g.source, case when g.year = extract(year from day) then 'value' else 'lastDeclared' end
      from app.declared_facts(array[member], extract(year from day)::integer, null) g
    union all
    select d.fact, to_jsonb(d.value), d.determined_at::date, d.reason, 'set'
      from (select distinct on (df.fact) df.* from determined_fact df
        where df.member_id = member and df.year = extract(year from day)::integer order by df.fact, df.id desc) d
    union all
    select 'years_unpaid', to_jsonb(count(distinct a.year)::integer), day, 'dues_ledger', 'value'
      from assessment a
      where a.member_id = member and a.due_on < day
        and (select sum(e.amount) from ledger_entry e where e.assessment_id = a.id and e.account = 'receivable' and e.booked_on <= day) > 0
      having (select 1 = any(app.reach('dues.read'))) or member = any((select app.reach_members('dues.read'))::integer[])
  $$;
