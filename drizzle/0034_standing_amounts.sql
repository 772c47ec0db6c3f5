-- Standing: amounts that are overdue, merges that change documents, and writers that do not wait for each other crosswise.

-- As in 0020; now with the amounts that are open from each day on, and their currency.
create or replace function app.standing_sources(own boolean, most integer, wait boolean) returns table (member_id integer, marks bigint[], checking boolean,
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
    (select jsonb_agg(jsonb_build_array(b.year, b.due_on, b.issued_on, v.relief_id is not null, l.days, b.currency) order by b.year, b.due_on)
      from assessment_balance b
      left join lateral (select x.relief_id from relief_cover x where x.assessment_id = b.assessment_id limit 1) v on true
      cross join lateral (select jsonb_agg(jsonb_build_array(e.day, e.open::text) order by e.day) as days
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

-- As in 0020; now also what is overdue, by currency: [{"currency": "USD", "amount": "1200"}].
drop function app.standing_relief(integer[], date[]);
create function app.standing_relief(members integer[], days date[]) returns table (member_id integer, day date, years_unpaid integer,
    overdue_since date, overdue jsonb, plans_kept boolean) language sql stable security definer set search_path = public, app, pg_temp as $$
  select a.member_id, a.day, app.years_unpaid(a.member_id, a.day),
    (select min(b.due_on) from assessment_balance b where b.member_id = a.member_id and b.issued_on <= a.day and b.due_on < a.day
      and app.open_on(b.assessment_id, a.day) > 0 and app.overdue(b.assessment_id, b.due_on, a.day)),
    app.standing_owed(a.member_id, a.day, null) -> 'amounts',
    (select bool_and(p.state <> 'broken') from app.reliefs(a.day) r cross join lateral app.plan_on(r.relief_id, a.day) p
      where r.member_id = a.member_id and r.kind = 'plan' and r.granted is not null and r.state <> 'revoked')
  from unnest(members, days) a (member_id, day)
  where exists (select from standing_due d where d.member_id = a.member_id)
$$;

-- As in 0020; now rows that members share are written in the order of their ids: of two at once the later waits for the
-- former, and never each for the other.
create or replace function app.keep_standing(worked jsonb, statuses jsonb, whys jsonb) returns integer language plpgsql volatile
  security definer set search_path = public, app, pg_temp as $$
declare
  at timestamptz := clock_timestamp();
  members integer[] := array(select (w ->> 'member')::integer from jsonb_array_elements(worked) w
    where exists (select from standing_due d where d.member_id = (w ->> 'member')::integer));
  touched integer[];
begin
  insert into standing_status select s.* from jsonb_populate_recordset(null::standing_status, statuses) s order by s.id on conflict do nothing;
  insert into standing_why select w.* from jsonb_populate_recordset(null::standing_why, whys) w order by w.id on conflict do nothing;
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

-- Documents of a record that is merged into another count for that one's member, until it is undone: its standing, and that
-- of whatever the survivor was merged into, is worked out anew.
create function app.mark_standing_of_survivors() returns trigger language plpgsql
  security definer set search_path = public, app, pg_temp as $$
begin
  insert into standing_due (member_id) select distinct m.place_id from (
      with recursive line(id) as (
        select c.survivor_id from changed c
        union select g.survivor_id from line l join organisation_merge g on g.merged_id = l.id and g.undone_at is null)
      select id from line) l
    join member m on m.organisation_id = l.id order by 1;
  return null;
end $$;
create trigger organisation_merge_standing_added after insert on organisation_merge referencing new table as changed
  for each statement execute function app.mark_standing_of_survivors();
create trigger organisation_merge_standing_changed after update on organisation_merge referencing new table as changed
  for each statement execute function app.mark_standing_of_survivors();
