import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { configure } from '../config.ts';
import { type Front, openFront } from '../test/client.ts';
import { type FakeMailServer, fakeMailServer } from '../test/mail-server.ts';
import { isMailAddress } from './address.ts';
import type { MailKinds } from './kinds.ts';
import { post } from './outbox.ts';
import { signInLetters } from './sign-in-letter.ts';
import { smtpCarrier, withoutAddresses } from './transport.ts';
import { type MailWork, sendNext } from './worker.ts';

const FROM = { name: 'Ninefold, the network', address: 'dues@network.example' };
const kinds: MailKinds = {
  ...signInLetters,
  note: {
    compose: (data, { unsubscribeUrl }) => ({
      subject: String(data['subject']),
      paragraphs: [String(data['text'] ?? 'A note.')],
      foot: unsubscribeUrl ? [unsubscribeUrl] : [],
    }),
  },
};

let front: Front;
let owner: postgres.Sql;
let server: FakeMailServer;
const refused = new Map<string, { code: number; text: string }>();
let work: MailWork;
const reported: unknown[] = [];

beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 2, onnotice: () => {} });
  server = await fakeMailServer((address) => refused.get(address) ?? null);
  work = {
    kinds,
    carrier: smtpCarrier({ url: server.url, from: FROM }),
    publicUrl: 'https://network.example',
    unsubscribe: (person, topic) => `https://network.example/unsubscribe/${person}.${topic}`,
  };
});
afterAll(async () => {
  work.carrier?.close();
  await server.close();
  await owner.end();
  await front.close();
});
beforeEach(() => {
  server.taken.length = 0;
  reported.length = 0;
  refused.clear();
});

let keys = 0;
/** Posts a message to a person of the world, as an act would; answers its id. */
async function posted(
  person: string,
  data: Record<string, unknown> = { subject: 'A note' },
  topic?: 'dues_reminders',
) {
  const key = `test:${++keys}`;
  await owner.begin((sql) =>
    post(sql, { key, kind: 'note', topic, person: String(front.world.people[person]), place: 1, data }),
  );
  const [row] = await owner<{ id: string }[]>`select id from mail where key = ${key}`;
  return String(row?.id);
}

/** Lets the worker go on until nothing is due. */
async function drain(of = work): Promise<void> {
  while ((await sendNext(front.api.database, of, (error) => reported.push(error))) > 0);
}

const mailOf = async (id: string) => {
  const [row] = await owner<{ outcome: string | null; attempts: number; wait: number }[]>`
    select outcome, attempts, extract(epoch from try_at - now())::int as wait from mail where id = ${id}`;
  return row;
};

describe('the outbox', () => {
  test('a message is posted with the act that causes it, or not at all, and once under its key', async () => {
    const person = String(front.world.people['treasurer']);
    const mail = { key: 'once', kind: 'note', person, place: 11, data: { subject: 'Once' } };
    await expect(
      owner.begin(async (sql) => {
        await post(sql, mail);
        throw new Error('the act fails');
      }),
    ).rejects.toThrow('the act fails');
    expect(await owner`select 1 from mail where key = 'once'`).toHaveLength(0);
    const both = await Promise.all([1, 2].map(() => owner.begin((sql) => post(sql, mail))));
    expect(both.toSorted()).toEqual([false, true]);
    await drain();
    expect(server.taken.map(({ email }) => email.subject)).toEqual(['Once']);
  });

  test('its data are read by nobody but the worker, its words by nobody but the addressee', async () => {
    const id = await posted('finance', { subject: 'Private', text: 'for finance alone' });
    await expect(front.api.database.acts`select data from mail`).rejects.toMatchObject({ code: '42501' });
    await drain({ ...work, carrier: null });
    const box = async (person: string) => {
      const headers = { authorization: `Bearer ${await front.session(person)}` };
      return front.api.app.inject({ url: '/mail/box', headers });
    };
    const ids = async (person: string) =>
      (await box(person)).json<{ messages: { id: string }[] }>().messages.map((one) => one.id);
    expect(await ids('finance')).toContain(id);
    // The world's persons are invented: the demonstration's secretariat may look over their shoulder, nobody else.
    expect(await ids('secretariat')).toContain(id);
    expect(await ids('auditor')).toEqual([]);
    await owner`update person set invented = false where id = ${String(front.world.people['finance'])}`;
    expect(await ids('secretariat')).not.toContain(id);
    expect(await ids('finance')).toContain(id);
    await owner`update person set invented = true where id = ${String(front.world.people['finance'])}`;
    expect((await front.api.app.inject({ url: '/mail/box' })).statusCode).toBe(401);
  });

  test('with a mail server there is no mailbox, and what was kept is gone', async () => {
    const id = await posted('finance');
    await drain({ ...work, carrier: null });
    expect(await mailOf(id)).toMatchObject({ outcome: 'kept' });
    await front.api.database.acts`select app.empty_mailbox()`;
    expect(await owner`select 1 from mailbox_message`).toHaveLength(0);
    const { registerMailRoutes } = await import('./routes.ts');
    const { signature } = await import('./unsubscribe.ts');
    const { default: Fastify } = await import('fastify');
    const app = Fastify();
    registerMailRoutes(app, front.api.database, { signature: signature(front.dataDir), kept: false });
    expect((await app.inject({ url: '/mail/box' })).statusCode).toBe(404);
    await app.close();
  });

  test('a mail server that is away: later again, with growing waits, in the end given up and visible', async () => {
    const id = await posted('treasurer');
    const away = { ...work, carrier: smtpCarrier({ url: 'smtp://127.0.0.1:1', from: FROM }) };
    await drain(away);
    expect(await mailOf(id)).toMatchObject({ outcome: null, attempts: 1, wait: 60 });
    const waits: number[] = [];
    for (let round = 2; round <= 10; round++) {
      await owner`update mail set try_at = now() where id = ${id}`;
      await drain(away);
      waits.push((await mailOf(id))?.wait ?? 0);
    }
    expect(waits.slice(0, 8)).toEqual(waits.slice(0, 8).toSorted((left, right) => left - right));
    expect(await mailOf(id)).toMatchObject({ outcome: 'failed', attempts: 10 });
    const { data } = await front.as(
      'secretariat',
      '{ mails(state: failed) { rows { id state tries { state detail } } } }',
    );
    expect(data.mails.rows[0]).toMatchObject({ id, state: 'failed' });
    expect(data.mails.rows[0].tries).toHaveLength(10);
    expect(
      (await front.as('treasurer', `mutation { sendMailAgain(id: "${id}") { refusals { code } } }`))
        .errors?.[0]?.extensions.code,
    ).toBe('FORBIDDEN');
    const again = await front.as(
      'secretariat',
      `mutation { sendMailAgain(id: "${id}") { refusals { code } mail { state } } }`,
    );
    expect(again.data.sendMailAgain).toMatchObject({ refusals: [], mail: { state: 'waiting' } });
    await drain();
    expect(await mailOf(id)).toMatchObject({ outcome: 'sent' });
    expect(server.taken).toHaveLength(1);
  });
});

describe('bounces and choices', () => {
  test('an address that the mail server refuses for good is marked with date and reason, and written to no more', async () => {
    refused.set('delegate@world.example', { code: 550, text: 'no such user <delegate@world.example>' });
    const first = await posted('delegate');
    await drain();
    expect(await mailOf(first)).toMatchObject({ outcome: 'bounced', attempts: 1 });
    const { data } = await front.as(
      'secretariat',
      '{ mailBounces { id reason bouncedAt recordedBy { name } person { name } } }',
    );
    const bounce = data.mailBounces.find(
      (one: { person: { name: string } }) => one.person.name === 'delegate',
    );
    expect(bounce).toMatchObject({ recordedBy: null });
    expect(bounce.reason).toContain('550');
    expect(bounce.reason).not.toContain('@');
    refused.clear();
    const second = await posted('delegate');
    await drain();
    expect(await mailOf(second)).toMatchObject({ outcome: 'bounced' });
    expect(server.taken).toHaveLength(0);
    const lifted = await front.as(
      'secretariat',
      `mutation { liftBounce(id: "${bounce.id}") { refusals { code } } }`,
    );
    expect(lifted.data.liftBounce.refusals).toEqual([]);
    const third = await posted('delegate');
    await drain();
    expect(await mailOf(third)).toMatchObject({ outcome: 'sent' });
  });

  test('a refusal that may pass is no bounce', async () => {
    refused.set('delegate@world.example', { code: 451, text: 'try later' });
    const id = await posted('delegate');
    await drain();
    expect(await mailOf(id)).toMatchObject({ outcome: null, attempts: 1 });
    expect(await owner`select 1 from mail_bounce where lifted_at is null`).toHaveLength(0);
    refused.clear();
    await owner`update mail set try_at = now() where id = ${id}`;
    await drain();
    expect(await mailOf(id)).toMatchObject({ outcome: 'sent', attempts: 2 });
  });

  test('by hand: a message that came back days later', async () => {
    const id = await posted('president');
    await drain();
    const record = (reason: string) =>
      front.as(
        'secretariat',
        `mutation { recordBounce(input: { mailId: "${id}", reason: "${reason}" }) { refusals { code field } bounce { reason recordedBy { name } } } }`,
      );
    expect((await record(' ')).data.recordBounce.refusals).toEqual([{ code: 'required', field: 'reason' }]);
    expect((await record('Came back: mailbox closed')).data.recordBounce.bounce).toEqual({
      reason: 'Came back: mailbox closed',
      recordedBy: { name: 'secretariat' },
    });
    expect((await record('Twice')).data.recordBounce.refusals[0].code).toBe('bounce_known');
  });

  test('one click ends messages of a topic; what has no topic is still sent', async () => {
    const { signature } = await import('./unsubscribe.ts');
    const { sign, check } = signature(front.dataDir);
    const person = String(front.world.people['secretaryBruma']);
    const token = sign(person, 'dues_reminders');
    expect(check(token)).toEqual({ person, topic: 'dues_reminders' });
    expect(check(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).toBeNull();
    expect(check(sign(person, 'everything'))).toBeNull();
    const { app } = front.api;
    const looked = () => app.inject({ url: `/mail/subscription/${token}` }).then((answer) => answer.json());
    expect(await looked()).toEqual({ topic: 'dues_reminders', wanted: true });
    const click = await app.inject({
      method: 'POST',
      url: `/unsubscribe/${token}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'List-Unsubscribe=One-Click',
    });
    expect(click.statusCode).toBe(200);
    expect(await looked()).toEqual({ topic: 'dues_reminders', wanted: false });
    const optional = await posted('secretaryBruma', { subject: 'Optional' }, 'dues_reminders');
    const formal = await posted('secretaryBruma', { subject: 'Formal' });
    await drain();
    expect(await mailOf(optional)).toMatchObject({ outcome: 'opted_out' });
    expect(await mailOf(formal)).toMatchObject({ outcome: 'sent' });
    const back = await app.inject({
      method: 'POST',
      url: `/unsubscribe/${token}`,
      payload: 'wanted=yes',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(back).toMatchObject({ statusCode: 303, headers: { location: `/unsubscribe/${token}` } });
    expect(await looked()).toEqual({ topic: 'dues_reminders', wanted: true });
    const history =
      await owner`select said_by, until is not null as ended from mail_opt_out where person_id = ${person}`;
    expect([...history]).toEqual([{ said_by: 'link', ended: true }]);
    expect((await app.inject({ method: 'POST', url: '/unsubscribe/none', payload: '' })).statusCode).toBe(
      404,
    );
    const own = await front.as(
      'secretaryBruma',
      'mutation { chooseMail(topic: "dues_reminders", wanted: false) { refusals { code } viewer { optOuts { topic saidBy } } } }',
    );
    expect(own.data.chooseMail.viewer.optOuts).toEqual([{ topic: 'dues_reminders', saidBy: 'page' }]);
  });

  test('an optional message carries the one-click header, in the signed form', async () => {
    await posted('auditor', { subject: 'Optional' }, 'dues_reminders');
    await drain();
    const headers = server.taken[0]?.email.headers.map(({ key, value }) => [key, value]);
    const url = `https://network.example/unsubscribe/${front.world.people['auditor']}.dues_reminders`;
    expect(headers).toContainEqual(['list-unsubscribe', `<${url}>`]);
    expect(headers).toContainEqual(['list-unsubscribe-post', 'List-Unsubscribe=One-Click']);
  });
});

describe('sign-in links by mail', () => {
  test('the link is made with the message, works once, and stands in no table', async () => {
    const made = await front.as(
      'secretariat',
      `mutation { makeSignInLink(personId: "${front.world.people['representative']}") { refusals { code } link } }`,
    );
    expect(made.data.makeSignInLink.refusals).toEqual([]);
    const [row] = await owner<
      { text: string }[]
    >`select data::text as text from mail where kind = 'sign_in_link'`;
    expect(row?.text).not.toContain(made.data.makeSignInLink.link);
    await drain();
    const { email, to } = server.taken[0] ?? {};
    expect(to).toEqual(['representative@world.example']);
    const link = /password\?link=([\w-]{43})/.exec(email?.text ?? '')?.[1];
    expect(link).toBeDefined();
    expect(link).not.toBe(made.data.makeSignInLink.link);
    const [kept] = await owner<{ text: string }[]>`select string_agg(m::text, '') as text from mail m`;
    expect(kept?.text).not.toContain(link);
    const set = (one: unknown) =>
      front.api.app.inject({
        method: 'POST',
        url: '/auth/password',
        payload: { link: one, password: 'a long enough password' },
      });
    expect((await set(link)).statusCode).toBe(204);
    expect((await set(made.data.makeSignInLink.link)).statusCode).toBe(422);
  });
});

describe('sec-28: header injection and look-alike recipients', () => {
  test.each([
    ['a@b.example', true],
    ["o'neil+dues@mail.example.org", true],
    ['a@xn--bcher-kva.example', true],
    ['"a@evil.example x"@b.example', false],
    ['a@evil.example, b@b.example', false],
    ['a@b.example\r\nBcc: c@evil.example', false],
    ['a\0@b.example', false],
    ['a@b', false],
    ['a@[127.0.0.1]', false],
    ['а@b.example', false],
    ['a@bücher.example', false],
    ['a(comment)@b.example', false],
    ['<a@b.example>', false],
    ['.a@b.example', false],
    ['a..b@b.example', false],
    ['a@-b.example', false],
    [`${'a'.repeat(65)}@b.example`, false],
    ['@b.example', false],
    ['', false],
  ])('%j is an address: %s', (text, expected) => {
    expect(isMailAddress(text)).toBe(expected);
  });

  test('whatever stands in names and words: one recipient a message, and the same headers', async () => {
    const person = String(front.world.people['coordinator']);
    const nasty = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !text.includes('\0')),
      fc.constantFrom(
        'x\r\nBcc: evil@evil.example',
        'x\nTo: evil@evil.example\n\nbody',
        '"; Bcc: evil@evil.example',
        '<evil@evil.example>',
        'a, evil@evil.example',
        '=?utf-8?q?=0D=0ABcc:evil@evil.example?=',
        '\u2028Bcc: x\u0085',
      ),
    );
    const cases = fc.sample(fc.tuple(nasty, nasty, nasty), 60);
    const sets = new Set<string>();
    for (const [name, subject, text] of cases) {
      await owner`update person set name = ${name || 'x'} where id = ${person}`;
      server.taken.length = 0;
      const id = await posted('coordinator', { subject, text });
      await drain();
      expect(await mailOf(id), JSON.stringify({ name, subject, reported })).toMatchObject({
        outcome: 'sent',
      });
      expect(server.taken).toHaveLength(1);
      const [{ to, email, from }] = server.taken as [(typeof server.taken)[number]];
      expect(to).toEqual(['coordinator@world.example']);
      expect(from).toBe(FROM.address);
      expect(email.to?.map((one) => one.address)).toEqual(['coordinator@world.example']);
      expect(email.cc ?? email.bcc).toBeUndefined();
      expect(email.messageId).toBe(`<${id}@network.example>`);
      sets.add(
        email.headers
          .map(({ key }) => key)
          .sort()
          .join(),
      );
    }
    expect([...sets]).toHaveLength(1);
  });

  test('an address that was written into the database otherwise is not sent to', async () => {
    await owner`update contact set email = ${'"a b"@evil.example'} where person_id = ${String(front.world.people['returningOfficer'])}`;
    const id = await posted('returningOfficer');
    await drain();
    expect(await mailOf(id)).toMatchObject({ outcome: 'no_address' });
    expect(server.taken).toHaveLength(0);
  });

  test('what a mail server says is kept without addresses, and settings that are wrong are one sentence', () => {
    expect(withoutAddresses('550 5.1.1 <a.b@c.example>: Recipient rejected\r\n\u0007')).toBe(
      '550 5.1.1 <…>: Recipient rejected',
    );
    const wrong = (env: Record<string, string>) => {
      const before = { ...process.env };
      Object.assign(process.env, env);
      try {
        configure();
        return 'accepted';
      } catch (error) {
        return (error as Error).message;
      } finally {
        for (const name of Object.keys(env)) delete process.env[name];
        Object.assign(process.env, before);
      }
    };
    expect(wrong({ SMTP_URL: 'http://x', MAIL_FROM: 'a@b.example' })).toMatch(/^SMTP_URL must be/);
    expect(wrong({ SMTP_URL: 'smtp://u:secret@x.example', MAIL_FROM: 'nobody' })).toMatch(
      /^MAIL_FROM must be/,
    );
    expect(wrong({ SMTP_URL: 'smtp://x.example', MAIL_FROM: 'a@b.example' })).toMatch(
      /^PUBLIC_URL must be set/,
    );
    expect(
      wrong({ SMTP_URL: 'smtp://x.example', MAIL_FROM: 'N <a@b.example>', PUBLIC_URL: 'https://n.example/' }),
    ).toBe('accepted');
  });
});

describe('sec-38: the worker killed at any moment', () => {
  test('every message arrives at least once, and exactly once by its id', { timeout: 120_000 }, async () => {
    const total = 200;
    const people = Object.keys(front.world.people).filter(
      (name) => !['returningOfficer', 'president', 'coordinator'].includes(name),
    );
    await owner`delete from mail_bounce`;
    const ids = new Set<string>();
    for (let n = 0; n < total; n++)
      ids.add(await posted(people[n % people.length] ?? 'finance', { subject: `Message ${n}` }));
    const slow = await fakeMailServer(() => null, 20);
    const script = join(import.meta.dirname, '..', 'test', 'mail-worker.ts');
    let kills = 0;
    const open = async () => {
      const [row] = await owner<
        { count: number }[]
      >`select count(*)::int as count from mail where ended_at is null`;
      return row?.count ?? 0;
    };
    while ((await open()) > 0) {
      const worker = spawn(process.execPath, [script, front.ownerUrl, slow.url], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const gone = new Promise((resolve) => worker.once('exit', resolve));
      // Killed while it works, at another moment each time; after the tenth it may finish.
      const before = slow.taken.length;
      while (slow.taken.length === before && (await open()) > 0) await sleep(5);
      if (kills < 10) {
        await sleep(Math.random() * 60);
        kills++;
      } else while ((await open()) > 0) await sleep(50);
      worker.kill('SIGKILL');
      await gone;
    }
    await slow.close();
    const arrived = slow.taken.map(({ email }) => /^<(.+)@/.exec(email.messageId ?? '')?.[1] ?? '');
    console.log(`sec-38: ${kills} kills, ${total} messages, ${arrived.length} arrivals`);
    expect(kills).toBe(10);
    expect(new Set(arrived)).toEqual(ids);
    const rows = await owner<{ sent: number }[]>`
      select count(*) filter (where a.outcome = 'sent')::int as sent from mail m join mail_attempt a on a.mail_id = m.id
      where m.id = any(${[...ids]}::uuid[]) group by m.id`;
    expect(rows.map((row) => row.sent)).toEqual(Array.from({ length: total }, () => 1));
  });
});
