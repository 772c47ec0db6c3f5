-- The report to the Committee of Representatives: what changed in a period [from, until), by region. Nothing is
-- stored: every number is counted from the dated rows, and each has its rows.

-- Each unbroken time that a member belonged to a region, as a member.
create function app.region_terms() returns table (member_id integer, region_id integer, during daterange) language sql stable
  set search_path = public, app, pg_temp as $$
    select mr.member_id, mr.region_id, unnest(range_agg(mr.during) *
      (select coalesce(range_agg(ms.during), '{}') from membership ms where ms.member_id = mr.member_id))
    from member_region mr group by mr.member_id, mr.region_id
  $$;

-- Members gained and lost by a region. Who goes straight to another region has moved: no gain and no loss.
create function app.region_changes(from_day date, until_day date)
  returns table (kind text, member_id integer, on_day date, region_id integer, other_region_id integer) language sql stable
  set search_path = public, app, pg_temp as $$
    with terms as materialized (select * from app.region_terms())
    select case when p.member_id is null then 'GAINED' else 'MOVED_IN' end, t.member_id, lower(t.during), t.region_id, p.region_id
    from terms t left join terms p on p.member_id = t.member_id and upper(p.during) = lower(t.during) and p.region_id <> t.region_id
    where lower(t.during) >= from_day and lower(t.during) < until_day
    union all
    select case when n.member_id is null then 'LOST' else 'MOVED_OUT' end, t.member_id, upper(t.during), t.region_id, n.region_id
    from terms t left join terms n on n.member_id = t.member_id and lower(n.during) = upper(t.during) and n.region_id <> t.region_id
    where upper(t.during) >= from_day and upper(t.during) < until_day
  $$;

-- Members of each region on the day before the period, what changed, and on its last day.
create function app.report_members(from_day date, until_day date)
  returns table (region_id integer, at_start integer, gained integer, lost integer, moved_in integer, moved_out integer,
    at_end integer, suspended integer) language sql stable
  set search_path = public, app, pg_temp as $$
    with terms as materialized (select * from app.region_terms()),
      changes as materialized (select * from app.region_changes(from_day, until_day)),
      counted as (select c.region_id, c.kind, count(*)::integer as n from changes c group by 1, 2),
      stood as (select t.region_id,
          count(*) filter (where t.during @> from_day - 1)::integer as at_start,
          count(*) filter (where t.during @> until_day - 1)::integer as at_end,
          count(*) filter (where t.during @> until_day - 1 and exists (
            select from suspension s where s.member_id = t.member_id and s.during @> until_day - 1))::integer as suspended
        from terms t group by 1)
    select g.place_id, coalesce(s.at_start, 0),
      coalesce((select n from counted where region_id = g.place_id and kind = 'GAINED'), 0),
      coalesce((select n from counted where region_id = g.place_id and kind = 'LOST'), 0),
      coalesce((select n from counted where region_id = g.place_id and kind = 'MOVED_IN'), 0),
      coalesce((select n from counted where region_id = g.place_id and kind = 'MOVED_OUT'), 0),
      coalesce(s.at_end, 0), coalesce(s.suspended, 0)
    from region g left join stood s on s.region_id = g.place_id
  $$;

-- Dues by region and currency, from the ledger: asked and received in the period, open at its end. Totals are for
-- those who read reports; the bookings behind them stay with those who read dues.
create function app.report_dues(from_day date, until_day date)
  returns table (region_id integer, currency text, assessed bigint, paid bigint, outstanding bigint) language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select e.region_id, e.currency,
      coalesce(sum(e.amount) filter (where e.account = 'receivable' and t.kind = 'assessment' and e.booked_on >= from_day), 0)::bigint,
      coalesce(sum(e.amount) filter (where e.account = 'bank' and e.booked_on >= from_day), 0)::bigint,
      coalesce(sum(e.amount) filter (where e.account = 'receivable'), 0)::bigint
    from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
    where e.account in ('receivable', 'bank') and e.booked_on < until_day
      and (1 = any(app.reach('reports.read')) or e.region_id = any(app.reach('reports.read')))
    group by e.region_id, e.currency
  $$;

-- Bookings behind those totals, for those who read dues (row security of the ledger).
create function app.report_bookings(wanted text, from_day date, until_day date)
  returns table (member_id integer, region_id integer, on_day date, year integer, receipt text, assessment_id uuid, payment_id uuid,
    currency text, amount bigint) language sql stable
  set search_path = public, app, pg_temp as $$
    select e.member_id, e.region_id, e.booked_on, a.year, p.receipt, e.assessment_id, t.payment_id, e.currency, e.amount
    from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
    left join assessment a on a.id = e.assessment_id left join payment p on p.id = t.payment_id
    where e.booked_on >= from_day and e.booked_on < until_day
      and ((wanted = 'ASSESSED' and e.account = 'receivable' and t.kind = 'assessment') or (wanted = 'PAID' and e.account = 'bank'))
    union all
    select e.member_id, e.region_id, a.issued_on, a.year, null, e.assessment_id, null, e.currency, sum(e.amount)::bigint
    from ledger_entry e join assessment a on a.id = e.assessment_id
    where wanted = 'OUTSTANDING' and e.account = 'receivable' and e.booked_on < until_day
    group by e.member_id, e.region_id, a.issued_on, a.year, e.assessment_id, e.currency having sum(e.amount) <> 0
  $$;

-- Activities that began in the period, by who runs them (a region, or the network) and component; withdrawn ones are
-- left out. Everybody who reads reports gets the same numbers, whichever activities they may open.
create function app.report_activities(from_day date, until_day date)
  returns table (place_id integer, programme_id uuid, component smallint, reported integer, unreported integer) language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select a.place_id, a.root_id, a.primary_no,
      count(*) filter (where a.reported_at is not null)::integer, count(*) filter (where a.reported_at is null)::integer
    from activity a
    where a.starts >= from_day and a.starts < until_day and a.withdrawn_at is null
      and (1 = any(app.reach('reports.read')) or a.place_id = any(app.reach('reports.read')))
    group by 1, 2, 3
  $$;

-- The period and place that a report is asked for. No row for an empty period, or for those who do not read reports there.
create function app.report_period(date, date, integer)
  returns table (from_day date, until_day date, end_day date, place_id integer) language sql stable
  set search_path = public, app, pg_temp as $$
    select $1, $2, least($2, current_date + 1), p.id from place p
    where p.id = $3 and p.kind in ('network', 'region') and $1 < $2
      and (1 = any(app.reach('reports.read')) or p.id = any(app.reach('reports.read')))
  $$;
