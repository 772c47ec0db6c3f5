import { Writable } from 'node:stream';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { hashPassword } from '../access/passwords.ts';
import { type Front, openFront } from '../test/client.ts';

const PASSWORD = 'canary password of the secretary';
const said: string[] = [];
let front: Front;
let owner: postgres.Sql;
beforeAll(async () => {
  vi.stubEnv('LOG_LEVEL', 'trace');
  const logTo = new Writable({
    write: (line, _encoding, done) => {
      said.push(String(line));
      done();
    },
  });
  front = await openFront({ guards: true, logTo });
  vi.unstubAllEnvs();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  await owner`insert into sign_in (person_id, email, password_hash)
    values (${String(front.world.people['secretary'])}, 'canary@world.example', ${await hashPassword(PASSWORD)})`;
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  front.api.app.inject({ method: 'POST', url, payload, headers });
const from = (address: string) => ({
  'x-ninefold-internal': front.api.internal,
  'x-client-address': address,
});
const guess = async (email: string, address: string) =>
  (await post('/auth/sign-in', { email, password: 'wrong' }, from(address))).statusCode;

test('sec-19: guesses sent all at once are counted before they are tried', async () => {
  const codes = await Promise.all(
    Array.from({ length: 60 }, (_, n) => guess('at.once@world.example', `10.9.${n}.1`)),
  );
  expect(codes.filter((code) => code === 401)).toHaveLength(10);
  expect(codes.filter((code) => code === 429)).toHaveLength(50);
});

test('sec-19: all addresses of one IPv6 network are one address, however they are written', async () => {
  const written = [
    '2001:db8::1',
    '2001:db8::2:0:0:1',
    '2001:db8:0:0:ffff::',
    '2001:0db8:0000:0000:1:2:3:4',
    '2001:DB8::a',
  ];
  for (const [n, address] of written.entries())
    expect(await guess(`v6.${n}@world.example`, address)).toBe(401);
  const [row] = await owner`select failures from throttle where bucket = 'address:2001:db8:0:0'`;
  expect(row?.['failures']).toBe(written.length);
  await guess('v4@world.example', '::ffff:192.0.2.7');
  expect(await owner`select from throttle where bucket = 'address:192.0.2'`).toHaveLength(1);
});

test('a right password is no failure, and forgets those of its account', async () => {
  const failures = async () =>
    Number(
      (await owner`select failures from throttle where bucket = 'address:192.0.3'`)[0]?.['failures'] ?? 0,
    );
  await guess('canary@world.example', '192.0.3.1');
  expect(await failures()).toBe(1);
  for (let n = 0; n < 12; n += 1) {
    const answer = await post(
      '/auth/sign-in',
      { email: 'canary@world.example', password: PASSWORD },
      from('192.0.3.1'),
    );
    expect(answer.statusCode).toBe(200);
  }
  expect(await failures()).toBe(1);
});

test('a link that is no good costs no password hash: a flood of them leaves sign-in free', async () => {
  const flood = Array.from({ length: 60 }, () =>
    post('/auth/password', { link: 'x'.repeat(43), password: 'a long enough passphrase' }),
  );
  const codes = (await Promise.all(flood)).map((answer) => answer.statusCode);
  expect(new Set(codes)).toEqual(new Set([422]));
});

test('sec-45: the log knows no token, password, address or value, at any level and whatever fails', async () => {
  const secrets = [PASSWORD, 'canary@world.example', 'canary', 'Canary Person', front.api.internal];
  const signedIn = (
    await post('/auth/sign-in', { email: 'canary@world.example', password: PASSWORD }, from('192.0.4.1'))
  ).json();
  secrets.push(signedIn.accessToken, signedIn.refreshToken, '192.0.4.1');
  await post('/auth/refresh', { refreshToken: signedIn.refreshToken });
  await post('/auth/sign-in?email=canary@world.example', { email: 'canary\u0000', password: 'canary' });
  const bearer = { authorization: `Bearer ${await front.session('secretariat')}`, cookie: 'rt=canary' };
  const appoint = front.api.persist(
    'mutation M($input: AppointInput!) { appoint(input: $input) { refusals { code } } }',
  );
  const input = { placeId: 12, kind: 'delegate', name: 'Canary Person', email: 'canary@world.example' };
  const failing = [
    {},
    { name: 'Canary Person\u0000' },
    { personId: 'canary' },
    { personId: null, email: 'canary@world.example\u0001' },
  ];
  for (const change of failing)
    await post('/graphql', { id: appoint, variables: { input: { ...input, ...change } } }, bearer);
  // What nobody expects fails too: a table that is gone.
  await owner`alter table contact rename to away`;
  const broken = await post(
    '/graphql',
    { id: appoint, variables: { input: { ...input, name: 'Canary Person II' } } },
    bearer,
  );
  await owner`alter table away rename to contact`;
  expect(broken.statusCode).toBe(500);
  expect(broken.body).not.toMatch(/contact|canary|select|insert/i);
  const log = said.join('');
  expect(log.length, 'the log was heard').toBeGreaterThan(500);
  for (const secret of secrets) expect(log.includes(secret), secret).toBe(false);
});
