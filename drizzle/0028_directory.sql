-- The membership pass: what a member shows, and whom anybody may ask whether it is good. It says what is public of the
-- member and nothing of any person. Its code is a random number of 128 bits: it cannot be guessed, and stands for the
-- pass alone, so that a pass can be revoked or replaced by a further row.
create table member_pass (
  id uuid primary key default uuidv7(),
  member_id integer not null references member,
  -- Letters and digits that are not taken for each other.
  code text not null unique check (code ~ '^[0-9A-HJKMNP-TV-Z]{26}$'),
  during daterange not null check (not isempty(during) and not lower_inf(during) and not upper_inf(during)),
  -- The pass that this one renews: of the two only this one is good.
  replaces uuid unique,
  issued_by uuid references person,
  issued_at timestamptz not null default clock_timestamp(),
  invented boolean not null default false,
  unique (id, member_id),
  foreign key (replaces, member_id) references member_pass (id, member_id)
);
create index member_pass_member on member_pass (member_id, issued_at desc);

create table member_pass_revocation (
  pass_id uuid primary key,
  member_id integer not null,
  reason text not null check (reason <> '' and length(reason) <= 2000),
  by_id uuid references person,
  at timestamptz not null default clock_timestamp(),
  foreign key (pass_id, member_id) references member_pass (id, member_id)
);

do $$
declare name text;
begin
  foreach name in array array['member_pass', 'member_pass_revocation'] loop
    execute format('create trigger %I before update or delete or truncate on %I for each statement execute function app.refuse_change()',
      name || '_append_only', name);
    perform app.restrict(name);
    execute format('grant select, insert on %I to ninefold_app', name);
    execute format('create policy %I on %I for select to ninefold_app using (
      (select 1 = any(app.reach(''offices.read''))) or member_id = any((select app.reach_members(''offices.read''))::integer[]))',
      name || '_read', name);
    execute format('create policy %I on %I for insert to ninefold_app with check (
      (select 1 = any(app.reach(''passes.issue''))) or member_id = any((select app.reach_members(''passes.issue''))::integer[]))',
      name || '_add', name);
  end loop;
end $$;

-- Whether a pass is good on a day. It stands and falls with the membership: `revoked`, `replaced` by a renewal, `ended`
-- or not begun (`coming`), `former` or `suspended` member; else `valid`.
create function app.pass_state(pass uuid, day date) returns text language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select case
      when exists (select from member_pass_revocation r where r.pass_id = p.id) then 'revoked'
      when exists (select from member_pass n where n.replaces = p.id) then 'replaced'
      when not exists (select from membership ms where ms.member_id = p.member_id and ms.since <= pass_state.day and ms.until > pass_state.day) then 'former'
      when exists (select from suspension s where s.member_id = p.member_id and s.since <= pass_state.day and s.until > pass_state.day) then 'suspended'
      when lower(p.during) > pass_state.day then 'coming'
      when upper(p.during) <= pass_state.day then 'ended'
      else 'valid' end
    from member_pass p where p.id = pass
  $$;

-- The pass of a code, for whoever has the code: nothing that is not public of its member.
create function app.checked_pass(asked text) returns table (member_id integer, valid_from date, valid_until date, state text, checked_on date)
  language sql stable security definer set search_path = public, app, pg_temp as $$
    select p.member_id, lower(p.during), upper(p.during) - 1, app.pass_state(p.id, current_date), current_date
    from member_pass p where p.code = asked
  $$;
