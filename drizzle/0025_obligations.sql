-- Obligations: what a council, a region or the network has to do by when. Nothing is copied: each row follows from dues,
-- declarations, meetings, activities and terms of office as they stand, and from the rulebook where it has an article.

-- What there is to do, and the article of the rulebook (of the kind calendar) that says when. Where the rulebook in force has
-- no such article, the days here count from the same day.
create table obligation_kind (
  kind text primary key,
  article text unique,
  otherwise interval not null default interval '0',
  position integer not null unique
);
insert into obligation_kind (kind, article, otherwise, position) values
  ('census', null, '0', 1),
  ('dues', null, '0', 2),
  ('instalment', null, '0', 3),
  ('delegates', 'delegates_named', '0', 4),
  ('report', 'activity_reported', '90 days', 5),
  ('document', 'documents_renewed', '0', 6),
  ('term', 'term_renewed', '0', 7),
  ('window', null, '0', 8),
  ('meeting', null, '0', 9);
grant select on obligation_kind to ninefold_app;

-- How long before or after its day a thing is due: an article of the form add_days(day, n), add_months or add_years of the
-- rulebook in force today, with its number; else what stands above.
create function app.obligation_terms() returns table (kind text, shift interval, article text, "position" integer) language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select k.kind, case when r.parts is null then k.otherwise else make_interval(
        days => case when r.parts[1] = 'days' then r.parts[2]::integer else 0 end,
        months => case r.parts[1] when 'months' then r.parts[2]::integer when 'years' then 12 * r.parts[2]::integer else 0 end) end,
      case when r.parts is not null then a.no end, k.position
    from obligation_kind k
    left join lateral (select v.document, v.version from rulebook_version v join network n on n.rulebook = v.rulebook
      where v.effective_from <= current_date order by v.version desc limit 1) d on k.article is not null
    left join lateral (select b.no, b.entry from app.rulebook_articles(d.document, d.version, current_date) b
      where b.key = k.article and b.entry ->> 'kind' = 'calendar') a on true
    left join lateral (select regexp_match(a.entry ->> 'rule', '^add_(days|months|years)\(\w+, *(-?\d{1,4})\)$') as parts) r on true
  $$;

-- Everything that the places have to do in a time, with its state today: coming (its time has not begun), open, late, done,
-- waived, not_asked. No reach is asked here: that is for app.obligations and for calendars.
create function app.obligation_rows(within integer[], from_day date, until_day date)
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
      w.opens_on, coalesce(s.deadline, w.closes_on),
      case when s.state = 'none' then 'not_asked' when s.state in ('declared', 'corrected', 'late') then 'done'
        when s.state = 'determined' then 'waived' when s.state = 'missing' then 'late'
        when w.opens_on > current_date then 'coming' else 'open' end,
      (select min(d.declared_at)::date from declaration d where d.member_id = h.id and d.year = w.year),
      null::text, null::text
    from here h cross join windows w cross join lateral app.declaration_standing(h.id, w.year, current_date) s
    where h.current and coalesce(s.deadline, w.closes_on) >= from_day and coalesce(s.deadline, w.closes_on) < until_day
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
revoke execute on function app.obligation_rows(integer[], date, date) from public;

-- What a calendar at a secret address shows of them besides dues, declarations and meetings, which app.calendar_events has.
create function app.calendar_obligations(secret_hash bytea)
  returns table (uid text, kind text, day date, title jsonb, detail text, settled boolean, changed_at timestamptz) language plpgsql
  security definer set search_path = public, app, pg_temp as $$
declare feed record;
begin
  select c.* into feed from app.open_calendar(secret_hash) c;
  if feed is null then return; end if;
  return query select r.key, r.kind, r.due_on, r.title, r.detail, r.state in ('done', 'waived', 'not_asked'),
      coalesce(r.done_on, r.opens_on, r.due_on - 30)::timestamptz
    from app.obligation_rows(array[feed.place], current_date - 366, current_date + 1096) r
    where r.kind not in ('census', 'dues', 'instalment', 'window', 'meeting');
end $$;

-- The obligations of a place, and with `below` those of the members under it, for whoever reads dues there.
create function app.obligations(place integer, below boolean, from_day date, until_day date)
  returns table (key text, kind text, column_key text, place_id integer, region_id integer, year integer, title jsonb, detail text,
    opens_on date, due_on date, state text, done_on date, article text, subject_id text)
  language sql stable security definer set search_path = public, app, pg_temp as $$
    select r.* from app.obligation_rows(
      array(select p.id from place p left join member_region mr on mr.member_id = p.id and mr.since <= current_date and mr.until > current_date
        where (not below and p.id = obligations.place or below and p.kind = 'council' and obligations.place in (1, mr.region_id))
          and (1 = any(app.reach('dues.read')) or p.id = any(app.reach_members('dues.read')))),
      from_day, until_day) r
  $$;

-- Reminders of obligations, each to one person: of what, by whom and when. Not twice on one day.
create table obligation_reminder (
  id uuid primary key default uuidv7(),
  member_id integer not null references member,
  region_id integer not null references region,
  column_key text not null check (column_key ~ '^[a-z]+-[0-9a-z-]+$'),
  person_id uuid not null references person,
  mail_key text not null,
  sent_by uuid references person,
  sent_at timestamptz not null default now(),
  sent_on date not null default current_date,
  invented boolean not null default false,
  unique (member_id, column_key, person_id, sent_on)
);
create index obligation_reminder_member on obligation_reminder (member_id, column_key, sent_at desc);
create trigger obligation_reminder_append_only before update or delete or truncate on obligation_reminder
  for each statement execute function app.refuse_change();
grant select, insert on obligation_reminder to ninefold_app;
select app.restrict('obligation_reminder');
create policy obligation_reminder_read on obligation_reminder for select to ninefold_app using (
  (select 1 = any(app.reach('dues.read')))
  or region_id = any((select app.reach('dues.read'))::integer[])
  or member_id = any((select app.reach_members('dues.read'))::integer[]));
create policy obligation_reminder_send on obligation_reminder for insert to ninefold_app with check (
  sent_by = (select app.actor()) and (
    (select 1 = any(app.reach('obligations.remind')))
    or member_id = any((select app.reach_members('obligations.remind'))::integer[])));

-- What late members of a column would be reminded of, and whom to write to: the council's secretary, else its treasurer.
-- `reason` says why somebody is not written to.
create function app.obligation_recipients(of_place integer, of_column text, of_member integer)
  returns table (member_id integer, region_id integer, person_id uuid, name text, locale text, reason text, lines jsonb)
  language sql stable security definer set search_path = public, app, pg_temp as $$
    with asked as (
      select o.place_id, o.region_id, jsonb_agg(jsonb_build_object('kind', o.kind, 'year', o.year, 'title', o.title, 'detail', o.detail,
        'day', o.due_on, 'late', o.state = 'late') order by o.due_on, o.key) as lines
      from app.obligations(of_place, of_place in (select place_id from region union select 1), current_date - 1096, current_date + 1096) o
      where o.column_key = of_column and (of_member is null and o.state = 'late' or o.place_id = of_member and o.state in ('late', 'open'))
        and (1 = any(app.reach('obligations.remind')) or o.place_id = any(app.reach_members('obligations.remind')))
      group by o.place_id, o.region_id)
    select a.place_id, a.region_id, h.person_id, h.name, h.locale,
      case when h.person_id is null then 'nobody' when h.address is null then 'no_address'
        when exists (select from mail_bounce b where b.email = h.address and b.lifted_at is null) then 'bounced'
        when exists (select from obligation_reminder r where r.member_id = a.place_id and r.column_key = of_column
          and r.person_id = h.person_id and r.sent_on = current_date) then 'reminded_today' end,
      a.lines
    from asked a
    left join lateral (select p.id as person_id, p.name, p.locale, app.mail_address('reminder', p.id, o.place_id) as address
      from office o join person p on p.id = o.person_id
      where o.place_id = a.place_id and o.during @> now() and o.kind in ('council_secretary', 'council_treasurer')
      order by app.mail_address('reminder', p.id, o.place_id) is null, o.kind, p.id limit 1) h on true
  $$;

-- How the message under a key stands, for whoever may read what it was sent for.
create function app.mail_state_of(mail_key text) returns text language sql stable security definer set search_path = public, app, pg_temp as $$
    select app.mail_state(m.id) from mail m where m.key = mail_key
  $$;

-- What waits for whoever asks at a place: how many of each, for what their office may do there.
create function app.waiting(place integer) returns table (kind text, count bigint) language sql stable
  set search_path = public, app, pg_temp as $$
    with may as (select c, (select 1 = any(app.reach(c)) or exists (select from app.path(waiting.place) p where p = any(app.reach(c)))) as yes
      from unnest(array['applications.endorse', 'applications.admit', 'relief.decide', 'affiliates.manage', 'dues.read']) c)
    select w.kind, w.count from (
      select 'applications' as kind, (select count(*) from application a where (a.region_id = waiting.place or waiting.place = 1)
        and (app.application_state(a.id) = 'submitted' and (select yes from may where c = 'applications.endorse') and waiting.place <> 1
          or app.application_state(a.id) = 'endorsed' and (select yes from may where c = 'applications.admit') and waiting.place = 1)) as count
      union all
      select 'reliefs', case when (select yes from may where c = 'relief.decide') then (select count(*) from app.reliefs(current_date) s
        join relief r on r.id = s.relief_id where s.state = 'asked' and (waiting.place in (1, r.region_id))) else 0 end
      union all
      select 'imports', case when (select yes from may where c = 'affiliates.manage') then (select count(*) from import i
        where i.place_id = waiting.place and i.stage in ('mapping', 'checked')) else 0 end
      union all
      select 'late', case when (select yes from may where c = 'dues.read')
        then (select count(*) from app.obligations(waiting.place, false, current_date - 1096, current_date + 1) o where o.state = 'late') else 0 end
      union all
      select 'late_members', case when (select yes from may where c = 'dues.read')
        then (select count(distinct o.place_id) from app.obligations(waiting.place, true, current_date - 1096, current_date + 1) o where o.state = 'late')
        else 0 end) w
    where w.count > 0
  $$;
