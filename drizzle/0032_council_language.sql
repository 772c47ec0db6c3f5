-- The language of a council's papers: chosen, or derived from who holds its offices and from its country.

-- What was chosen, by whom and when: the latest counts. Without a language the choice before it is taken back.
create table council_language (
  id bigint generated always as identity primary key,
  member_id integer not null references member,
  locale text check (locale in ('en', 'fr', 'es', 'ar')),
  set_by uuid references person,
  set_at timestamptz not null default now()
);
create index council_language_member on council_language (member_id, id desc);
create trigger council_language_append_only before update or delete or truncate on council_language
  for each statement execute function app.refuse_change();
select app.restrict('council_language');
grant select, insert on council_language to ninefold_app;
create policy council_language_read on council_language for select to ninefold_app using (
  (select 1 = any(app.reach('dues.read'))) or member_id = any((select app.reach_members('dues.read'))::integer[]));
create policy council_language_set on council_language for insert to ninefold_app with check (
  (select 1 = any(app.reach('organisations.manage'))) or member_id = any((select app.reach_members('organisations.manage'))::integer[]));

-- Of the four languages the one in which the authorities of a country write; null where it is none of them. Where it would
-- be two, the one in which they write abroad; English stands for itself.
create function app.country_language(country text) returns text language sql immutable as $$
    select case
      when country = any('{BE,BF,BI,BJ,BL,CD,CF,CG,CH,CI,CM,DJ,FR,GA,GF,GN,GP,HT,KM,LU,MC,MF,MG,ML,MQ,NC,NE,PF,PM,RE,SN,TD,TF,TG,WF,YT}') then 'fr'
      when country = any('{AR,BO,CL,CO,CR,CU,DO,EC,ES,GQ,GT,HN,MX,NI,PA,PE,PR,PY,SV,UY,VE}') then 'es'
      when country = any('{AE,BH,DZ,EG,EH,IQ,JO,KW,LB,LY,MA,MR,OM,PS,QA,SA,SD,SO,SY,TN,YE}') then 'ar' end
  $$;

-- The language of each council's papers on a day, and where it is from: chosen; else its treasurer's, else its
-- secretary's; else its country's; else English. For many members at once, and whatever the reader sees of offices.
create function app.council_languages(members integer[], as_of date)
  returns table (member_id integer, locale text, origin text, set_at timestamptz, set_by uuid)
  language sql stable security definer set search_path = public, app, pg_temp as $$
    with chosen as (
      select distinct on (c.member_id) c.member_id, c.locale, c.set_at, c.set_by from council_language c
      where c.member_id = any(members) and c.set_at < as_of + 1 order by c.member_id, c.id desc),
    held as (
      select distinct on (f.place_id) f.place_id, f.kind, p.locale from office f join person p on p.id = f.person_id
      where f.place_id = any(members) and f.kind in ('council_treasurer', 'council_secretary')
        and f.during @> least(now(), (as_of + 1)::timestamptz)
      order by f.place_id, f.kind desc, f.id)
    select m.place_id, coalesce(c.locale, h.locale, app.country_language(o.country), 'en'),
      case when c.locale is not null then 'chosen' when h.kind = 'council_treasurer' then 'treasurer' when h.kind is not null then 'secretary'
        when app.country_language(o.country) is not null then 'country' else 'default' end,
      case when c.locale is not null then c.set_at end, case when c.locale is not null then c.set_by end
    from member m join organisation o on o.id = m.organisation_id
    left join chosen c on c.member_id = m.place_id
    left join held h on h.place_id = m.place_id
    where m.place_id = any(members)
  $$;
