-- The categories of membership that the network's rulebook has on a day, in its order.
create function app.categories(on_date date) returns table (code text, name jsonb, place bigint) language sql stable
  set search_path = public, app, pg_temp as $$
    select c.value ->> 'code', c.value -> 'name', c.ordinality
    from (select v.version, v.document from rulebook_version v join network n on n.rulebook = v.rulebook
      where v.effective_from <= on_date order by v.version desc limit 1) v
    cross join lateral (select a.value as article from jsonb_array_elements(v.document -> 'articles') a
      where a.value ->> 'kind' = 'category' and a.value #>> '{rule,use}' = 'categories'
        and coalesce((a.value ->> 'version')::int, 1) <= v.version
      order by coalesce((a.value ->> 'version')::int, 1) desc limit 1) a
    cross join lateral jsonb_array_elements(a.article #> '{rule,categories}') with ordinality c
  $$;
