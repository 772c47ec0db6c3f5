-- Documents of a predecessor are read by its successor; what applicants gave to be reached goes by itself.

-- The members whose documents the asker may read: those it reaches, and those that they took over from, however far back.
create function app.document_members() returns integer[] language sql stable security definer set search_path = public, app, pg_temp as $$
    with recursive line(id) as (
      select unnest(app.reach_members('documents.read'))
      union select s.predecessor_id from line l join succession s on s.successor_id = l.id)
    select array(select id from line)
  $$;
drop policy document_read on document;
create policy document_read on document for select to ninefold_app using (
  (select 1 = any(app.reach('documents.read'))) or member_id = any((select app.document_members())::integer[]));

-- How long after an application was closed its applicant can still be reached.
create function app.applicant_kept() returns interval language sql immutable as $$ select interval '1 year' $$;

-- Deletes whom to write to of applications that have been closed for that long, and the links by which they were followed.
-- What was decided, and what was asked and answered, stays. Answers how many.
create function app.forget_applicants() returns integer language plpgsql
  security definer set search_path = public, app, pg_temp as $$
declare gone uuid[]; people uuid[];
begin
  with closed as (
      select c.application_id from application_contact c
      where app.application_state(c.application_id) in ('admitted', 'refused', 'withdrawn', 'rejected')
        and (select max(s.at) from application_step s where s.application_id = c.application_id) < now() - app.applicant_kept()
        and coalesce(app.appeal_until(c.application_id) < current_date, true)),
    deleted as (delete from application_contact c using closed d where d.application_id = c.application_id returning c.application_id, c.person_id)
    select array_agg(application_id), array_agg(person_id) filter (where person_id is not null) into gone, people from deleted;
  if gone is null then return 0; end if;
  update application a set address = null where a.id = any(gone);
  delete from application_link l where l.application_id = any(gone);
  -- Somebody who applies again, or holds an office by now, is still to be reached.
  people := array(select p from unnest(people) p where not exists (select from application_contact c where c.person_id = p)
    and not exists (select from application_draft d where d.person_id = p) and not exists (select from office o where o.person_id = p));
  delete from mailbox_message m where m.person_id = any(people);
  update person p set name = '—' where p.id = any(people);
  return cardinality(gone);
end $$;

-- The main name that an organisation bore on a day, as far as its former names say so; else the one that it bears today.
create function app.main_name(organisation uuid, day date) returns table (name text, language text, since date) language sql stable
  set search_path = public, app, pg_temp as $$
    select coalesce(f.name, o.name), case when f.id is null then o.language else f.language end,
      case when f.id is null then o.named_from else lower(f.borne) end
    from organisation o
    left join lateral (select n.* from organisation_name n where n.organisation_id = o.id and n.kind = 'former' and n.borne @> main_name.day
        and (n.ended_at is null or n.ended_at::date > main_name.day) and (o.named_from is null or o.named_from > main_name.day)
      order by lower(n.borne) desc nulls last, n.id desc limit 1) f on true
    where o.id = main_name.organisation
  $$;
create function app.name_on(organisation uuid, day date) returns text language sql stable
  set search_path = public, app, pg_temp as $$ select n.name from app.main_name(organisation, day) n $$;

-- Documents of the members of a day, of a region or all, that have ended or end within so many days, with none after them.
create function app.expiring_documents(region integer, day date, within integer, of_kind text) returns setof uuid language sql stable
  set search_path = public, app, pg_temp as $$
    select d.id from document d
    join membership ms on ms.member_id = d.member_id and ms.since <= day and ms.until > day
    where d.withdrawn_at is null and d.until <= day + coalesce(within, 90) and (of_kind is null or d.kind = of_kind)
      and (region is null or exists (select from member_region mr where mr.member_id = d.member_id and mr.region_id = region
        and mr.since <= day and mr.until > day))
      and not exists (select from document n where n.replaces = d.id and n.withdrawn_at is null)
      and not exists (select from document l where l.member_id = d.member_id and l.kind = d.kind and l.withdrawn_at is null and l.until > d.until)
  $$;

-- Files that a person sent in, or whose title or name says theirs or an address of theirs, for those who decide on
-- erasures. Only documents are kept as files: imports, bank files and lists of reference data are removed when they are read.
create function app.files_of(person uuid)
  returns table (id uuid, kind text, title text, filename text, holder text, member_id integer, application_id uuid, uploaded_at timestamptz, sent boolean, named boolean)
  language sql stable security definer set search_path = public, app, pg_temp as $$
    with words as materialized (
      select '%' || replace(replace(app.key(w.word), '%', ''), '_', '') || '%' as pattern from (
        select p.name as word from person p where p.id = files_of.person and p.erased_at is null
        union select s.email::text from sign_in s where s.person_id = files_of.person
        union select c.email::text from contact c where c.person_id = files_of.person) w
      where length(w.word) > 2),
    files as (
      select d.file as id, 'document' as kind, d.title, d.filename, o.name as holder, d.member_id, null::uuid as application_id, d.uploaded_at,
          d.uploaded_by = files_of.person as sent
        from document d join organisation o on o.id = d.organisation_id
      union all
      select x.id, 'application', x.kind, x.filename, a.name, null, a.id, x.uploaded_at,
          x.uploaded_by = files_of.person or x.uploaded_by is null and exists (select from application_contact c
            where c.application_id = a.id and c.person_id = files_of.person)
        from application_document x join application a on a.id = x.application_id
        where x.removed_at is null and not exists (select from document d where d.file = x.id)),
    looked as (
      select f.*, exists (select from words w where app.key(f.title || ' ' || f.filename) like w.pattern
        or app.key(translate(f.filename, '_-.', '   ')) like w.pattern) as named
      from files f)
    select l.id, l.kind, l.title, l.filename, l.holder, l.member_id, l.application_id, l.uploaded_at, coalesce(l.sent, false), l.named from looked l
    where (l.sent or l.named) and (select 1 = any(app.reach('privacy.erase'))) order by l.uploaded_at desc, l.id
  $$;

-- As in 0023; who has a place and no membership at all had an admission that was annulled.
create or replace function app.member_act_state(member integer) returns text language sql stable set search_path = public, app, pg_temp as $$
    select case
      when s.state = 'leaving' then case app.member_ending(member) when 'excluded' then 'excluding' when 'dissolved' then 'ending'
        when 'succeeded' then 'ending' else s.state end
      when s.state = 'former' then case
        when not exists (select from membership ms where ms.member_id = member_act_state.member) then 'annulled'
        else case app.member_ending(member) when 'excluded' then 'excluded' when 'dissolved' then 'gone' when 'succeeded' then 'gone' else s.state end end
      else s.state end
    from (select app.member_state(member) as state) s
  $$;
insert into act_rule (subject, act, capability, position, state, refusal)
  select subject, act, capability, position, 'annulled', 'admission_annulled' from act_rule where subject = 'member' and state = 'former';
