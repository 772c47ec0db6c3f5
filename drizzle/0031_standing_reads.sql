-- What others read of standing: meetings for their roll, trials of the rulebook, and the pages.

-- As in 0015; now also the facts that the member's standing of today stands on, as they are kept: a roll follows from the
-- same facts, and whoever opens a meeting sees nothing of dues for that.
drop function app.electors(uuid);
create function app.electors(meeting uuid) returns table (member_id integer, person_id uuid, seat integer, category text,
    category_since date, suspended boolean, years_unpaid integer, standing jsonb) language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select ms.member_id, coalesce(d.person_id, o.person_id), d.seat, ms.category, lower(ms.during),
      exists (select from suspension s where s.member_id = ms.member_id and s.during @> current_date),
      app.years_unpaid(ms.member_id, current_date),
      coalesce((select w.facts from standing_period p join standing_reason x on x.period_id = p.id join standing_why w on w.id = x.why_id where p.member_id = ms.member_id
        and p.known_until = 'infinity' and p.since <= current_date and p.until > current_date), '{}')
    from meeting m
    join body b on b.id = m.body_id
    join membership ms on ms.during @> current_date
    left join mandate d on d.body_id = b.id and d.member_id = ms.member_id and d.during @> current_date and d.role <> 'observer'
    left join lateral (select f.person_id from office f
      where f.place_id = ms.member_id and f.kind in ('delegate', 'council_secretary') and f.during @> now()
      order by f.kind = 'delegate' desc, lower(f.during) limit 1) o on d.id is null
    where m.id = electors.meeting and app.may_at_meeting(m.id, 'meetings.manage', 'ballots.open')
      and case b.electorate when 'seats' then d.id is not null
        else exists (select from member_region mr where mr.member_id = ms.member_id and mr.during @> current_date
          and b.place_id in (1, mr.region_id)) end
    order by ms.member_id
  $$;

-- As in 0015; now also what the member's standing of the day stands on, for those who may read why.
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
    select 'years_unpaid', to_jsonb(app.years_unpaid(member, day)), day, 'dues_ledger', 'value'
      where (select 1 = any(app.reach('dues.read'))) or member = any((select app.reach_members('dues.read'))::integer[])
    union all
    select f.key, f.value -> 'value', day, f.value ->> 'source', 'value'
      from standing_period p join standing_reason x on x.period_id = p.id join standing_why w on w.id = x.why_id cross join lateral jsonb_each(w.facts) f
      where p.member_id = member and p.known_until = 'infinity' and p.since <= day and p.until > day
        and f.value ->> 'source' in ('dues_ledger', 'reliefs', 'reports', 'documents', 'reminders', 'exceptions') and f.key <> 'years_unpaid'
  $$;

-- The oldest years of a member's dues that are overdue on the day, so many of them, and what is open of them by currency.
create function app.standing_owed(member integer, day date, years integer) returns jsonb language sql stable as $$
  with open as (
    select b.year, b.currency, b.due_on, app.open_on(b.assessment_id, day) as open from assessment_balance b
    where b.member_id = member and b.issued_on <= day and b.due_on < day and app.open_on(b.assessment_id, day) > 0
      and app.overdue(b.assessment_id, b.due_on, day)),
  chosen as (select o.year from open o group by o.year order by min(o.due_on), o.year limit years)
  select jsonb_build_object(
    'years', coalesce((select jsonb_agg(c.year order by c.year) from chosen c), '[]'),
    'amounts', coalesce((select jsonb_agg(jsonb_build_object('currency', t.currency, 'amount', t.open::text) order by t.currency)
      from (select o.currency, sum(o.open) as open from open o where o.year in (select c.year from chosen c) group by o.currency) t), '[]'))
$$;

-- What is to be put right, in the member's own figures of the day.
create function app.standing_remedies(member integer, facts jsonb, remedies jsonb, day date) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object('remedies', (
      select jsonb_agg(r.value || case r.value ->> 'kind'
          when 'dues' then app.standing_owed(member, day, (r.value ->> 'years')::integer)
          when 'reports' then jsonb_build_object('count', coalesce((facts -> 'reports_open' ->> 'value')::integer, 0))
          else '{}' end order by r.ordinality)
        from jsonb_array_elements(s.value) with ordinality r)) order by s.ordinality), '[]')
  from jsonb_array_elements(remedies) with ordinality s
$$;

-- The bodies that the rulebook of the day lets grant exceptions.
create function app.standing_bodies(day date) returns table (name text) language sql stable as $$
  select b.value #>> '{}' from (select v.document from rulebook_version v join network n on n.rulebook = v.rulebook
    where v.effective_from <= day order by v.version desc limit 1) v
  cross join lateral jsonb_array_elements(coalesce(v.document #> '{facts,excepted_by,values}', '[]')) b
$$;

-- Texts of the rulebook, each plain or by language, in the reader's.
create function app.contents(texts jsonb, locale text) returns jsonb language sql stable parallel safe as $$
  select coalesce(jsonb_agg(case jsonb_typeof(t.value) when 'object' then app.content(t.value, locale)::jsonb
    else jsonb_build_object('value', t.value #>> '{}', 'locale', 'en', 'fallback', locale <> 'en') end order by t.ordinality), '[]')
  from jsonb_array_elements(texts) with ordinality t
$$;
