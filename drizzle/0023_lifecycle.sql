-- The life of a membership after admission: renewal by the yearly census, resignation with notice, exclusion,
-- readmission, change of category, dissolution, succession. Every step has a date, an author, a reason, and where it
-- was decided.

alter table membership_step
  drop constraint membership_step_kind_check,
  add constraint membership_step_kind_check check (kind in ('admitted', 'suspended', 'restored', 'moved', 'resigned', 'undone',
    'excluded', 'appealed', 'readmitted', 'dissolved', 'succeeded', 'took_over', 'category_changed')),
  -- The resolution that decided it; where it is not in this register, its reference in words.
  add column resolution text references resolution,
  add column reference text check (reference <> '' and length(reference) <= 300),
  add column body_id integer references body,
  -- The day on which notice was given, or the decision taken.
  add column decided_on date,
  -- The day on which the member was heard, or told that its exclusion would be decided.
  add column heard_on date,
  add column appeal_until date,
  -- What the rulebook said of it: {article, why}, by what was asked of the rulebook.
  add column rules jsonb,
  add column category_from text,
  add column category_to text,
  -- The other member of a succession.
  add column other_id integer references member,
  add check ((kind in ('succeeded', 'took_over')) = (other_id is not null)),
  -- Something follows from it that taking it back would not undo.
  add column final boolean not null default false,
  add check (kind <> 'category_changed' or category_to is not null),
  add check (kind <> 'excluded' or (heard_on is not null and body_id is not null and coalesce(resolution, reference) is not null));

drop policy membership_step_add on membership_step;
create policy membership_step_add on membership_step for insert to ninefold_app with check (
  by_id = (select app.actor()) and case
    when kind in ('resigned', 'undone', 'appealed') then (select 1 = any(app.reach('members.resign')))
      or member_id = any((select app.reach_members('members.resign'))::integer[])
    when kind = 'admitted' then (select 1 = any(app.reach('applications.admit'))) or (select 1 = any(app.reach('members.import')))
      or (select 1 = any(app.reach('members.manage')))
    else (select 1 = any(app.reach('members.manage')))
  end);

-- A change of category and a readmission can be taken back, as a move can (0003).
grant delete on membership to ninefold_app;

-- The last step about a member that no later one took back, notes (an appeal) left out: the one that may be undone.
create function app.last_step(member integer) returns uuid language sql stable set search_path = public, app, pg_temp as $$
    select l.id from membership_step l
    where l.member_id = member and l.kind not in ('undone', 'appealed')
      and not exists (select 1 from membership_step u where u.undoes = l.id)
    order by l.at desc, l.id desc limit 1
  $$;

-- How the membership ended, or will: the kind of the step that set its end.
create function app.member_ending(member integer) returns text language sql stable set search_path = public, app, pg_temp as $$
    select l.kind from membership_step l
    where l.member_id = member and l.kind in ('resigned', 'excluded', 'dissolved', 'succeeded')
      and not exists (select 1 from membership_step u where u.undoes = l.id)
    order by l.at desc, l.id desc limit 1
  $$;

insert into act_rule (subject, act, capability, position, state, refusal)
select 'member', a.act, a.capability, a.position, s.key, nullif(s.value, '')
from (values
  ('change_category', 'members.manage', 5,
    '{"member": "", "suspended": "", "leaving": "member_leaving", "former": "not_member", "coming": "not_yet_member"}'::jsonb),
  ('withdraw', 'members.resign', 6,
    '{"member": "not_leaving", "suspended": "not_leaving", "leaving": "", "former": "not_member", "coming": "not_yet_member"}'),
  ('exclude', 'members.manage', 7,
    '{"member": "", "suspended": "", "leaving": "member_leaving", "former": "not_member", "coming": "not_yet_member"}'),
  ('appeal', 'members.resign', 8,
    '{"member": "not_excluded", "suspended": "not_excluded", "leaving": "not_excluded", "former": "not_excluded", "coming": "not_yet_member"}'),
  ('dissolve', 'members.manage', 9,
    '{"member": "", "suspended": "", "leaving": "member_leaving", "former": "not_member", "coming": "not_yet_member"}'),
  ('succeed', 'members.manage', 10,
    '{"member": "", "suspended": "", "leaving": "member_leaving", "former": "not_member", "coming": "not_yet_member"}'),
  ('readmit', 'members.manage', 11,
    '{"member": "is_member", "suspended": "is_member", "leaving": "is_member", "former": "", "coming": "not_yet_member"}'),
  ('renew', 'members.renew', 12,
    '{"member": "", "suspended": "", "leaving": "", "former": "not_member", "coming": "not_yet_member"}')
) as a (act, capability, position, states), jsonb_each_text(a.states) s;

-- What may be done about an end depends on what set it. `excluding` and `excluded`: an exclusion, before and after its day;
-- `ending` and `gone`: a dissolution or a succession. In all else they are as leaving and former.
insert into act_rule (subject, act, capability, position, state, refusal)
select r.subject, r.act, r.capability, r.position, s.state, case
    when r.act = 'appeal' and s.state in ('excluding', 'excluded') then null
    when r.act = 'withdraw' and s.state in ('excluding', 'ending') then 'not_resigned'
    when r.act = 'readmit' and s.state = 'gone' then 'organisation_gone'
    else r.refusal end
from act_rule r join (values ('leaving', 'excluding'), ('leaving', 'ending'), ('former', 'excluded'), ('former', 'gone')) as s (base, state)
  on s.base = r.state
where r.subject = 'member';

create function app.member_act_state(member integer) returns text language sql stable set search_path = public, app, pg_temp as $$
    select case
      when s.state = 'leaving' then case app.member_ending(member) when 'excluded' then 'excluding' when 'dissolved' then 'ending'
        when 'succeeded' then 'ending' else s.state end
      when s.state = 'former' then case app.member_ending(member) when 'excluded' then 'excluded' when 'dissolved' then 'gone'
        when 'succeeded' then 'gone' else s.state end
      else s.state end
    from (select app.member_state(member) as state) s
  $$;

-- A membership renewed by an act of the member, for a year in which the rulebook asks for one.
create table renewal (
  id uuid primary key default uuidv7(),
  member_id integer not null references member,
  region_id integer not null references region,
  year integer not null check (year between 1900 and 2999),
  renewed_by uuid references person,
  renewed_at timestamptz not null default now(),
  reason text check (reason <> '' and length(reason) <= 2000),
  invented boolean not null default false,
  unique (member_id, year)
);
create index renewal_region on renewal (region_id, year);
create trigger renewal_append_only before update or delete or truncate on renewal
  for each statement execute function app.refuse_change();
select app.restrict('renewal');
grant select, insert on renewal to ninefold_app;
create policy renewal_read on renewal for select to ninefold_app using (
  (select 1 = any(app.reach('dues.read')))
  or region_id = any((select app.reach('dues.read'))::integer[])
  or member_id = any((select app.reach_members('dues.read'))::integer[]));
create policy renewal_add on renewal for insert to ninefold_app with check (
  renewed_by = (select app.actor()) and ((select 1 = any(app.reach('members.renew')))
    or member_id = any((select app.reach_members('members.renew'))::integer[])));

-- What confirms a membership for a year: the declaration, or an act, as the article "renewal" of the rulebook in force
-- on 1 January says by its word.
create function app.renewal_way(of_year integer) returns text language sql stable as $$
    select case when a.entry ->> 'rule' ~ '^\s*[''"]act[''"]\s*$' then 'act' else 'declaration' end
    from (select 1) one
    left join lateral (select v.version, v.document from public.rulebook_version v join public.network n on n.rulebook = v.rulebook
      where v.effective_from <= make_date(of_year, 1, 1) order by v.version desc limit 1) v on true
    left join lateral (select r.entry from app.rulebook_articles(v.document, v.version, make_date(of_year, 1, 1)) r
      where r.key = 'renewal' limit 1) a on true
  $$;

-- Who has renewed its membership for a year, as it stood on a day (no later than the year's last): every member of that
-- day, once. `admitted`: it became a member within the year, which confirms it; `renewed`; `awaited`: in time still;
-- `missing`: too late; `not_asked`: no census of the year has been set. Of one member where `of_member` is not null.
create function app.renewals(of_year integer, of_member integer, day date)
  returns table (id text, member_id integer, region_id integer, year integer, way text, state text, renewed_on date, deadline date)
  language sql stable set search_path = public, app, pg_temp as $$
    with asked as materialized (
      select least(renewals.day, make_date(of_year, 12, 31)) as day, app.renewal_way(of_year) as way,
        (select dw.closes_on from declaration_window dw
          where dw.year = of_year and dw.set_at::date <= renewals.day order by dw.id desc limit 1) as closes_on),
    done as materialized (
      select d.member_id, min(d.declared_at)::date as day from declaration d
      where d.year = of_year and (of_member is null or d.member_id = of_member) and d.declared_at::date <= renewals.day
        and (select a.way from asked a) = 'declaration' group by d.member_id
      union all
      select r.member_id, r.renewed_at::date from renewal r
      where r.year = of_year and (of_member is null or r.member_id = of_member) and r.renewed_at::date <= renewals.day
        and (select a.way from asked a) = 'act'),
    longer as materialized (
      select distinct on (de.member_id) de.member_id, de.until from declaration_extension de
      where de.year = of_year and (of_member is null or de.member_id = of_member) and de.granted_at::date <= renewals.day
      order by de.member_id, de.id desc)
    select ms.member_id || ':' || of_year, ms.member_id, mr.region_id, of_year, asked.way,
      case
        when joined.day >= make_date(of_year, 1, 1) then 'admitted'
        when done.day is not null then 'renewed'
        when limits.day is null then 'not_asked'
        when asked.day > limits.day then 'missing'
        else 'awaited' end,
      done.day, limits.day
    from asked
    join membership ms on ms.since <= asked.day and ms.until > asked.day and (of_member is null or ms.member_id = of_member)
    left join member_region mr on mr.member_id = ms.member_id and mr.since <= asked.day and mr.until > asked.day
    left join done on done.member_id = ms.member_id
    left join longer on longer.member_id = ms.member_id
    cross join lateral (select lower(r) as day from (select unnest(range_agg(h.during)) r from membership h where h.member_id = ms.member_id) u
      where r @> asked.day) joined
    cross join lateral (select case when asked.way = 'act' then coalesce(greatest(asked.closes_on, longer.until), make_date(of_year, 12, 31))
      else greatest(asked.closes_on, longer.until) end as day) limits
    -- What row security would say of the declarations, of members that have none too.
    where current_user <> 'ninefold_app' or (select 1 = any(app.reach('dues.read')))
      or mr.region_id = any((select app.reach('dues.read'))::integer[]) or ms.member_id = any((select app.reach_members('dues.read'))::integer[])
  $$;

-- Who took over from whom: public, as the structure is.
create table succession (
  predecessor_id integer primary key references member,
  successor_id integer not null references member check (successor_id <> predecessor_id),
  day date not null,
  affiliates integer not null default 0,
  invented boolean not null default false
);
create index succession_successor on succession (successor_id);
create trigger succession_append_only before update or delete or truncate on succession
  for each statement execute function app.refuse_change();
select app.restrict('succession');
grant select, insert on succession to ninefold_app;
create policy succession_read on succession for select to ninefold_app using (true);
create policy succession_add on succession for insert to ninefold_app with check ((select 1 = any(app.reach('members.manage'))));

-- Affiliates go over to a successor: the old affiliation ends, a new one begins on the day. Numbers that the successor has
-- given already are told apart by the predecessor's number of its place. Consents and imports are not taken along.
-- Runs as the owner, for whoever manages members: a council may show its list to nobody above it and is succeeded all the same.
create function app.hand_over_affiliates(predecessor integer, successor integer, day date) returns bigint
  language plpgsql security definer set search_path = public, app, pg_temp as $$
declare moved bigint;
begin
  if 1 <> all(app.reach('members.manage')) then raise exception 'members.manage is needed' using errcode = '42501'; end if;
  insert into affiliate (member_id, number, name, kind, city, country, during, invented)
    select successor, case when exists (select 1 from affiliate b where b.member_id = successor and b.number = a.number)
        then left(a.number, 30) || '/' || predecessor else a.number end,
      a.name, a.kind, a.city, a.country, daterange(day, nullif(a.until, 'infinity'::date)), a.invented
    from affiliate a where a.member_id = predecessor and a.since < day and a.until > day;
  get diagnostics moved = row_count;
  update affiliate a set during = daterange(a.since, day), import_id = null
    where a.member_id = predecessor and a.until > day and a.since < day;
  return moved;
end $$;

-- How many affiliates would go over: a number only, for whoever manages members.
create function app.affiliates_to_hand_over(predecessor integer, day date) returns bigint language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select count(*) from affiliate a
    where a.member_id = predecessor and a.since < day and a.until > day and (select 1 = any(app.reach('members.manage')))
  $$;
