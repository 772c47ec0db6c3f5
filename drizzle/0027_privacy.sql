-- Privacy: what a council shares, who is asked for a person, closed data opened for an hour, and the erasure of a person.

-- A person that was erased keeps the id on which ledger, rolls and audit stand, and nothing else.
alter table person add column erased_at timestamptz;

-- What a council shares upwards. The latest choice counts; without one contacts are shared, as the network's work needs them.
create table sharing_choice (
  id uuid primary key default uuidv7(),
  place_id integer not null references member,
  kind text not null check (kind in ('contacts')),
  audience text not null check (audience in ('region', 'network')),
  shared boolean not null,
  chosen_by uuid references person,
  chosen_at timestamptz not null default now()
);
create index sharing_choice_place on sharing_choice (place_id, kind, audience, id desc);
create trigger sharing_choice_append_only before update or delete or truncate on sharing_choice
  for each statement execute function app.refuse_change();

-- Whether the contacts that a place holds are shared with an audience.
create function app.contacts_shared(place integer, audience text) returns boolean language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select coalesce((select c.shared from sharing_choice c where c.place_id = contacts_shared.place and c.kind = 'contacts'
      and c.audience = contacts_shared.audience order by c.id desc limit 1), true)
  $$;

-- Whether a council shares as much of its affiliates with a place: as app.affiliate_reach asks.
create function app.affiliates_shared(member integer, with_place integer, needed text) returns boolean language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select coalesce((select app.sharing_rank(d.level) >= app.sharing_rank(needed) from affiliate_sharing d
      where d.member_id = affiliates_shared.member and d.place_id = with_place order by d.decided_at desc limit 1), false)
  $$;

-- The places whose contacts the actor may read: their own, and of those below them what is shared with them.
create function app.reach_contacts() returns integer[] language plpgsql stable
  security definer set search_path = public, app, pg_temp as $$
declare held integer[] := app.reach('contacts.read');
begin
  if held = '{}' then return held; end if;
  return array(select p.id from place p
    left join member_region mr on mr.member_id = p.id and mr.since <= current_date and mr.until > current_date
    where p.id = any(held)
      or (mr.region_id = any(held) and app.contacts_shared(p.id, 'region'))
      or (1 = any(held) and (p.kind <> 'council' or app.contacts_shared(p.id, 'network'))));
end $$;
drop policy contact_read on contact;
create policy contact_read on contact for select to ninefold_app using (
  person_id = (select app.actor()) or place_id = any((select app.reach_contacts())::integer[]));

grant select, insert on sharing_choice to ninefold_app;
select app.restrict('sharing_choice');
create policy sharing_choice_read on sharing_choice for select to ninefold_app using (
  (select 1 = any(app.reach('offices.read'))) or place_id = any((select app.reach_members('offices.read'))::integer[]));
create policy sharing_choice_make on sharing_choice for insert to ninefold_app with check (
  chosen_by = (select app.actor()) and place_id = any((select app.reach('privacy.share'))::integer[]));

-- Closed data opened in an emergency: by whom, at which place, why, and until when. The owners are told.
create table glass (
  id uuid primary key default uuidv7(),
  person_id uuid not null references person,
  place_id integer not null references place check (place_id <> 1),
  capability text not null check (capability in ('contacts.read', 'affiliates.read', 'applications.read')),
  reason text not null check (length(reason) between 10 and 1000),
  opened_at timestamptz not null default now(),
  until timestamptz not null default now() + interval '1 hour' check (until <= opened_at + interval '1 hour'),
  closed_at timestamptz check (closed_at >= opened_at)
);
create index glass_person on glass (person_id, opened_at desc);
create index glass_place on glass (place_id, opened_at desc);
-- Who is told when data of a place is opened: those in office there, and those whose contact it holds.
create function app.owners_of(place integer) returns setof uuid language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select c.person_id from contact c where c.place_id = owners_of.place and c.person_id is not null and c.person_id is distinct from app.actor()
    union select o.person_id from office o where o.place_id = owners_of.place and o.during @> now() and o.person_id is distinct from app.actor()
  $$;
grant select, insert on glass to ninefold_app;
grant update (closed_at) on glass to ninefold_app;
select app.restrict('glass');
-- The places that hold the actor's contact: what is opened there is told to them, whatever their office.
create function app.contact_places() returns integer[] language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select coalesce(array_agg(c.place_id), '{}') from contact c where c.person_id = app.actor()
  $$;
create policy glass_read on glass for select to ninefold_app using (
  person_id = (select app.actor())
  or (select 1 = any(app.reach('offices.read')))
  or place_id = any((select app.reach_members('offices.read'))::integer[])
  or place_id = any((select app.contact_places())::integer[]));
create policy glass_open on glass for insert to ninefold_app with check (
  person_id = (select app.actor()) and (
    (select 1 = any(app.reach('privacy.open'))) or place_id = any((select app.reach_members('privacy.open'))::integer[])));
create policy glass_close on glass for update to ninefold_app using (person_id = (select app.actor()));

-- As in 0001; a session also reaches what it has opened, for as long as that is open. Programs open nothing.
create or replace function app.enter(kind text, id uuid, out state text, out actor uuid)
  language plpgsql security definer set search_path = public, app, pg_temp as $$
declare
  token_place integer;
  token_capabilities text[];
  held text;
begin
  state := 'ok';
  if kind = 'session' then
    select s.person_id into actor from session s
      where s.id = enter.id and s.revoked_at is null and s.ends_at > now();
    select string_agg('|' || g.capability || '=' || g.places::text, '') into held from (
      select h.capability, array_agg(h.place_id) as places from (
        select cg.capability, o.place_id
        from office o join capability_grant cg on cg.office_kind = o.kind
        where o.person_id = enter.actor and o.during @> now()
        union
        select b.capability, b.place_id from glass b
        where b.person_id = enter.actor and b.closed_at is null and b.opened_at <= now() and b.until > now()
          and exists (select from office o join capability_grant cg on cg.office_kind = o.kind and cg.capability = 'privacy.open'
            where o.person_id = enter.actor and o.during @> now() and o.place_id in (select app.path(b.place_id)))) h
      group by h.capability) g;
  elsif kind = 'token' then
    select t.person_id, t.place_id, t.capabilities into actor, token_place, token_capabilities from api_token t
      where t.id = enter.id and t.revoked_at is null and t.expires_at > now();
    select string_agg('|' || g.capability || '=' || array[token_place]::text, '') into held from (
      select distinct cg.capability
      from office o join capability_grant cg on cg.office_kind = o.kind
      where o.person_id = enter.actor and o.during @> now()
        and cg.capability = any(token_capabilities) and o.place_id in (select app.path(token_place))) g;
  end if;
  if actor is null and kind is distinct from 'none' then
    state := 'ended';
  end if;
  perform set_config('app.actor_id', coalesce(actor::text, ''), true),
    set_config('app.reach', coalesce(held || '|', ''), true),
    set_config('app.token_id', case when kind = 'token' then id::text else '' end, true);
end $$;

-- Whether data of a kind at a place is seen from a place above it: contacts and affiliates only as far as the council shares
-- them; what is its own alone from nowhere.
create function app.seen_from(kind text, about integer, from_place integer) returns boolean language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select about = from_place or case kind
      when 'contacts.read' then (select case
          when a.kind <> 'council' then true
          when f.kind = 'region' then app.contacts_shared(about, 'region')
          when f.kind = 'network' then app.contacts_shared(about, 'network')
          else true end from place a, place f where a.id = about and f.id = from_place)
      when 'affiliates.read' then app.affiliates_shared(about, from_place, 'list')
      when 'affiliates.manage' then app.affiliates_shared(about, from_place, 'keep')
      when 'affiliate_dues.read' then false
      else true end
  $$;

-- Who can see data of a kind at a place now, by the very rows that app.enter reads: offices at the place and above it,
-- their tokens, and what was opened. For contacts what is not shared with an audience is left out.
create function app.sights(place integer, kinds text[])
  returns table (capability text, via text, office_kind text, place_id integer, person_id uuid, label text, until timestamptz)
  language sql stable security definer set search_path = public, app, pg_temp as $$
    with way as (select p as id from app.path(sights.place) p),
    held as (select cg.capability, o.kind, o.place_id, o.person_id from office o
      join capability_grant cg on cg.office_kind = o.kind and cg.capability = any(kinds)
      where o.during @> now() and o.place_id in (select id from way)
        and app.seen_from(cg.capability, sights.place, o.place_id))
    select h.capability, 'office', h.kind, h.place_id, h.person_id, null::text, null::timestamptz from held h
    union all
    -- A token reaches from its own place downwards, as far as its person's office still does.
    select distinct c.name, 'token', null::text, t.place_id, t.person_id, t.label, t.expires_at
    from api_token t cross join unnest(t.capabilities) c(name)
    where t.revoked_at is null and t.expires_at > now() and c.name = any(kinds) and t.place_id in (select id from way)
      and app.seen_from(c.name, sights.place, t.place_id)
      and exists (select from office o join capability_grant cg on cg.office_kind = o.kind and cg.capability = c.name
        where o.person_id = t.person_id and o.during @> now() and o.place_id in (select app.path(t.place_id)))
    union all
    select b.capability, 'glass', null, b.place_id, b.person_id, b.reason, b.until from glass b
    where b.closed_at is null and b.until > now() and b.capability = any(kinds) and b.place_id in (select id from way)
      and app.seen_from(b.capability, sights.place, b.place_id)
      and exists (select from office o join capability_grant cg on cg.office_kind = o.kind and cg.capability = 'privacy.open'
        where o.person_id = b.person_id and o.during @> now() and o.place_id in (select app.path(b.place_id)))
  $$;
revoke execute on function app.sights(integer, text[]) from public;

-- The same in groups, for whoever holds an office at the place or above it: which office, who holds it now.
create function app.who_sees(place integer, kinds text[])
  returns table (capability text, via text, office_kind text, place_id integer, holders integer, names json, label text, until timestamptz)
  language sql stable security definer set search_path = public, app, pg_temp as $$
    select s.capability, s.via, s.office_kind, s.place_id, count(distinct s.person_id)::integer,
      json_agg(distinct p.name), s.label, s.until
    from app.sights(who_sees.place, kinds) s join person p on p.id = s.person_id
    where exists (select from office o where o.person_id = app.actor() and o.during @> now() and o.place_id in (select app.path(who_sees.place)))
      or exists (select from contact c where c.person_id = app.actor() and c.place_id = who_sees.place)
    group by s.capability, s.via, s.office_kind, s.place_id, s.label, s.until
  $$;

-- A unit asks for a person of another unit for one of its offices. Nothing happens before the person or their unit consents.
create table person_request (
  id uuid primary key default uuidv7(),
  person_id uuid not null references person,
  owner_id integer not null references place,
  place_id integer not null references place,
  office_kind text not null,
  from_day date,
  until_day date,
  reason text not null check (length(reason) between 1 and 1000),
  asked_by uuid references person,
  asked_at timestamptz not null default now(),
  check (until_day is null or from_day is null or until_day > from_day),
  check (owner_id <> place_id)
);
create index person_request_person on person_request (person_id);
create index person_request_place on person_request (place_id);
create index person_request_owner on person_request (owner_id);

create table person_request_step (
  id uuid primary key default uuidv7(),
  request_id uuid not null references person_request,
  kind text not null check (kind in ('consented', 'declined', 'taken_back', 'withdrawn', 'appointed')),
  -- Who speaks: the person, their unit, or who asked.
  said_as text not null check (said_as in ('person', 'unit', 'asker')),
  by_id uuid references person,
  at timestamptz not null default now(),
  reason text check (length(reason) between 1 and 1000),
  office_id uuid references office
);
create index person_request_step_request on person_request_step (request_id, id desc);
create trigger person_request_append_only before update or delete or truncate on person_request
  for each statement execute function app.refuse_change();
create trigger person_request_step_append_only before update or delete or truncate on person_request_step
  for each statement execute function app.refuse_change();

create function app.person_request_state(request uuid) returns text language sql stable
  set search_path = public, app, pg_temp as $$
    select coalesce((select s.kind from person_request_step s where s.request_id = request order by s.id desc limit 1), 'asked')
  $$;
-- Who answers for a place where one of its people is asked for, and who asked where an answer is given.
create function app.consenters_of(place integer) returns setof uuid language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select distinct o.person_id from office o join capability_grant g on g.office_kind = o.kind and g.capability = 'people.consent'
    where o.place_id = consenters_of.place and o.during @> now()
  $$;
-- The unit that holds a person's data: where they hold an office now, else where their contact stands.
create function app.owner_of(person uuid, other_than integer) returns integer language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select x.place_id from (
      select o.place_id, 1 as n from office o where o.person_id = owner_of.person and o.during @> now()
      union all select c.place_id, 2 from contact c where c.person_id = owner_of.person) x
    where x.place_id <> other_than order by x.n, x.place_id desc limit 1
  $$;
-- On consent the asking unit gets an address to write to.
create function app.contact_on_consent(request uuid) returns void language sql
  security definer set search_path = public, app, pg_temp as $$
    insert into contact (person_id, place_id, email)
      select r.person_id, r.place_id, app.mail_address('consent', r.person_id, r.owner_id) from person_request r
      where r.id = request and app.person_request_state(r.id) = 'appointed'
    on conflict (person_id, place_id) do nothing
  $$;
grant select, insert on person_request, person_request_step to ninefold_app;
select app.restrict('person_request');
create policy person_request_read on person_request for select to ninefold_app using (
  person_id = (select app.actor())
  or (select 1 = any(app.reach('people.consent')))
  or place_id = any((select app.reach_members('people.consent'))::integer[])
  or owner_id = any((select app.reach_members('people.consent'))::integer[]));
create policy person_request_ask on person_request for insert to ninefold_app with check (
  asked_by = (select app.actor()) and (
    (select 1 = any(app.reach('people.ask'))) or place_id = any((select app.reach_members('people.ask'))::integer[])));
select app.restrict('person_request_step');
create policy person_request_step_read on person_request_step for select to ninefold_app using (
  exists (select from person_request r where r.id = request_id));
create policy person_request_step_add on person_request_step for insert to ninefold_app with check (
  by_id = (select app.actor()) and exists (select from person_request r where r.id = request_id and case
    when said_as = 'person' then r.person_id = (select app.actor())
    -- The unit itself, not those above it, which may be the ones that ask.
    when said_as = 'unit' then r.owner_id = any((select app.reach('people.consent'))::integer[])
    else r.place_id = any((select app.reach_members('people.ask'))::integer[]) or (select 1 = any(app.reach('people.ask'))) end));

-- Whether a person may be appointed at a place: it holds their data already, or they or their unit consented to its request.
create function app.may_appoint(person uuid, place integer) returns boolean language sql stable
  security definer set search_path = public, app, pg_temp as $$
    with own as (
      select c.place_id from contact c where c.person_id = may_appoint.person
      union select o.place_id from office o where o.person_id = may_appoint.person)
    select not exists (select from own) or exists (select from own where place_id = may_appoint.place)
      or exists (select from person_request r where r.person_id = may_appoint.person and r.place_id = may_appoint.place
        and app.person_request_state(r.id) in ('consented', 'appointed'))
  $$;

-- Who asked that a person be erased, why, and what became of it.
create table erasure (
  id uuid primary key default uuidv7(),
  person_id uuid not null references person,
  reason text check (length(reason) between 1 and 1000),
  asked_by uuid references person,
  asked_at timestamptz not null default now()
);
-- Who confirms erasures.
create function app.erasers() returns setof uuid language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select distinct o.person_id from office o join capability_grant g on g.office_kind = o.kind and g.capability = 'privacy.erase'
    where o.place_id = 1 and o.during @> now()
  $$;
create table erasure_step (
  id uuid primary key default uuidv7(),
  erasure_id uuid not null unique references erasure,
  person_id uuid not null references person,
  kind text not null check (kind in ('confirmed', 'refused', 'withdrawn')),
  by_id uuid references person,
  at timestamptz not null default now(),
  reason text check (length(reason) between 1 and 1000),
  check (kind <> 'refused' or reason is not null)
);
create trigger erasure_append_only before update or delete or truncate on erasure for each statement execute function app.refuse_change();
create trigger erasure_step_append_only before update or delete or truncate on erasure_step
  for each statement execute function app.refuse_change();
grant select, insert on erasure, erasure_step to ninefold_app;
do $$
declare name text;
begin
  foreach name in array array['erasure', 'erasure_step'] loop
    perform app.restrict(name);
    execute format($p$create policy %I on %I for select to ninefold_app using (
      person_id = (select app.actor()) or (select 1 = any(app.reach('privacy.erase'))))$p$, name || '_read', name);
  end loop;
end $$;
create policy erasure_ask on erasure for insert to ninefold_app with check (
  asked_by = (select app.actor()) and (person_id = (select app.actor()) or (select 1 = any(app.reach('privacy.erase')))));
create policy erasure_step_add on erasure_step for insert to ninefold_app with check (
  by_id = (select app.actor()) and case when kind = 'withdrawn' then person_id = (select app.actor()) or (select 1 = any(app.reach('privacy.erase')))
    else (select 1 = any(app.reach('privacy.erase'))) and person_id <> (select app.actor()) end);

-- As in 0000; what erases a person's words passes, and it runs as the owner alone: the runtime role has no right to change
-- these tables, whatever it sets.
create or replace function app.refuse_change() returns trigger
  language plpgsql as $$
begin
  if tg_op = 'UPDATE' and current_setting('app.erasing', true) = 'on' and current_user <> 'ninefold_app' then return null; end if;
  raise exception 'append_only: % is append-only', tg_table_name using errcode = 'NF001';
end $$;
-- As in 0006, with the same exception.
create or replace function app.one_way() returns trigger
  language plpgsql as $$
begin
  if current_setting('app.erasing', true) = 'on' and current_user <> 'ninefold_app' then return new; end if;
  if old.closed_at is not null
    or (old.opened_at is not null and new.opened_at is distinct from old.opened_at)
    or (new.closed_at is not null and new.opened_at is null) then
    raise exception 'one_way: a % goes one way: planned, opened, closed', tg_table_name using errcode = 'NF010';
  end if;
  return new;
end $$;

-- A text without the words, whatever their case.
create function app.strike(words text, pattern text) returns text language sql immutable parallel safe
  as $$ select regexp_replace(words, pattern, '[erased]', 'gi') $$;

-- The words as one pattern, each as it stands in plain text, in JSON and in HTML.
create function app.pattern_of(words text[]) returns text language sql immutable as $$
    select string_agg(distinct regexp_replace(f.form, '([\\^$.|?*+()[\]{}-])', '\\\1', 'g'), '|')
    from unnest(words) w
    cross join lateral (values (w), (trim(both '"' from to_json(w)::text)), (app.key(w)),
      (replace(replace(replace(replace(replace(w, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;'))) f(form)
    where length(w) >= 5
  $$;

-- Strikes the words out of every column of text or JSON of every table. What is frozen holds ids only and stays as it is:
-- rolls, votes, results, resolutions, rulebooks.
create function app.strike_everywhere(words text[]) returns void language plpgsql
  security definer set search_path = public, app, pg_temp as $$
declare
  one record;
  pattern text := app.pattern_of(words);
begin
  if pattern is null then return; end if;
  for one in
    select c.relname as name,
      string_agg(format('%1$I = app.strike(%1$I::text, $1)::%2$s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ') as changes,
      string_agg(format('%I::text ~* $1', a.attname), ' or ') as found
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      and format_type(a.atttypid, null) in ('text', 'citext', 'jsonb', 'json', 'text[]', 'character varying')
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and c.relname <> all (array['roll', 'vote', 'result', 'quorum', 'resolution', 'rulebook_version', 'capability_grant', 'act_rule'])
    group by c.relname order by c.relname
  loop
    execute format('update %I set %s where %s', one.name, one.changes, one.found) using pattern;
  end loop;
end $$;
revoke execute on function app.strike_everywhere(text[]) from public;

-- Erases what the database knows of a person but the id. What follows from the law to be kept (the ledger, rolls, votes and
-- the audit: who did what, by id) stays and names nobody any more.
create function app.erase_now(person uuid) returns void language plpgsql
  security definer set search_path = public, app, pg_temp as $$
#variable_conflict use_column
declare words text[]; own_name text;
begin
  perform set_config('statement_timeout', '10min', true), set_config('app.erasing', 'on', true);
  select p.name into own_name from public.person p where p.id = erase_now.person;
  words := array(select distinct w from (
    select c.email::text as w from contact c where c.person_id = erase_now.person
    union select c.phone from contact c where c.person_id = erase_now.person
    union select c.name from contact c where c.person_id = erase_now.person
    union select c.address from contact c where c.person_id = erase_now.person
    union select s.email::text from sign_in s where s.person_id = erase_now.person
    union select l.email::text from sign_in_link l where l.person_id = erase_now.person
    union select b.email::text from mail_bounce b where b.person_id = erase_now.person
    union select b.address::text from mailbox_message b where b.person_id = erase_now.person
    -- A name that somebody else bears too stays where it may be theirs.
    union select own_name where not exists (select from public.person o where o.id <> erase_now.person and app.key(o.name) = app.key(own_name))
  ) x where w is not null);
  delete from contact where person_id = erase_now.person;
  delete from sign_in where person_id = erase_now.person;
  delete from sign_in_link where person_id = erase_now.person;
  delete from mailbox_message where person_id = erase_now.person;
  delete from idempotency where actor_id = erase_now.person;
  delete from refresh where session_id in (select s.id from session s where s.person_id = erase_now.person);
  update session set revoked_at = coalesce(revoked_at, now()) where person_id = erase_now.person;
  update api_token set revoked_at = coalesce(revoked_at, now()), label = '[erased]' where person_id = erase_now.person;
  update calendar_feed set revoked_at = coalesce(revoked_at, now()), label = '[erased]' where person_id = erase_now.person;
  update mail set data = '{}', ended_at = coalesce(ended_at, now()), outcome = coalesce(outcome, 'no_address') where person_id = erase_now.person;
  update mail_attempt set detail = null where person_id = erase_now.person and detail is not null;
  update mail_bounce set email = ('erased-' || id || '@erased.invalid')::citext, reason = '[erased]', lifted_at = coalesce(lifted_at, now())
    where person_id = erase_now.person;
  update erasure set reason = '[erased]' where person_id = erase_now.person and reason is not null;
  update person_request set reason = '[erased]' where person_id = erase_now.person;
  update public.person set name = '[erased]', erased_at = coalesce(erased_at, now()) where id = erase_now.person;
  perform app.strike_everywhere(words);
  perform set_config('app.erasing', '', true);
end $$;
revoke execute on function app.erase_now(uuid) from public;

-- What keeps a person from being erased now: an office or a mandate that is held, or a meeting that is open with them on its roll.
create function app.erasure_hindrance(person uuid) returns text language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select case
      when exists (select from office o where o.person_id = erasure_hindrance.person and (upper_inf(o.during) or upper(o.during) > now())) then 'erasure_in_office'
      when exists (select from mandate d where d.person_id = erasure_hindrance.person and (upper_inf(d.during) or upper(d.during) > current_date)) then 'erasure_in_mandate'
      when exists (select from roll l join meeting m on m.id = l.meeting_id where l.person_id = erasure_hindrance.person
        and m.opened_at is not null and m.closed_at is null) then 'erasure_in_meeting' end
  $$;

-- Confirms an erasure and carries it out. Whoever may confirm is not the person, and not the only one who asked.
create function app.confirm_erasure(erasure uuid) returns text language plpgsql
  security definer set search_path = public, app, pg_temp as $$
declare asked public.erasure; hindrance text;
begin
  if not 1 = any(app.reach('privacy.erase')) then return 'forbidden'; end if;
  select e.* into asked from public.erasure e where e.id = confirm_erasure.erasure for update;
  if asked.id is null then return 'not_found'; end if;
  if exists (select from erasure_step s where s.erasure_id = asked.id) then return 'erasure_decided'; end if;
  if asked.person_id = app.actor() or (asked.asked_by = app.actor() and asked.asked_by <> asked.person_id) then return 'erasure_own'; end if;
  hindrance := app.erasure_hindrance(asked.person_id);
  if hindrance is not null then return hindrance; end if;
  insert into erasure_step (erasure_id, person_id, kind, by_id) values (asked.id, asked.person_id, 'confirmed', app.actor());
  perform app.erase_now(asked.person_id);
  return null;
end $$;

-- Everything that stands under a person's own id, table by table, without secrets and without ids of other persons; for
-- themselves alone. What they did for others is named by act, day and place; whom it concerned is not theirs.
create function app.own_records() returns jsonb language plpgsql stable
  security definer set search_path = public, app, pg_temp as $$
declare one record; found_rows jsonb; answer jsonb := '{}'; me uuid := app.actor();
begin
  if me is null then return null; end if;
  for one in
    select c.relname as name, array_agg(distinct a.attname::text) filter (where a.attname <> 'person_id' or c.relname = 'person') as foreign_columns
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
    where k.contype = 'f' and k.confrelid = 'public.person'::regclass and cardinality(k.conkey) = 1
      and c.relname not in ('refresh')
    group by c.relname
    having bool_or(a.attname = 'person_id')
    order by c.relname
  loop
    execute format('select jsonb_agg(to_jsonb(t) - $2 - $3) from %I t where t.person_id = $1', one.name) into found_rows
      using me, coalesce(one.foreign_columns, '{}'), array['password_hash', 'hash', 'link_hash', 'successor_sealed', 'html', 'trace', 'made_by', 'mail_key', 'claimed_until'];
    if found_rows is not null then answer := answer || jsonb_build_object(one.name, found_rows); end if;
  end loop;
  return answer || jsonb_build_object(
    'person', (select to_jsonb(p) from person p where p.id = me),
    'acts', (select coalesce(jsonb_agg(jsonb_build_object('at', a.at, 'act', a.act, 'place', a.place_id) order by a.id), '[]') from audit a where a.actor_id = me),
    'acts_about', (select coalesce(jsonb_agg(jsonb_build_object('at', a.at, 'act', a.act, 'place', a.place_id) order by a.id), '[]')
      from audit a where a.subject_type = 'person' and a.subject_id = me::text));
end $$;

-- What must survive the restoration of an older backup, by id alone: persons erased, ballots closed, tokens and calendars
-- revoked. Kept outside of the database.
create function app.outside() returns table (kind text, id uuid, at timestamptz) language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select 'erased', p.id, p.erased_at from person p where p.erased_at is not null
    union all select 'ballot_closed', b.motion_id, b.closed_at from ballot b where b.closed_at is not null
    union all select 'token_revoked', t.id, t.revoked_at from api_token t where t.revoked_at is not null
    union all select 'calendar_revoked', f.id, f.revoked_at from calendar_feed f where f.revoked_at is not null
  $$;

-- The ledger up to an entry and the rolls of the meetings opened by then as one digest: words may be struck out of them,
-- amounts, weights and who voted may not change.
create function app.seal(last_entry bigint, moment timestamptz) returns text language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select encode(sha256(convert_to(
      coalesce((select string_agg(concat_ws('|', e.id, e.transaction_id, e.account, e.member_id, e.region_id, e.assessment_id, e.booked_on, e.amount, e.currency), E'\n' order by e.id)
        from ledger_entry e where e.id <= last_entry), '') || E'\n\n' ||
      coalesce((select string_agg(concat_ws('|', l.meeting_id, l.member_id, l.person_id, l.seat, l.category, l.weight), E'\n' order by l.meeting_id, l.member_id)
        from roll l join meeting m on m.id = l.meeting_id where m.opened_at <= moment), ''), 'UTF8')), 'hex')
  $$;
create function app.last_entry() returns bigint language sql stable security definer set search_path = public, app, pg_temp
  as $$ select coalesce(max(id), 0) from ledger_entry $$;

-- As in 0025; now also requests for persons and for erasure.
create or replace function app.waiting(place integer) returns table (kind text, count bigint) language sql stable
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
        else 0 end
      union all
      select 'requests', (select count(*) from person_request r where waiting.place in (r.owner_id, r.place_id)
        and (app.person_request_state(r.id) = 'asked' and (r.owner_id = any(app.reach('people.consent')) or r.person_id = app.actor())
          or app.person_request_state(r.id) = 'consented' and 1 = any(app.reach('offices.manage'))))
      union all
      select 'erasures', case when waiting.place = 1 and 1 = any(app.reach('privacy.erase')) then (select count(*) from erasure e
        where not exists (select from erasure_step s where s.erasure_id = e.id)) else 0 end) w
    where w.count > 0
  $$;
