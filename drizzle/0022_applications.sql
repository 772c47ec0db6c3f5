-- Applications from the first saved line to the answer to an appeal: forms that wait to be sent, the checklist of the
-- category, documents, questions and answers, and who decided by which resolution.

-- The categories of membership that the network's rulebook has on a day, in its order; now with who may become a member, on
-- what conditions and with what rights.
drop function app.categories(date);
create function app.categories(on_date date)
  returns table (code text, name jsonb, place bigint, description jsonb, admits text, eligibility jsonb, rights jsonb) language sql stable
  set search_path = public, app, pg_temp as $$
    select c.value ->> 'code', c.value -> 'name', c.ordinality, c.value -> 'description', coalesce(c.value ->> 'admits', 'organisation'),
      coalesce(c.value -> 'eligibility', '[]'), coalesce(c.value -> 'rights', '[]')
    from (select v.version, v.document from rulebook_version v join network n on n.rulebook = v.rulebook
      where v.effective_from <= on_date order by v.version desc limit 1) v
    cross join lateral (select a.value as article from jsonb_array_elements(v.document -> 'articles') a
      where a.value ->> 'kind' = 'category' and a.value #>> '{rule,use}' = 'categories'
        and coalesce((a.value ->> 'version')::int, 1) <= v.version
      order by coalesce((a.value ->> 'version')::int, 1) desc limit 1) a
    cross join lateral jsonb_array_elements(a.article #> '{rule,categories}') with ordinality c
  $$;

-- The type of a fact that the network's rulebook declares on a day.
create function app.fact_type(fact text, on_date date) returns text language sql stable
  set search_path = public, app, pg_temp as $$
    select v.document -> 'facts' -> fact ->> 'type' from rulebook_version v join network n on n.rulebook = v.rulebook
    where v.effective_from <= on_date order by v.version desc limit 1
  $$;

-- A form that was saved and not yet sent. It keeps what was typed, whatever it was, until it expires.
create table application_draft (
  id uuid primary key default uuidv7(),
  fields jsonb not null default '{}' check (length(fields::text) <= 20000),
  answers jsonb not null default '{}' check (length(answers::text) <= 40000),
  locale text not null default 'en' check (locale in ('en', 'fr', 'es', 'ar')),
  -- Whom to write to, once an address was given.
  person_id uuid references person,
  begun_at timestamptz not null default now(),
  saved_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '60 days',
  invented boolean not null default false
);

-- Links by which an applicant comes back: the first, and one in each message. Of each only the hash is kept.
create table application_link (
  hash bytea primary key,
  -- An application, or the draft that it was before.
  application_id uuid not null,
  made_at timestamptz not null default now(),
  mail_id uuid references mail
);
create index application_link_application on application_link (application_id);
insert into application_link (hash, application_id) select link_hash, id from application where link_hash is not null;
drop function app.followed_application(bytea);
drop function app.withdraw_followed(bytea, text);
alter table application drop column link_hash,
  add column address text check (length(address) <= 500),
  add column locale text not null default 'en' check (locale in ('en', 'fr', 'es', 'ar'));
alter table application_contact add column person_id uuid references person;

-- Steps: who decided, by which resolution or minutes, and how long a refusal may be appealed against.
alter table application_step drop constraint application_step_kind_check;
alter table application_step
  add constraint application_step_kind_check check (kind in ('submitted', 'endorsed', 'admitted', 'refused', 'withdrawn', 'reopened',
    'appealed', 'appeal_granted', 'appeal_rejected')),
  -- The kind of body that the rulebook names for the step.
  add column body text check (body <> ''),
  add column reference text check (reference <> '' and length(reference) <= 300),
  add column decided_on date,
  add column appeal_until date;

-- What the applicant said to a condition. The last one counts.
create table application_answer (
  id uuid primary key default uuidv7(),
  application_id uuid not null,
  region_id integer not null,
  item text not null check (item ~ '^[a-z][a-z0-9_]*$'),
  -- The declared fact, where the condition asks for one.
  value jsonb,
  said text check (length(said) <= 2000),
  at timestamptz not null default clock_timestamp(),
  -- Null for the applicant.
  by_id uuid references person,
  foreign key (application_id, region_id) references application (id, region_id)
);
create index application_answer_application on application_answer (application_id, item, at desc);

-- What those who decide found of a condition, with a reason; `met` null leaves it to the rule again. The last one counts.
create table application_finding (
  id uuid primary key default uuidv7(),
  application_id uuid not null,
  region_id integer not null,
  item text not null check (item ~ '^[a-z][a-z0-9_]*$'),
  met boolean,
  reason text check (length(reason) <= 2000),
  at timestamptz not null default clock_timestamp(),
  by_id uuid references person,
  foreign key (application_id, region_id) references application (id, region_id)
);
create index application_finding_application on application_finding (application_id, item, at desc);

-- What the rulebook gave for the application when something about it changed: each condition, the bodies, the rule for a
-- country with several councils. Never rewritten; the last one counts.
create table application_evaluation (
  id uuid primary key default uuidv7(),
  application_id uuid not null,
  region_id integer not null,
  at timestamptz not null default clock_timestamp(),
  rulebook text not null,
  version integer not null,
  results jsonb not null,
  foreign key (application_id, region_id) references application (id, region_id),
  foreign key (rulebook, version) references rulebook_version
);
create index application_evaluation_application on application_evaluation (application_id, at desc);

-- Questions and answers between the applicant and those who handle the application.
create table application_message (
  id uuid primary key default uuidv7(),
  application_id uuid not null,
  region_id integer not null,
  words text not null check (words <> '' and length(words) <= 4000),
  at timestamptz not null default clock_timestamp(),
  -- Null for the applicant. The applicant sees the place that writes, not the person.
  by_id uuid references person,
  from_place integer references place,
  foreign key (application_id, region_id) references application (id, region_id),
  check ((by_id is null) = (from_place is null))
);
create index application_message_application on application_message (application_id, at);

-- Documents that the applicant hands in. The file lies under the row's random id.
create table application_document (
  id uuid primary key,
  -- An application, or the draft that it was before; a draft has no region yet.
  application_id uuid not null,
  region_id integer references region,
  kind text not null check (kind ~ '^[a-z][a-z0-9_]*$'),
  filename text not null check (length(filename) between 1 and 200),
  bytes integer not null check (bytes > 0),
  hash bytea not null,
  uploaded_at timestamptz not null default now(),
  uploaded_by uuid references person,
  removed_at timestamptz
);
create index application_document_application on application_document (application_id);
create unique index application_document_once on application_document (application_id, kind, hash) where removed_at is null;

-- The application whose link was followed, for the rest of the transaction; null for everybody else.
create function app.applicant() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('app.application_id', true), '')::uuid $$;

-- Enters as the applicant who holds the link; null where the link leads nowhere.
create function app.enter_link(secret_hash bytea) returns uuid language plpgsql
  security definer set search_path = public, app, pg_temp as $$
declare found_id uuid;
begin
  select l.application_id into found_id from application_link l where l.hash = secret_hash;
  perform set_config('app.application_id', coalesce(found_id::text, ''), true);
  return found_id;
end $$;

-- Makes a link, and enters by it.
create function app.make_link(application uuid, secret_hash bytea) returns void language plpgsql
  security definer set search_path = public, app, pg_temp as $$
begin
  insert into application_link (hash, application_id) values (secret_hash, application);
  perform set_config('app.application_id', application::text, true);
end $$;

-- A person to write to, without office or sign-in.
create function app.make_applicant(name text, locale text, invented boolean) returns uuid language sql
  security definer set search_path = public, app, pg_temp as $$
    insert into person (name, locale, invented) values (left(name, 200), locale, invented) returning id
  $$;

-- The applicant's address; it stands with the application and nowhere else.
create function app.applicant_address(person uuid) returns citext language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select coalesce((select c.email from application_contact c where c.person_id = person limit 1),
      (select (d.fields ->> 'contactEmail')::citext from application_draft d where d.person_id = person limit 1))
  $$;

-- As in 0016; now an applicant is written to as well.
create or replace function app.mail_address(kind text, person uuid, place integer) returns citext language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select case when kind = 'sign_in_link' then app.sign_in_address(person) else coalesce(
      (select c.email from contact c where c.person_id = person and c.email is not null order by c.place_id = place desc, c.place_id limit 1),
      (select s.email from sign_in s where s.person_id = person),
      app.applicant_address(person)) end
  $$;

-- The link that a message to an applicant carries is made while the message is made: it stands nowhere but in the message.
create function app.link_for_applicant(mail uuid, link bytea) returns boolean language plpgsql
  security definer set search_path = public, app, pg_temp as $$
begin
  insert into application_link (hash, application_id, mail_id)
    select link, coalesce(c.application_id, d.id), m.id from mail m
    left join application_contact c on c.person_id = m.person_id
    left join application_draft d on d.person_id = m.person_id
    where m.id = link_for_applicant.mail and m.ended_at is null and coalesce(c.application_id, d.id) is not null;
  return found;
end $$;

-- An open application or a saved form of the same address for the same country, if there is one; the person to remind of it.
create function app.same_applicant(address citext, iso2 text, but_not uuid) returns uuid language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select found.person_id from (
      select c.person_id, a.id from application_contact c join application a on a.id = c.application_id
        where c.email = same_applicant.address and a.country = iso2 and app.application_state(a.id) in ('submitted', 'endorsed', 'appealed')
      union all
      select d.person_id, d.id from application_draft d
        where (d.fields ->> 'contactEmail')::citext = same_applicant.address and d.fields ->> 'country' = iso2) found
    where found.id is distinct from but_not and found.person_id is not null limit 1
  $$;

-- Deletes forms that nobody came back to, with their links and what was written to them. Answers the files to remove.
create function app.expire_drafts() returns setof uuid language plpgsql
  security definer set search_path = public, app, pg_temp as $$
declare gone uuid[]; people uuid[];
begin
  with deleted as (delete from application_draft d where d.expires_at < now() returning d.id, d.person_id)
    select array_agg(id), array_agg(person_id) filter (where person_id is not null) into gone, people from deleted;
  if gone is null then return; end if;
  delete from application_link l where l.application_id = any(gone);
  delete from mailbox_message m where m.person_id = any(people);
  -- What was sent stays counted; whom it reached does not stay known.
  update person p set name = '—' where p.id = any(people);
  return query delete from application_document d where d.application_id = any(gone) returning d.id;
end $$;

-- Which of these files belong to nothing any more. Their names are ids that tell when they were made; those of the last
-- seconds may belong to an act that goes on.
create function app.unused_documents(files uuid[], seconds integer) returns setof uuid language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select f from unnest(files) f
    where not exists (select from application_document d where d.id = f and d.removed_at is null)
      and not exists (select from document d where d.file = f)
      and coalesce(uuid_extract_timestamp(f), 'infinity') < now() - make_interval(secs => seconds)
  $$;

-- As in 0003; an appeal stands open until it is decided, and what was granted goes on as if the region had endorsed it.
create or replace function app.application_state(application uuid) returns text language sql stable
  set search_path = public, app, pg_temp as $$
    select case s.kind when 'reopened' then 'submitted' when 'appeal_granted' then 'endorsed' when 'appeal_rejected' then 'rejected' else s.kind end
    from application_step s where s.application_id = application order by s.at desc, s.id desc limit 1
  $$;

insert into act_rule (subject, act, capability, position, state, refusal)
select a.subject, a.act, a.capability, a.position, s.key, nullif(s.value, '')
from (values
  ('application', 'endorse', 'applications.endorse', 1, '{"appealed": "application_appealed", "rejected": "application_closed"}'::jsonb),
  ('application', 'admit', 'applications.admit', 2, '{"appealed": "application_appealed", "rejected": "application_closed"}'),
  ('application', 'refuse', 'applications.endorse', 3, '{"rejected": "application_closed"}'),
  ('application', 'refuse', 'applications.admit', 3, '{"appealed": "application_appealed"}'),
  ('application', 'withdraw', 'applications.enter', 4, '{"appealed": "", "rejected": "application_closed"}'),
  ('application', 'reopen', 'applications.admit', 5, '{"appealed": "application_appealed", "rejected": ""}'),
  ('application', 'decide_appeal', 'applications.admit', 6,
    '{"submitted": "not_appealed", "endorsed": "not_appealed", "admitted": "not_appealed", "refused": "not_appealed", "withdrawn": "not_appealed", "appealed": "", "rejected": "not_appealed"}'),
  ('application', 'judge', 'applications.endorse', 7,
    '{"submitted": "", "endorsed": "", "admitted": "application_closed", "refused": "application_closed", "withdrawn": "application_closed", "appealed": "", "rejected": "application_closed"}'),
  ('application', 'answer', 'applications.enter', 8,
    '{"submitted": "", "endorsed": "", "admitted": "application_closed", "refused": "application_closed", "withdrawn": "application_closed", "appealed": "", "rejected": "application_closed"}'),
  ('application', 'write', 'applications.endorse', 9,
    '{"submitted": "", "endorsed": "", "admitted": "", "refused": "", "withdrawn": "application_closed", "appealed": "", "rejected": ""}'),
  -- What the applicant may do by the link.
  ('followed', 'answer', 'applications.enter', 1,
    '{"submitted": "", "endorsed": "", "admitted": "application_closed", "refused": "application_closed", "withdrawn": "application_closed", "appealed": "", "rejected": "application_closed"}'),
  ('followed', 'write', 'applications.enter', 2,
    '{"submitted": "", "endorsed": "", "admitted": "", "refused": "", "withdrawn": "application_closed", "appealed": "", "rejected": ""}'),
  ('followed', 'withdraw', 'applications.enter', 3,
    '{"submitted": "", "endorsed": "", "admitted": "application_closed", "refused": "application_closed", "withdrawn": "application_closed", "appealed": "", "rejected": "application_closed"}'),
  ('followed', 'appeal', 'applications.enter', 4,
    '{"submitted": "not_refused", "endorsed": "not_refused", "admitted": "not_refused", "refused": "", "withdrawn": "application_closed", "appealed": "application_appealed", "rejected": "application_closed"}')
) as a (subject, act, capability, position, states), jsonb_each_text(a.states) s;

-- Whether a refusal can still be appealed against.
create function app.appeal_until(application uuid) returns date language sql stable
  set search_path = public, app, pg_temp as $$
    select s.appeal_until from application_step s where s.application_id = application and s.kind = 'refused' order by s.at desc, s.id desc limit 1
  $$;

-- Councils of the applicant's country in its category: members today, and others that apply. Told to those who read the application.
create function app.same_country(application uuid) returns table (member integer, application_id uuid, name text, state text, since date) language sql stable
  security definer set search_path = public, app, pg_temp as $$
    with mine as (select a.id, a.country, a.category from application a where a.id = application
      and (a.id = app.applicant() or 1 = any(app.reach('applications.read')) or a.region_id = any(app.reach('applications.read')))),
    own as (select s.member_id from application_step s join mine on mine.id = s.application_id where s.member_id is not null)
    select ms.member_id, null::uuid, o.name, 'member', lower(ms.during)
      from mine join organisation o on o.country = mine.country join member m on m.organisation_id = o.id
      join membership ms on ms.member_id = m.place_id and ms.category = mine.category and ms.during @> current_date
      where ms.member_id not in (select member_id from own)
    union all
    select null, a.id, a.name, app.application_state(a.id), (select min(s.at)::date from application_step s where s.application_id = a.id)
      from mine join application a on a.country = mine.country and a.category = mine.category and a.id <> mine.id
      where app.application_state(a.id) in ('submitted', 'endorsed', 'appealed')
  $$;

-- The checklist of an application: the conditions of its category, in the rulebook of today or of the day of the decision, with
-- what was said, what the rule gave and what was found. The last line is the agreement among councils of one country, where
-- the network's rule asks for one.
create function app.application_checklist(application uuid)
  returns table (application_id uuid, region_id integer, item text, title jsonb, help jsonb, document text, fact text, hard boolean, place bigint,
    value jsonb, said text, said_at timestamptz, said_by uuid, verdict boolean, found boolean, reason text, found_at timestamptz, found_by uuid)
  language sql stable set search_path = public, app, pg_temp as $$
    select a.id, a.region_id, c.item, c.title, c.help, c.document, c.fact, c.hard, c.place,
      s.value, s.said, s.at, s.by_id, (e.results -> 'conditions' ->> c.item)::boolean, f.met, f.reason, f.at, f.by_id
    from application a
    left join lateral (select v.results from application_evaluation v where v.application_id = a.id order by v.at desc, v.id desc limit 1) e on true
    cross join lateral (select coalesce((select t.at::date from application_step t where t.application_id = a.id
      and t.kind in ('admitted', 'refused', 'withdrawn', 'appeal_rejected') and app.application_state(a.id) not in ('submitted', 'endorsed', 'appealed')
      order by t.at desc, t.id desc limit 1), current_date) as day) d
    cross join lateral (
      select q.value ->> 'name' as item, q.value -> 'title' as title, q.value -> 'help' as help, q.value ->> 'document' as document,
        q.value ->> 'fact' as fact, coalesce((q.value ->> 'hard')::boolean, true) as hard, q.ordinality as place
      from app.categories(d.day) k cross join lateral jsonb_array_elements(k.eligibility) with ordinality q where k.code = a.category
      union all
      select 'coordination', null, null, null, null, true, 1000 where e.results -> 'country' ->> 'rule' = 'coordinate'
        and exists (select from app.same_country(a.id))) c
    left join lateral (select n.* from application_answer n where n.application_id = a.id and n.item = c.item order by n.at desc, n.id desc limit 1) s on true
    left join lateral (select n.* from application_finding n where n.application_id = a.id and n.item = c.item order by n.at desc, n.id desc limit 1) f on true
    where a.id = application
  $$;

-- For a member: who else of its country applies in its category, and the network's rule for that. For those in its office, and above.
create function app.country_applicants(member integer)
  returns table (member_id integer, application_id uuid, name text, state text, submitted_on date, rule text, article text) language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select country_applicants.member, a.id, a.name, app.application_state(a.id), (select min(s.at)::date from application_step s where s.application_id = a.id),
      e.results -> 'country' ->> 'rule', e.results -> 'country' ->> 'article'
    from member m join organisation o on o.id = m.organisation_id
    join membership ms on ms.member_id = m.place_id and ms.during @> current_date
    join application a on a.country = o.country and a.category = ms.category
    left join lateral (select v.results from application_evaluation v where v.application_id = a.id order by v.at desc, v.id desc limit 1) e on true
    where m.place_id = country_applicants.member and app.application_state(a.id) in ('submitted', 'endorsed', 'appealed')
      and (1 = any(app.reach('applications.read')) or m.place_id = any(app.reach_members('applications.read')))
  $$;

-- The applicant's own view, by the hash of the link's secret: no names of those who decide, no contact data.
create function app.followed_application(secret_hash bytea)
  returns table (id uuid, name text, country text, region_id integer, category text, state text, locale text, appeal_until date, member integer,
    steps json, conditions jsonb, documents json, messages json, others json, country_rule jsonb, bodies jsonb, invented boolean)
  language sql stable security definer set search_path = public, app, pg_temp as $$
    select a.id, a.name, a.country, a.region_id, a.category, app.application_state(a.id), a.locale, app.appeal_until(a.id),
      (select s.member_id from application_step s where s.application_id = a.id and s.member_id is not null limit 1),
      (select json_agg(json_build_object('kind', s.kind, 'at', s.at, 'reason', s.reason, 'body', s.body, 'reference', s.reference) order by s.at, s.id)
        from application_step s where s.application_id = a.id),
      (select coalesce(jsonb_agg(to_jsonb(c) order by c.place), '[]') from app.application_checklist(a.id) c),
      (select coalesce(json_agg(json_build_object('id', d.id, 'kind', d.kind, 'filename', d.filename, 'bytes', d.bytes, 'uploadedAt', d.uploaded_at)
        order by d.uploaded_at, d.id), '[]') from application_document d where d.application_id = a.id and d.removed_at is null),
      (select coalesce(json_agg(json_build_object('words', m.words, 'at', m.at, 'fromNetwork', m.from_place = 1, 'own', m.by_id is null) order by m.at, m.id), '[]')
        from application_message m where m.application_id = a.id),
      (select coalesce(json_agg(json_build_object('name', o.name, 'member', o.member is not null, 'since', o.since) order by o.member is null, o.name), '[]')
        from app.same_country(a.id) o),
      e.results -> 'country', e.results -> 'bodies', a.invented
    from application a
    left join lateral (select v.results from application_evaluation v where v.application_id = a.id order by v.at desc, v.id desc limit 1) e on true
    where a.id = (select app.enter_link(secret_hash))
  $$;

-- A saved form, for whoever holds its link.
create function app.draft_by_link(secret_hash bytea)
  returns table (id uuid, fields jsonb, answers jsonb, saved_at timestamptz, expires_at timestamptz, documents json)
  language sql stable security definer set search_path = public, app, pg_temp as $$
    select d.id, d.fields, d.answers, d.saved_at, d.expires_at,
      (select coalesce(json_agg(json_build_object('id', x.id, 'kind', x.kind, 'filename', x.filename, 'bytes', x.bytes, 'uploadedAt', x.uploaded_at)
        order by x.uploaded_at, x.id), '[]') from application_document x where x.application_id = d.id and x.removed_at is null)
    from application_draft d join application_link l on l.application_id = d.id where l.hash = secret_hash and d.expires_at > now()
  $$;

-- On admission the documents become the member's, and whom to write to its contact. Only for those who admit.
create function app.hand_over_application(application uuid, to_member integer, from_day date) returns void language plpgsql
  security definer set search_path = public, app, pg_temp as $$
begin
  if not (1 = any(app.reach('applications.admit'))) then raise exception 'not for those who do not admit'; end if;
  insert into contact (person_id, place_id, name, role, email, phone, address, changed_by)
    select null, to_member, c.name, 'general', c.email, c.phone, a.address, app.actor()
    from application_contact c join application a on a.id = c.application_id where a.id = application;
  -- Statutes hold until others are adopted, accounts and reports until the next year's.
  insert into document (member_id, organisation_id, kind, title, valid, file, filename, bytes, hash, uploaded_by, invented)
    select to_member, m.organisation_id, case when d.kind in ('statutes', 'audit', 'annual_report') then d.kind else 'other' end, d.filename,
      daterange(from_day, case when d.kind in ('audit', 'annual_report') then (from_day + interval '1 year')::date end), d.id, d.filename, d.bytes, d.hash,
      app.actor(), a.invented
    from application_document d join application a on a.id = d.application_id join member m on m.place_id = to_member
    where d.application_id = application and d.removed_at is null;
end $$;

-- What the letter of admission says, for the applicant by the link, the member's office, and those who read applications.
create function app.admission_letter(application uuid) returns jsonb language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select jsonb_build_object('member', s.member_id, 'name', o.name, 'country', o.country, 'contact', c.name, 'address', a.address,
      'region', a.region_id, 'regionName', r.name, 'category', coalesce(ms.category, a.category), 'categoryName', k.name, 'rights', coalesce(k.rights, '[]'),
      'from', lower(ms.during), 'decidedOn', coalesce(s.decided_on, s.at::date), 'body', s.body, 'reference', s.reference,
      'declared', coalesce((select jsonb_object_agg(q.fact, q.value) from app.application_checklist(a.id) q where q.fact is not null and q.value is not null), '{}'),
      'network', n.name, 'invented', a.invented)
    from application a join application_step s on s.application_id = a.id and s.kind = 'admitted'
    join member m on m.place_id = s.member_id join organisation o on o.id = m.organisation_id
    join region r on r.place_id = a.region_id
    left join application_contact c on c.application_id = a.id
    left join lateral (select x.category, x.during from membership x where x.member_id = s.member_id order by abs(lower(x.during) - s.at::date) limit 1) ms on true
    left join app.categories(coalesce(s.decided_on, s.at::date)) k on k.code = coalesce(ms.category, a.category)
    cross join network n
    where a.id = application and (a.id = app.applicant() or 1 = any(app.reach('applications.read')) or a.region_id = any(app.reach('applications.read'))
      or s.member_id = any(app.reach_members('applications.read')))
  $$;

-- The application by which a member was admitted, for those who may have its letter.
create function app.admission_of(member integer) returns uuid language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select s.application_id from application_step s where s.member_id = member and s.kind = 'admitted'
      and (1 = any(app.reach('applications.read')) or s.region_id = any(app.reach('applications.read')) or member = any(app.reach_members('applications.read')))
    order by s.at desc limit 1
  $$;

-- Those at the region whom an applicant's words are mailed to.
create function app.application_handlers(region integer) returns table (person uuid) language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select distinct o.person_id from office o where o.place_id = region and o.kind = 'regional_coordinator' and o.during @> now()
  $$;

-- Row security. Those who handle applications by their reach, and the applicant by the link.
select app.restrict(name) from unnest(array['application_draft', 'application_link', 'application_answer', 'application_finding',
  'application_evaluation', 'application_message', 'application_document']) name;
grant select, insert, update, delete on application_draft to ninefold_app;
grant select, insert on application_answer, application_finding, application_evaluation, application_message, application_document to ninefold_app;
grant update (region_id, removed_at) on application_document to ninefold_app;
create policy application_draft_own on application_draft to ninefold_app
  using (id = (select app.applicant())) with check (id = (select app.applicant()));
do $$
declare name text;
begin
  foreach name in array array['application_answer', 'application_finding', 'application_evaluation', 'application_message', 'application_document'] loop
    execute format($p$create policy %I on %I for select to ninefold_app using (application_id = (select app.applicant())
      or (select 1 = any(app.reach('applications.read'))) or region_id = any((select app.reach('applications.read'))::integer[]))$p$, name || '_read', name);
  end loop;
end $$;
create policy application_own on application for select to ninefold_app using (id = (select app.applicant()));
create policy application_contact_own on application_contact for select to ninefold_app using (application_id = (select app.applicant()));
create policy application_step_own on application_step for select to ninefold_app using (application_id = (select app.applicant()));
-- As in 0003; an appeal is decided by those who admit.
drop policy application_step_apply on application_step;
create policy application_step_apply on application_step for insert to ninefold_app with check (
  (kind = 'submitted' and by_id is null)
  or (by_id = (select app.actor()) and case
    when kind in ('admitted', 'appeal_granted', 'appeal_rejected') then (select 1 = any(app.reach('applications.admit')))
    when kind in ('submitted', 'withdrawn') then (select 1 = any(app.reach('applications.enter')))
      or region_id = any((select app.reach('applications.enter'))::integer[])
    else kind <> 'appealed' and ((select 1 = any(app.reach('applications.endorse'))) or region_id = any((select app.reach('applications.endorse'))::integer[]))
  end));
create policy application_step_applicant on application_step for insert to ninefold_app with check (
  by_id is null and kind in ('withdrawn', 'appealed') and application_id = (select app.applicant()));
create policy application_answer_say on application_answer for insert to ninefold_app with check (
  (by_id is null and application_id = (select app.applicant())) or (by_id = (select app.actor())
    and ((select 1 = any(app.reach('applications.enter'))) or region_id = any((select app.reach('applications.enter'))::integer[]))));
create policy application_finding_say on application_finding for insert to ninefold_app with check (by_id = (select app.actor())
  and ((select 1 = any(app.reach('applications.endorse'))) or region_id = any((select app.reach('applications.endorse'))::integer[])));
create policy application_evaluation_make on application_evaluation for insert to ninefold_app with check (application_id = (select app.applicant())
  or (select 1 = any(app.reach('applications.read'))) or region_id = any((select app.reach('applications.read'))::integer[]));
create policy application_message_write on application_message for insert to ninefold_app with check (
  (by_id is null and application_id = (select app.applicant())) or (by_id = (select app.actor())
    and ((select 1 = any(app.reach('applications.endorse'))) or region_id = any((select app.reach('applications.endorse'))::integer[]))));
create policy application_document_hand_in on application_document for insert to ninefold_app with check (
  (uploaded_by is null and application_id = (select app.applicant())) or (uploaded_by = (select app.actor())
    and ((select 1 = any(app.reach('applications.enter'))) or region_id = any((select app.reach('applications.enter'))::integer[]))));
create policy application_document_take_back on application_document for update to ninefold_app using (application_id = (select app.applicant())
  or (select 1 = any(app.reach('applications.enter'))) or region_id = any((select app.reach('applications.enter'))::integer[]));
