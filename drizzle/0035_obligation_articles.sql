-- Obligations: the rulebook may say by when members declare, as it says of all else.

update obligation_kind set article = 'declared_by' where kind = 'census';

-- As in 0025; now a declaration is due by its article too.
create or replace function app.obligation_rows(within integer[], from_day date, until_day date)
  returns table (key text, kind text, column_key text, place_id integer, region_id integer, year integer, title jsonb, detail text,
    opens_on date, due_on date, state text, done_on date, article text, subject_id text)
  language sql stable security definer set search_path = public, app, pg_temp as $$
    with terms as materialized (select * from app.obligation_terms()),
    here as materialized (
      select p.id, p.kind, case when p.kind = 'region' then p.id else mr.region_id end as region_id, ms.member_id is not null as current
      from place p
      left join member_region mr on mr.member_id = p.id and mr.since <= current_date and mr.until > current_date
      left join membership ms on ms.member_id = p.id and ms.since <= current_date and ms.until > current_date
      where within is null or p.id = any(within)),
    windows as materialized (select distinct on (w.year) w.* from declaration_window w order by w.year, w.id desc)
    select 'census-' || w.year || '-' || h.id, 'census', 'census-' || w.year, h.id, h.region_id, w.year, null::jsonb, null::text,
      w.opens_on, x.due,
      case when s.state = 'none' then 'not_asked' when s.state in ('declared', 'corrected', 'late') then 'done'
        when s.state = 'determined' then 'waived' when x.due < current_date then 'late'
        when w.opens_on > current_date then 'coming' else 'open' end,
      (select min(d.declared_at)::date from declaration d where d.member_id = h.id and d.year = w.year),
      k.article, null::text
    from here h cross join windows w join terms k on k.kind = 'census'
    cross join lateral app.declaration_standing(h.id, w.year, current_date) s
    cross join lateral (select (coalesce(s.deadline, w.closes_on) + k.shift)::date as due) x
    where h.current and x.due >= from_day and x.due < until_day
    union all
    select 'dues-' || b.assessment_id, 'dues', 'dues-' || b.year, b.member_id, coalesce(h.region_id, b.region_id), b.year, null, null,
      b.issued_on, x.due,
      case when b.outstanding > 0 then case when x.due < current_date then 'late' else 'open' end
        when exists (select from relief_booking k join relief r on r.id = k.relief_id and r.kind = 'waiver'
          where k.assessment_id = b.assessment_id) then 'waived' else 'done' end,
      case when b.outstanding = 0 then (select max(e.booked_on) from ledger_entry e
        where e.assessment_id = b.assessment_id and e.account = 'receivable' and e.amount < 0) end,
      null, b.assessment_id::text
    from here h join assessment_balance b on b.member_id = h.id
    cross join lateral (select case when exists (select from relief_cover c where c.assessment_id = b.assessment_id)
      then app.due_on(b.assessment_id, b.due_on, current_date) else b.due_on end as due) x
    where h.kind = 'council' and x.due >= from_day and x.due < until_day
      and not exists (select from relief_cover c join app.reliefs(current_date) r on r.relief_id = c.relief_id
        where c.assessment_id = b.assessment_id and r.kind = 'plan' and r.in_force)
    union all
    select i.subject, 'instalment', 'dues-' || i.year, i.member_id, coalesce(h.region_id, i.region_id), i.year, null, null,
      i.granted_at::date, i.due_on,
      case when i.amount = 0 then 'done' when i.due_on < current_date then 'late' else 'open' end, null, null, i.relief_id::text
    from here h join app.plan_instalments() i on i.member_id = h.id
    where i.due_on >= from_day and i.due_on < until_day
    union all
    -- Who is to act for a council at a meeting in which every member sits: its delegate on that day.
    select 'delegates-' || t.id || '-' || h.id, 'delegates', 'delegates-' || t.id, h.id, h.region_id, null, t.title, null, null, x.due,
      case when d.since is not null then 'done' when x.due < current_date then 'late' else 'open' end, d.since, k.article, t.id::text
    from here h join terms k on k.kind = 'delegates'
    join body b on b.electorate = 'members' and b.place_id in (1, h.region_id)
    join meeting t on t.body_id = b.id
    cross join lateral (select ((t.starts_at at time zone 'UTC')::date + k.shift)::date as due) x
    left join lateral (select min(lower(o.during))::date as since from office o
      where o.place_id = h.id and o.kind = 'delegate' and o.during @> t.starts_at) d on true
    where h.current and x.due >= from_day and x.due < until_day
    union all
    select 'report-' || a.id, 'report', 'report-' || extract(year from x.due), h.id, h.region_id, null, a.title, null,
      (upper(a.during) - 1), x.due,
      case when a.reported_at is not null then 'done' when upper(a.during) > current_date then 'coming'
        when x.due < current_date then 'late' else 'open' end,
      a.reported_at::date, k.article, a.id::text
    from here h join terms k on k.kind = 'report'
    join activity a on a.withdrawn_at is null and (a.host_id = h.id or (a.host_id is null and a.place_id = h.id))
    cross join lateral (select (upper(a.during) - 1 + k.shift)::date as due) x
    where x.due >= from_day and x.due < until_day
    union all
    -- The newest document of each kind, before it runs out.
    select 'document-' || d.id, 'document', 'document-' || replace(d.kind, '_', '-'), h.id, h.region_id, null, null, d.kind,
      x.due - 90, x.due, case when x.due < current_date then 'late' when x.due - 90 > current_date then 'coming' else 'open' end,
      null, k.article, d.id::text
    from here h join terms k on k.kind = 'document'
    join lateral (select distinct on (f.kind) f.id, f.kind, f.until from document f
      where f.member_id = h.id and f.withdrawn_at is null and f.kind <> 'other' order by f.kind, f.until desc) d on d.until < 'infinity'
    cross join lateral (select (d.until + k.shift)::date as due) x
    where h.current and x.due >= from_day and x.due < until_day
    union all
    -- A term that runs out by itself: somebody is to be appointed from the day after.
    select 'term-' || o.id, 'term', 'term-' || extract(year from x.due), h.id, h.region_id, null, null, o.kind,
      x.due - 90, x.due, case when n.id is not null then 'done' when x.due < current_date then 'late'
        when x.due - 90 > current_date then 'coming' else 'open' end,
      n.since, k.article, o.id::text
    from here h join terms k on k.kind = 'term'
    join office o on o.place_id = h.id and not upper_inf(o.during) and o.ended_by is null
    cross join lateral (select ((upper(o.during) at time zone 'UTC')::date + k.shift)::date as due) x
    left join lateral (select f.id, lower(f.during)::date as since from office f where f.place_id = o.place_id and f.kind = o.kind
      and f.id <> o.id and (upper_inf(f.during) or upper(f.during) > upper(o.during)) and lower(f.during) <= greatest(upper(o.during), now())
      order by lower(f.during) limit 1) n on true
    where x.due >= from_day and x.due < until_day
    union all
    select 'mandate-' || d.id, 'term', 'term-' || extract(year from x.due), h.id, h.region_id, null, b.name, 'mandate',
      x.due - 90, x.due, case when n.id is not null then 'done' when x.due < current_date then 'late'
        when x.due - 90 > current_date then 'coming' else 'open' end,
      n.since, k.article, d.id::text
    from here h join terms k on k.kind = 'term'
    join mandate d on d.member_id = h.id and not upper_inf(d.during) and d.ended_by is null
    join body b on b.id = d.body_id
    cross join lateral (select (upper(d.during) + k.shift)::date as due) x
    left join lateral (select f.id, lower(f.during) as since from mandate f where f.body_id = d.body_id and f.seat = d.seat and f.id <> d.id
      and lower(f.during) >= upper(d.during) order by lower(f.during) limit 1) n on true
    where x.due >= from_day and x.due < until_day
    union all
    -- What a region or the network has of its own: the windows of declarations, and the meetings of its bodies.
    select 'window-' || w.year || '-' || h.id, 'window', null, h.id, h.region_id, w.year, null, null, w.opens_on, w.closes_on,
      case when w.closes_on < current_date then 'done' when w.opens_on > current_date then 'coming' else 'open' end,
      case when w.closes_on < current_date then w.closes_on end, null, null
    from here h cross join windows w where h.kind <> 'council' and w.closes_on >= from_day and w.closes_on < until_day
    union all
    select 'meeting-' || t.id || '-' || h.id, 'meeting', null, h.id, h.region_id, null, t.title, null, null, x.due,
      case when t.closed_at is not null then 'done' when x.due < current_date then 'late' else 'coming' end, t.closed_at::date, null, t.id::text
    from here h join meeting t on t.place_id = h.id
    cross join lateral (select (t.starts_at at time zone 'UTC')::date as due) x
    where h.kind <> 'council' and x.due >= from_day and x.due < until_day
  $$;
