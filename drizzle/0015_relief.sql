-- Relief from dues: what a member asked for, what became of it, and what it did. What is granted, refused, withdrawn or
-- revoked is a dated record with its author; whether a plan is kept is never written down, it follows from the ledger.

-- A request. Terms that its kind does not have are null. Shares are exact fractions of what is asked.
create table relief (
  id uuid primary key default uuidv7(),
  member_id integer not null references member,
  region_id integer not null references region,
  kind text not null check (kind in ('waiver', 'reduction', 'delay', 'plan', 'sponsorship', 'currency')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- Reduction: the amount to which. Sponsorship: the amount that the sponsor pays.
  amount bigint check (amount >= 0),
  -- Reduction and currency: the share taken off.
  share text check (share ~ '^\d+(\.\d+)?$|^\d+/\d+$'),
  due_on date,
  instalments integer check (instalments > 0),
  first_on date,
  every_months integer check (every_months > 0),
  sponsor_id integer references member,
  reason text not null check (reason <> ''),
  -- The documents that speak for it, named in words.
  documents text check (documents <> ''),
  asked_on date not null default current_date,
  lapses_on date,
  asked_by uuid references person,
  asked_at timestamptz not null default now(),
  -- Of the demonstration: no real organisation asked for this.
  invented boolean not null default false,
  unique (id, member_id),
  check ((kind = 'sponsorship') = (sponsor_id is not null)),
  check (sponsor_id <> member_id)
);
create index relief_member on relief (member_id);
create index relief_region on relief (region_id);
create index relief_sponsor on relief (sponsor_id) where sponsor_id is not null;

-- The assessments that a relief concerns.
create table relief_cover (
  relief_id uuid not null,
  assessment_id uuid not null,
  member_id integer not null,
  region_id integer not null,
  primary key (relief_id, assessment_id),
  foreign key (relief_id, member_id) references relief (id, member_id),
  foreign key (assessment_id, member_id, region_id) references assessment (id, member_id, region_id)
);
create index relief_cover_assessment on relief_cover (assessment_id);

-- What became of a request. A grant carries the terms that were granted, which need not be those asked for.
create table relief_step (
  id uuid primary key default uuidv7(),
  relief_id uuid not null,
  member_id integer not null,
  region_id integer not null references region,
  kind text not null check (kind in ('consented', 'declined', 'granted', 'refused', 'withdrawn', 'revoked')),
  -- The day from which it counts: of the decision, where a body decided.
  on_day date not null default current_date,
  reason text check (reason <> ''),
  body text check (body <> ''),
  resolution text check (resolution <> ''),
  majority text check (majority <> ''),
  amount bigint check (amount >= 0),
  share text,
  due_on date,
  instalments integer,
  first_on date,
  every_months integer,
  expires_on date,
  -- A plan: days of grace for each instalment, as the rulebook had them when it was granted.
  grace_days integer check (grace_days >= 0),
  rulebook text,
  version integer,
  article text,
  why jsonb,
  recorded_by uuid references person,
  recorded_at timestamptz not null default now(),
  foreign key (relief_id, member_id) references relief (id, member_id),
  foreign key (rulebook, version) references rulebook_version,
  check ((kind in ('granted', 'refused')) = (body is not null)),
  check (kind in ('consented', 'granted') or reason is not null),
  check (kind <> 'granted' or (expires_on is not null and article is not null))
);
create index relief_step_relief on relief_step (relief_id, kind);
create unique index relief_step_outcome on relief_step (relief_id) where kind in ('granted', 'refused', 'withdrawn', 'declined');
create unique index relief_step_consent on relief_step (relief_id) where kind = 'consented';
create unique index relief_step_revoked on relief_step (relief_id) where kind = 'revoked';

create table relief_instalment (
  relief_id uuid not null,
  member_id integer not null,
  number integer not null check (number > 0),
  due_on date not null,
  amount bigint not null check (amount > 0),
  primary key (relief_id, number),
  foreign key (relief_id, member_id) references relief (id, member_id)
);

-- What a relief booked: what it took off, or the money that a sponsor moved, on each side.
create table relief_booking (
  transaction_id uuid primary key references ledger_transaction,
  relief_id uuid not null references relief,
  member_id integer not null references member,
  region_id integer not null references region,
  assessment_id uuid references assessment,
  amount bigint not null check (amount > 0),
  why jsonb
);
create index relief_booking_relief on relief_booking (relief_id);

-- A discount that the rulebook gives for early payment, with the payment that earned it.
create table early_discount (
  transaction_id uuid primary key references ledger_transaction,
  member_id integer not null,
  region_id integer not null,
  assessment_id uuid not null,
  payment_id uuid not null,
  amount bigint not null check (amount > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  given_on date not null default current_date,
  article text not null,
  why jsonb not null,
  foreign key (assessment_id, member_id, region_id) references assessment (id, member_id, region_id),
  foreign key (payment_id, member_id) references payment (id, member_id)
);
create index early_discount_member on early_discount (member_id);
create index early_discount_region on early_discount (region_id);
create index early_discount_assessment on early_discount (assessment_id);
create index early_discount_payment on early_discount (payment_id);

do $$
declare name text;
begin
  foreach name in array array['relief', 'relief_cover', 'relief_step', 'relief_instalment', 'relief_booking', 'early_discount'] loop
    execute format('create trigger %I before update or delete or truncate on %I for each statement execute function app.refuse_change()',
      name || '_append_only', name);
    execute format('grant select, insert on %I to ninefold_app', name);
    perform app.restrict(name);
  end loop;
  foreach name in array array['relief_cover', 'relief_booking', 'early_discount'] loop
    execute format($p$create policy %I on %I for select to ninefold_app using (
      (select 1 = any(app.reach('dues.read')))
      or region_id = any((select app.reach('dues.read'))::integer[])
      or member_id = any((select app.reach_members('dues.read'))::integer[]))$p$, name || '_read', name);
  end loop;
  -- Whoever sees a relief sees what became of it.
  foreach name in array array['relief_step', 'relief_instalment'] loop
    execute format('create policy %I on %I for select to ninefold_app using (exists (select from relief r where r.id = relief_id))',
      name || '_read', name);
  end loop;
  foreach name in array array['relief', 'relief_cover'] loop
    execute format($p$create policy %I on %I for insert to ninefold_app with check (
      member_id = any((select app.reach_members('relief.ask'))::integer[]))$p$, name || '_ask', name);
  end loop;
  -- Who decides a relief books its effect.
  foreach name in array array['relief_step', 'relief_booking', 'ledger_transaction', 'ledger_entry'] loop
    execute format($p$create policy %I on %I for insert to ninefold_app with check (
      (select 1 = any(app.reach('relief.decide')))
      or region_id = any((select app.reach('relief.decide'))::integer[])
      or member_id = any((select app.reach_members('relief.decide'))::integer[]))$p$, name || '_decide', name);
  end loop;
  -- A payment earns a discount, and moves what a sponsor promised.
  foreach name in array array['relief_booking', 'early_discount'] loop
    execute format($p$create policy %I on %I for insert to ninefold_app with check (
      (select 1 = any(app.reach('dues.collect')))
      or region_id = any((select app.reach('dues.collect'))::integer[])
      or member_id = any((select app.reach_members('dues.collect'))::integer[]))$p$, name || '_collect', name);
  end loop;
end $$;

-- A sponsor sees what it is asked for, wherever it belongs.
create policy relief_read on relief for select to ninefold_app using (
  (select 1 = any(app.reach('dues.read')))
  or region_id = any((select app.reach('dues.read'))::integer[])
  or member_id = any((select app.reach_members('dues.read'))::integer[])
  or sponsor_id = any((select app.reach_members('dues.read'))::integer[]));
create policy relief_instalment_decide on relief_instalment for insert to ninefold_app with check (
  (select 1 = any(app.reach('relief.decide'))) or member_id = any((select app.reach_members('relief.decide'))::integer[]));
create policy relief_step_own on relief_step for insert to ninefold_app with check (
  (kind = 'withdrawn' and member_id = any((select app.reach_members('relief.ask'))::integer[]))
  or (kind in ('consented', 'declined') and exists (select from relief r
    where r.id = relief_id and r.sponsor_id = any((select app.reach_members('relief.ask'))::integer[]))));

-- Every request made by the date with what it had come to then. The grant's terms stand beside it while there is one.
-- The functions below run as whoever asks: row security holds in them.
create function app.reliefs(as_of date) returns table (relief_id uuid, member_id integer, kind text, sponsor_id integer, granted uuid,
    granted_on date, amount bigint, due_on date, grace_days integer, expires_on date, in_force boolean, state text) language sql stable as $$
  select r.id, r.member_id, r.kind, r.sponsor_id, g.id, g.on_day, g.amount, g.due_on, g.grace_days, g.expires_on,
    coalesce(g.id is not null and e.kind is null and g.expires_on >= as_of, false),
    case
      when e.kind is not null then e.kind
      when g.expires_on < as_of then 'expired'
      when g.id is not null and (g.amount, g.share, g.due_on, g.instalments, g.first_on, g.every_months)
        is distinct from (r.amount, r.share, r.due_on, r.instalments, r.first_on, r.every_months) then 'granted_in_part'
      when g.id is not null then 'granted'
      when r.lapses_on < as_of then 'lapsed'
      when r.kind = 'sponsorship' and not exists (select from relief_step c
        where c.relief_id = r.id and c.kind = 'consented' and c.on_day <= as_of) then 'awaiting_sponsor'
      else 'asked' end
  from relief r
  left join relief_step g on g.relief_id = r.id and g.kind = 'granted' and g.on_day <= as_of
  left join lateral (select s.kind from relief_step s where s.relief_id = r.id and s.on_day <= as_of
    and s.kind in ('refused', 'withdrawn', 'declined', 'revoked') limit 1) e on true
  where r.asked_on <= as_of
$$;

-- What is open of an assessment on the date.
create function app.open_on(assessment uuid, as_of date) returns bigint language sql stable as $$
  select case when as_of >= current_date then (select b.outstanding from assessment_balance b where b.assessment_id = assessment)
    else (select sum(e.amount)::bigint from ledger_entry e
      where e.assessment_id = assessment and e.account = 'receivable' and e.booked_on <= as_of) end
$$;

-- How a plan stands on the date: what was paid under it is what is no longer open of its debt. An instalment that is late
-- leaves it `behind`, one that is late beyond the days of grace `broken`; who catches up keeps it again.
create function app.plan_on(plan uuid, as_of date) returns table (state text, debt bigint, paid bigint, due_so_far bigint,
    behind bigint, behind_since date, next_on date, next_amount bigint) language sql stable as $$
  with parts as (
    select i.due_on, i.amount, sum(i.amount) over (order by i.number) as upto,
      i.due_on + (select s.grace_days from relief_step s where s.relief_id = plan and s.kind = 'granted') as grace
    from relief_instalment i where i.relief_id = plan),
  open as (
    select coalesce(sum(app.open_on(c.assessment_id, as_of)), 0) as amount from relief_cover c where c.relief_id = plan),
  figures as (
    select open.amount as open, sum(p.amount) as debt, sum(p.amount) - open.amount as paid,
      coalesce(sum(p.amount) filter (where p.due_on < as_of), 0) as due_so_far,
      coalesce(sum(p.amount) filter (where p.grace < as_of), 0) as late
    from parts p, open group by open.amount)
  select case when f.open <= 0 then 'fulfilled' when f.late > f.paid then 'broken' when f.due_so_far > f.paid then 'behind' else 'kept' end,
    f.debt::bigint, f.paid::bigint, f.due_so_far::bigint,
    case when f.open <= 0 then 0 else greatest(f.due_so_far - f.paid, 0)::bigint end,
    (select min(p.due_on) from parts p where f.open > 0 and p.upto > f.paid and p.due_on < as_of),
    n.due_on, least(n.amount, n.upto - f.paid)::bigint
  from figures f
  left join lateral (select p.* from parts p where f.open > 0 and p.upto > f.paid and p.due_on >= as_of order by p.due_on limit 1) n on true
$$;

-- By when an assessment is due, on the date: as it was issued, or put off by a delay, by a plan that is kept, or by a sponsor
-- who has promised all that is open. What is due before the date is overdue.
create function app.due_on(assessment uuid, due date, as_of date) returns date language sql stable as $$
  select greatest(due, (select max(x.due_on) from relief_cover c
    join app.reliefs(as_of) r on r.relief_id = c.relief_id and r.granted is not null and r.state in ('granted', 'granted_in_part', 'expired')
    cross join lateral (
      select r.due_on where r.kind = 'delay'
      union all
      select greatest(coalesce(p.next_on, as_of), as_of) from app.plan_on(r.relief_id, as_of) p
        where r.kind = 'plan' and p.state in ('kept', 'behind')
      union all
      select r.expires_on where r.kind = 'sponsorship' and r.in_force
        and r.amount - (select coalesce(sum(b.amount), 0) from relief_booking b where b.relief_id = r.relief_id and b.member_id = r.member_id)
          >= (select coalesce(sum(app.open_on(o.assessment_id, as_of)), 0) from relief_cover o where o.relief_id = r.relief_id)) x
    where c.assessment_id = assessment))
$$;

-- Whether an assessment that was due before the date and is open is overdue. Reliefs are few: most are answered by the first test.
create function app.overdue(assessment uuid, due date, as_of date) returns boolean language sql stable as $$
  select due < as_of and (not exists (select from relief_cover c where c.assessment_id = assessment)
    or app.due_on(assessment, due, as_of) < as_of)
$$;

-- The years whose dues a member has left unpaid on the date: what is waived is not open, what is put off is not overdue.
create function app.years_unpaid(member integer, as_of date) returns integer language sql stable as $$
  select count(distinct b.year)::integer from assessment_balance b
  where b.member_id = member and b.due_on < as_of and b.issued_on <= as_of
    and app.open_on(b.assessment_id, as_of) > 0 and app.overdue(b.assessment_id, b.due_on, as_of)
$$;

-- What arrears say of a member on the date, as facts of the rulebook. The last payment is one that still stands.
create function app.arrears(member integer, as_of date) returns jsonb language sql stable as $$
  select jsonb_object_agg(f.name, jsonb_build_object('value', f.value, 'asOf', as_of, 'source', 'dues_ledger'))
  from (
    select 'years_unpaid' as name, to_jsonb(app.years_unpaid(member, as_of)) as value
    union all
    select 'overdue_since', to_jsonb(min(b.due_on)) from assessment_balance b
      where b.member_id = member and b.issued_on <= as_of and b.due_on < as_of
        and app.open_on(b.assessment_id, as_of) > 0 and app.overdue(b.assessment_id, b.due_on, as_of)
    union all
    select 'last_paid_on', to_jsonb(max(p.received_on)) from payment p
      where p.member_id = member and p.received_on <= as_of and not exists (select from ledger_transaction r
        where r.payment_id = p.id and r.kind = 'reversal' and r.booked_on <= as_of)
    union all
    select 'relief_in_force', to_jsonb(exists (select from app.reliefs(as_of) r where r.member_id = member and r.in_force))) f
$$;

-- As before; the years that a member left unpaid heed relief.
create or replace function app.electors(meeting uuid) returns table (member_id integer, person_id uuid, seat integer, category text,
    category_since date, suspended boolean, years_unpaid integer) language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select ms.member_id, coalesce(d.person_id, o.person_id), d.seat, ms.category, lower(ms.during),
      exists (select from suspension s where s.member_id = ms.member_id and s.during @> current_date),
      app.years_unpaid(ms.member_id, current_date)
    from meeting m
    join body b on b.id = m.body_id
    join membership ms on ms.during @> current_date
    left join mandate d on d.body_id = b.id and d.member_id = ms.member_id and d.during @> current_date and d.role <> 'observer'
    left join lateral (select f.person_id from office f
      where f.place_id = ms.member_id and f.kind in ('delegate', 'council_secretary') and f.during @> now()
      order by f.kind = 'delegate' desc, lower(f.during) limit 1) o on d.id is null
    where m.id = electors.meeting and app.may_at_meeting(m.id, 'meetings.manage', 'ballots.open')
      and case b.electorate when 'seats' then d.id is not null
        else exists (select from member_region mr where mr.member_id = ms.member_id and mr.during @> current_date
          and b.place_id in (1, mr.region_id)) end
    order by ms.member_id
  $$;

-- As in 0010; the years that a member left unpaid heed relief.
create or replace function app.member_facts(member integer, day date) returns table (name text, value jsonb, as_of date, source text, used_as text)
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
        join country_fact_known cf on cf.iso2 = o.country and lower(cf.during) <= day
        where m.place_id = member order by cf.fact, lower(cf.during) desc) f
    union all
    select p.series, to_jsonb(p.value::text), p.ended, p.source, 'value'
      from (select distinct on (pk.series) pk.* from price_index_known pk where pk.ended <= day order by pk.series, pk.ended desc) p
    union all
    select g.name, g.value, g.declared_on, g.source, case when g.year = extract(year from day) then 'value' else 'lastDeclared' end
      from app.declared_facts(array[member], extract(year from day)::integer, null) g
    union all
    select d.fact, to_jsonb(d.value), d.determined_at::date, d.reason, 'set'
      from (select distinct on (df.fact) df.* from determined_fact df
        where df.member_id = member and df.year = extract(year from day)::integer order by df.fact, df.id desc) d
    union all
    select 'years_unpaid', to_jsonb(app.years_unpaid(member, day)), day, 'dues_ledger', 'value'
      where (select 1 = any(app.reach('dues.read'))) or member = any((select app.reach_members('dues.read'))::integer[])
  $$;
