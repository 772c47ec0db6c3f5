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
