import { Writable } from 'node:stream';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApi } from '../../app.ts';
import { configure } from '../../config.ts';
import { type Front, openFront, tokenOf } from '../../test/client.ts';

let front: Front;
let owner: postgres.Sql;

beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 2, onnotice: () => {} });
  const { data } = await front.as(
    'finance',
    'mutation { assessRegion(input: { placeId: 2, year: 2026, idempotencyKey: "assess-east" }) { refusals { code } } }',
  );
  expect(data.assessRegion.refusals).toEqual([]);
  await owner`insert into declaration_window (year, opens_on, closes_on)
    values (2027, current_date + 5, current_date + 40)`;
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

async function made(person: string, place: number, locale = 'en') {
  const { data, errors } = await front.as(
    person,
    `mutation { makeCalendar(placeId: ${place}, locale: ${locale}, label: "Phone") { refusals { code } secret calendar { id label } } }`,
  );
  return { ...data?.makeCalendar, code: errors?.[0]?.extensions.code };
}

const read = (secret: string, headers: Record<string, string> = {}) =>
  front.api.app.inject({ url: `/calendar/${secret}.ics`, headers: { host: 'n.example', ...headers } });

/** The lines of the text, with folded ones joined again. */
const linesOf = (text: string) => text.replace(/\r\n[ \t]/g, '').split('\r\n');
const valuesOf = (text: string, name: string) =>
  linesOf(text).flatMap((line) => (line.startsWith(name) ? [line.slice(line.indexOf(':') + 1)] : []));

test('a council’s calendar: its dues, the window of its declaration, its meetings, and nobody’s name or amount', async () => {
  const { secret } = await made('treasurer', 11);
  const answer = await read(secret);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('text/calendar; charset=utf-8');
  const [dues] = await owner<{ id: string; due: string }[]>`
    select id, to_char(due_on, 'YYYYMMDD') as due from assessment where member_id = 11`;
  const uids = valuesOf(answer.body, 'UID');
  expect(uids).toContain(`dues-${dues?.id}@ninefold`);
  expect(uids).toContain('declaration-11-2027-opens@ninefold');
  expect(uids).toContain('declaration-11-2027-closes@ninefold');
  expect(uids.some((uid) => uid.startsWith('meeting-'))).toBe(true);
  expect(valuesOf(answer.body, 'DTSTART;VALUE=DATE')).toContain(dues?.due);
  expect(valuesOf(answer.body, 'SUMMARY')).toContain('Dues for 2026 are due');
  const names = Object.keys(front.world.people).filter((name) => name.length > 5);
  for (const name of [...names, 'world.example', 'USD']) expect(answer.body).not.toContain(name);
  for (const line of answer.body.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
});

test('the same state gives the same text: a program that has it is told so; a change keeps the event’s id', async () => {
  const { secret } = await made('treasurer', 11);
  const first = await read(secret);
  const etag = String(first.headers.etag);
  const again = await read(secret, { 'if-none-match': etag });
  expect([again.statusCode, again.body]).toEqual([304, '']);
  const { data } = await front.as(
    'finance',
    'mutation { recordPayment(input: { memberId: 11, amount: "100000.00", currency: "USD", receivedOn: "2026-11-01", method: cash, idempotencyKey: "pay-it-all" }) { refusals { code } } }',
  );
  expect(data.recordPayment.refusals).toEqual([]);
  await owner`insert into declaration_window (year, opens_on, closes_on)
    values (2027, current_date + 5, current_date + 50)`;
  const later = await read(secret, { 'if-none-match': etag });
  expect(later.statusCode).toBe(200);
  expect(valuesOf(later.body, 'SUMMARY')).toContain('Dues for 2026 (paid)');
  expect(valuesOf(later.body, 'UID')).toEqual(valuesOf(first.body, 'UID'));
});

test('a region has each day on which its dues are due, in the language it was made in', async () => {
  const region = await read((await made('coordinator', 2, 'fr')).secret);
  expect(valuesOf(region.body, 'SUMMARY')).toContain('Échéance de la cotisation 2026');
  expect(valuesOf(region.body, 'UID').filter((uid) => uid.startsWith('dues-2-'))).toHaveLength(1);
  const network = await read((await made('finance', 1)).secret);
  expect(network.statusCode).toBe(200);
  // Finance does not read meetings: its calendar has none.
  expect(valuesOf(network.body, 'UID').filter((uid) => uid.startsWith('meeting-'))).toEqual([]);
});

test('an address is for one’s own places, ends when it is revoked, and when the office ends', async () => {
  expect((await made('secretaryDorna', 11)).code).toBe('FORBIDDEN');
  const mine = await made('secretaryDorna', 14);
  const [stored] = await owner<
    { text: string }[]
  >`select string_agg(f::text, '') as text from calendar_feed f`;
  expect(stored?.text).not.toContain(mine.secret);
  expect((await read(mine.secret)).statusCode).toBe(200);
  const revoke = (person: string) =>
    front.as(person, `mutation { revokeCalendar(id: "${mine.calendar.id}") { refusals { code } } }`);
  expect((await revoke('secretariat')).data.revokeCalendar.refusals[0].code).toBe('not_found');
  expect((await revoke('secretaryDorna')).data.revokeCalendar.refusals).toEqual([]);
  expect((await read(mine.secret)).statusCode).toBe(404);
  const ended = await made('secretaryDorna', 14);
  await owner`update office set during = tstzrange(lower(during), now()) where place_id = 14 and kind = 'council_secretary'`;
  expect((await read(ended.secret)).statusCode).toBe(404);
  expect((await read('x'.repeat(43))).statusCode).toBe(404);
  expect((await front.api.app.inject({ url: '/calendar/none' })).statusCode).toBe(404);
  const bearer = await tokenOf(front, 'treasurer', 11, ['dues.read']);
  const program = await front.api.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { authorization: `Bearer ${bearer}` },
    payload: { query: 'mutation { makeCalendar(placeId: 11, locale: en, label: "x") { secret } }' },
  });
  expect(program.json().errors[0].extensions.code).toBe('FORBIDDEN');
});

test('the secret of an address stands in no log', async () => {
  const { secret } = await made('treasurer', 11);
  let log = '';
  const logTo = new Writable({
    write: (chunk, _encoding, done) => {
      log += chunk;
      done();
    },
  });
  const config = configure({
    databaseUrl: front.ownerUrl,
    dataDir: front.dataDir,
    webBuild: null,
    logLevel: 'info',
  });
  const api = await buildApi(config, front.api.database, { guards: true, logTo });
  await api.app.inject({ url: `/calendar/${secret}.ics` });
  await api.app.inject({ url: `/mail/subscription/${secret}` });
  await api.app.inject({ method: 'POST', url: `/unsubscribe/${secret}` });
  await api.app.close();
  expect(log).toContain('/calendar/…');
  expect(log).not.toContain(secret);
});
