-- Mail: an outbox that is written in the transaction of whatever causes a message, and what became of each message.
-- Then reminders of dues, by a schedule that is data, and calendars to subscribe to.

-- One message to one person. The address is looked up when it is sent, so that it is the one that holds then. What the
-- message says is made from `data` at that time too; `data` is read by the function that hands messages to the worker
-- and by nobody else, and holds no secret.
create table mail (
  id uuid primary key default uuidv7(),
  -- What the message is about: the same key is never posted twice.
  key text not null unique check (length(key) between 1 and 200),
  kind text not null check (kind ~ '^[a-z][a-z_]*$'),
  -- What one may opt out of; null: the message is sent to everybody whom it concerns.
  topic text check (topic ~ '^[a-z][a-z_]*$'),
  locale text not null check (locale in ('en', 'fr', 'es', 'ar')),
  data jsonb not null default '{}',
  person_id uuid not null references person,
  -- The place in whose office the person is written to: the address is the one that this place holds.
  place_id integer not null references place,
  posted_by uuid references person,
  posted_at timestamptz not null default now(),
  attempts integer not null default 0,
  -- When it may be tried next, and until when a worker has it.
  try_at timestamptz not null default now(),
  claimed_until timestamptz,
  ended_at timestamptz,
  -- sent: taken by the mail server. kept: in the mailbox page of this installation. bounced: the address takes no mail.
  -- failed: given up. opted_out, no_address: not sent, and why.
  outcome text check (outcome in ('sent', 'kept', 'bounced', 'failed', 'opted_out', 'no_address')),
  check ((ended_at is null) = (outcome is null)),
  unique (id, person_id)
);
create index mail_open on mail (try_at) where ended_at is null;
create index mail_person on mail (person_id, posted_at desc);

-- Each try, append-only: what the mail server said, without addresses.
create table mail_attempt (
  id bigint generated always as identity primary key,
  mail_id uuid not null,
  person_id uuid not null,
  at timestamptz not null default now(),
  -- deferred: tried again later. Otherwise as the message's outcome.
  outcome text not null check (outcome in ('sent', 'kept', 'deferred', 'bounced', 'failed', 'opted_out', 'no_address')),
  detail text,
  foreign key (mail_id, person_id) references mail (id, person_id)
);
create index mail_attempt_mail on mail_attempt (mail_id, id);

-- An address that takes no mail, from a date, and why: the mail server said so, or somebody entered it. Lifted when the
-- address works again. Nothing is sent to it meanwhile.
create table mail_bounce (
  id uuid primary key default uuidv7(),
  email citext not null,
  person_id uuid not null references person,
  mail_id uuid references mail,
  bounced_at timestamptz not null default now(),
  reason text not null check (reason <> ''),
  recorded_by uuid references person,
  lifted_at timestamptz,
  lifted_by uuid references person
);
create unique index mail_bounce_one on mail_bounce (email) where lifted_at is null;
create index mail_bounce_person on mail_bounce (person_id);

-- Who wants no messages of a topic, from when to when, and how it was said: by the link in a message or on a page.
create table mail_opt_out (
  id uuid primary key default uuidv7(),
  person_id uuid not null references person,
  topic text not null check (topic ~ '^[a-z][a-z_]*$'),
  since timestamptz not null default now(),
  until timestamptz check (until >= since),
  said_by text not null check (said_by in ('link', 'page'))
);
create unique index mail_opt_out_one on mail_opt_out (person_id, topic) where until is null;

-- Without a mail server messages are kept here, for the mailbox page.
create table mailbox_message (
  mail_id uuid primary key,
  person_id uuid not null references person,
  address citext not null,
  subject text not null,
  words text not null,
  html text not null,
  kept_at timestamptz not null default now(),
  foreign key (mail_id, person_id) references mail (id, person_id)
);
create index mailbox_message_person on mailbox_message (person_id, kept_at desc);

create trigger mail_attempt_append_only before update or delete or truncate on mail_attempt
  for each statement execute function app.refuse_change();

-- Posts a message, in the transaction of the act that causes it. False where its key was posted before.
create function app.post_mail(key text, kind text, topic text, locale text, data jsonb, person uuid, place integer) returns boolean
  language plpgsql security definer set search_path = public, app, pg_temp as $$
begin
  insert into mail (key, kind, topic, locale, data, person_id, place_id, posted_by)
    select post_mail.key, post_mail.kind, post_mail.topic, coalesce(post_mail.locale, p.locale), post_mail.data, p.id, post_mail.place, app.actor()
    from person p where p.id = post_mail.person
  on conflict on constraint mail_key_key do nothing;
  return found;
end $$;

-- The address of a person in the office held at the place: the one that the place holds, else any other. A link that
-- makes a password goes to the address under which the person signs in.
create function app.mail_address(kind text, person uuid, place integer) returns citext language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select case when kind = 'sign_in_link' then app.sign_in_address(person) else coalesce(
      (select c.email from contact c where c.person_id = person and c.email is not null order by c.place_id = place desc, c.place_id limit 1),
      (select s.email from sign_in s where s.person_id = person)) end
  $$;

-- Hands out messages that are due, for so many seconds: a worker that dies loses its claim, and another takes over.
create function app.claim_mail(most integer, seconds integer)
  returns table (id uuid, kind text, topic text, locale text, data jsonb, attempts integer, person_id uuid, name text, invented boolean,
    address citext, bounced boolean, opted_out boolean, posted_at timestamptz)
  language sql security definer set search_path = public, app, pg_temp as $$
    with taken as (
      select m.id from mail m
      where m.ended_at is null and m.try_at <= now() and (m.claimed_until is null or m.claimed_until < now())
      order by m.try_at limit most for update skip locked),
    claimed as (
      update mail m set attempts = m.attempts + 1, claimed_until = now() + make_interval(secs => seconds)
      from taken where m.id = taken.id returning m.*)
    select c.id, c.kind, c.topic, c.locale, c.data, c.attempts, c.person_id, p.name, p.invented, a.address,
      exists (select from mail_bounce b where b.email = a.address and b.lifted_at is null),
      exists (select from mail_opt_out o where o.person_id = c.person_id and o.topic = c.topic and o.until is null),
      c.posted_at
    from claimed c join person p on p.id = c.person_id
    cross join lateral (select app.mail_address(c.kind, c.person_id, c.place_id) as address) a
  $$;

-- What became of a try. A message that was sent is ended whoever says so; anything else counts only from the worker that
-- has the message. `deferred` waits so many seconds.
create function app.settle_mail(mail uuid, attempt integer, outcome text, detail text, wait integer) returns boolean
  language plpgsql security definer set search_path = public, app, pg_temp as $$
declare found_mail public.mail;
begin
  select m.* into found_mail from public.mail m where m.id = settle_mail.mail for update;
  if found_mail.id is null or found_mail.ended_at is not null then return false; end if;
  if found_mail.attempts <> attempt and settle_mail.outcome not in ('sent', 'kept') then return false; end if;
  insert into mail_attempt (mail_id, person_id, outcome, detail)
    values (found_mail.id, found_mail.person_id, settle_mail.outcome, settle_mail.detail);
  if settle_mail.outcome = 'deferred' then
    update public.mail m set claimed_until = null, try_at = now() + make_interval(secs => wait) where m.id = found_mail.id;
  else
    update public.mail m set claimed_until = null, ended_at = now(), outcome = settle_mail.outcome where m.id = found_mail.id;
  end if;
  return true;
end $$;

-- Marks the address of the message's person as one that takes no mail.
create function app.mark_bounce(mail uuid, address citext, reason text) returns void
  language sql security definer set search_path = public, app, pg_temp as $$
    insert into mail_bounce (email, person_id, mail_id, reason)
      select address, m.person_id, m.id, reason from mail m where m.id = mark_bounce.mail
    on conflict (email) where lifted_at is null do nothing
  $$;

-- Keeps the message for the mailbox page.
create function app.keep_mail(mail uuid, address citext, subject text, words text, html text) returns void
  language sql security definer set search_path = public, app, pg_temp as $$
    insert into mailbox_message (mail_id, person_id, address, subject, words, html)
      select m.id, m.person_id, keep_mail.address, keep_mail.subject, keep_mail.words, keep_mail.html from mail m where m.id = keep_mail.mail
    on conflict (mail_id) do update set subject = excluded.subject, words = excluded.words, html = excluded.html
  $$;

-- With a mail server there is no mailbox page, and nothing is left in it.
create function app.empty_mailbox() returns void
  language sql security definer set search_path = public, app, pg_temp as $$ delete from mailbox_message $$;

-- The link that a message of this kind carries is made while the message is made: it stands nowhere but in the message.
create function app.link_for_mail(mail uuid, link bytea) returns boolean
  language plpgsql security definer set search_path = public, app, pg_temp as $$
begin
  insert into sign_in_link (hash, person_id, email, made_by, expires_at)
    select link, m.person_id, app.sign_in_address(m.person_id), m.posted_by, m.posted_at + interval '3 days' from mail m
    where m.id = link_for_mail.mail and m.kind = 'sign_in_link' and m.ended_at is null and m.posted_at > now() - interval '3 days'
      and app.sign_in_address(m.person_id) is not null;
  return found;
end $$;

-- By the signed link in a message, without signing in: whether the person gets messages of the topic, and the change.
create function app.subscribed(person uuid, topic text) returns boolean language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select not exists (select from mail_opt_out o where o.person_id = person and o.topic = subscribed.topic and o.until is null)
  $$;
create function app.subscribe(person uuid, topic text, wanted boolean, said_by text) returns void language plpgsql
  security definer set search_path = public, app, pg_temp as $$
#variable_conflict use_column
begin
  if wanted then
    update mail_opt_out o set until = now() where o.person_id = person and o.topic = subscribe.topic and o.until is null;
  else
    insert into mail_opt_out (person_id, topic, said_by) select p.id, subscribe.topic, subscribe.said_by from person p where p.id = person
      on conflict (person_id, topic) where until is null do nothing;
  end if;
end $$;

-- How a message stands, for whoever may read what it was sent for.
create function app.mail_state(mail uuid) returns text language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select coalesce(m.outcome, case when m.attempts > 0 then 'deferred' else 'waiting' end) from mail m where m.id = mail_state.mail
  $$;

-- What a message says stays between the worker and its addressee: `data` is granted to nobody.
grant select (id, key, kind, topic, locale, person_id, place_id, posted_by, posted_at, attempts, try_at, ended_at, outcome) on mail to ninefold_app;
grant update (attempts, try_at, claimed_until, ended_at, outcome) on mail to ninefold_app;
grant select on mail_attempt, mailbox_message to ninefold_app;
grant select, insert on mail_bounce, mail_opt_out to ninefold_app;
grant update (lifted_at, lifted_by) on mail_bounce to ninefold_app;
grant update (until) on mail_opt_out to ninefold_app;
do $$
declare name text;
begin
  foreach name in array array['mail', 'mail_attempt', 'mail_bounce'] loop
    perform app.restrict(name);
    execute format($p$create policy %I on %I for select to ninefold_app using (
      person_id = (select app.actor()) or (select 1 = any(app.reach('mail.manage'))))$p$, name || '_read', name);
  end loop;
end $$;
create policy mail_again on mail for update to ninefold_app using ((select 1 = any(app.reach('mail.manage'))));
create policy mail_bounce_record on mail_bounce for insert to ninefold_app with check ((select 1 = any(app.reach('mail.manage'))));
create policy mail_bounce_lift on mail_bounce for update to ninefold_app using ((select 1 = any(app.reach('mail.manage'))));
select app.restrict('mail_opt_out');
create policy mail_opt_out_read on mail_opt_out for select to ninefold_app using (person_id = (select app.actor()));
create policy mail_opt_out_say on mail_opt_out for insert to ninefold_app with check (person_id = (select app.actor()));
create policy mail_opt_out_end on mail_opt_out for update to ninefold_app using (person_id = (select app.actor()));
-- A message is read by its addressee; those to the demonstration's invented persons by its secretariat too.
select app.restrict('mailbox_message');
create policy mailbox_message_read on mailbox_message for select to ninefold_app using (
  person_id = (select app.actor())
  or ((select 1 = any(app.reach('mail.manage'))) and exists (select from person p where p.id = person_id and p.invented)));

-- What is done once a day, and by whom it is being done: whoever comes second finds it done.
create table daily_task (
  task text not null,
  day date not null,
  claimed_until timestamptz,
  finished_at timestamptz,
  primary key (task, day)
);
grant select, insert, update on daily_task to ninefold_app;

-- When whom to remind of what. A rule is changed by a new one that replaces it; what was sent under the earlier form is not
-- sent again under the later, because both are of one series.
create table reminder_rule (
  id uuid primary key default uuidv7(),
  series uuid not null,
  event text not null check (event in ('before_due', 'after_due', 'census_open', 'census_closing')),
  offset_days integer not null check (offset_days between 0 and 730),
  office text not null check (office in ('council_treasurer', 'council_secretary')),
  template text not null,
  valid_from date not null default current_date,
  -- The first day on which it no longer holds.
  ended_on date check (ended_on >= valid_from),
  made_by uuid references person,
  made_at timestamptz not null default now(),
  ended_by uuid references person,
  check ((event, template) in (('before_due', 'due_soon'), ('after_due', 'overdue'), ('after_due', 'formal_notice'),
    ('census_open', 'census_open'), ('census_closing', 'census_closing')))
);
create unique index reminder_rule_one on reminder_rule (series) where ended_on is null;
insert into reminder_rule (id, series, event, offset_days, office, template)
  select id, id, event, days, office, template from (select uuidv7() as id, * from (values
    ('before_due', 30, 'council_treasurer', 'due_soon'),
    ('before_due', 7, 'council_treasurer', 'due_soon'),
    ('after_due', 14, 'council_treasurer', 'overdue'),
    ('after_due', 60, 'council_secretary', 'formal_notice'),
    ('census_open', 0, 'council_secretary', 'census_open'),
    ('census_closing', 14, 'council_secretary', 'census_closing')) as v(event, days, office, template)) s;

-- One reminder to one person: which rule asked for it on which day, what it spoke of, and the message that carried it.
create table reminder (
  id uuid primary key default uuidv7(),
  rule_id uuid not null references reminder_rule,
  member_id integer not null references member,
  region_id integer not null references region,
  person_id uuid not null references person,
  for_day date not null,
  mail_id uuid not null references mail,
  -- Nobody: the daily task.
  sent_by uuid references person,
  posted_at timestamptz not null default now(),
  invented boolean not null default false,
  unique (id, member_id, region_id)
);
create index reminder_member on reminder (member_id, posted_at desc);
create index reminder_region on reminder (region_id, posted_at desc);

-- What it spoke of. The key is the promise: for one rule, one subject and one day of its own (the due date, the close of the
-- window) nobody is written to twice. A due date that moves is another day.
create table reminder_line (
  reminder_id uuid not null,
  member_id integer not null,
  region_id integer not null,
  series uuid not null,
  subject text not null,
  anchor date not null,
  person_id uuid not null,
  year integer not null,
  assessment_id uuid references assessment,
  -- What was open of it then.
  amount bigint,
  currency text,
  primary key (series, subject, anchor, person_id),
  foreign key (reminder_id, member_id, region_id) references reminder (id, member_id, region_id)
);
create index reminder_line_reminder on reminder_line (reminder_id);

-- Instalments of the plans that are in force, and what of each is left to pay: what was paid settles the earliest first.
create function app.plan_instalments()
  returns table (subject text, relief_id uuid, member_id integer, region_id integer, due_on date, year integer, amount bigint, currency text,
    granted_at timestamptz)
  language sql stable security definer set search_path = public, app, pg_temp as $$
    select 'instalment-' || i.relief_id || '-' || i.number, i.relief_id, i.member_id, q.region_id, i.due_on, y.year,
      greatest(0, least(i.amount, i.upto - p.paid))::bigint, q.currency, g.recorded_at
    from app.reliefs(current_date) r
    join relief q on q.id = r.relief_id
    join relief_step g on g.id = r.granted
    cross join lateral app.plan_on(r.relief_id, current_date) p
    cross join lateral (select n.*, sum(n.amount) over (order by n.number) as upto from relief_instalment n where n.relief_id = r.relief_id) i
    cross join lateral (select min(a.year) as year from relief_cover c join assessment a on a.id = c.assessment_id where c.relief_id = r.relief_id) y
    where r.kind = 'plan' and r.in_force
  $$;

-- What is there to be reminded of: every open assessment at its due date, or the day to which a relief has put it off; of
-- what is paid by a plan, its instalments; and the declarations that are awaited, at the days on which their window opens
-- and closes. What was waived is not open.
create function app.reminder_subjects()
  returns table (family text, subject text, member_id integer, region_id integer, anchor date, year integer, assessment_id uuid,
    amount bigint, currency text)
  language sql stable security definer set search_path = public, app, pg_temp as $$
    select 'due', b.assessment_id::text, b.member_id, b.region_id,
      case when exists (select from relief_cover c where c.assessment_id = b.assessment_id)
        then app.due_on(b.assessment_id, b.due_on, current_date) else b.due_on end,
      b.year, b.assessment_id, b.outstanding, b.currency
    from assessment_balance b
    where b.outstanding > 0 and not exists (select from relief_cover c join app.reliefs(current_date) r on r.relief_id = c.relief_id
      where c.assessment_id = b.assessment_id and r.kind = 'plan' and r.in_force)
    union all
    select 'due', i.subject, i.member_id, i.region_id, i.due_on, i.year, null, i.amount, i.currency
    from app.plan_instalments() i where i.amount > 0
    union all
    select a.family, 'declaration-' || w.year, ms.member_id, mr.region_id, a.anchor, w.year, null, null, null
    from (select distinct on (dw.year) dw.* from declaration_window dw order by dw.year, dw.id desc) w
    join membership ms on ms.during @> w.closes_on
    join member_region mr on mr.member_id = ms.member_id and mr.during @> current_date
    left join lateral (select e.until from declaration_extension e
      where e.member_id = ms.member_id and e.year = w.year order by e.id desc limit 1) x on true
    cross join lateral (values ('census_open', w.opens_on), ('census_close', greatest(w.closes_on, x.until))) a(family, anchor)
    where greatest(w.closes_on, x.until) >= current_date
      and not exists (select from declaration d where d.member_id = ms.member_id and d.year = w.year)
      and not exists (select from determined_fact f join app.facts_asked(w.year) q on q.name = f.fact
        where f.member_id = ms.member_id and f.year = w.year)
  $$;

-- Who is to be reminded of what up to a day, from a week before today: what a stopped server missed is made up for, what is
-- older is not. A reminder before a day is not sent after it. `reason` says why somebody is not written to.
create function app.reminders_due(upto date)
  returns table (rule_id uuid, series uuid, event text, template text, office text, member_id integer, region_id integer, for_day date,
    anchor date, subject text, year integer, assessment_id uuid, amount bigint, currency text,
    person_id uuid, name text, locale text, address citext, reason text)
  language sql stable security definer set search_path = public, app, pg_temp as $$
    with allowed as (select app.actor() is null or 1 = any(app.reach('dues.remind')) as yes),
    rules as (
      select r.*, case r.event when 'census_open' then 'census_open' when 'census_closing' then 'census_close' else 'due' end as family,
        case when r.event in ('after_due', 'census_open') then r.offset_days else -r.offset_days end as shift
      from reminder_rule r where (select yes from allowed)),
    asked as (
      select r.id, r.series, r.event, r.template, r.office, s.*, s.anchor + r.shift as for_day
      from rules r join app.reminder_subjects() s on s.family = r.family
      where s.anchor + r.shift <= upto and s.anchor + r.shift > current_date - 7
        and s.anchor + r.shift >= r.valid_from and (r.ended_on is null or s.anchor + r.shift < r.ended_on)
        and (r.shift > 0 or r.event not in ('before_due', 'census_closing') or s.anchor >= current_date)
        and not exists (select from reminder_line l where l.series = r.series and l.subject = s.subject and l.anchor = s.anchor
          and l.member_id = s.member_id)),
    holders as (
      select o.place_id, o.kind, p.id as person_id, p.name, p.locale, app.mail_address('reminder', p.id, o.place_id) as address
      from office o join person p on p.id = o.person_id
      where o.during @> now() and o.kind in ('council_treasurer', 'council_secretary')
        and o.place_id in (select a.member_id from asked a))
    select a.id, a.series, a.event, a.template, coalesce(h.kind, a.office), a.member_id, a.region_id, a.for_day, a.anchor, a.subject, a.year,
      a.assessment_id, a.amount, a.currency, h.person_id, h.name, h.locale, h.address,
      case when h.person_id is null then 'nobody'
        when h.address is null then 'no_address'
        when exists (select from mail_bounce b where b.email = h.address and b.lifted_at is null) then 'bounced'
        when a.template <> 'formal_notice' and exists (select from mail_opt_out t where t.person_id = h.person_id
          and t.topic = 'dues_reminders' and t.until is null) then 'opted_out' end
    from asked a
    left join lateral (
      -- Those of the office asked for; where it has nobody with an address, those of the council's other office.
      select distinct on (x.person_id) x.* from holders x where x.place_id = a.member_id
        and x.kind = coalesce(
          (select y.kind from holders y where y.place_id = a.member_id and y.address is not null order by y.kind = a.office desc limit 1),
          a.office)
      order by x.person_id) h on true
  $$;

-- Sends what is due up to today: the daily task, or somebody who may. Answers how many messages were posted.
create function app.send_reminders() returns integer language plpgsql
  security definer set search_path = public, app, pg_temp as $$
declare posted integer;
begin
  -- One at a time: the second finds what the first has sent.
  perform pg_advisory_xact_lock(hashtext('app.send_reminders'));
  create temporary table due_now on commit drop as
    select d.*, dense_rank() over (order by d.rule_id, d.member_id, d.person_id) as place
    from app.reminders_due(current_date) d where d.reason is null;
  create temporary table sent_now on commit drop as
    select g.*, uuidv7() as id, uuidv7() as mail_id from (
      select d.place, d.rule_id, d.series, d.template, d.office, d.member_id, d.person_id, d.locale, min(d.region_id) as region_id,
        min(d.for_day) as for_day, jsonb_agg(jsonb_build_object('year', d.year, 'day', d.anchor, 'amount', d.amount::text,
          'currency', d.currency) order by d.anchor, d.subject) as lines
      from due_now d group by d.place, d.rule_id, d.series, d.template, d.office, d.member_id, d.person_id, d.locale) g;
  insert into mail (id, key, kind, topic, locale, data, person_id, place_id, posted_by)
    select s.mail_id, 'reminder:' || s.id, s.template, case when s.template <> 'formal_notice' then 'dues_reminders' end, s.locale,
      jsonb_build_object('member', o.name, 'place', s.member_id, 'office', s.office, 'lines', s.lines),
      s.person_id, s.member_id, app.actor()
    from sent_now s join member m on m.place_id = s.member_id join organisation o on o.id = m.organisation_id;
  insert into reminder (id, rule_id, member_id, region_id, person_id, for_day, mail_id, sent_by)
    select s.id, s.rule_id, s.member_id, s.region_id, s.person_id, s.for_day, s.mail_id, app.actor() from sent_now s;
  insert into reminder_line (reminder_id, member_id, region_id, series, subject, anchor, person_id, year, assessment_id, amount, currency)
    select s.id, s.member_id, s.region_id, d.series, d.subject, d.anchor, d.person_id, d.year, d.assessment_id, d.amount, d.currency
    from due_now d join sent_now s on s.place = d.place;
  select count(*) into posted from sent_now;
  drop table due_now, sent_now;
  return posted;
end $$;

-- Who would be written to for a council today, and whether that works: for its own people and those above it.
create function app.reminder_recipients(member integer)
  returns table (member_id integer, person_id uuid, office text, state text, bounced_on date, opted_out_on date) language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select member, o.person_id, o.kind,
      case when a.address is null then 'no_address' when b.id is not null then 'bounced' when t.id is not null then 'opted_out' else 'reached' end,
      b.bounced_at::date, t.since::date
    from office o
    cross join lateral (select app.mail_address('reminder', o.person_id, o.place_id) as address) a
    left join mail_bounce b on b.email = a.address and b.lifted_at is null
    left join mail_opt_out t on t.person_id = o.person_id and t.topic = 'dues_reminders' and t.until is null
    where o.place_id = member and o.during @> now() and o.kind in ('council_treasurer', 'council_secretary')
      and (1 = any(app.reach('dues.read')) or member = any(app.reach_members('dues.read')))
  $$;

create trigger reminder_append_only before update or delete or truncate on reminder for each statement execute function app.refuse_change();
create trigger reminder_line_append_only before update or delete or truncate on reminder_line for each statement execute function app.refuse_change();
grant select, insert on reminder_rule to ninefold_app;
grant update (ended_on, ended_by) on reminder_rule to ninefold_app;
grant select on reminder, reminder_line to ninefold_app;
do $$
declare name text;
begin
  foreach name in array array['reminder', 'reminder_line'] loop
    perform app.restrict(name);
    execute format($p$create policy %I on %I for select to ninefold_app using (
      (select 1 = any(app.reach('dues.read')))
      or region_id = any((select app.reach('dues.read'))::integer[])
      or member_id = any((select app.reach_members('dues.read'))::integer[]))$p$, name || '_read', name);
  end loop;
end $$;
-- The schedule is a rule, seen by everybody in office.
select app.restrict('reminder_rule');
create policy reminder_rule_read on reminder_rule for select to ninefold_app using ((select app.actor()) is not null);
create policy reminder_rule_make on reminder_rule for insert to ninefold_app with check ((select 1 = any(app.reach('dues.remind'))));
create policy reminder_rule_end on reminder_rule for update to ninefold_app using ((select 1 = any(app.reach('dues.remind'))));

-- A calendar to subscribe to, at a secret address of which only the hash is kept. It shows what its holder's office reaches,
-- as long as the office is held.
create table calendar_feed (
  id uuid primary key default uuidv7(),
  hash bytea not null unique,
  person_id uuid not null references person,
  place_id integer not null references place,
  -- What its maker calls it, e.g. the device that reads it.
  label text not null check (label <> ''),
  locale text not null check (locale in ('en', 'fr', 'es', 'ar')),
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  -- To the hour.
  read_at timestamptz
);
create index calendar_feed_person on calendar_feed (person_id, place_id);
grant select, insert on calendar_feed to ninefold_app;
grant update (revoked_at) on calendar_feed to ninefold_app;
select app.restrict('calendar_feed');
create policy calendar_feed_own on calendar_feed for select to ninefold_app using (person_id = (select app.actor()));
create policy calendar_feed_make on calendar_feed for insert to ninefold_app with check (person_id = (select app.actor()));
create policy calendar_feed_revoke on calendar_feed for update to ninefold_app using (person_id = (select app.actor()));

-- The calendar at a secret address; no row where it is revoked, or its holder has no office there any more.
create function app.open_calendar(secret_hash bytea)
  returns table (place integer, kind text, name jsonb, locale text, with_meetings boolean) language plpgsql
  security definer set search_path = public, app, pg_temp as $$
declare feed calendar_feed; held text[];
begin
  select f.* into feed from calendar_feed f where f.hash = secret_hash and f.revoked_at is null;
  select array_agg(distinct g.capability) into held from office o join capability_grant g on g.office_kind = o.kind
    where o.person_id = feed.person_id and o.during @> now() and o.place_id in (select app.path(feed.place_id));
  if not coalesce('dues.read' = any(held), false) then return; end if;
  update calendar_feed f set read_at = now() where f.id = feed.id and (f.read_at is null or f.read_at < now() - interval '1 hour');
  return query select p.id, p.kind, coalesce(g.name, jsonb_build_object('en', o.name), n.name), feed.locale, 'meetings.read' = any(held)
    from place p cross join network n
    left join region g on g.place_id = p.id left join member m on m.place_id = p.id left join organisation o on o.id = m.organisation_id
    where p.id = feed.place_id;
end $$;

-- What stands in the calendar of a place: no persons, no amounts. A council has its own dues, a region and the network each
-- day on which dues of theirs are due.
create function app.calendar_events(secret_hash bytea)
  returns table (uid text, kind text, day date, starts_at timestamptz, year integer, title jsonb, location text, settled boolean,
    changed_at timestamptz)
  language plpgsql security definer set search_path = public, app, pg_temp as $$
declare feed record; home integer;
begin
  select c.* into feed from app.open_calendar(secret_hash) c;
  if feed is null then return; end if;
  select mr.region_id into home from member_region mr where mr.member_id = feed.place and mr.during @> current_date;
  if feed.kind = 'council' then
    return query select 'dues-' || b.assessment_id, 'dues', app.due_on(b.assessment_id, b.due_on, current_date), null::timestamptz, b.year,
        null::jsonb, null::text, b.outstanding = 0,
        greatest(b.issued_on::timestamptz,
          (select max(t.recorded_at) from ledger_entry e join ledger_transaction t on t.id = e.transaction_id where e.assessment_id = b.assessment_id),
          (select max(g.recorded_at) from relief_cover c join relief_step g on g.relief_id = c.relief_id where c.assessment_id = b.assessment_id))
      from assessment_balance b
      where b.member_id = feed.place and (b.outstanding > 0 or b.due_on > current_date - 366)
        and not exists (select from app.plan_instalments() i join relief_cover c on c.relief_id = i.relief_id where c.assessment_id = b.assessment_id)
      union all
      select i.subject, 'instalment', i.due_on, null, i.year, null, null, i.amount = 0, i.granted_at
      from app.plan_instalments() i where i.member_id = feed.place;
  else
    return query select 'dues-' || feed.place || '-' || b.year || '-' || b.due_on, 'dues', b.due_on, null::timestamptz, b.year, null::jsonb, null::text,
        false, min(b.issued_on)::timestamptz
      from assessment_balance b where (feed.place = 1 or b.region_id = feed.place) and b.due_on > current_date - 366
      group by b.year, b.due_on;
  end if;
  return query select 'declaration-' || feed.place || '-' || w.year || '-' || a.kind, 'census_' || a.kind, a.day, null::timestamptz, w.year, null::jsonb,
      null::text, false, greatest(w.set_at, x.granted_at)
    from (select distinct on (dw.year) dw.* from declaration_window dw order by dw.year, dw.id desc) w
    left join lateral (select e.until, e.granted_at from declaration_extension e
      where e.member_id = feed.place and e.year = w.year order by e.id desc limit 1) x on true
    cross join lateral (values ('opens', w.opens_on), ('closes', greatest(w.closes_on, x.until))) a(kind, day)
    where a.day > current_date - 366;
  if feed.with_meetings then
    return query select 'meeting-' || t.id, 'meeting', null::date, t.starts_at, null::integer, t.title, t.location, t.closed_at is not null,
        coalesce(greatest(t.opened_at, t.closed_at, uuid_extract_timestamp(t.id)), t.starts_at - interval '30 days')
      from meeting t join body b on b.id = t.body_id
      where t.starts_at > now() - interval '366 days'
        and (b.place_id = feed.place or (feed.kind = 'council' and b.place_id in (1, home) and (
          b.electorate = 'members' or exists (select from mandate d where d.body_id = b.id and d.member_id = feed.place and d.during @> current_date))));
  end if;
end $$;
