import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { configure } from '../config.ts';
import { FROM, type MailDesk, openMailDesk } from '../test/mail-desk.ts';
import { fakeMailServer } from '../test/mail-server.ts';
import { isMailAddress } from './address.ts';
import { withoutAddresses } from './transport.ts';

let desk: MailDesk;
let { front, owner, server, reported, posted, drain, mailOf } = {} as MailDesk;
beforeAll(async () => {
  desk = await openMailDesk();
  ({ front, owner, server, reported, posted, drain, mailOf } = desk);
});
afterAll(() => desk.close());
beforeEach(() => desk.clear());

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
