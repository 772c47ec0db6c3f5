-- A search answers ids in their order; the rows are joined by the statement that asks, prepared once and below its policy.
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
  -- Where a name is searched for, all hits are met anyhow and "found" counts them; a walk along an index stops early.
  return query execute format(
    case when pattern is null
      then 'select t.id, row_number() over (), null::bigint from (select a.id from affiliate a where %2$s and %3$s'
      else 'select t.id, row_number() over (), t.found from (select a.id, a.found
        from (select a.id, a.%1$I, count(*) over () as found from affiliate a where %2$s) a where %3$s' end
    || ' order by a.%1$I %4$s, a.id %4$s limit %5$s) t', key, condition, beyond, way, most)
    using within, pattern, of_kind, ended, on_date, after_key, after_id;
end $$;
