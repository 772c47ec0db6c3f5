-- Affiliates follow a merge, as they follow a succession or a split; splits and admissions are taken back.

-- What went over with a merge as well as with a split; for an affiliate also the affiliation that began there.
alter table organisation_move
  alter column split_id drop not null,
  add column merge_id uuid references organisation_merge,
  add column into_id uuid,
  add check (num_nonnulls(split_id, merge_id) = 1);
create index organisation_move_merge on organisation_move (merge_id);

-- A split that was taken back; the other organisation may come of a later one.
alter table organisation_split
  add column undone_at timestamptz,
  add column undone_by uuid references person,
  add column undone_reason text check (length(undone_reason) <= 2000),
  add check ((undone_at is null) = (undone_reason is null));
alter table organisation_split drop constraint organisation_split_into_id_key;
create unique index organisation_split_into on organisation_split (into_id) where undone_at is null;
grant update (undone_at, undone_by, undone_reason) on organisation_split to ninefold_app;

-- That an affiliate is withheld goes over with it, as the row that says so: it is no decision of its own, and goes again
-- with the affiliation that it came with. Decisions are never changed nor removed.
alter table affiliate_withholding add column carried boolean not null default false;
drop trigger affiliate_withholding_append_only on affiliate_withholding;
create trigger affiliate_withholding_append_only before update or truncate on affiliate_withholding
  for each statement execute function app.refuse_change();
create trigger affiliate_withholding_kept before delete on affiliate_withholding
  for each row when (not old.carried) execute function app.refuse_change();

-- Which affiliations of a member a change of its council on a day touches, and from when they would be the other's: one
-- that begins on that day or later goes over the day after its beginning, so that neither is without a day.
create function app.affiliates_passing(from_member integer, day date) returns table (id uuid, number text, turn date) language sql stable
  set search_path = public, app, pg_temp as $$
    select a.id, a.number, greatest(day, a.since + 1) from affiliate a
    where a.member_id = from_member and a.until > greatest(day, a.since + 1)
  $$;

-- Passes affiliates from one council to another: the affiliation ends here and begins there. A number that the other has
-- given already is followed by that of the place it comes from. Who was withheld stays withheld; other consents, sizes and
-- imports stay where they were made. Only for functions that have looked who asks: row security lets nobody else.
create function app.pass_affiliates(from_member integer, to_member integer, day date, ids uuid[])
  returns table (ended uuid, begun uuid) language sql set search_path = public, app, pg_temp as $$
    with passing as materialized (
      select a.*, p.turn, uuidv7() as new_id, row_number() over (partition by left(a.number, 24) order by a.id) as namesake
      from app.affiliates_passing(from_member, day) p join affiliate a on a.id = p.id
      where ids is null or a.id = any(ids)),
    numbered as materialized (
      select p.*, case when not exists (select from affiliate b where b.member_id = to_member and b.number = p.number) then p.number
        else (select f.free from (select i, left(p.number, 24) || '/' || from_member || case when i > 1 then '-' || i else '' end as free
            from generate_series((p.namesake - 1) * 50 + 1, p.namesake * 50) i) f
          where not exists (select from affiliate b where b.member_id in (to_member, from_member) and b.number = f.free) order by f.i limit 1) end as free
      from passing p),
    arrived as (
      insert into affiliate (id, member_id, number, name, kind, city, country, during, invented)
      select n.new_id, to_member, n.free, n.name, n.kind, n.city, n.country, daterange(n.turn, nullif(n.until, 'infinity'::date)), n.invented from numbered n),
    left_ as (update affiliate a set during = daterange(a.since, n.turn), import_id = null from numbered n where a.id = n.id),
    withheld as (
      insert into affiliate_withholding (affiliate_id, member_id, withheld, reason, by_id, carried)
      select n.new_id, to_member, true, w.reason, w.by_id, true from numbered n
      cross join lateral (select d.* from affiliate_withholding d where d.affiliate_id = n.id order by d.decided_at desc limit 1) w where w.withheld)
    select n.id, n.new_id from numbered n
  $$;

-- As in 0023.
create or replace function app.hand_over_affiliates(predecessor integer, successor integer, day date) returns bigint
  language plpgsql security definer set search_path = public, app, pg_temp as $$
begin
  if 1 <> all(app.reach('members.manage')) then raise exception 'members.manage is needed' using errcode = '42501'; end if;
  return (select count(*) from app.pass_affiliates(predecessor, successor, day, null));
end $$;
create or replace function app.affiliates_to_hand_over(predecessor integer, day date) returns bigint language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select count(*) from app.affiliates_passing(predecessor, day) where (select 1 = any(app.reach('members.manage')))
  $$;

-- As in 0021; now with the affiliation that begins there.
create or replace function app.hand_over_affiliates(split uuid, ids uuid[]) returns integer language plpgsql
  security definer set search_path = public, app, pg_temp as $$
declare s record; handed integer;
begin
  select o.on_date, o.organisation_id, o.into_id, f.place_id as from_member, t.place_id as to_member into s
    from organisation_split o join member f on f.organisation_id = o.organisation_id join member t on t.organisation_id = o.into_id
    where o.id = split;
  if not (1 = any(app.reach('organisations.merge')) and s.from_member = any(app.affiliate_reach('affiliates.manage', 'keep'))) then
    return null;
  end if;
  insert into organisation_move (split_id, subject, subject_id, into_id, from_member, to_member, from_organisation, to_organisation)
    select split, 'affiliate', p.ended, p.begun, s.from_member, s.to_member, s.organisation_id, s.into_id
    from app.pass_affiliates(s.from_member, s.to_member, s.on_date, ids) p;
  get diagnostics handed = row_count;
  return handed;
end $$;

-- The members whose affiliates a merge takes to the survivor's: those of the record that goes and of all merged into it.
create function app.members_merging(merged uuid, survivor uuid) returns table (from_member integer, to_member integer, organisation uuid) language sql stable
  set search_path = public, app, pg_temp as $$
    select m.place_id, t.place_id, m.organisation_id from app.same_as(merged) r(id) join member m on m.organisation_id = r.id
    join member t on t.organisation_id = survivor
  $$;

-- How many affiliates a merge would take along, and how many of their numbers are given at the survivor already: numbers
-- only, for whoever may know them. `staying` are those that have nowhere to go, since the survivor is no member.
create function app.affiliates_to_merge(merged uuid, survivor uuid, out going bigint, out renumbered bigint, out staying bigint) language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select count(*) filter (where t.place_id is not null),
      count(*) filter (where exists (select from affiliate b where b.member_id = t.place_id and b.number = p.number)),
      count(*) filter (where t.place_id is null)
    from app.same_as(merged) r(id) join member m on m.organisation_id = r.id
    left join member t on t.organisation_id = survivor
    cross join lateral app.affiliates_passing(m.place_id, current_date) p
    where 1 = any(app.reach('affiliates.read')) or m.place_id = any(app.reach_members('affiliates.read'))
  $$;

-- The affiliates of the merged record's members go to the survivor's. As the owner, for whoever merges: a council may show
-- its list to nobody above it and is merged all the same.
create function app.merge_affiliates(merge uuid) returns integer language plpgsql
  security definer set search_path = public, app, pg_temp as $$
declare g organisation_merge; one record; handed integer := 0; passed integer;
begin
  if 1 <> all(app.reach('organisations.merge')) then raise exception 'organisations.merge is needed' using errcode = '42501'; end if;
  select * into g from organisation_merge m where m.id = merge and m.undone_at is null;
  for one in select * from app.members_merging(g.merged_id, g.survivor_id) order by from_member loop
    insert into organisation_move (merge_id, subject, subject_id, into_id, from_member, to_member, from_organisation, to_organisation)
      select merge, 'affiliate', p.ended, p.begun, one.from_member, one.to_member, one.organisation, g.survivor_id
      from app.pass_affiliates(one.from_member, one.to_member, g.on_date, null) p;
    get diagnostics passed = row_count;
    handed := handed + passed;
  end loop;
  return handed;
end $$;

-- Whether the council that an affiliate went to has worked on it since: has counted, placed, charged or corrected it, or
-- decided who sees it.
create function app.affiliate_worked_on(ended uuid, begun uuid) returns boolean language sql stable
  set search_path = public, app, pg_temp as $$
    select exists (select from affiliate_size where affiliate_id = begun)
      or exists (select from affiliate_placing where affiliate_id = begun)
      or exists (select from affiliate_entry where affiliate_id = begun)
      or exists (select from affiliate_withholding where affiliate_id = begun and not carried)
      or exists (select from organisation_move where subject_id = begun)
      or exists (select from affiliate e join affiliate b on b.id = begun where e.id = ended
        and (e.name, e.kind, e.country) is distinct from (b.name, b.kind, b.country))
      or exists (select from affiliate e join affiliate b on b.id = begun where e.id = ended and e.city is distinct from b.city)
  $$;

-- Gives affiliates back when a merge or a split is undone: the affiliation goes on as if it had never ended, until where the
-- other had ended it. What the other has not worked on leaves no trace there but the record of the move; what it has, ends there.
create function app.give_back_affiliates(undone uuid) returns integer language plpgsql
  security definer set search_path = public, app, pg_temp as $$
declare one record; given integer := 0;
begin
  if 1 <> all(app.reach('organisations.merge')) then raise exception 'organisations.merge is needed' using errcode = '42501'; end if;
  for one in
    select e.id as ended, b.id as begun, b.since, upper(b.during) as until
      from organisation_move m join affiliate e on e.id = m.subject_id join affiliate b on b.id = m.into_id
      where undone in (m.merge_id, m.split_id) and m.subject = 'affiliate' and e.until = b.since
  loop
    if app.affiliate_worked_on(one.ended, one.begun) then
      update affiliate b set during = daterange(b.since, least(b.until, greatest(current_date, b.since + 1))), import_id = null where b.id = one.begun;
    else
      delete from affiliate_withholding w where w.affiliate_id = one.begun;
      delete from affiliate b where b.id = one.begun;
    end if;
    update affiliate e set during = daterange(e.since, one.until) where e.id = one.ended;
    given := given + 1;
  end loop;
  return given;
end $$;

-- As in 0021; predecessor and successor are two, and so are those that came of one.
create or replace function app.duplicates() returns table (one_id uuid, other_id uuid, country text, likeness real, reasons text[])
  language sql stable set search_path = public, app, pg_temp as $$
    with bearing as materialized (
      select o.id, o.country, o.name_key, o.skeleton, lower(substring(o.website from '^https?://(?:www\.)?([^/:]+)')) as host,
        array(select n.name_key from organisation_name n where n.organisation_id = o.id and n.ended_at is null and n.kind <> 'acronym') || o.name_key as keys
      from organisation o
      where not exists (select 1 from organisation_merge m where m.merged_id = o.id and m.undone_at is null))
    select a.id, b.id, a.country, similarity(a.name_key, b.name_key),
      array_remove(array[
        case when a.skeleton = b.skeleton then 'looks' end,
        case when a.keys && b.keys then 'name' end,
        case when similarity(a.name_key, b.name_key) > 0.5 then 'alike' end,
        case when a.host = b.host then 'website' end], null)
    from bearing a join bearing b on b.country = a.country and a.id < b.id
    where (a.skeleton = b.skeleton or a.keys && b.keys or similarity(a.name_key, b.name_key) > 0.5 or a.host = b.host)
      and not exists (select 1 from organisation_distinct d where d.one_id = a.id and d.other_id = b.id and d.ended_at is null)
      and not exists (select 1 from organisation_split s where (s.organisation_id, s.into_id) in ((a.id, b.id), (b.id, a.id)))
      and not exists (select 1 from succession s join member p on p.place_id = s.predecessor_id join member n on n.place_id = s.successor_id
        where (p.organisation_id, n.organisation_id) in ((a.id, b.id), (b.id, a.id)))
  $$;

-- What an admission has led to since, as groups: what it would leave behind if it were annulled. Every table that points to
-- members or places is looked at, so that a later one is in it by itself; those named here are made with the admission or
-- follow from it and go or stay with it.
create function app.admission_hangs(member integer, since timestamptz) returns text[] language plpgsql stable
  security definer set search_path = public, app, pg_temp as $$
declare one record; found_one boolean; groups text[] := '{}';
begin
  if 1 <> all(app.reach('applications.admit')) then raise exception 'applications.admit is needed' using errcode = '42501'; end if;
  for one in
    select c.conrelid::regclass as tab, a.attname as col,
        exists (select from pg_attribute i where i.attrelid = c.conrelid and i.attname = 'id' and i.atttypid = 'uuid'::regtype) as dated,
        app.hangs_as(c.conrelid::regclass::text) as hangs
      from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
      where c.contype = 'f' and c.confrelid in ('member'::regclass, 'place'::regclass) and a.atttypid = 'integer'::regtype
  loop
    continue when one.hangs is null or one.hangs = any(groups);
    execute format('select exists (select from %s t where t.%I = $1 %s %s)', one.tab, one.col,
        -- Ids tell when they were made: what a member of old had before does not hang on the new admission.
        case when one.tab::text = 'suspension' then 'and (upper_inf(t.during) or upper(t.during) >= $2::date)'
          when one.dated then 'and coalesce(uuid_extract_timestamp(t.id) >= $2, true)' else '' end,
        case one.tab::text when 'document' then 'and not exists (select from application_document d where d.id = t.file)'
          when 'affiliate' then 'and t.until > t.since' else '' end)
      into found_one using member, since;
    if found_one then groups := groups || one.hangs; end if;
  end loop;
  return groups;
end $$;

-- The group that a table's rows about a member belong to; null where nothing hangs on them.
create function app.hangs_as(name text) returns text language sql immutable as $$
    select case
      when name = any('{membership,member_region,membership_step,member,network,region,contact,organisation_name,organisation_identifier,organisation_kind,
        organisation_move,application_step,application_message,audit,mail,mail_bounce,obligation_reminder,reminder,standing_period,standing_reason,standing_difference,
        sharing_choice,affiliate_sharing,calendar_feed,glass,sent_reference,member_balance,bank_reference,relief_booking,council_language}') then null
      when name = any('{declaration,declaration_extension,determined_fact,renewal}') then 'declarations'
      when name = any('{affiliate,affiliate_category,import}') then 'affiliates'
      when name = any('{office,api_token,person_request}') then 'offices'
      when name = any('{mandate,motion,roll,body}') then 'meetings'
      when name = any('{activity,programme}') then 'activities'
      when name = 'document' then 'documents'
      when name = 'member_pass' then 'passes'
      when name = any('{succession,suspension,standing_exception}') then 'decisions'
      else 'dues' end
  $$;

-- What came to a member with its admission goes with it: whom to write to (all of them, where it never was a member
-- before), and the documents of its application.
create function app.annul_hand_over(member integer, since_day date, why text) returns void language plpgsql
  security definer set search_path = public, app, pg_temp as $$
begin
  if 1 <> all(app.reach('applications.admit')) then raise exception 'applications.admit is needed' using errcode = '42501'; end if;
  delete from contact c where c.place_id = member and c.person_id is null and (
    not exists (select from membership m where m.member_id = annul_hand_over.member and m.during << daterange(since_day, null))
    or exists (select from application_step s join application_contact a on a.application_id = s.application_id
      where s.member_id = annul_hand_over.member and a.name = c.name and a.email is not distinct from c.email));
  update document d set withdrawn_at = now(), withdrawn_by = app.actor(), withdrawn_reason = why
    where d.member_id = member and d.withdrawn_at is null and exists (select from application_document x where x.id = d.file);
end $$;
