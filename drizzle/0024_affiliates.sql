-- Affiliates at scale: what a council shares of them and with whom, how many persons each has, how many counted on a
-- day, and the council's own categories of them.

-- What a council lets the network (place 1) or its region see of its affiliates: their number only, the list, the list
-- with the sizes, or to keep the register for it. Never changed: the latest decision counts, and without one it is the
-- number only. It names the region it was given to: another region has to be given it anew.
create table affiliate_sharing (
  id uuid primary key default uuidv7(),
  member_id integer not null references member,
  place_id integer not null references place check (place_id <> member_id),
  level text not null check (level in ('counts', 'list', 'sizes', 'keep')),
  reason text check (length(reason) <= 2000),
  decided_at timestamptz not null default clock_timestamp(),
  by_id uuid references person,
  invented boolean not null default false
);
create index affiliate_sharing_place on affiliate_sharing (place_id, member_id, decided_at desc) include (level);
create index affiliate_sharing_member on affiliate_sharing (member_id, decided_at desc);

create function app.sharing_rank(level text) returns integer language sql immutable parallel safe
  as $$ select array_position(array['counts', 'list', 'sizes', 'keep'], level) $$;

-- The members whose affiliates a capability reaches: those it is held at, and those that share as much with the
-- network or with the region it is held at, if they belong to that region today.
create function app.affiliate_reach(capability text, needed text) returns integer[] language plpgsql stable
  security definer set search_path = public, app, pg_temp as $$
declare held integer[] := app.reach(capability);
begin
  if held = '{}' then return held; end if;
  return held || array(
    select s.member_id from (select distinct on (d.place_id, d.member_id) d.member_id, d.place_id, d.level
      from affiliate_sharing d where d.place_id = any(held) order by d.place_id, d.member_id, d.decided_at desc) s
    where app.sharing_rank(s.level) >= app.sharing_rank(needed) and (s.place_id = 1 or exists (select from member_region mr
      where mr.member_id = s.member_id and mr.region_id = s.place_id and mr.since <= current_date and mr.until > current_date)));
end $$;

-- An affiliate that does not want to be seen beyond its council, or wants to again. The latest decision counts.
alter table affiliate add unique (id, member_id);
create table affiliate_withholding (
  id uuid primary key default uuidv7(),
  affiliate_id uuid not null,
  member_id integer not null,
  withheld boolean not null,
  reason text check (length(reason) <= 2000),
  decided_at timestamptz not null default clock_timestamp(),
  by_id uuid references person,
  invented boolean not null default false,
  foreign key (affiliate_id, member_id) references affiliate (id, member_id)
);
create index affiliate_withholding_affiliate on affiliate_withholding (affiliate_id, decided_at desc) include (withheld);
create index affiliate_withholding_member on affiliate_withholding (member_id);

create function app.affiliate_withheld(affiliate uuid) returns boolean language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select coalesce((select w.withheld from affiliate_withholding w where w.affiliate_id = affiliate order by w.decided_at desc limit 1), false)
  $$;

-- The members some of whose affiliates may be withheld from the asker, so that only these are looked at one by one.
create function app.affiliate_withholders(capability text) returns integer[] language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select array(select distinct w.member_id from affiliate_withholding w where w.member_id <> all(app.reach(capability)))
  $$;

-- How many persons belong to an affiliate, from a day on. Never changed: of two that were written for one day the later
-- counts; what came with an import goes with it.
create table affiliate_size (
  id uuid primary key default uuidv7(),
  affiliate_id uuid not null,
  member_id integer not null,
  day date not null,
  persons integer not null check (persons >= 0),
  recorded_at timestamptz not null default clock_timestamp(),
  by_id uuid references person,
  import_id uuid,
  invented boolean not null default false,
  foreign key (affiliate_id, member_id) references affiliate (id, member_id)
);
create index affiliate_size_affiliate on affiliate_size (affiliate_id, day desc, recorded_at desc) include (persons);
create index affiliate_size_member on affiliate_size (member_id, affiliate_id, day desc, recorded_at desc) include (persons);
create index affiliate_size_import on affiliate_size (import_id) where import_id is not null;

-- A council's own categories of its affiliates, and which it put whom into. Nobody beyond the council sees them.
create table affiliate_category (
  id uuid primary key default uuidv7(),
  member_id integer not null references member,
  name text not null check (name <> '' and length(name) <= 80),
  position integer not null,
  by_id uuid references person,
  added_at timestamptz not null default clock_timestamp(),
  closed_on date,
  invented boolean not null default false,
  unique (id, member_id)
);
create unique index affiliate_category_name on affiliate_category (member_id, app.key(name)) where closed_on is null;
create table affiliate_placing (
  id uuid primary key default uuidv7(),
  affiliate_id uuid not null,
  member_id integer not null,
  category_id uuid not null,
  during daterange not null check (not isempty(during) and lower(during) is not null),
  by_id uuid references person,
  placed_at timestamptz not null default clock_timestamp(),
  since date not null generated always as (lower(during)) stored,
  until date not null generated always as (coalesce(upper(during), 'infinity')) stored,
  exclude using gist (affiliate_id with =, during with &&),
  foreign key (affiliate_id, member_id) references affiliate (id, member_id),
  foreign key (category_id, member_id) references affiliate_category (id, member_id)
);
create index affiliate_placing_affiliate on affiliate_placing (affiliate_id) include (category_id, since, until);
create index affiliate_placing_category on affiliate_placing (category_id) include (affiliate_id, since, until);

do $$
declare name text;
begin
  foreach name in array array['affiliate_sharing', 'affiliate_withholding', 'affiliate_size', 'affiliate_category', 'affiliate_placing'] loop
    perform app.restrict(name);
    execute format('grant select, insert on %I to ninefold_app', name);
  end loop;
  foreach name in array array['affiliate_sharing', 'affiliate_withholding'] loop
    execute format('create trigger %I before update or delete or truncate on %I for each statement execute function app.refuse_change()',
      name || '_append_only', name);
    execute format('create policy %I on %I for insert to ninefold_app with check (by_id = (select app.actor())
      and member_id = any((select app.reach(''affiliates.share''))::integer[]))', name || '_decide', name);
  end loop;
  foreach name in array array['affiliate_category', 'affiliate_placing'] loop
    execute format('create policy %I on %I for select to ninefold_app using (member_id = any((select app.reach(''affiliate_dues.read''))::integer[]))',
      name || '_own', name);
    execute format('create policy %I on %I for insert to ninefold_app with check (member_id = any((select app.reach(''affiliate_dues.keep''))::integer[]))',
      name || '_add', name);
    execute format('create policy %I on %I for update to ninefold_app using (member_id = any((select app.reach(''affiliate_dues.keep''))::integer[]))',
      name || '_change', name);
  end loop;
end $$;
grant update (name, position, closed_on) on affiliate_category to ninefold_app;
grant update (during) on affiliate_placing to ninefold_app;
grant delete on affiliate_size to ninefold_app;

-- That a council shares, and how much, is known to whoever may know the number of its affiliates.
create policy affiliate_sharing_read on affiliate_sharing for select to ninefold_app using (
  (select 1 = any(app.reach('affiliates.read'))) or member_id = any((select app.reach_members('affiliates.read'))::integer[]));
create policy affiliate_withholding_own on affiliate_withholding for select to ninefold_app using (
  member_id = any((select app.reach('affiliates.read'))::integer[]));
create policy affiliate_size_read on affiliate_size for select to ninefold_app using (
  member_id = any((select app.affiliate_reach('affiliates.read', 'sizes'))::integer[])
  and (member_id <> all((select app.affiliate_withholders('affiliates.read'))::integer[]) or not app.affiliate_withheld(affiliate_id)));
create policy affiliate_size_add on affiliate_size for insert to ninefold_app with check (
  member_id = any((select app.affiliate_reach('affiliates.manage', 'keep'))::integer[]));
create policy affiliate_size_remove on affiliate_size for delete to ninefold_app using (
  import_id is not null and member_id = any((select app.affiliate_reach('affiliates.manage', 'keep'))::integer[]));

-- As in 0003; now beyond the council only what it shares.
drop policy affiliate_read on affiliate;
drop policy affiliate_add on affiliate;
drop policy affiliate_change on affiliate;
drop policy affiliate_remove on affiliate;
create policy affiliate_read on affiliate for select to ninefold_app using (
  member_id = any((select app.affiliate_reach('affiliates.read', 'list'))::integer[])
  and (member_id <> all((select app.affiliate_withholders('affiliates.read'))::integer[]) or not app.affiliate_withheld(id)));
create policy affiliate_add on affiliate for insert to ninefold_app with check (
  member_id = any((select app.affiliate_reach('affiliates.manage', 'keep'))::integer[]));
create policy affiliate_change on affiliate for update to ninefold_app
  using (member_id = any((select app.affiliate_reach('affiliates.manage', 'keep'))::integer[]))
  with check (member_id = any((select app.affiliate_reach('affiliates.manage', 'keep'))::integer[]));
create policy affiliate_remove on affiliate for delete to ninefold_app using (
  import_id is not null and member_id = any((select app.affiliate_reach('affiliates.manage', 'keep'))::integer[]));
do $$
declare name text;
begin
  foreach name in array array['import', 'import_row', 'import_fault'] loop
    execute format('drop policy %I on %I', name || '_own', name);
    execute format('create policy %I on %I to ninefold_app
      using (place_id = any((select app.affiliate_reach(''affiliates.manage'', ''keep''))::integer[]))
      with check (place_id = any((select app.affiliate_reach(''affiliates.manage'', ''keep''))::integer[]))', name || '_own', name);
  end loop;
end $$;

-- As in 0003; now what is not shared is no business of the asker's, and the buttons say so.
create function app.affiliate_acts(state text, member integer) returns json language sql stable
  set search_path = public, app, pg_temp as $$
    select case when member = any(app.affiliate_reach('affiliates.manage', 'keep')) then app.acts('affiliate', state, null, member)
      else (select coalesce(json_agg(json_build_object('name', r.act, 'allowed', false, 'reason', 'sharing_needed') order by r.position), '[]')
        from act_rule r where r.subject = 'affiliate' and r.state = affiliate_acts.state) end
  $$;

-- Numbers of the register that the asker keeps for a council without seeing them: nobody takes one twice.
create function app.withheld_numbers(member integer) returns setof text language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select a.number from affiliate a where a.member_id = member and member = any(app.affiliate_withholders('affiliates.manage'))
      and member = any(app.affiliate_reach('affiliates.manage', 'keep')) and app.affiliate_withheld(a.id)
  $$;

-- As in 0003; null is all that is shared with the asker, and its own.
create or replace function app.affiliate_scope(members integer[]) returns integer[] language sql stable
  set search_path = public, app, pg_temp as $$
    select case when members is null then app.affiliate_reach('affiliates.read', 'list')
      else array(select unnest(members) intersect select unnest(app.affiliate_reach('affiliates.read', 'list'))) end
  $$;

-- As in 0017, with parameters $1 to $5: members, pattern, kind, ended, date; $8 are members that withhold some. `wide`
-- is a search over the whole register, where the trigrams find the name.
drop function app.affiliate_condition(integer[], text, text, boolean);
create function app.affiliate_condition(wide boolean, pattern text, of_kind text, ended boolean, withholders integer[]) returns text
  language sql immutable as $$
    select 'a.member_id = any($1)'
      || case when pattern is null then '' when wide then ' and a.name_key like $2' else ' and (a.name_key like $2) is true' end
      || case when of_kind is null then '' else ' and a.kind = $3' end
      || case when ended then ' and a.until <= $5' else ' and a.since <= $5 and a.until > $5' end
      || case when withholders = '{}' then '' else ' and (a.member_id <> all($8) or not app.affiliate_withheld(a.id))' end
  $$;

create or replace function app.affiliate_page(members integer[], pattern text, of_kind text, ended boolean, on_date date,
    sort text, descending boolean, after_key text, after_id uuid, most integer) returns table (id uuid, place bigint, found bigint)
  language plpgsql stable rows 50 security definer set search_path = public, app, pg_temp as $$
declare
  within integer[] := app.affiliate_scope(members);
  withholders integer[] := app.affiliate_withholders('affiliates.read');
  key text := case sort when 'NUMBER' then 'number' when 'SINCE' then 'since' else 'name_key' end;
  way text := case when descending then 'desc' else 'asc' end;
  beyond text := case when after_key is null then 'true' else format('(a.%I, a.id) %s ($6::%s, $7)', key,
    case when descending then '<' else '>' end, case sort when 'SINCE' then 'date' else 'text' end) end;
  condition text := app.affiliate_condition(members is null, pattern, of_kind, ended, withholders);
begin
  if within = '{}' then return; end if;
  -- The commonest search of all, the first page of a name within some members, keeps its plan.
  if pattern is not null and members is not null and withholders = '{}' and of_kind is null and not ended and sort = 'NAME'
    and not descending and after_key is null then
    return query select t.id, row_number() over (), t.found
      from (select a.id, count(*) over () as found from affiliate a
        where a.member_id = any(within) and (a.name_key like pattern) is true and a.since <= on_date and a.until > on_date
        order by a.name_key, a.id limit most) t;
    return;
  end if;
  -- Where a name is searched for, all hits are met anyhow and "found" counts them; a walk along an index stops early.
  return query execute format(
    case when pattern is null
      then 'select t.id, row_number() over (), null::bigint from (select a.id from affiliate a where %2$s and %3$s'
      else 'select t.id, row_number() over (), t.found from (select a.id, a.found
        from (select a.id, a.%1$I, count(*) over () as found from affiliate a where %2$s) a where %3$s' end
    || ' order by a.%1$I %4$s, a.id %4$s limit %5$s) t', key, condition, beyond, way, most)
    using within, pattern, of_kind, ended, on_date, after_key, after_id, withholders;
end $$;

create or replace function app.affiliate_count(members integer[], pattern text, of_kind text, ended boolean, on_date date) returns bigint
  language plpgsql stable security definer set search_path = public, app, pg_temp as $$
declare
  within integer[] := app.affiliate_scope(members);
  withholders integer[] := app.affiliate_withholders('affiliates.read');
  found bigint := 0;
begin
  if within = '{}' then return 0; end if;
  execute 'select count(*) from affiliate a where ' || app.affiliate_condition(members is null, pattern, of_kind, ended, withholders)
    into found using within, pattern, of_kind, ended, on_date, null::text, null::uuid, withholders;
  return found;
end $$;

-- How many affiliates each of some members has on a day (null: all), whether it shares them or not: the number is what
-- region and network are told in any case. `shared` is what the network, or the member's region, may see beyond it.
create function app.affiliate_counts(members integer[], on_date date)
  returns table (member_id integer, affiliates bigint, region_level text, network_level text)
  language sql stable security definer set search_path = public, app, pg_temp as $$
    with may as materialized (select m.place_id from member m where (members is null or m.place_id = any(members))
        and (1 = any(app.reach('affiliates.read')) or m.place_id = any(app.reach_members('affiliates.read')))),
      counted as materialized (select a.member_id, count(*) as n from affiliate a
        where a.member_id = any(array(select place_id from may)) and a.since <= on_date and a.until > on_date group by a.member_id)
    select m.place_id, coalesce(c.n, 0),
      coalesce((select s.level from affiliate_sharing s join member_region mr on mr.member_id = m.place_id and mr.region_id = s.place_id
        and mr.since <= current_date and mr.until > current_date where s.member_id = m.place_id order by s.decided_at desc limit 1), 'counts'),
      coalesce((select s.level from affiliate_sharing s where s.member_id = m.place_id and s.place_id = 1 order by s.decided_at desc limit 1), 'counts')
    from may m left join counted c on c.member_id = m.place_id
  $$;

-- What the register of a member counts on a day: its affiliates, or the persons in them by the last size up to that
-- day. `unknown` is how many affiliates have no size. A number is told to whoever may know it, the rows are not.
create function app.register_count(member integer, what text, day date) returns table (counted bigint, unknown bigint)
  language sql stable security definer set search_path = public, app, pg_temp as $$
    select case what when 'affiliates' then count(*) else coalesce(sum(z.persons), 0) end,
      case what when 'affiliates' then 0 else count(*) filter (where z.persons is null) end
    from affiliate a
    left join lateral (select s.persons from affiliate_size s where what = 'persons' and s.affiliate_id = a.id and s.day <= register_count.day
      order by s.day desc, s.recorded_at desc limit 1) z on true
    where a.member_id = member and a.since <= register_count.day and a.until > register_count.day
      and (1 = any(app.reach('affiliates.read')) or member = any(app.reach_members('affiliates.read')))
    having (1 = any(app.reach('affiliates.read')) or member = any(app.reach_members('affiliates.read')))
  $$;

-- What the register counted when a declaration was made, as it was known then.
create table declaration_count (
  declaration_id uuid not null,
  member_id integer not null,
  region_id integer not null,
  year integer not null,
  fact text not null,
  what text not null check (what in ('affiliates', 'persons')),
  day date not null,
  counted bigint not null check (counted >= 0),
  unknown bigint not null check (unknown >= 0),
  primary key (declaration_id, fact),
  foreign key (declaration_id, member_id, region_id, year) references declaration (id, member_id, region_id, year)
);
create trigger declaration_count_append_only before update or delete or truncate on declaration_count
  for each statement execute function app.refuse_change();
select app.restrict('declaration_count');
grant select, insert on declaration_count to ninefold_app;
create policy declaration_count_read on declaration_count for select to ninefold_app using (
  (select 1 = any(app.reach('dues.read')))
  or region_id = any((select app.reach('dues.read'))::integer[])
  or member_id = any((select app.reach_members('dues.read'))::integer[]));
create policy declaration_count_add on declaration_count for insert to ninefold_app with check (
  (select 1 = any(app.reach('dues.declare'))) or member_id = any((select app.reach_members('dues.declare'))::integer[]));

-- The facts that the rulebook of a year counts from the register, and what that counts of a member on the day named, of
-- the year before.
create function app.register_counts(of_member integer, of_year integer)
  returns table (fact text, what text, day date, counted bigint, unknown bigint) language sql stable
  set search_path = public, app, pg_temp as $$
    select f.name, f.fact #>> '{counted,what}', d.day, c.counted, c.unknown
    from app.facts_asked(of_year) f
    cross join lateral (select to_date((of_year - 1) || '-' || (f.fact #>> '{counted,on}'), 'YYYY-MM-DD') as day) d
    cross join lateral app.register_count(of_member, f.fact #>> '{counted,what}', d.day) c
    where f.fact ? 'counted'
  $$;

-- What a council asks of its own affiliates by category and year, in its own currency. The latest of a year counts.
create table affiliate_tariff (
  id uuid primary key default uuidv7(),
  member_id integer not null,
  category_id uuid not null,
  year integer not null check (year between 1900 and 2999),
  -- In minor units.
  amount bigint not null check (amount >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  set_at timestamptz not null default clock_timestamp(),
  by_id uuid references person,
  invented boolean not null default false,
  foreign key (category_id, member_id) references affiliate_category (id, member_id)
);
create index affiliate_tariff_category on affiliate_tariff (category_id, year, set_at desc);

-- What affiliates owe their council and what they paid: charges add to what is owed, payments take from it, and what
-- was wrong is taken back by a further row. The sum is the balance. Neither region nor network sees any of it.
create table affiliate_entry (
  id uuid primary key default uuidv7(),
  member_id integer not null,
  affiliate_id uuid not null,
  kind text not null check (kind in ('charge', 'payment', 'undone')),
  year integer check (year between 1900 and 2999),
  category_id uuid,
  amount bigint not null check (amount <> 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  day date not null,
  -- The payment's, or why an entry was taken back.
  note text check (length(note) <= 200),
  undoes uuid unique,
  by_id uuid references person,
  recorded_at timestamptz not null default clock_timestamp(),
  invented boolean not null default false,
  unique (id, member_id, affiliate_id),
  check ((kind = 'charge') = (year is not null and category_id is not null)),
  check ((kind = 'undone') = (undoes is not null)),
  check (kind = 'undone' or (kind = 'charge') = (amount > 0)),
  foreign key (affiliate_id, member_id) references affiliate (id, member_id),
  foreign key (category_id, member_id) references affiliate_category (id, member_id),
  foreign key (undoes, member_id, affiliate_id) references affiliate_entry (id, member_id, affiliate_id)
);
create index affiliate_entry_affiliate on affiliate_entry (affiliate_id, currency) include (amount, kind, year);
create index affiliate_entry_member on affiliate_entry (member_id, affiliate_id, currency) include (amount, kind, year);

do $$
declare name text;
begin
  foreach name in array array['affiliate_tariff', 'affiliate_entry'] loop
    perform app.restrict(name);
    execute format('create trigger %I before update or delete or truncate on %I for each statement execute function app.refuse_change()',
      name || '_append_only', name);
    execute format('grant select, insert on %I to ninefold_app', name);
    execute format('create policy %I on %I for select to ninefold_app using (member_id = any((select app.reach(''affiliate_dues.read''))::integer[]))',
      name || '_own', name);
    execute format('create policy %I on %I for insert to ninefold_app with check (member_id = any((select app.reach(''affiliate_dues.keep''))::integer[]))',
      name || '_add', name);
  end loop;
end $$;

-- What somebody has worked on is not the import's any more: taking that back leaves it.
create function app.affiliate_touched() returns trigger language plpgsql
  security definer set search_path = public, app, pg_temp as $$
begin
  update affiliate a set import_id = null from added t where a.id = t.affiliate_id and a.import_id is not null;
  return null;
end $$;
create trigger affiliate_withholding_touched after insert on affiliate_withholding referencing new table as added
  for each statement execute function app.affiliate_touched();
create trigger affiliate_placing_touched after insert on affiliate_placing referencing new table as added
  for each statement execute function app.affiliate_touched();
create trigger affiliate_entry_touched after insert on affiliate_entry referencing new table as added
  for each statement execute function app.affiliate_touched();
create function app.affiliate_sized() returns trigger language plpgsql
  security definer set search_path = public, app, pg_temp as $$
begin
  update affiliate a set import_id = null from added t where t.import_id is null and a.id = t.affiliate_id and a.import_id is not null;
  return null;
end $$;
create trigger affiliate_size_touched after insert on affiliate_size referencing new table as added
  for each statement execute function app.affiliate_sized();
