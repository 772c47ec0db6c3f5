-- Payments by bank file: what banks say about the network's accounts, line by line, and what became of each line.

-- What a receipt says of money that did not arrive as it was sent: charges of the bank that the network bears, and the
-- rate at which another currency counts.
alter table payment
  add column charges bigint not null default 0 check (charges >= 0),
  -- Of the currency that arrived.
  add column charges_currency text check (charges_currency ~ '^[A-Z]{3}$'),
  -- Units of the currency of dues for one unit of the payment's: decimal text, or a fraction n/d.
  add column rate text check (rate <> ''),
  add column rate_on date,
  add column rate_source text,
  add check ((charges = 0) = (charges_currency is null)),
  add check ((rate is null) = (rate_on is null));

-- A bank's file on its way into the register: nothing of it counts before the whole of it is read.
create table bank_file (
  id uuid primary key default uuidv7(),
  filename text not null check (length(filename) <= 200),
  bytes integer not null,
  hash bytea not null,
  uploaded_by uuid not null references person,
  uploaded_at timestamptz not null default now(),
  stage text not null default 'waiting' check (stage in ('waiting', 'reading', 'mapping', 'matching', 'done', 'failed', 'cancelled')),
  failure text,
  failure_value text,
  format text check (format in ('camt.053', 'camt.054', 'csv', 'xlsx')),
  encoding text,
  delimiter text,
  -- Of a table: its columns with some cells of each, and what fills each field.
  headers text[] not null default '{}',
  samples jsonb not null default '[]',
  mapping jsonb not null default '{}',
  lines_done integer not null default 0,
  lines_total integer,
  -- New lines; lines that an earlier file had brought; movements that the bank has announced but not booked.
  added integer not null default 0,
  known integer not null default 0,
  pending integer not null default 0,
  invented boolean not null default false
);
-- The same file again leads to the same upload, unless that one came to nothing.
create unique index bank_file_same on bank_file (hash) where stage not in ('failed', 'cancelled');
create index bank_file_uploaded on bank_file (uploaded_at desc);

-- What each statement of a file says of itself: a movement that is missing shows in its balances.
create table bank_statement (
  file_id uuid not null references bank_file,
  n integer not null,
  iban text not null,
  account_name text,
  number text,
  currency text not null,
  from_day date,
  until_day date,
  opening bigint,
  closing bigint,
  entries integer not null,
  moved bigint not null,
  primary key (file_id, n)
);

-- Movements between the file and the register. Unlogged: after a crash of the database the file is read again.
create unlogged table bank_row (
  file_id uuid not null,
  n integer not null,
  line jsonb not null,
  primary key (file_id, n)
);

-- A movement on one of the network's accounts, once, however many files hold it: the key is the account, the days, the
-- amount and the bank's reference; equal movements of one file are told apart by their number among themselves.
create table bank_line (
  id uuid primary key default uuidv7(),
  file_id uuid not null references bank_file,
  position integer not null,
  key text not null,
  occurrence integer not null check (occurrence > 0),
  iban text not null,
  booked_on date not null,
  valued_on date not null,
  -- Above zero came in, below zero went out.
  amount bigint not null check (amount <> 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  reference text,
  -- The reference is the bank's own, so that no two movements share it.
  assigned boolean not null,
  end_to_end text,
  payer text,
  payer_key text generated always as (app.key(payer)) stored,
  payer_iban text,
  text text not null default '',
  -- What in the payer's words may name an invoice, without blanks and signs.
  tokens text[] not null default '{}',
  charges bigint not null default 0 check (charges >= 0),
  instructed_amount bigint check (instructed_amount > 0),
  instructed_currency text check (instructed_currency ~ '^[A-Z]{3}$'),
  reversal boolean not null default false,
  code text,
  batch integer not null default 0,
  unique (key, occurrence),
  check ((instructed_amount is null) = (instructed_currency is null))
);
create index bank_line_booked on bank_line (booked_on, id);
create index bank_line_payer on bank_line (payer_iban) where payer_iban is not null;
create index bank_line_reference on bank_line (reference) where reference is not null;
create index bank_line_file on bank_line (file_id, position);

-- What somebody decided about a line, the latest counts: nothing is edited. An undoing names what it undoes.
create table bank_decision (
  id uuid primary key default uuidv7(),
  line_id uuid not null references bank_line,
  kind text not null check (kind in ('accepted', 'recorded', 'charged', 'returned', 'suspended', 'held', 'released', 'ignored', 'undone')),
  reason text check (reason <> ''),
  undoes uuid unique,
  -- Of the network's own booking: charges, or money in suspense.
  transaction_id uuid references ledger_transaction,
  -- Of the proposal that was accepted as it stood.
  confidence smallint check (confidence between 0 and 100),
  decided_by uuid references person,
  decided_at timestamptz not null default now(),
  unique (id, line_id),
  foreign key (undoes, line_id) references bank_decision (id, line_id),
  check ((kind = 'undone') = (undoes is not null)),
  check (kind not in ('held', 'ignored', 'undone', 'returned') or reason is not null)
);
create index bank_decision_line on bank_decision (line_id, id);

-- The payments that a decision stands for: one for each member among which the line is split.
create table bank_part (
  decision_id uuid not null references bank_decision,
  payment_id uuid not null,
  member_id integer not null,
  primary key (decision_id, payment_id),
  foreign key (payment_id, member_id) references payment (id, member_id)
);
create index bank_part_payment on bank_part (payment_id);

-- The inbox: what waits for a decision, with what is proposed and why. Made anew from lines, dues and decisions at any time.
create table bank_inbox (
  line_id uuid primary key references bank_line,
  state text not null default 'open' check (state in ('open', 'held', 'suspense')),
  booked_on date not null,
  incoming boolean not null,
  kind text not null default 'none' check (kind in ('none', 'payment', 'recorded', 'charge', 'return')),
  member_id integer references member,
  assessment_id uuid,
  payment_id uuid,
  confidence smallint not null default 0 check (confidence between 0 and 100),
  -- [{code, value, points}], the weightiest first; and other members that it might be: [{member, confidence}].
  reasons jsonb not null default '[]',
  others jsonb not null default '[]'
);
create index bank_inbox_order on bank_inbox (state, confidence desc, line_id);
create index bank_inbox_member on bank_inbox (member_id) where member_id is not null;

do $$
declare name text;
begin
  foreach name in array array['bank_line', 'bank_decision', 'bank_part', 'bank_statement'] loop
    execute format('create trigger %I before update or delete or truncate on %I for each statement execute function app.refuse_change()',
      name || '_append_only', name);
  end loop;
  foreach name in array array['bank_file', 'bank_statement', 'bank_row', 'bank_line', 'bank_decision', 'bank_part', 'bank_inbox'] loop
    perform app.restrict(name);
    execute format('grant select, insert on %I to ninefold_app', name);
    execute format($p$create policy %I on %I for select to ninefold_app using ((select 1 = any(app.reach('bank.read'))))$p$, name || '_read', name);
    execute format($p$create policy %I on %I for insert to ninefold_app with check ((select 1 = any(app.reach('bank.match'))))$p$, name || '_add', name);
  end loop;
  foreach name in array array['bank_file', 'bank_inbox'] loop
    execute format('grant update on %I to ninefold_app', name);
    execute format($p$create policy %I on %I for update to ninefold_app using ((select 1 = any(app.reach('bank.match'))))$p$, name || '_move', name);
  end loop;
  foreach name in array array['bank_row', 'bank_inbox'] loop
    execute format('grant delete on %I to ninefold_app', name);
    execute format($p$create policy %I on %I for delete to ninefold_app using ((select 1 = any(app.reach('bank.match'))))$p$, name || '_clear', name);
  end loop;
end $$;

-- A job that cannot act in its person's name any more still says what became of the file.
create function app.fail_bank_file(file uuid, code text, value text) returns void language sql
  security definer set search_path = public, app, pg_temp as $$
    update bank_file f set stage = 'failed', failure = code, failure_value = left(value, 200)
    where f.id = fail_bank_file.file and f.stage in ('waiting', 'reading', 'matching')
  $$;
