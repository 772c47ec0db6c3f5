-- A search answers ids in their order; the rows are joined by the statement that asks, prepared once and below its policy.
-- The name comes before the days: it leaves few rows for them.
create or replace function app.affiliate_condition(members integer[], pattern text, of_kind text, ended boolean) returns text
  language sql immutable as $$
    select case when members is null then 'true' else 'a.member_id = any($1)' end
      || case when pattern is null then '' when members is null then ' and a.name_key like $2' else ' and (a.name_key like $2) is true' end
      || case when of_kind is null then '' else ' and a.kind = $3' end
      || case when ended then ' and a.until <= $5' else ' and a.since <= $5 and a.until > $5' end
  $$;

drop function app.affiliate_page;
create function app.affiliate_page(members integer[], pattern text, of_kind text, ended boolean, on_date date,
    sort text, descending boolean, after_key text, after_id uuid, most integer) returns table (id uuid, place bigint, found bigint)
  language plpgsql stable rows 50 security definer set search_path = public, app, pg_temp as $$
declare
  within integer[] := app.affiliate_scope(members);
  key text := case sort when 'NUMBER' then 'number' when 'SINCE' then 'since' else 'name_key' end;
  way text := case when descending then 'desc' else 'asc' end;
  beyond text := case when after_key is null then 'true' else format('(a.%I, a.id) %s ($6::%s, $7)', key,
    case when descending then '<' else '>' end, case sort when 'SINCE' then 'date' else 'text' end) end;
  condition text := app.affiliate_condition(within, pattern, of_kind, ended);
begin
  if within = '{}' then return; end if;
  -- The commonest search of all, the first page of a name within some members, keeps its plan.
  if pattern is not null and within is not null and of_kind is null and not ended and sort = 'NAME' and not descending
    and after_key is null then
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
    using within, pattern, of_kind, ended, on_date, after_key, after_id;
end $$;
