-- Statutes: a change of the rulebook is a draft until a decision adopts it from a date. Versions are added, never edited.

-- The first day on which a version applies: earlier than it is valid from where it was declared retroactive.
alter table rulebook_version
  add column retroactive_from date check (retroactive_from < valid_from),
  add column entered_by uuid references person,
  add column effective_from date generated always as (coalesce(retroactive_from, valid_from)) stored;

select app.restrict('rulebook_version');
create policy rulebook_version_public on rulebook_version for select to ninefold_app using (true);
create policy rulebook_version_adopt on rulebook_version for insert to ninefold_app with check (
  (select 1 = any(app.reach('rulebook.adopt'))));
grant insert on rulebook_version to ninefold_app;

create table rulebook_draft (
  id uuid primary key default uuidv7(),
  rulebook text not null,
  -- The version that its author had before them.
  base_version integer not null,
  title text not null check (title <> '' and length(title) <= 200),
  started_by uuid not null references person,
  started_at timestamptz not null default now(),
  foreign key (rulebook, base_version) references rulebook_version
);
create index rulebook_draft_started on rulebook_draft (started_at desc);

-- Each change of a draft; of each part the latest counts. `entry` null takes the change back. `faults` are those of
-- the whole rulebook with the draft in it, as the engine found them after this change.
create table rulebook_draft_change (
  id bigint generated always as identity primary key,
  draft_id uuid not null references rulebook_draft,
  part text not null check (part in ('article', 'fact')),
  key text not null,
  entry jsonb check (jsonb_typeof(entry) = 'object'),
  faults jsonb not null,
  changed_by uuid not null references person,
  changed_at timestamptz not null default now()
);
create index rulebook_draft_change_draft on rulebook_draft_change (draft_id, part, key, id desc);

-- What became of a draft; while there is no row it can be changed.
create table rulebook_draft_end (
  draft_id uuid primary key references rulebook_draft,
  rulebook text not null,
  -- The version it became; null where it was discarded.
  version integer,
  reason text check (reason <> ''),
  ended_by uuid not null references person,
  ended_at timestamptz not null default now(),
  foreign key (rulebook, version) references rulebook_version,
  check ((version is null) = (reason is not null))
);

do $$
declare name text;
begin
  foreach name in array array['rulebook_draft', 'rulebook_draft_change', 'rulebook_draft_end'] loop
    execute format('create trigger %I before update or delete or truncate on %I for each statement execute function app.refuse_change()',
      name || '_append_only', name);
    execute format('grant select, insert on %I to ninefold_app', name);
    perform app.restrict(name);
    execute format($p$create policy %I on %I for select to ninefold_app using ((select 1 = any(app.reach('rulebook.read'))))$p$,
      name || '_read', name);
  end loop;
end $$;
create policy rulebook_draft_start on rulebook_draft for insert to ninefold_app with check (
  (select 1 = any(app.reach('rulebook.draft'))) and started_by = (select app.actor()));
create policy rulebook_draft_change_make on rulebook_draft_change for insert to ninefold_app with check (
  (select 1 = any(app.reach('rulebook.draft'))) and changed_by = (select app.actor()));
create policy rulebook_draft_end_discard on rulebook_draft_end for insert to ninefold_app with check (
  ended_by = (select app.actor())
  and case when version is null then (select 1 = any(app.reach('rulebook.draft'))) else (select 1 = any(app.reach('rulebook.adopt'))) end);

-- What stands in a draft now: of each part the latest change, unless it was taken back.
create view rulebook_draft_content with (security_invoker = true) as
  select c.* from (select distinct on (draft_id, part, key) * from rulebook_draft_change order by draft_id, part, key, id desc) c
  where c.entry is not null;
grant select on rulebook_draft_content to ninefold_app;

-- The articles of a rulebook up to a version, each with the version it comes from: of each key the latest entry. With a
-- day, only entries whose effect has begun. In the order of their numbers.
create function app.rulebook_articles(document jsonb, upto integer, day date)
  returns table (key text, no text, version integer, entry jsonb, edition jsonb, place bigint) language sql stable parallel safe as $$
    select a.key, a.no, a.version, a.entry, a.edition, row_number() over (order by a.numbers, a.no, a.at) from (
      select distinct on (e.entry ->> 'key') e.entry ->> 'key' as key, e.entry ->> 'no' as no, w.version, e.entry, w.edition, e.at,
        coalesce((select array_agg(n[1]::bigint) from regexp_matches(e.entry ->> 'no', '\d{1,9}', 'g') n), '{}') as numbers
      from jsonb_array_elements(document -> 'articles') with ordinality e (entry, at)
      cross join lateral (
        select (v ->> 'version')::integer as version, v as edition from jsonb_array_elements(document -> 'versions') v
        where (v ->> 'version')::integer = coalesce((e.entry ->> 'version')::integer, (document -> 'versions' -> 0 ->> 'version')::integer)) w
      where w.version <= upto
        and (day is null or coalesce(e.entry ->> 'retroactiveFrom', case when e.entry ? 'validFrom' then e.entry ->> 'validFrom'
          else coalesce(w.edition ->> 'retroactiveFrom', w.edition ->> 'validFrom') end)::date <= day)
      order by e.entry ->> 'key', w.version desc, e.at desc) a
    where coalesce((a.entry ->> 'repealed')::boolean, false) is false
  $$;

-- Every value in a document, by the place where it stands, as the rulebook's faults name places too.
create function app.json_leaves(document jsonb) returns table (place text, value text) language sql immutable parallel safe as $$
  with recursive walk (place, node) as (
    select '', document
    union all
    select c.place, c.node from walk w cross join lateral (
      select case when w.place = '' then o.key else w.place || '.' || o.key end as place, o.value as node
        from jsonb_each(case when jsonb_typeof(w.node) = 'object' then w.node else '{}' end) o
      union all
      select w.place || '[' || (l.at - 1) || ']', l.value
        from jsonb_array_elements(case when jsonb_typeof(w.node) = 'array' then w.node else '[]' end) with ordinality l (value, at)) c)
  select w.place, w.node #>> '{}' from walk w
  where jsonb_typeof(w.node) not in ('object', 'array') or w.node in ('{}', '[]')
$$;

-- Where two entries of an article differ: [{place, before, after}], to the cell of a table; dates of adoption left out.
create function app.entry_differences(before jsonb, after jsonb) returns jsonb language sql immutable parallel safe as $$
  select coalesce(jsonb_agg(jsonb_build_object('place', place, 'before', b.value, 'after', a.value) order by coalesce(a.at, b.at)), '[]')
  from (select *, row_number() over () as at from app.json_leaves(before - '{version,validFrom,retroactiveFrom,adoptedBy}'::text[])) b
  full join (select *, row_number() over () as at from app.json_leaves(after - '{version,validFrom,retroactiveFrom,adoptedBy}'::text[])) a using (place)
  where a.value is distinct from b.value or (a.place is null) <> (b.place is null)
$$;

-- The facts that are on record about a member for a day, by the names that rulebooks give them. `used_as` is how the
-- engine takes them: the value of the day, the last one known before it, or set by the secretariat. What is owed is
-- for those who may read it; for others that fact is absent.
create function app.member_facts(member integer, day date) returns table (name text, value jsonb, as_of date, source text, used_as text)
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
        join country_fact cf on cf.iso2 = o.country and lower(cf.during) <= day
        where m.place_id = member order by cf.fact, lower(cf.during) desc) f
    union all
    select d.fact, to_jsonb(d.value), d.determined_at::date, d.reason, 'set'
      from (select distinct on (df.fact) df.* from determined_fact df
        where df.member_id = member and df.year = extract(year from day)::integer order by df.fact, df.id desc) d
    union all
    select 'years_unpaid', to_jsonb(count(distinct a.year)::integer), day, 'dues_ledger', 'value'
      from assessment a
      where a.member_id = member and a.due_on < day
        and (select sum(e.amount) from ledger_entry e where e.assessment_id = a.id and e.account = 'receivable' and e.booked_on <= day) > 0
      having (select 1 = any(app.reach('dues.read'))) or member = any((select app.reach_members('dues.read'))::integer[])
  $$;
