-- The time machine: on which days the structure changed, what changed between two days, and totals of one day restated in
-- the regions of another.

-- Every day on which something changed in the structure, and for how many members: a membership, a category, a region, a
-- suspension. Of the members that have ever been in a region where `of_region` is not null.
create function app.change_days(of_region integer) returns table (day date, changes bigint) language sql stable
  set search_path = public, app, pg_temp as $$
    select d.day, count(distinct d.member_id) from (
      select m.member_id, unnest(array[m.since, m.until]) as day from membership m
      union all select r.member_id, unnest(array[r.since, r.until]) from member_region r
      union all select s.member_id, unnest(array[s.since, s.until]) from suspension s) d
    where d.day < 'infinity' and (of_region is null
      or d.member_id in (select r.member_id from member_region r where r.region_id = of_region))
    group by d.day
  $$;

-- What changed for whom between two days: one row for each member and kind. Standing is what is known now of both days.
create function app.compared(day_a date, day_b date)
  returns table (member_id integer, kind text, region_a integer, region_b integer, before text, after text) language sql stable
  set search_path = public, app, pg_temp as $$
    with a as materialized (
      select ms.member_id, ms.category, mr.region_id from membership ms
      left join member_region mr on mr.member_id = ms.member_id and mr.since <= day_a and mr.until > day_a
      where ms.since <= day_a and ms.until > day_a),
    b as materialized (
      select ms.member_id, ms.category, mr.region_id from membership ms
      left join member_region mr on mr.member_id = ms.member_id and mr.since <= day_b and mr.until > day_b
      where ms.since <= day_b and ms.until > day_b)
    select b.member_id, 'joined', null::integer, b.region_id, null, b.category from b where not exists (select from a where a.member_id = b.member_id)
    union all
    select a.member_id, 'left', a.region_id, null, a.category, null from a where not exists (select from b where b.member_id = a.member_id)
    union all
    select a.member_id, 'moved', a.region_id, b.region_id, ga.code, gb.code from a join b using (member_id)
      left join region ga on ga.place_id = a.region_id left join region gb on gb.place_id = b.region_id
      where a.region_id is distinct from b.region_id
    union all
    select a.member_id, 'category', a.region_id, b.region_id, a.category, b.category from a join b using (member_id) where a.category <> b.category
    union all
    select a.member_id, 'standing', a.region_id, b.region_id, p.status, q.status from a join b using (member_id)
      join standing_period p on p.member_id = a.member_id and p.known_until = 'infinity' and p.since <= day_a and p.until > day_a
      join standing_period q on q.member_id = a.member_id and q.known_until = 'infinity' and q.since <= day_b and q.until > day_b
      where p.status <> q.status
  $$;

-- In which region something of a member counts, by the structure of a day; null: as it was. A member that had no region
-- that day counts in the one that its country belonged to then, and where that has none either, as it was.
create function app.region_by(member integer, structure date, as_it_was integer) returns integer language sql stable
  set search_path = public, app, pg_temp as $$
    select case when structure is null then as_it_was else coalesce(
      (select r.region_id from member_region r where r.member_id = member and r.since <= structure and r.until > structure),
      (select c.region_id from member m join organisation o on o.id = m.organisation_id
        join country_region c on c.iso2 = o.country and c.since <= structure and c.until > structure where m.place_id = member),
      as_it_was) end
  $$;

-- Members on a day by the regions of a structure.
create function app.restated_members(day date, structure date) returns table (region_id integer, members bigint) language sql stable
  set search_path = public, app, pg_temp as $$
    select app.region_by(ms.member_id, structure, mr.region_id), count(*)
    from membership ms left join member_region mr on mr.member_id = ms.member_id and mr.since <= day and mr.until > day
    where ms.since <= day and ms.until > day
    group by 1
  $$;

-- Dues of the day's year, as the ledger had them on the day, by the regions of a structure: asked (less what was taken off
-- without money), paid, and open.
create function app.restated_dues(day date, structure date)
  returns table (region_id integer, year integer, currency text, assessed bigint, paid bigint, outstanding bigint) language sql stable
  set search_path = public, app, pg_temp as $$
    select app.region_by(a.member_id, structure, a.region_id), a.year, a.currency,
      sum(a.amount - e.reduced)::bigint, sum(a.amount - e.reduced - e.outstanding)::bigint, sum(e.outstanding)::bigint
    from assessment a
    cross join lateral (select coalesce(sum(l.amount) filter (where l.account = 'receivable'), 0) as outstanding,
        coalesce(sum(l.amount) filter (where l.account in ('correction', 'relief', 'discount', 'write_off')), 0) as reduced
      from ledger_entry l where l.assessment_id = a.id and l.booked_on <= day) e
    where a.year = extract(year from day)::integer and a.issued_on <= day and a.amount > 0
    group by 1, 2, 3
  $$;
