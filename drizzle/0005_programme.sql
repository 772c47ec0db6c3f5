-- Programmes: the global ones of the network (place 1), and those of a region inside a global one.
create table programme (
  id uuid primary key default uuidv7(),
  code text not null unique check (code ~ '^[A-Z][A-Z0-9-]{2,19}$'),
  place_id integer not null references place,
  parent_id uuid references programme,
  title jsonb not null check (title <> '{}'),
  during daterange not null
    check (not isempty(during) and lower(during) is not null and upper(during) is not null),
  source text not null check (source <> ''),
  invented boolean not null default false,
  check ((place_id = 1) = (parent_id is null)),
  exclude using gist (place_id with =, during with &&)
);
create index programme_parent on programme (parent_id);

-- The numbered parts of a global programme; regional programmes and activities refer to them.
create table component (
  programme_id uuid not null references programme,
  no smallint not null check (no between 1 and 99),
  title jsonb not null check (title <> '{}'),
  new_approach boolean not null default false,
  primary key (programme_id, no)
);

-- What was done about a programme, append-only. A date is kept as precisely as its source gives it: 2004, 2004-04 or 2004-04-30.
create table programme_act (
  id uuid primary key default uuidv7(),
  programme_id uuid not null references programme,
  act text not null check (act in ('created', 'expert_meeting', 'adopted', 'mid_term_review', 'revision_adopted')),
  on_date text not null check (on_date ~ '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'),
  earliest date not null generated always as (make_date(
    left(on_date, 4)::int, coalesce(nullif(substr(on_date, 6, 2), ''), '1')::int,
    coalesce(nullif(substr(on_date, 9, 2), ''), '1')::int)) stored,
  body jsonb,
  partner text,
  venue text,
  source text,
  recorded_by uuid references person,
  at timestamptz not null default now()
);
create index programme_act_programme on programme_act (programme_id);
create unique index programme_adopted_once on programme_act (programme_id) where act = 'adopted';
create trigger programme_act_append_only before update or delete or truncate on programme_act
  for each statement execute function app.refuse_change();

-- An activity: the plan, and after the report what came of it. place_id is who runs it: a region, or the network.
-- held_at, reported_at and withdrawn_at are the shadow of activity_step, which alone may change them.
create table activity (
  id uuid primary key default uuidv7(),
  place_id integer not null references place,
  programme_id uuid not null references programme,
  root_id uuid not null,
  primary_no smallint not null,
  secondary_nos smallint[] not null default '{}' check (primary_no <> all (secondary_nos)),
  title jsonb not null check (title <> '{}'),
  objective jsonb,
  during daterange not null
    check (not isempty(during) and lower(during) is not null and upper(during) is not null),
  starts date not null generated always as (lower(during)) stored,
  venue text,
  country text references country,
  host_id integer references member,
  funders text[] not null default '{}',
  contributors text[] not null default '{}',
  participants integer check (participants >= 0),
  women integer check (women between 0 and participants),
  outcomes jsonb,
  follow_up jsonb,
  held_at timestamptz,
  reported_at timestamptz,
  withdrawn_at timestamptz,
  source text,
  invented boolean not null default false,
  unique (id, place_id),
  foreign key (root_id, primary_no) references component (programme_id, no),
  check (reported_at is null or held_at is not null),
  check (withdrawn_at is null or held_at is null)
);
create index activity_place on activity (place_id, starts, id);
create index activity_programme on activity (programme_id, starts, id);
create index activity_root on activity (root_id, starts, id);
create index activity_host on activity (host_id);

-- Each step of an activity with its author, append-only; the state derives from these rows.
create table activity_step (
  id bigint generated always as identity primary key,
  activity_id uuid not null,
  place_id integer not null,
  step text not null
    check (step in ('planned', 'changed', 'held', 'not_held', 'reported', 'reopened', 'withdrawn', 'resumed')),
  reason text check (reason <> ''),
  by_id uuid references person,
  at timestamptz not null default now(),
  foreign key (activity_id, place_id) references activity (id, place_id),
  check (reason is not null or step not in ('not_held', 'reopened', 'withdrawn'))
);
create index activity_step_activity on activity_step (activity_id, id);
create trigger activity_step_append_only before update or delete or truncate on activity_step
  for each statement execute function app.refuse_change();

-- A step and its undoing: what counts is the last of the two.
create function app.apply_steps() returns trigger language plpgsql
  security definer set search_path = public, app, pg_temp as $$
begin
  update activity a set held_at = s.held_at, reported_at = s.reported_at, withdrawn_at = s.withdrawn_at
  from (
    select t.activity_id,
      max(t.at) filter (where t.step = 'held' and t.id > t.last_not_held) as held_at,
      max(t.at) filter (where t.step = 'reported' and t.id > t.last_reopened) as reported_at,
      max(t.at) filter (where t.step = 'withdrawn' and t.id > t.last_resumed) as withdrawn_at
    from (
      select x.*,
        coalesce(max(x.id) filter (where x.step = 'not_held') over w, 0) as last_not_held,
        coalesce(max(x.id) filter (where x.step = 'reopened') over w, 0) as last_reopened,
        coalesce(max(x.id) filter (where x.step = 'resumed') over w, 0) as last_resumed
      from activity_step x where x.activity_id in (select added.activity_id from added)
      window w as (partition by x.activity_id)) t
    group by t.activity_id) s
  where a.id = s.activity_id
    and (a.held_at, a.reported_at, a.withdrawn_at) is distinct from (s.held_at, s.reported_at, s.withdrawn_at);
  return null;
end $$;
create trigger activity_step_applied after insert on activity_step
  referencing new table as added for each statement execute function app.apply_steps();

-- Access: programmes and their history are public. An activity is public once it is reported.
grant select on programme, component, programme_act to ninefold_app;
select app.restrict('programme');
create policy programme_read on programme for select to ninefold_app using (true);
create policy programme_add on programme for insert to ninefold_app with check (
  (select 1 = any(app.reach('programme.manage'))) or place_id = any((select app.reach('programme.manage'))::int[]));
grant insert on programme to ninefold_app;

select app.restrict('programme_act');
create policy programme_act_read on programme_act for select to ninefold_app using (true);
create policy programme_act_add on programme_act for insert to ninefold_app with check (
  recorded_by = (select app.actor()) and exists (
    select from programme p where p.id = programme_id and (
      (select 1 = any(app.reach('programme.manage') || app.reach('programme.adopt')))
      or p.place_id = any((select app.reach('programme.manage') || app.reach('programme.adopt'))::int[]))));
grant insert on programme_act to ninefold_app;

select app.restrict('activity');
create policy activity_read on activity for select to ninefold_app using (
  reported_at is not null
  or (select 1 = any(app.reach('activities.read')))
  or place_id = any((select app.reach('activities.read'))::int[])
  or host_id = any((select app.reach_members('activities.read'))::int[]));
create policy activity_plan on activity for insert to ninefold_app with check (
  (select 1 = any(app.reach('activities.manage')))
  or place_id = any((select app.reach('activities.manage'))::int[])
  or host_id = any((select app.reach_members('activities.manage'))::int[]));
create policy activity_change on activity for update to ninefold_app using (
  (select 1 = any(app.reach('activities.manage')))
  or place_id = any((select app.reach('activities.manage'))::int[])
  or host_id = any((select app.reach_members('activities.manage'))::int[]));
grant select, insert on activity to ninefold_app;
grant update (title, objective, during, venue, country, host_id, funders, contributors, primary_no, secondary_nos,
  participants, women, outcomes, follow_up) on activity to ninefold_app;

select app.restrict('activity_step');
create policy activity_step_read on activity_step for select to ninefold_app using (
  (select 1 = any(app.reach('activities.read')))
  or place_id = any((select app.reach('activities.read'))::int[])
  or exists (select from activity a where a.id = activity_id
    and a.host_id = any((select app.reach_members('activities.read'))::int[])));
create policy activity_step_add on activity_step for insert to ninefold_app with check (
  by_id = (select app.actor()) and exists (select from activity a where a.id = activity_id and (
    (select 1 = any(app.reach('activities.manage')))
    or a.place_id = any((select app.reach('activities.manage'))::int[])
    or a.host_id = any((select app.reach_members('activities.manage'))::int[]))));
grant select, insert on activity_step to ninefold_app;
