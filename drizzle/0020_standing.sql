-- Standing: whether a member is in good standing on a day, with reasons. It is derived from dated facts by the rulebook's
-- article, and kept as a timeline with two axes: the days it speaks of (`during`) and the time in which it was known
-- (`known`). What is no longer true is closed, never changed: what was decided by it can be looked up as it was known then.

-- What a status is: as the rulebook names it, with what follows from it. Rows that are the same are one.
create table standing_status (
  id uuid primary key,
  rulebook text not null,
  version integer not null,
  article text not null,
  status text not null,
  light text not null check (light in ('good', 'warn', 'bad', 'none')),
  -- By language; null where the rulebook says nothing.
  name jsonb,
  reason jsonb,
  -- Each a text, or a text by language.
  consequences jsonb not null default '[]',
  attributes jsonb not null default '{}',
  excepted boolean not null default false,
  excepted_by text,
  foreign key (rulebook, version) references rulebook_version
);

-- How it came about: the facts read, the calculation, and what would restore it. It names no member: members whose facts
-- are the same share one.
create table standing_why (
  id uuid primary key,
  facts jsonb not null,
  why jsonb not null,
  -- The smallest sets of what has to be put right, e.g. [[{"kind": "dues", "years": 2}]].
  remedies jsonb not null default '[]'
);

create table standing_period (
  id bigint generated always as identity primary key,
  member_id integer not null references member,
  during daterange not null check (not isempty(during) and lower(during) is not null),
  known tstzrange not null check (not isempty(known)),
  status text not null,
  light text not null,
  status_id uuid not null references standing_status,
  since date not null generated always as (lower(during)) stored,
  until date not null generated always as (coalesce(upper(during), 'infinity')) stored,
  known_since timestamptz not null generated always as (lower(known)) stored,
  known_until timestamptz not null generated always as (coalesce(upper(known), 'infinity')) stored,
  exclude using gist (member_id with =, during with &&, known with &&)
);
-- What is known now answers from the index alone.
create index standing_period_now on standing_period (member_id, since) include (until, light, status) where known_until = 'infinity';
create index standing_period_then on standing_period (member_id, known_since);
create index standing_period_status on standing_period (status_id);

-- Why a period has its standing. Apart from the period, since it tells of dues: who may not read those learns not even whose
-- reasons are the same.
create table standing_reason (
  period_id bigint primary key references standing_period on delete cascade,
  member_id integer not null references member,
  why_id uuid not null references standing_why
);
create index standing_reason_why on standing_reason (why_id);
create index standing_reason_member on standing_reason (member_id);

-- Members whose facts have changed and whose standing is to be worked out. Marks are made by the triggers below, in the
-- transaction of the change, and taken away with the working out.
create table standing_due (
  id bigint generated always as identity primary key,
  member_id integer not null,
  made_in xid8 not null default pg_current_xact_id(),
  marked_at timestamptz not null default now(),
  -- Of the daily check: what it finds different is an alarm.
  checking boolean not null default false
);
create index standing_due_member on standing_due (member_id);
create index standing_due_made_in on standing_due (made_in);

-- What a check found: a standing that was kept and does not follow from the facts.
create table standing_difference (
  id bigint generated always as identity primary key,
  member_id integer not null references member,
  found_at timestamptz not null default now(),
  kept jsonb not null,
  worked_out jsonb not null
);
create trigger standing_difference_append_only before update or delete or truncate on standing_difference
  for each statement execute function app.refuse_change();

-- An exception that a body granted: for a time, with its reason and the resolution.
create table standing_exception (
  id uuid primary key default uuidv7(),
  member_id integer not null references member,
  region_id integer not null references region,
  during daterange not null check (not isempty(during) and not lower_inf(during) and not upper_inf(during)),
  body text not null check (body <> '' and length(body) <= 200),
  reason text not null check (reason <> '' and length(reason) <= 2000),
  -- Its code in the register, or how the decision is called elsewhere.
  resolution text not null check (resolution <> '' and length(resolution) <= 200),
  decided_on date not null,
  recorded_by uuid references person,
  recorded_at timestamptz not null default now(),
  invented boolean not null default false,
  unique (id, member_id, region_id)
);
create index standing_exception_member on standing_exception (member_id);

-- What became of an exception: ended early from a day, taken back as never granted, or the last of these undone.
create table standing_exception_step (
  id bigint generated always as identity primary key,
  exception_id uuid not null,
  member_id integer not null,
  region_id integer not null,
  kind text not null check (kind in ('ended', 'taken_back', 'undone')),
  on_day date not null,
  reason text not null check (reason <> '' and length(reason) <= 2000),
  recorded_by uuid references person,
  recorded_at timestamptz not null default now(),
  foreign key (exception_id, member_id, region_id) references standing_exception (id, member_id, region_id)
);
create index standing_exception_step_exception on standing_exception_step (exception_id, id desc);

do $$
declare name text;
begin
  foreach name in array array['standing_exception', 'standing_exception_step'] loop
    execute format('create trigger %I before update or delete or truncate on %I for each statement execute function app.refuse_change()',
      name || '_append_only', name);
    execute format('grant select, insert on %I to ninefold_app', name);
    perform app.restrict(name);
    -- Decisions about a member: for those who see its offices and steps.
    execute format($p$create policy %I on %I for select to ninefold_app using (
      (select 1 = any(app.reach('offices.read')))
      or region_id = any((select app.reach('offices.read'))::integer[])
      or member_id = any((select app.reach_members('offices.read'))::integer[]))$p$, name || '_read', name);
    execute format($p$create policy %I on %I for insert to ninefold_app with check (
      recorded_by = (select app.actor()) and ((select 1 = any(app.reach('standing.except')))
        or region_id = any((select app.reach('standing.except'))::integer[])
        or member_id = any((select app.reach_members('standing.except'))::integer[])))$p$, name || '_record', name);
  end loop;
  foreach name in array array['standing_status', 'standing_why', 'standing_period', 'standing_reason', 'standing_due', 'standing_difference'] loop
    perform app.restrict(name);
    execute format('grant select on %I to ninefold_app', name);
  end loop;
end $$;

-- Whoever is signed in sees the standing of members. What it follows from tells of money: for those who may read that.
create policy standing_status_read on standing_status for select to ninefold_app using ((select app.actor()) is not null);
create policy standing_period_read on standing_period for select to ninefold_app using ((select app.actor()) is not null);
create policy standing_due_read on standing_due for select to ninefold_app using ((select app.actor()) is not null);
create policy standing_reason_read on standing_reason for select to ninefold_app using (
  (select 1 = any(app.reach('dues.read'))) or member_id = any((select app.reach_members('dues.read'))::integer[]));
create policy standing_why_read on standing_why for select to ninefold_app using (
  (select 1 = any(app.reach('dues.read'))) or exists (select from standing_reason r where r.why_id = standing_why.id));
create policy standing_difference_read on standing_difference for select to ninefold_app using ((select 1 = any(app.reach('audit.read'))));

-- An exception as it stands after its steps; none of those taken back.
create view standing_exception_now with (security_invoker = true) as
  select e.id, e.member_id, e.region_id, e.body, lower(e.during) as since,
    case s.kind when 'ended' then least(upper(e.during), s.on_day) else upper(e.during) end as until
  from standing_exception e
  left join lateral (select t.kind, t.on_day from standing_exception_step t where t.exception_id = e.id order by t.id desc limit 1) s on true
  where s.kind is distinct from 'taken_back' and (s.kind is distinct from 'ended' or s.on_day > lower(e.during));
grant select on standing_exception_now to ninefold_app;

-- Marks -----------------------------------------------------------------------------------------------------------------

-- Marks the members of the rows that were added, changed or taken away.
create function app.mark_standing() returns trigger language plpgsql
  security definer set search_path = public, app, pg_temp as $$
begin
  insert into standing_due (member_id) select distinct c.member_id from changed c where c.member_id is not null order by 1;
  return null;
end $$;
create function app.mark_standing_of_hosts() returns trigger language plpgsql
  security definer set search_path = public, app, pg_temp as $$
begin
  insert into standing_due (member_id) select distinct c.host_id from changed c where c.host_id is not null order by 1;
  return null;
end $$;
create function app.mark_standing_of_countries() returns trigger language plpgsql
  security definer set search_path = public, app, pg_temp as $$
begin
  insert into standing_due (member_id) select distinct m.place_id from changed c
    join organisation o on o.country = c.iso2 join member m on m.organisation_id = o.id order by 1;
  return null;
end $$;
create function app.mark_all_standing() returns trigger language plpgsql
  security definer set search_path = public, app, pg_temp as $$
begin
  insert into standing_due (member_id) select place_id from member;
  return null;
end $$;

do $$
declare name text;
begin
  foreach name in array array['membership', 'suspension', 'ledger_entry', 'relief_step', 'declaration', 'declaration_extension',
      'determined_fact', 'reminder', 'standing_exception', 'standing_exception_step'] loop
    execute format('create trigger %I after insert on %I referencing new table as changed for each statement execute function app.mark_standing()',
      name || '_standing_added', name);
  end loop;
  foreach name in array array['membership', 'suspension'] loop
    execute format('create trigger %I after update on %I referencing new table as changed for each statement execute function app.mark_standing()',
      name || '_standing_changed', name);
    execute format('create trigger %I after delete on %I referencing old table as changed for each statement execute function app.mark_standing()',
      name || '_standing_gone', name);
  end loop;
  foreach name in array array['rulebook_version', 'declaration_window', 'reference_vintage'] loop
    execute format('create trigger %I after insert on %I for each statement execute function app.mark_all_standing()',
      name || '_standing_added', name);
  end loop;
end $$;
create trigger activity_standing_added after insert on activity referencing new table as changed
  for each statement execute function app.mark_standing_of_hosts();
create trigger activity_standing_changed after update on activity referencing new table as changed
  for each statement execute function app.mark_standing_of_hosts();
create trigger activity_standing_left after update on activity referencing old table as changed
  for each statement execute function app.mark_standing_of_hosts();
create trigger country_fact_standing_added after insert on country_fact referencing new table as changed
  for each statement execute function app.mark_standing_of_countries();
create trigger network_standing_changed after update of rulebook on network
  for each statement execute function app.mark_all_standing();

-- Documents with their validity, as intervals: whoever keeps documents puts its own function in the place of this one.
create function app.standing_documents(of integer[]) returns table (member_id integer, kind text, valid daterange) language sql stable as $$
  select null::integer, null::text, null::daterange where false
$$;

-- Working out -----------------------------------------------------------------------------------------------------------

-- Takes members that are marked, `own`: in this transaction only, and gives all dated sources of their standing as
-- intervals. Each member is held until the end of the transaction, so that of two changes at once the later sees both. A
-- member that another transaction holds is left to whoever comes next, its marks stay; with `wait` it is waited for.
-- Answers for marked members alone: it reads for everybody what row security shows to few.
create function app.standing_sources(own boolean, most integer, wait boolean) returns table (member_id integer, marks bigint[], checking boolean,
    memberships jsonb, suspensions jsonb, dues jsonb, payments jsonb, reliefs jsonb, reports jsonb, documents jsonb, notices jsonb,
    exceptions jsonb) language plpgsql volatile security definer set search_path = public, app, pg_temp as $$
#variable_conflict use_column
declare chosen integer[];
begin
  chosen := array(select distinct d.member_id from standing_due d
    where not own or d.made_in = pg_current_xact_id_if_assigned() order by 1 limit most);
  if wait then perform pg_advisory_xact_lock(20, c.id) from (select id from unnest(chosen) id order by id) c;
  else chosen := array(select c.id from unnest(chosen) c (id) where pg_try_advisory_xact_lock(20, c.id));
  end if;
  return query
  select c.id,
    (select array_agg(d.id) from standing_due d where d.member_id = c.id),
    (select bool_and(d.checking) from standing_due d where d.member_id = c.id),
    (select jsonb_agg(jsonb_build_array(ms.since, upper(ms.during), ms.category) order by ms.since) from membership ms where ms.member_id = c.id),
    (select jsonb_agg(jsonb_build_array(s.since, upper(s.during)) order by s.since) from suspension s where s.member_id = c.id),
    (select jsonb_agg(jsonb_build_array(b.year, b.due_on, b.issued_on, v.relief_id is not null, l.days) order by b.year, b.due_on)
      from assessment_balance b
      left join lateral (select x.relief_id from relief_cover x where x.assessment_id = b.assessment_id limit 1) v on true
      cross join lateral (select jsonb_agg(jsonb_build_array(e.day, e.open > 0) order by e.day) as days
        from (select t.booked_on as day, sum(sum(t.amount)) over (order by t.booked_on) as open from ledger_entry t
          where t.assessment_id = b.assessment_id and t.account = 'receivable' group by t.booked_on) e) l
      where b.member_id = c.id),
    (select jsonb_agg(jsonb_build_array(p.received_on, (select min(t.booked_on) from ledger_transaction t
        where t.payment_id = p.id and t.kind = 'reversal')) order by p.received_on)
      from payment p where p.member_id = c.id),
    (select jsonb_agg(jsonb_build_array(r.kind, g.on_day, g.expires_on + 1, e.on_day, r.id,
        (select jsonb_agg(i.due_on + g.grace_days + 1 order by i.due_on) from relief_instalment i where i.relief_id = r.id), g.due_on,
        (select jsonb_agg(i.due_on + 1 order by i.due_on) from relief_instalment i where i.relief_id = r.id)))
      from relief r join relief_step g on g.relief_id = r.id and g.kind = 'granted'
      left join relief_step e on e.relief_id = r.id and e.kind = 'revoked' where r.member_id = c.id),
    (select jsonb_agg(jsonb_build_array(upper(a.during), a.held_at::date, a.reported_at::date) order by upper(a.during))
      from activity a where a.host_id = c.id and a.held_at is not null and a.withdrawn_at is null),
    (select jsonb_agg(jsonb_build_array(d.kind, lower(d.valid), upper(d.valid)) order by d.kind) from app.standing_documents(array[c.id]) d),
    (select jsonb_agg(distinct r.posted_at::date) from reminder r join reminder_rule u on u.id = r.rule_id
      where r.member_id = c.id and u.template = 'formal_notice'),
    (select jsonb_agg(jsonb_build_array(x.since, x.until, x.body) order by x.since) from standing_exception_now x where x.member_id = c.id)
  from unnest(chosen) as c (id);
end $$;

-- What relief makes of a member's dues on days: reliefs are few, so these are asked one by one. For marked members only.
create function app.standing_relief(members integer[], days date[]) returns table (member_id integer, day date, years_unpaid integer,
    overdue_since date, plans_kept boolean) language sql stable security definer set search_path = public, app, pg_temp as $$
  select a.member_id, a.day, app.years_unpaid(a.member_id, a.day),
    (select min(b.due_on) from assessment_balance b where b.member_id = a.member_id and b.issued_on <= a.day and b.due_on < a.day
      and app.open_on(b.assessment_id, a.day) > 0 and app.overdue(b.assessment_id, b.due_on, a.day)),
    (select bool_and(p.state <> 'broken') from app.reliefs(a.day) r cross join lateral app.plan_on(r.relief_id, a.day) p
      where r.member_id = a.member_id and r.kind = 'plan' and r.granted is not null and r.state <> 'revoked')
  from unnest(members, days) a (member_id, day)
  where exists (select from standing_due d where d.member_id = a.member_id)
$$;

-- Any other fact on record, for days, as the engine takes it; and whether the declaration of the day's year is missing.
create function app.standing_other_facts(members integer[], days date[], names text[]) returns table (member_id integer, day date, facts jsonb)
  language sql stable security definer set search_path = public, app, pg_temp as $$
  select a.member_id, a.day, coalesce((select jsonb_object_agg(g.name, g.fact) from (
      select f.name, jsonb_object_agg(f.used_as, f.value) || jsonb_build_object('source', max(f.source)) as fact
        from app.member_facts(a.member_id, a.day) f where f.name = any(names) group by f.name) g), '{}')
    || case when 'declaration_missing' = any(names) then jsonb_build_object('declaration_missing', jsonb_build_object('value',
      (select s.state = 'missing' from app.declaration_standing(a.member_id, extract(year from a.day)::integer, a.day) s), 'source', 'declarations')) else '{}' end
  from unnest(members, days) a (member_id, day)
  where exists (select from standing_due d where d.member_id = a.member_id)
$$;

-- Days on which facts of lists change that concern all: vintages of country facts, ends of price periods, census windows.
create function app.standing_common_days() returns setof date language sql stable security definer
  set search_path = public, app, pg_temp as $$
  select lower(f.during) from country_fact f where not lower_inf(f.during)
  union select upper(f.during) from country_fact f where not upper_inf(f.during)
  union select p.ended from price_index p
  union select w.closes_on + 1 from declaration_window w
  union select e.until + 1 from declaration_extension e
  union select d.declared_at::date from declaration d
  union select d.determined_at::date from determined_fact d
$$;

-- The rows of what was worked out: [{"member", "marks", "checking", "periods": [[since, until, status, light, status_id, why_id]]}].
create function app.standing_worked(worked jsonb) returns table (member_id integer, since date, until date, status text, light text,
    status_id uuid, why_id uuid) language sql immutable as $$
  select (w ->> 'member')::integer, (p ->> 0)::date, coalesce(p ->> 1, 'infinity')::date, p ->> 2, p ->> 3, (p ->> 4)::uuid, (p ->> 5)::uuid
  from jsonb_array_elements(worked) w cross join lateral jsonb_array_elements(w -> 'periods') p
$$;

-- Keeps what was worked out for marked members, and takes the marks away: rows that are no longer true are closed, new ones
-- added. Answers how many members changed.
create function app.keep_standing(worked jsonb, statuses jsonb, whys jsonb) returns integer language plpgsql volatile
  security definer set search_path = public, app, pg_temp as $$
declare
  at timestamptz := clock_timestamp();
  members integer[] := array(select (w ->> 'member')::integer from jsonb_array_elements(worked) w
    where exists (select from standing_due d where d.member_id = (w ->> 'member')::integer));
  touched integer[];
begin
  insert into standing_status select s.* from jsonb_populate_recordset(null::standing_status, statuses) s on conflict do nothing;
  insert into standing_why select w.* from jsonb_populate_recordset(null::standing_why, whys) w on conflict do nothing;
  touched := array(
    select distinct member_id from (select w.*, true as worked_out from app.standing_worked(worked) w where w.member_id = any(members)) n
    full join (select p.member_id, p.since, p.until, p.status_id, r.why_id, true as kept
      from standing_period p join standing_reason r on r.period_id = p.id
      where p.member_id = any(members) and p.known_until = 'infinity') k using (member_id, since, until, status_id, why_id)
    where n.worked_out is null or k.kept is null);
  if touched <> '{}' then
    insert into standing_difference (member_id, kept, worked_out)
      select t.id, coalesce((select jsonb_agg(jsonb_build_array(p.since, p.until, p.status) order by p.since) from standing_period p
          where p.member_id = t.id and p.known_until = 'infinity'), '[]'), w.value -> 'periods'
      from jsonb_array_elements(worked) w join unnest(touched) t (id) on t.id = (w.value ->> 'member')::integer
      where (w.value ->> 'checking')::boolean;
    -- A row of this very instant was never known: it goes.
    delete from standing_period p where p.member_id = any(touched) and p.known_until = 'infinity' and p.known_since >= at
      and not exists (select from app.standing_worked(worked) n where n.member_id = p.member_id and n.since = p.since and n.until = p.until
        and n.status_id = p.status_id and n.why_id = (select r.why_id from standing_reason r where r.period_id = p.id));
    update standing_period p set known = tstzrange(p.known_since, at) where p.member_id = any(touched) and p.known_until = 'infinity'
      and not exists (select from app.standing_worked(worked) n where n.member_id = p.member_id and n.since = p.since and n.until = p.until
        and n.status_id = p.status_id and n.why_id = (select r.why_id from standing_reason r where r.period_id = p.id));
    with added as (
      insert into standing_period (member_id, during, known, status, light, status_id)
      select n.member_id, daterange(n.since, nullif(n.until, 'infinity')), tstzrange(at, null), n.status, n.light, n.status_id
      from app.standing_worked(worked) n where n.member_id = any(touched)
        and not exists (select from standing_period p where p.member_id = n.member_id and p.known_until = 'infinity' and p.since = n.since)
      returning id, member_id, since)
    insert into standing_reason (period_id, member_id, why_id)
      select a.id, a.member_id, n.why_id from added a join app.standing_worked(worked) n on n.member_id = a.member_id and n.since = a.since;
  end if;
  delete from standing_due d using jsonb_array_elements(worked) w cross join lateral jsonb_array_elements_text(w -> 'marks') k (id)
    where d.id = k.id::bigint;
  return cardinality(touched);
end $$;

-- How many members are marked: in this transaction, and in all.
create function app.standing_marked(out own integer, out every bigint) language sql stable security definer
  set search_path = public, app, pg_temp as $$
  select (select count(*) from (select distinct d.member_id from standing_due d
      where d.made_in = pg_current_xact_id_if_assigned() limit 1000) o)::integer,
    (select count(*) from (select 1 from standing_due limit 1) e)
$$;

-- Marks every member for the daily check.
create function app.check_standing() returns void language sql volatile security definer set search_path = public, app, pg_temp as $$
  insert into standing_due (member_id, checking) select m.place_id, true from member m
$$;

-- The standing of a member on a day as it is known now: since when and until when it is the same without a break. No row
-- where it has none: it was no member then. Reads under row security.
create function app.standing_on(member integer, day date)
  returns table (status text, light text, name jsonb, since date, until date) language sql stable as $$
    select p.status, p.light, s.name, b.since, b.until
    from standing_period p
    join standing_status s on s.id = p.status_id
    cross join lateral (select lower(r) as since, upper(r) as until from (
      select unnest(range_agg(q.during)) as r from standing_period q
      where q.member_id = p.member_id and q.known_until = 'infinity' and q.status = p.status) u where r @> standing_on.day) b
    where p.member_id = standing_on.member and p.known_until = 'infinity' and p.since <= standing_on.day and p.until > standing_on.day
  $$;

-- Those who are members already.
insert into standing_due (member_id) select place_id from member;
