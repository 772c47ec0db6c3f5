create table network (
  place_id integer primary key references place check (place_id = 1),
  name jsonb not null,
  rulebook text not null
);

create table region (
  place_id integer primary key references place,
  code text not null unique check (code ~ '^[A-Z]{2,5}$'),
  position integer not null unique,
  name jsonb not null,
  counterparts text[] not null default '{}',
  source text not null
);

-- Countries of ISO 3166-1; their names come from the reader's own language data, not from here.
create table country (
  iso2 text primary key check (iso2 ~ '^[A-Z]{2}$'),
  iso3 text not null unique,
  numeric_code text not null,
  subregion text,
  name text not null
);

-- A dated row also keeps its days as plain columns: comparing them is several times cheaper than asking a range, and
-- they are all that the planner can count below row security, since asking a range is not leakproof.

-- Which region a country belongs to, from a date: derived by a published rule, so dated and open to change.
create table country_region (
  iso2 text not null references country,
  region_id integer not null references region,
  during daterange not null check (not isempty(during)),
  source text not null,
  since date not null generated always as (coalesce(lower(during), '-infinity')) stored,
  until date not null generated always as (coalesce(upper(during), 'infinity')) stored,
  primary key (iso2, during without overlaps)
);
create index country_region_region on country_region (region_id) include (iso2, since, until);

-- A fact about a country at a vintage (income group, population …), with its source.
create table country_fact (
  iso2 text not null references country,
  fact text not null,
  during daterange not null check (not isempty(during)),
  value text not null,
  source text not null,
  primary key (iso2, fact, during without overlaps)
);

-- A legal identity. Thin.
create table organisation (
  id uuid primary key default uuidv7(),
  name text not null check (name <> ''),
  name_key text generated always as (app.key(name)) stored,
  acronym text,
  country text not null references country,
  website text,
  founded integer check (founded between 1700 and 2200),
  source text not null,
  invented boolean not null default false
);
create index organisation_country on organisation (country);
create index organisation_key on organisation using gin (name_key gin_trgm_ops);

-- A member: an organisation admitted to the network. Its place is where its own people hold office.
create table member (
  place_id integer primary key references place,
  organisation_id uuid not null unique references organisation
);

-- Membership in a category, for a time; the member's whole dated state derives from these rows and those below.
create table membership (
  member_id integer not null references member,
  category text not null,
  during daterange not null check (not isempty(during) and lower(during) is not null),
  source text,
  since date not null generated always as (lower(during)) stored,
  until date not null generated always as (coalesce(upper(during), 'infinity')) stored,
  primary key (member_id, during without overlaps)
);
-- The keys above are GiST, several times slower to enter than a B-tree for the few periods of one member.
create index membership_member on membership (member_id) include (since, until, category);

-- The region a member belongs to. Moving ends one row and begins another: history is kept.
create table member_region (
  member_id integer not null references member,
  region_id integer not null references region,
  during daterange not null check (not isempty(during) and lower(during) is not null),
  since date not null generated always as (lower(during)) stored,
  until date not null generated always as (coalesce(upper(during), 'infinity')) stored,
  primary key (member_id, during without overlaps)
);
create index member_region_region on member_region (region_id) include (member_id, since, until);
create index member_region_member on member_region (member_id) include (region_id, since, until);

create table suspension (
  id uuid primary key default uuidv7(),
  member_id integer not null references member,
  during daterange not null check (not isempty(during) and lower(during) is not null),
  reason text not null check (reason <> ''),
  suspended_by uuid references person,
  restored_by uuid references person,
  restored_reason text,
  since date not null generated always as (lower(during)) stored,
  until date not null generated always as (coalesce(upper(during), 'infinity')) stored,
  exclude using gist (member_id with =, during with &&)
);
create index suspension_member on suspension (member_id) include (since, until);

-- A place and all above it: council, its region today, the network.
create function app.path(place integer) returns setof integer language sql stable
  set search_path = public, app, pg_temp as $$
    select place
    union select mr.region_id from member_region mr where mr.member_id = place and mr.since <= current_date and mr.until > current_date
    union select 1
  $$;

-- The members that a capability reaches: named themselves, or of a named region today.
create function app.reach_members(capability text) returns integer[] language plpgsql stable
  security definer set search_path = public, app, pg_temp as $$
declare held integer[] := app.reach(capability);
begin
  if held = '{}' then return held; end if;
  return held || array(select mr.member_id from member_region mr
    where mr.region_id = any(held) and mr.since <= current_date and mr.until > current_date);
end $$;

-- Access: structure is public; persons' contacts, tokens and the audit are not.
grant select on place, network, region, country, country_region, country_fact, organisation, member, membership, member_region, suspension to ninefold_app;
grant insert on place, organisation, member, membership, member_region, suspension to ninefold_app;
grant update (during) on membership, member_region to ninefold_app;
grant update (during, restored_by, restored_reason) on suspension to ninefold_app;
grant update (name, acronym, website) on organisation to ninefold_app;
grant select, insert on person, office, contact to ninefold_app;
grant update (during, ended_by) on office to ninefold_app;
grant update (name, locale) on person to ninefold_app;
grant update (email, phone) on contact to ninefold_app;
grant select on capability_grant to ninefold_app;
grant select, insert on api_token to ninefold_app;
grant update (revoked_at) on api_token to ninefold_app;
grant select, insert on audit to ninefold_app;

select app.restrict('contact');
create policy contact_read on contact for select to ninefold_app using (
  person_id = (select app.actor())
  or (select 1 = any(app.reach('contacts.read')))
  or place_id = any((select app.reach_members('contacts.read'))::integer[]));
create policy contact_write on contact for insert to ninefold_app with check (
  (select 1 = any(app.reach('offices.manage'))) or place_id = any((select app.reach_members('offices.manage'))::integer[]));
create policy contact_change on contact for update to ninefold_app using (person_id = (select app.actor()));

-- A person's name is seen by whoever holds an office: the public sees functions, not names.
select app.restrict('person');
create policy person_read on person for select to ninefold_app using ((select app.actor()) is not null);
create policy person_add on person for insert to ninefold_app with check ((select app.actor()) is not null);
create policy person_change on person for update to ninefold_app using (id = (select app.actor()));

select app.restrict('api_token');
create policy api_token_read on api_token for select to ninefold_app using (
  person_id = (select app.actor()) or (select 1 = any(app.reach('audit.read'))));
create policy api_token_own on api_token for insert to ninefold_app with check (person_id = (select app.actor()));
create policy api_token_revoke on api_token for update to ninefold_app using (
  person_id = (select app.actor()) or (select 1 = any(app.reach('offices.manage'))));

select app.restrict('audit');
create policy audit_read on audit for select to ninefold_app using (
  (select 1 = any(app.reach('audit.read'))) or place_id = any((select app.reach_members('audit.read'))::integer[]));
create policy audit_add on audit for insert to ninefold_app with check (actor_id is not distinct from (select app.actor()));

-- Signing in: the password's hash is read by one function only; sessions keep hashes of their tokens.
create function app.sign_in_lookup(address citext) returns table (person_id uuid, password_hash text) language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select s.person_id, s.password_hash from sign_in s where s.email = address
  $$;
create function app.set_password(person uuid, hash text) returns void language sql
  security definer set search_path = public, app, pg_temp as $$
    update sign_in set password_hash = hash, changed_at = now() where person_id = person and person_id = app.actor()
  $$;
grant select, insert, update on session, refresh, throttle to ninefold_app;
grant delete on throttle to ninefold_app;
grant select, insert on sign_in_link to ninefold_app;

select app.restrict('office');
create policy office_read on office for select to ninefold_app using (
  person_id = (select app.actor())
  or (select 1 = any(app.reach('offices.read')))
  or place_id = any((select app.reach('offices.read'))::int[])
  or place_id = any((select app.reach_members('offices.read'))::int[]));
create policy office_appoint on office for insert to ninefold_app with check (
  (select 1 = any(app.reach('offices.manage'))) and person_id is distinct from (select app.actor()));
create policy office_end on office for update to ninefold_app using ((select 1 = any(app.reach('offices.manage'))));

select app.restrict('idempotency');
create policy idempotency_own on idempotency to ninefold_app
  using (actor_id = (select app.actor())) with check (actor_id = (select app.actor()));

select app.restrict('sign_in_link');
create policy sign_in_link_make on sign_in_link for insert to ninefold_app with check ((select 1 = any(app.reach('offices.manage'))));
