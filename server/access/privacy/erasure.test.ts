import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { buildApi } from '../../app.ts';
import { configure } from '../../config.ts';
import { type Front, openFront } from '../../test/client.ts';
import { act } from '../../unit.ts';

let front: Front;
let owner: postgres.Sql;
let person: string;

/** What stands in twelve kinds of places about one person, each findable by itself. */
const CANARIES = {
  name: 'Canary-One Finchley',
  email: 'canary-two@finch.example',
  phone: '+44 20 canary3 0000',
  signIn: 'canary-four@finch.example',
  link: 'canary-five@finch.example',
  token: 'canary-six telephone',
  calendar: 'canary-seven desk',
  letter: 'canary-eight in a letter',
  mailbox: 'canary-nine in the mailbox',
  bounce: 'canary-ten@finch.example',
  reason: 'canary-eleven, my own reason',
  answer: 'canary-twelve in an answer',
};

beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 2, onnotice: () => {} });
  await front.as(
    'finance',
    'mutation { assessRegion(input: { placeId: 2, year: 2026, idempotencyKey: "assess-east" }) { refusals { code } } }',
  );
  person = await plant();
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

/** A former secretary of Alba, who did things, is on a roll and in the ledger, and is named by others. */
async function plant(): Promise<string> {
  const c = CANARIES;
  const [made] = await owner<{ id: string }[]>`insert into person (name) values (${c.name}) returning id`;
  const id = String(made?.id);
  await owner`insert into contact (person_id, place_id, email, phone) values (${id}, 11, ${c.email}, ${c.phone})`;
  await owner`insert into sign_in (person_id, email, password_hash) values (${id}, ${c.signIn}, 'x')`;
  await owner`insert into sign_in_link (hash, person_id, email, expires_at) values ('\\x01', ${id}, ${c.link}, now() + interval '1 day')`;
  await owner`insert into office (person_id, kind, place_id, during) values (${id}, 'council_secretary', 11, tstzrange('2020-01-01', '2025-01-01'))`;
  const [session] = await owner<
    { id: string }[]
  >`insert into session (person_id, ends_at) values (${id}, now() + interval '1 day') returning id`;
  await owner`insert into refresh (hash, session_id) values ('\\x02', ${String(session?.id)})`;
  await owner`insert into api_token (person_id, place_id, label, hash, capabilities, expires_at)
    values (${id}, 11, ${c.token}, '\\x03', '{dues.read}', now() + interval '1 day')`;
  await owner`insert into calendar_feed (hash, person_id, place_id, label, locale) values ('\\x04', ${id}, 11, ${c.calendar}, 'en')`;
  const [mail] = await owner<{ id: string }[]>`insert into mail (key, kind, locale, data, person_id, place_id)
    values ('canary', 'due_soon', 'en', ${owner.json({ words: c.letter, to: c.email })}, ${id}, 11) returning id`;
  await owner`insert into mailbox_message (mail_id, person_id, address, subject, words, html)
    values (${String(mail?.id)}, ${id}, ${c.email}, ${c.mailbox}, ${`Dear ${c.name}`}, ${`<p>${c.name}</p>`})`;
  await owner`insert into mail_bounce (email, person_id, reason) values (${c.bounce}, ${id}, ${`no such user ${c.bounce}`})`;
  await owner`insert into erasure (person_id, asked_by, reason) values (${id}, ${id}, ${c.reason})`;
  await owner`insert into idempotency (actor_id, key, act, request_hash, answer) values (${id}, 'canary-key', 'x', '\\x05', ${owner.json({ said: c.answer })})`;
  // What others wrote about them, in tables that nobody changes and in some that one does.
  await owner`insert into audit (actor_id, act, place_id, subject_type, subject_id, reason, after)
    values (${id}, 'suspend', 11, 'person', ${id}, ${`As ${c.name} (${c.email}) asked`}, ${owner.json({ said: [c.phone] })})`;
  await owner`insert into suspension (member_id, during, reason, suspended_by) values (12, daterange('2021-01-01', '2021-06-01'), ${`Report of ${c.name.toUpperCase()}`}, ${id})`;
  await owner`insert into membership_step (member_id, kind, from_date, reason, by_id) values (11, 'suspended', '2021-01-01', ${`Said ${c.name}`}, ${id})`;
  await owner`insert into application (id, region_id, country, name, category) values ('00000000-0000-7000-8000-00000000ca11', 2, 'EE', 'Applicant', 'A')`;
  await owner`insert into application_contact (application_id, region_id, name, email, message)
    values ('00000000-0000-7000-8000-00000000ca11', 2, ${c.name}, ${c.email}, ${`Write to ${c.name}`})`;
  await owner`insert into mail (key, kind, locale, data, person_id, place_id)
    values ('about', 'data_opened', 'en', ${owner.json({ name: c.name })}, ${front.world.people['secretary'] ?? null}, 11)`;
  await owner`insert into relief (member_id, region_id, kind, currency, reason, documents, asked_by)
    values (11, 2, 'waiver', 'USD', ${`${c.name} was ill`}, ${`Letter of ${c.name}`}, ${id})`;
  return id;
}

/** Every column of text or JSON of every table in which one of the strings stands. */
async function found(strings: string[]): Promise<string[]> {
  const columns = await owner<{ table: string; column: string }[]>`
    select c.relname as table, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
      and format_type(a.atttypid, null) in ('text', 'citext', 'jsonb', 'json', 'text[]', 'character varying')`;
  expect(columns.length).toBeGreaterThan(300);
  const hits: string[] = [];
  for (const { table, column } of columns) {
    const rows = await owner`select 1 from ${owner(table)} t, unnest(${strings}::text[]) w
      where strpos(lower(${owner(column)}::text), lower(w)) > 0 limit 1`;
    if (rows.length > 0) hits.push(`${table}.${column}`);
  }
  return hits;
}

/** What may not change: the ledger entry by entry, its sums, rolls, votes, results, and who did what. */
async function intact() {
  const [row] = await owner`select
    app.seal((select max(id) from ledger_entry), now()) as seal,
    (select json_agg(json_build_array(currency, total)) from (select currency, sum(amount) as total from ledger_entry group by 1 order by 1) s) as sums,
    (select count(*)::int from app.ledger_differences()) as differences,
    (select md5(string_agg(r::text, '' order by r::text)) from roll r) as rolls,
    (select md5(string_agg(v::text, '' order by v::text)) from vote v) as votes,
    (select md5(string_agg(r::text, '' order by r::text)) from result r) as results,
    (select md5(string_agg(concat_ws('|', id, at, actor_id, act, place_id, subject_type, subject_id), '' order by id)) from audit
      where act not in ('confirmErasure')) as audit`;
  return row;
}

describe('sec-40: a person is erased, and what must be kept stays', () => {
  test('the export has everything under one’s own id, no secret, and nobody else’s rows', async () => {
    const [session] = await owner<{ id: string }[]>`select id from session where person_id = ${person}`;
    const records = await act(
      front.api.database,
      { kind: 'session', id: String(session?.id) },
      async (unit) => {
        const [row] = await unit.sql<
          { records: Record<string, Record<string, unknown>[]> }[]
        >`select app.own_records() as records`;
        return row?.records ?? {};
      },
    );
    const text = JSON.stringify(records);
    for (const canary of [
      CANARIES.name,
      CANARIES.email,
      CANARIES.phone,
      CANARIES.signIn,
      CANARIES.token,
      CANARIES.calendar,
    ])
      expect(text).toContain(canary);
    for (const secret of ['password_hash', '"hash"', 'successor_sealed']) expect(text).not.toContain(secret);
    const others = Object.entries(front.world.people).filter(([, id]) => id !== person);
    for (const [, id] of others) expect(text).not.toContain(id);
    for (const [name] of others.filter(([one]) => /[A-Z]|secretary|coordinator/.test(one)))
      expect(text).not.toContain(`${name}@world.example`);
    expect(records['contact']).toHaveLength(1);
    expect(records['acts']).toHaveLength(1);
  });

  test('twelve canaries: after the erasure none stands in any column of text or JSON, nor in a log', async () => {
    const words = Object.values(CANARIES);
    expect((await found(words)).length).toBeGreaterThan(15);
    const before = await intact();
    const log: string[] = [];
    const logTo = new Writable({
      write: (chunk, _encoding, done) => {
        log.push(String(chunk));
        done();
      },
    });
    const config = configure({
      databaseUrl: front.ownerUrl,
      dataDir: front.dataDir,
      webBuild: null,
      pool: 2,
      logLevel: 'trace',
    });
    const loud = await buildApi(config, front.api.database, { guards: true, logTo });
    const [asked] = await owner<{ id: string }[]>`select id from erasure where person_id = ${person}`;
    const answer = await loud.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${await front.session('secretariat')}` },
      payload: {
        id: loud.persist(
          'mutation C($id: ID!) { confirmErasure(id: $id) { refusals { code } erasure { state person { name } } } }',
        ),
        variables: { id: asked?.id },
      },
    });
    await loud.app.close();
    expect(answer.json()).toEqual({
      data: {
        confirmErasure: { refusals: [], erasure: { state: 'confirmed', person: { name: '[erased]' } } },
      },
    });
    expect(await found(words)).toEqual([]);
    expect(await intact()).toEqual(before);
    for (const canary of words) expect(log.join('')).not.toContain(canary);
    const written = readFileSync(inject('postgresLog'), 'utf8');
    for (const canary of words) expect(written).not.toContain(canary);
  }, 60_000);

  test('nothing signs in for the person any more: no session, token, link, address or calendar', async () => {
    const [left] = await owner`select
      (select count(*)::int from session where person_id = ${person} and revoked_at is null) as sessions,
      (select count(*)::int from api_token where person_id = ${person} and revoked_at is null) as tokens,
      (select count(*)::int from calendar_feed where person_id = ${person} and revoked_at is null) as calendars,
      (select count(*)::int from sign_in where person_id = ${person}) as addresses,
      (select count(*)::int from contact where person_id = ${person}) as contacts`;
    expect(left).toEqual({ sessions: 0, tokens: 0, calendars: 0, addresses: 0, contacts: 0 });
  });
});

describe('an erasure is asked for and confirmed by another person', () => {
  const ask = async (who: string, of?: string) => {
    const { data, errors } = await front.as(
      who,
      `mutation { askForErasure(input: { ${of ? `personId: "${of}"` : ''} }) { refusals { code } erasure { id state hindrance } } }`,
    );
    return errors ? { code: errors[0]?.extensions.code } : data.askForErasure;
  };
  const decide = async (who: string, call: string) => {
    const { data, errors } = await front.as(who, `mutation { ${call} { refusals { code } } }`);
    return (
      errors?.[0]?.extensions.code ??
      (Object.values(data)[0] as { refusals: { code: string }[] }).refusals.map((one) => one.code)
    );
  };

  test('who holds an office is told what hinders it; one does not confirm one’s own', async () => {
    const { erasure } = await ask('delegate');
    expect(erasure).toMatchObject({ state: 'asked', hindrance: 'erasure_in_office' });
    expect((await ask('delegate')).refusals).toEqual([{ code: 'erasure_open' }]);
    expect(await decide('secretariat', `confirmErasure(id: "${erasure.id}")`)).toEqual(['erasure_in_office']);
    expect(await decide('coordinator', `confirmErasure(id: "${erasure.id}")`)).toBe('FORBIDDEN');
    expect(await decide('secretary', `withdrawErasure(id: "${erasure.id}")`)).toEqual(['not_found']);
    expect(await decide('delegate', `withdrawErasure(id: "${erasure.id}")`)).toEqual([]);
    const own = await ask('secretariat');
    expect(await decide('secretariat', `confirmErasure(id: "${own.erasure.id}")`)).toEqual(['erasure_own']);
    expect(await decide('secretariat', `withdrawErasure(id: "${own.erasure.id}")`)).toEqual([]);
  });

  test('entered in somebody’s name, it takes a second person; refused, the person is told why', async () => {
    const former = String(front.world.people['former']);
    expect(await ask('coordinator', former)).toEqual({ code: 'FORBIDDEN' });
    const { erasure } = await ask('secretariat', former);
    expect(await decide('secretariat', `confirmErasure(id: "${erasure.id}")`)).toEqual(['erasure_own']);
    expect(
      await decide('secretariat', `refuseErasure(id: "${erasure.id}", reason: "A case is open")`),
    ).toEqual([]);
    const [mail] =
      await owner`select data from mail where kind = 'erasure_refused' and person_id = ${former}`;
    expect(mail).toEqual({ data: { reason: 'A case is open' } });
    const { data } = await front.as('former', '{ viewer { erasures { state decisionReason } } }');
    expect(data.viewer.erasures).toEqual([{ state: 'refused', decisionReason: 'A case is open' }]);
  });

  test('no role of the runtime passes append-only tables by saying that it erases', async () => {
    const [session] = await owner<{ id: string }[]>`insert into session (person_id, ends_at)
      values (${front.world.people['secretariat'] ?? null}, now() + interval '1 hour') returning id`;
    const attempt = act(front.api.database, { kind: 'session', id: String(session?.id) }, async (unit) => {
      await unit.sql`select set_config('app.erasing', 'on', true)`;
      return unit.sql`update audit set reason = 'other'`;
    });
    await expect(attempt).rejects.toThrow(/permission denied|append_only/);
    const direct = act(
      front.api.database,
      { kind: 'session', id: String(session?.id) },
      (unit) => unit.sql`select app.erase_now(${person})`,
    );
    await expect(direct).rejects.toThrow(/permission denied/);
  });
});
