-- Ninefold: what every module stands on. Tables live in public, functions that policies use in app.
create extension if not exists btree_gist;
create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists citext;

create schema app;
grant usage on schema app to ninefold_app;
grant usage on schema public to ninefold_app;

-- Names are compared without case and accents; immutable, so that indexes may use it.
create function app.key(name text) returns text
  language sql immutable strict parallel safe
  as $$ select lower(public.unaccent('public.unaccent', normalize(name, NFKC))) $$;

-- The first there is of a content field's languages.
create function app.any_content(names jsonb) returns json language sql stable parallel safe
  as $$
    select json_build_object('value', value, 'locale', key, 'fallback', true) from jsonb_each_text(names) order by key limit 1
  $$;

-- A translatable content field is {"en": …, "fr": …}; the fallback is English, then whatever there is, and says so.
-- Without a sub-select of its own, so that the planner writes it into the statement in place of a call for each row.
create function app.content(names jsonb, locale text) returns json
  language sql stable parallel safe
  as $$
    select case
      when names ? locale then json_build_object('value', names ->> locale, 'locale', locale, 'fallback', false)
      when names ? 'en' then json_build_object('value', names ->> 'en', 'locale', 'en', 'fallback', true)
      else app.any_content(names)
    end
  $$;
-- Append-only tables refuse every change, whoever asks: corrections are new rows.
create function app.refuse_change() returns trigger
  language plpgsql as $$
begin
  raise exception 'append_only: % is append-only', tg_table_name using errcode = 'NF001';
end $$;

-- Restricts a table: no row without a policy, for its owner too. The owner's own policy is explicit, so that the
-- audited functions that run as the owner, and the loading of data, can be found in the catalog.
create function app.restrict(name text) returns void
  language plpgsql as $$
begin
  execute format('alter table %I enable row level security', name);
  execute format('alter table %I force row level security', name);
  execute format('create policy %I on %I to current_user using (true) with check (true)', name || '_owner', name);
end $$;
