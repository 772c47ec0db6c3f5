-- Membership: applications, what was decided about members and by whom, affiliates of councils, imports.

-- What is possible in each state, for acts and buttons alike. `refusal` says why not; null where it may be done.
create table act_rule (
  subject text not null,
  act text not null,
  state text not null,
  capability text not null,
  refusal text,
  position integer not null,
  primary key (subject, act, state)
);
grant select on act_rule to ninefold_app;

-- Each line: the act, the capability it needs, and each state with its refusal ('' where it may be done).
insert into act_rule (subject, act, capability, position, state, refusal)
select a.subject, a.act, a.capability, a.position, s.key, nullif(s.value, '')
from (values
  ('application', 'endorse', 'applications.endorse', 1,
    '{"submitted": "", "endorsed": "already_endorsed", "admitted": "application_closed", "refused": "application_closed", "withdrawn": "application_closed"}'::jsonb),
  ('application', 'admit', 'applications.admit', 2,
    '{"submitted": "not_endorsed", "endorsed": "", "admitted": "application_closed", "refused": "application_closed", "withdrawn": "application_closed"}'),
  ('application', 'refuse', 'applications.endorse', 3,
    '{"submitted": "", "admitted": "application_closed", "refused": "application_closed", "withdrawn": "application_closed"}'),
  -- What the region endorsed only the network refuses, and what was refused only the network takes up again.
  ('application', 'refuse', 'applications.admit', 3, '{"endorsed": ""}'),
  ('application', 'withdraw', 'applications.enter', 4,
    '{"submitted": "", "endorsed": "", "admitted": "application_closed", "refused": "application_closed", "withdrawn": "application_closed"}'),
  ('application', 'reopen', 'applications.endorse', 5,
    '{"submitted": "application_open", "endorsed": "", "admitted": "application_closed", "withdrawn": "application_closed"}'),
  ('application', 'reopen', 'applications.admit', 5, '{"refused": ""}'),
  ('member', 'suspend', 'members.manage', 1,
    '{"member": "", "suspended": "already_suspended", "leaving": "member_leaving", "former": "not_member", "coming": "not_yet_member"}'),
  ('member', 'restore', 'members.manage', 2,
    '{"member": "not_suspended", "suspended": "", "leaving": "not_suspended", "former": "not_member", "coming": "not_yet_member"}'),
  ('member', 'move', 'members.manage', 3,
    '{"member": "", "suspended": "", "leaving": "member_leaving", "former": "not_member", "coming": "not_yet_member"}'),
  ('member', 'resign', 'members.resign', 4,
    '{"member": "", "suspended": "", "leaving": "already_leaving", "former": "not_member", "coming": "not_yet_member"}'),
  ('affiliate', 'correct', 'affiliates.manage', 1, '{"current": "", "ended": "", "coming": ""}'),
  ('affiliate', 'end', 'affiliates.manage', 2, '{"current": "", "ended": "affiliate_ended", "coming": "affiliate_not_begun"}'),
  ('affiliate', 'reopen', 'affiliates.manage', 3, '{"current": "affiliate_current", "ended": "", "coming": "affiliate_current"}'),
  ('import', 'map', 'affiliates.manage', 1,
    '{"waiting": "import_busy", "reading": "import_busy", "mapping": "", "checking": "import_busy", "checked": "", "applying": "import_busy", "done": "import_done", "undone": "import_done", "failed": "import_failed", "cancelled": "import_cancelled"}'),
  ('import', 'apply', 'affiliates.manage', 2,
    '{"waiting": "import_busy", "reading": "import_busy", "mapping": "import_unmapped", "checking": "import_busy", "checked": "", "applying": "import_busy", "done": "import_done", "undone": "import_done", "failed": "import_failed", "cancelled": "import_cancelled"}'),
  ('import', 'cancel', 'affiliates.manage', 3,
    '{"waiting": "", "reading": "", "mapping": "", "checking": "", "checked": "", "applying": "import_busy", "done": "import_done", "undone": "import_done", "failed": "import_failed", "cancelled": "import_cancelled"}'),
  ('import', 'undo', 'affiliates.manage', 4,
    '{"waiting": "import_not_done", "reading": "import_not_done", "mapping": "import_not_done", "checking": "import_not_done", "checked": "import_not_done", "applying": "import_busy", "done": "", "undone": "import_undone", "failed": "import_failed", "cancelled": "import_cancelled"}')
) as a (subject, act, capability, position, states), jsonb_each_text(a.states) s;

-- What may be done with a thing in this state by whoever asks, as [{name, allowed, reason}].
create function app.acts(subject text, state text, region integer, member integer) returns json language sql stable
  set search_path = public, app, pg_temp as $$
    select coalesce(json_agg(json_build_object(
      'name', r.act,
      'allowed', r.refusal is null and m.may,
      'reason', case when m.may then r.refusal else 'forbidden' end) order by r.position), '[]')
    from act_rule r, lateral (select 1 = any(app.reach(r.capability)) or region = any(app.reach(r.capability))
      or member = any(app.reach_members(r.capability)) as may) m
    where r.subject = acts.subject and r.state = acts.state
  $$;

-- Applications: what is asked, by whom, and every step towards the answer. The state is the last step.
create table application (
  id uuid primary key default uuidv7(),
  region_id integer not null references region,
  country text not null references country,
  name text not null check (name <> '' and length(name) <= 300),
  name_key text generated always as (app.key(name)) stored,
  acronym text check (length(acronym) <= 30),
  website text check (length(website) <= 300),
  founded integer check (founded between 1700 and 2200),
  category text not null,
  -- Null when it came by the public form.
  entered_by uuid references person,
  -- The applicant follows it by a link whose secret stands nowhere, only its hash.
  link_hash bytea unique,
  invented boolean not null default false,
  unique (id, region_id)
);
create index application_region on application (region_id);

-- Whom to answer: personal data, held by the region that was asked.
create table application_contact (
  application_id uuid primary key,
  region_id integer not null,
  name text not null check (name <> '' and length(name) <= 200),
  email citext not null check (length(email) <= 254),
  phone text check (length(phone) <= 40),
  message text check (length(message) <= 4000),
  foreign key (application_id, region_id) references application (id, region_id)
);

create table application_step (
  id uuid primary key default uuidv7(),
  application_id uuid not null,
  region_id integer not null,
  kind text not null check (kind in ('submitted', 'endorsed', 'admitted', 'refused', 'withdrawn', 'reopened')),
  at timestamptz not null default clock_timestamp(),
  -- Null for the applicant.
  by_id uuid references person,
  reason text check (length(reason) <= 2000),
  -- The member that admission made.
  member_id integer references member,
  foreign key (application_id, region_id) references application (id, region_id)
);
create index application_step_application on application_step (application_id, at desc);
create trigger application_step_append_only before update or delete or truncate on application_step
  for each statement execute function app.refuse_change();

-- The state of an application: its last step; reopening makes it submitted again.
create function app.application_state(application uuid) returns text language sql stable
  set search_path = public, app, pg_temp as $$
    select case s.kind when 'reopened' then 'submitted' else s.kind end
    from application_step s where s.application_id = application order by s.at desc, s.id desc limit 1
  $$;

select app.restrict('application');
select app.restrict('application_contact');
select app.restrict('application_step');
grant select, insert on application, application_contact, application_step to ninefold_app;
create policy application_read on application for select to ninefold_app using (
  (select 1 = any(app.reach('applications.read'))) or region_id = any((select app.reach('applications.read'))::integer[]));
create policy application_contact_read on application_contact for select to ninefold_app using (
  (select 1 = any(app.reach('applications.read'))) or region_id = any((select app.reach('applications.read'))::integer[]));
create policy application_step_read on application_step for select to ninefold_app using (
  (select 1 = any(app.reach('applications.read'))) or region_id = any((select app.reach('applications.read'))::integer[]));
-- Anybody may apply; entering one in somebody's name is an act of an office.
create policy application_apply on application for insert to ninefold_app with check (
  entered_by is null or (entered_by = (select app.actor()) and (
    (select 1 = any(app.reach('applications.enter'))) or region_id = any((select app.reach('applications.enter'))::integer[]))));
create policy application_contact_apply on application_contact for insert to ninefold_app with check (true);
create policy application_step_apply on application_step for insert to ninefold_app with check (
  (kind = 'submitted' and by_id is null)
  or (by_id = (select app.actor()) and case
    when kind = 'admitted' then (select 1 = any(app.reach('applications.admit')))
    when kind in ('submitted', 'withdrawn') then (select 1 = any(app.reach('applications.enter')))
      or region_id = any((select app.reach('applications.enter'))::integer[])
    else (select 1 = any(app.reach('applications.endorse'))) or region_id = any((select app.reach('applications.endorse'))::integer[])
  end));

-- The applicant's own view, by the hash of the link's secret: no names of those who decide, no contact data.
create function app.followed_application(secret_hash bytea)
  returns table (id uuid, name text, country text, region_id integer, category text, state text, steps json)
  language sql stable security definer set search_path = public, app, pg_temp as $$
    select a.id, a.name, a.country, a.region_id, a.category, app.application_state(a.id),
      (select json_agg(json_build_object('kind', s.kind, 'at', s.at, 'reason', s.reason) order by s.at, s.id)
       from application_step s where s.application_id = a.id)
    from application a where a.link_hash = secret_hash
  $$;

-- The applicant withdraws by the link. Answers the application, or null when it is not open or not known.
create function app.withdraw_followed(secret_hash bytea, why text) returns uuid
  language plpgsql security definer set search_path = public, app, pg_temp as $$
declare found application;
begin
  select * into found from application a where a.link_hash = secret_hash for update;
  if found.id is null or app.application_state(found.id) not in ('submitted', 'endorsed') then return null; end if;
  insert into application_step (application_id, region_id, kind, reason) values (found.id, found.region_id, 'withdrawn', why);
  return found.id;
end $$;

-- What was decided about a member, when, from which day, by whom and why. Never changed; a mistake is undone by a further step.
create table membership_step (
  id uuid primary key default uuidv7(),
  member_id integer not null references member,
  -- The region at that time: it keeps sight of what it had to do with.
  region_id integer references region,
  kind text not null check (kind in ('admitted', 'suspended', 'restored', 'moved', 'resigned', 'undone')),
  at timestamptz not null default clock_timestamp(),
  from_date date not null,
  by_id uuid references person,
  reason text check (length(reason) <= 2000),
  undoes uuid unique references membership_step,
  -- Where a move led from and to, as ids of regions.
  moved_from integer references region,
  moved_to integer references region,
  invented boolean not null default false
);
create index membership_step_member on membership_step (member_id, at desc);
create trigger membership_step_append_only before update or delete or truncate on membership_step
  for each statement execute function app.refuse_change();
select app.restrict('membership_step');
grant select, insert on membership_step to ninefold_app;
create policy membership_step_read on membership_step for select to ninefold_app using (
  (select 1 = any(app.reach('offices.read')))
  or region_id = any((select app.reach('offices.read'))::integer[])
  or member_id = any((select app.reach_members('offices.read'))::integer[]));
create policy membership_step_add on membership_step for insert to ninefold_app with check (
  by_id = (select app.actor()) and case
    when kind in ('resigned', 'undone') then (select 1 = any(app.reach('members.resign')))
      or member_id = any((select app.reach_members('members.resign'))::integer[])
    when kind = 'admitted' then (select 1 = any(app.reach('applications.admit'))) or (select 1 = any(app.reach('members.import')))
    else (select 1 = any(app.reach('members.manage')))
  end);

-- Whether the membership stands today: member, suspended, leaving (an end is set), former, coming (begins later).
create function app.member_state(member integer) returns text language sql stable
  set search_path = public, app, pg_temp as $$
    select case
      when bool_or(m.during @> current_date) then case
        when not bool_or(upper_inf(m.during)) then 'leaving'
        when exists (select 1 from suspension s where s.member_id = member and upper_inf(s.during)) then 'suspended'
        else 'member' end
      when bool_or(lower(m.during) > current_date) then 'coming'
      else 'former' end
    from membership m where m.member_id = member
  $$;

-- A region or a suspension counts only while the membership does.
alter table member_region add constraint member_region_within_membership
  foreign key (member_id, period during) references membership (member_id, period during) deferrable initially deferred;

-- Structure is read by everybody and written only by those who may; code decides first, these hold alone.
grant delete on member_region, suspension to ninefold_app;
do $$
declare name text;
begin
  foreach name in array array['membership', 'member_region', 'suspension'] loop
    perform app.restrict(name);
    execute format('create policy %I on %I for select to ninefold_app using (true)', name || '_read', name);
    execute format('create policy %I on %I for insert to ninefold_app with check (
      (select 1 = any(app.reach(''members.manage'')) or 1 = any(app.reach(''applications.admit'')) or 1 = any(app.reach(''members.import''))))',
      name || '_add', name);
    execute format('create policy %I on %I for update to ninefold_app using ((select 1 = any(app.reach(''members.manage'')))
      or member_id = any((select app.reach_members(''members.resign''))::integer[]))', name || '_change', name);
    execute format('create policy %I on %I for delete to ninefold_app using ((select 1 = any(app.reach(''members.manage''))))',
      name || '_remove', name);
  end loop;
end $$;

-- Affiliates: organisations that belong to a council, by the council's own number.
create table affiliate (
  id uuid primary key default uuidv7(),
  member_id integer not null references member,
  number text not null check (number <> '' and length(number) <= 40),
  name text not null check (name <> '' and length(name) <= 300),
  name_key text not null generated always as (app.key(name)) stored,
  kind text not null default 'association' check (kind in ('association', 'foundation', 'institution', 'public_body', 'branch', 'network', 'other')),
  city text check (length(city) <= 120),
  country text not null references country,
  during daterange not null check (not isempty(during) and lower(during) is not null),
  -- The days of the period as plain columns: searches compare them, which is cheaper than asking the range.
  since date not null generated always as (lower(during)) stored,
  until date not null generated always as (coalesce(upper(during), 'infinity')) stored,
  -- The import it came with, as long as nobody has changed it since.
  import_id uuid,
  invented boolean not null default false,
  unique (member_id, number)
);
create index affiliate_by_name on affiliate (name_key, id) include (member_id, since, until, kind);
create index affiliate_of_member on affiliate (member_id, name_key, id) include (since, until, kind);
create index affiliate_search on affiliate using gin (name_key gin_trgm_ops);
create index affiliate_import on affiliate (import_id) where import_id is not null;
alter table affiliate alter column name_key set statistics 2000;

select app.restrict('affiliate');
grant select, insert, update, delete on affiliate to ninefold_app;
create policy affiliate_read on affiliate for select to ninefold_app using (
  (select 1 = any(app.reach('affiliates.read'))) or member_id = any((select app.reach_members('affiliates.read'))::integer[]));
create policy affiliate_add on affiliate for insert to ninefold_app with check (
  (select 1 = any(app.reach('affiliates.manage'))) or member_id = any((select app.reach_members('affiliates.manage'))::integer[]));
create policy affiliate_change on affiliate for update to ninefold_app
  using ((select 1 = any(app.reach('affiliates.manage'))) or member_id = any((select app.reach_members('affiliates.manage'))::integer[]))
  with check ((select 1 = any(app.reach('affiliates.manage'))) or member_id = any((select app.reach_members('affiliates.manage'))::integer[]));
create policy affiliate_remove on affiliate for delete to ninefold_app using (
  import_id is not null and ((select 1 = any(app.reach('affiliates.manage'))) or member_id = any((select app.reach_members('affiliates.manage'))::integer[])));

-- The members that a search of affiliates may look into: those asked about within those reached; null is all.
create function app.affiliate_scope(members integer[]) returns integer[] language sql stable
  set search_path = public, app, pg_temp as $$
    select case
      when 1 = any(app.reach('affiliates.read')) then members
      when members is null then app.reach_members('affiliates.read')
      else array(select unnest(members) intersect select unnest(app.reach_members('affiliates.read'))) end
  $$;

-- The condition of a search, with parameters $1 to $5: members, pattern, kind, ended, date. Only what is asked
-- stands in the text, so that the planner can use the index that fits. It may not count with the names' statistics
-- below row security, so the choice is made here: within some members their index is walked and holds all that is
-- asked ("is true" keeps the trigrams out); over the whole register the trigrams find the name.
create function app.affiliate_condition(members integer[], pattern text, of_kind text, ended boolean) returns text
  language sql immutable as $$
    select case when ended then 'a.until <= $5' else 'a.since <= $5 and a.until > $5' end
      || case when members is null then '' else ' and a.member_id = any($1)' end
      || case when pattern is null then '' when members is null then ' and a.name_key like $2' else ' and (a.name_key like $2) is true' end
      || case when of_kind is null then '' else ' and a.kind = $3' end
  $$;

-- One page of a search: audited, since it runs as the owner. It filters by the caller's own reach, which it reads
-- itself; text operators are not leakproof, so below a policy no text index would serve. Ids first, rows after,
-- each with its place in the order.
-- Where a name is searched for, all hits are met anyhow and "found" counts them; a walk along an index stops early,
-- and "found" is null.
create function app.affiliate_page(members integer[], pattern text, of_kind text, ended boolean, on_date date,
    sort text, descending boolean, after_key text, after_id uuid, most integer) returns table (hit affiliate, place bigint, found bigint)
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
  return query execute format(
    case when pattern is null
      then 'select f, one.place, null::bigint from (select t.id, row_number() over () as place
        from (select a.id from affiliate a where %2$s and %3$s'
      else 'with every as materialized (select a.id, a.%1$I from affiliate a where %2$s)
        select f, one.place, (select count(*) from every) from (select t.id, row_number() over () as place
        from (select a.id from every a where %3$s' end
    || ' order by a.%1$I %4$s, a.id %4$s limit %5$s) t) one join affiliate f on f.id = one.id',
    key, condition, beyond, way, most)
    using within, pattern, of_kind, ended, on_date, after_key, after_id;
end $$;

create function app.affiliate_count(members integer[], pattern text, of_kind text, ended boolean, on_date date) returns bigint
  language plpgsql stable security definer set search_path = public, app, pg_temp as $$
declare
  within integer[] := app.affiliate_scope(members);
  found bigint := 0;
begin
  if within = '{}' then return 0; end if;
  execute 'select count(*) from affiliate a where ' || app.affiliate_condition(within, pattern, of_kind, ended)
    into found using within, pattern, of_kind, ended, on_date;
  return found;
end $$;

-- Words of a file are compared without case, accents and punctuation.
create function app.fold(word text) returns text language sql immutable strict parallel safe
  as $$ select btrim(regexp_replace(app.key(word), '[^[:alnum:]]+', ' ', 'g')) $$;

-- A day as files write it: 2024-03-31, 31.3.2024, 31/3/2024, or a year alone; null where it is none, or two at once
-- (3/4/2024 is read differently in different countries, so it is not read at all).
create function app.read_day(word text) returns date language sql stable strict parallel safe
  as $$
    select case when pg_input_is_valid(iso, 'date') then iso::date end from (
      select case
        when word ~ '^\d{4}-\d{1,2}-\d{1,2}$' then word
        when word ~ '^(1[7-9]|20)\d\d$' then word || '-01-01'
        when word ~ '^\d{1,2}\.\d{1,2}\.\d{4}$' then p[3] || '-' || p[2] || '-' || p[1]
        when word ~ '^\d{1,2}[/-]\d{1,2}[/-]\d{4}$' then case
          when p[1]::int > 12 or p[1]::int = p[2]::int then p[3] || '-' || p[2] || '-' || p[1]
          when p[2]::int > 12 then p[3] || '-' || p[1] || '-' || p[2] end
      end as iso
      from regexp_split_to_array(word, '[./-]') p) d
  $$;

-- Jobs: work that outlives a request. Ids only; the person's rights are proved again when it runs. Claimed with
-- SKIP LOCKED; a claim that is not renewed ends, so work survives a restart of the process.
create table job (
  id uuid primary key default uuidv7(),
  kind text not null,
  subject uuid not null,
  caller_kind text not null check (caller_kind in ('session', 'token')),
  caller_id uuid not null,
  attempts integer not null default 0,
  claimed_until timestamptz,
  finished_at timestamptz,
  failure text
);
create index job_open on job (id) where finished_at is null;
grant select, insert, update on job to ninefold_app;

-- An import: a file on its way into the register, from upload to the decision.
create table import (
  id uuid primary key default uuidv7(),
  kind text not null check (kind in ('affiliates', 'members')),
  place_id integer not null references place,
  filename text not null check (length(filename) <= 200),
  bytes integer not null,
  hash bytea not null,
  uploaded_by uuid not null references person,
  uploaded_at timestamptz not null default now(),
  stage text not null default 'waiting' check (stage in ('waiting', 'reading', 'mapping', 'checking', 'checked', 'applying', 'done', 'undone', 'failed', 'cancelled')),
  failure text,
  failure_value text,
  format text,
  encoding text,
  delimiter text,
  headers text[] not null default '{}',
  mapping jsonb not null default '{}',
  rows_total integer,
  rows_done integer not null default 0,
  good integer not null default 0,
  known integer not null default 0,
  faulty integer not null default 0,
  inserted integer not null default 0,
  choice text check (choice in ('all', 'good')),
  decided_by uuid references person,
  decided_at timestamptz
);
-- The same file again at the same place leads to the same import, unless that one came to nothing or left rows out.
create unique index import_same_file on import (place_id, kind, hash)
  where stage not in ('failed', 'cancelled', 'undone') and (stage <> 'done' or faulty = 0);

-- Rows of a file between upload and decision. Unlogged: after a crash of the database the file is read again.
create unlogged table import_row (
  import_id uuid not null,
  place_id integer not null,
  row integer not null,
  cells jsonb not null,
  verdict text check (verdict in ('good', 'known', 'faulty')),
  fields jsonb,
  primary key (import_id, row)
);
create unlogged table import_fault (
  import_id uuid not null,
  place_id integer not null,
  row integer not null,
  n integer not null,
  field text,
  header text,
  value text,
  code text not null,
  -- True for what is only worth a look: it keeps no row out.
  mild boolean not null default false,
  primary key (import_id, row, n)
);

select app.restrict('import');
select app.restrict('import_row');
select app.restrict('import_fault');
grant select, insert, update on import, import_row to ninefold_app;
grant delete on import_row to ninefold_app;
grant select, insert, delete on import_fault to ninefold_app;
do $$
declare name text;
begin
  foreach name in array array['import', 'import_row', 'import_fault'] loop
    execute format('create policy %I on %I to ninefold_app
      using ((select 1 = any(app.reach(''affiliates.manage''))) or place_id = any((select app.reach_members(''affiliates.manage''))::integer[]))
      with check ((select 1 = any(app.reach(''affiliates.manage''))) or place_id = any((select app.reach_members(''affiliates.manage''))::integer[]))',
      name || '_own', name);
  end loop;
end $$;

-- A job that cannot act in its person's name any more still says what became of the import.
create function app.fail_import(import uuid, code text, value text) returns void language sql
  security definer set search_path = public, app, pg_temp as $$
    update import i set stage = 'failed', failure = code, failure_value = left(value, 200)
    where i.id = fail_import.import and i.stage in ('waiting', 'reading', 'checking', 'applying')
  $$;
