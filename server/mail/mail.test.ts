import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FROM, type MailDesk, openMailDesk } from '../test/mail-desk.ts';
import { post } from './outbox.ts';
import { smtpCarrier } from './transport.ts';

let desk: MailDesk;
let { front, owner, server, refused, work, posted, drain, mailOf } = {} as MailDesk;
beforeAll(async () => {
  desk = await openMailDesk();
  ({ front, owner, server, refused, work, posted, drain, mailOf } = desk);
});
afterAll(() => desk.close());
beforeEach(() => desk.clear());

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
    // Not the last letter: some of its bits say nothing.
    const forged = `${token.slice(0, -2)}${token.at(-2) === 'A' ? 'B' : 'A'}${token.at(-1)}`;
    expect(check(forged)).toBeNull();
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
