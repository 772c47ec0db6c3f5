-- Relief for dues that are not assessed yet, and plans whose instalments have days and amounts of their own.

-- The years whose dues a relief concerns once they are assessed.
create table relief_year (
  relief_id uuid not null,
  member_id integer not null,
  region_id integer not null references region,
  year integer not null check (year between 1900 and 9999),
  primary key (relief_id, year),
  foreign key (relief_id, member_id) references relief (id, member_id)
);
create index relief_year_member on relief_year (member_id, year);
create index relief_year_region on relief_year (region_id);
create trigger relief_year_append_only before update or delete or truncate on relief_year
  for each statement execute function app.refuse_change();
select app.restrict('relief_year');
grant select, insert on relief_year to ninefold_app;
create policy relief_year_read on relief_year for select to ninefold_app using (
  (select 1 = any(app.reach('dues.read')))
  or region_id = any((select app.reach('dues.read'))::integer[])
  or member_id = any((select app.reach_members('dues.read'))::integer[]));
create policy relief_year_ask on relief_year for insert to ninefold_app with check (
  member_id = any((select app.reach_members('relief.ask'))::integer[]));

-- Whoever assesses dues books the relief that was granted for them.
do $$
declare name text;
begin
  foreach name in array array['relief_booking', 'relief_cover'] loop
    execute format($p$create policy %I on %I for insert to ninefold_app with check (
      (select 1 = any(app.reach('dues.assess')))
      or region_id = any((select app.reach('dues.assess'))::integer[])
      or member_id = any((select app.reach_members('dues.assess'))::integer[]))$p$, name || '_assess', name);
  end loop;
end $$;

-- Terms of a plan with instalments of its own: [{"dueOn", "amount"}], amounts in minor units as text.
alter table relief add column parts jsonb check (jsonb_typeof(parts) = 'array');
alter table relief_step add column parts jsonb check (jsonb_typeof(parts) = 'array');

-- As in 0015; now also told by the days and amounts of a plan.
create or replace function app.reliefs(as_of date) returns table (relief_id uuid, member_id integer, kind text, sponsor_id integer, granted uuid,
    granted_on date, amount bigint, due_on date, grace_days integer, expires_on date, in_force boolean, state text) language sql stable as $$
  select r.id, r.member_id, r.kind, r.sponsor_id, g.id, g.on_day, g.amount, g.due_on, g.grace_days, g.expires_on,
    coalesce(g.id is not null and e.kind is null and g.expires_on >= as_of, false),
    case
      when e.kind is not null then e.kind
      when g.expires_on < as_of then 'expired'
      when g.id is not null and (g.amount, g.share, g.due_on, g.instalments, g.first_on, g.every_months, g.parts)
        is distinct from (r.amount, r.share, r.due_on, r.instalments, r.first_on, r.every_months, r.parts) then 'granted_in_part'
      when g.id is not null then 'granted'
      when r.lapses_on < as_of then 'lapsed'
      when r.kind = 'sponsorship' and not exists (select from relief_step c
        where c.relief_id = r.id and c.kind = 'consented' and c.on_day <= as_of) then 'awaiting_sponsor'
      else 'asked' end
  from relief r
  left join relief_step g on g.relief_id = r.id and g.kind = 'granted' and g.on_day <= as_of
  left join lateral (select s.kind from relief_step s where s.relief_id = r.id and s.on_day <= as_of
    and s.kind in ('refused', 'withdrawn', 'declined', 'revoked') limit 1) e on true
  where r.asked_on <= as_of
$$;

-- What counted of the reference data at the end of a day: lists loaded by then, and not superseded by then. As the views
-- of 0010, which say what counts now.
create function app.country_facts_known(known_on date) returns setof country_fact language sql stable as $$
  select distinct on (f.iso2, f.fact, lower(f.during)) f.* from country_fact f
  where (f.vintage_id is null or exists (select from reference_vintage o where o.id = f.vintage_id and o.loaded_at < known_on + 1))
    and not exists (select from reference_vintage v where v.supersedes = f.vintage_id and v.loaded_at < known_on + 1)
  order by f.iso2, f.fact, lower(f.during), f.vintage_id desc nulls last
$$;
create function app.exchange_rates_known(known_on date)
  returns table (base text, currency text, day date, rate numeric, source text) language sql stable as $$
  select distinct on (r.base, r.currency, r.day) r.base, r.currency, r.day, r.rate, o.source || ', ' || o.label
  from exchange_rate r join reference_vintage o on o.id = r.vintage_id and o.loaded_at < known_on + 1
  where not exists (select from reference_vintage v where v.supersedes = r.vintage_id and v.loaded_at < known_on + 1)
  order by r.base, r.currency, r.day, r.vintage_id desc
$$;
create function app.price_indices_known(known_on date)
  returns table (series text, period text, ended date, value numeric, source text) language sql stable as $$
  select distinct on (i.series, i.period) i.series, i.period, i.ended, i.value, o.source || ', ' || o.label
  from price_index i join reference_vintage o on o.id = i.vintage_id and o.loaded_at < known_on + 1
  where not exists (select from reference_vintage v where v.supersedes = i.vintage_id and v.loaded_at < known_on + 1)
  order by i.series, i.period, i.vintage_id desc
$$;
