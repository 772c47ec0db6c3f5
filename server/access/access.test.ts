import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront, tokenOf } from '../test/client.ts';
import { hashPassword } from './passwords.ts';

let front: Front;
let owner: postgres.Sql;
const PASSWORD = 'a long enough passphrase';

beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const hash = await hashPassword(PASSWORD);
  for (const name of ['secretary', 'coordinator', 'former']) {
    await owner`insert into sign_in (person_id, email, password_hash) values (${String(front.world.people[name])}, ${`${name}@world.example`}, ${hash})`;
  }
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  front.api.app.inject({ method: 'POST', url, payload, headers });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const VIEWER = '{ viewer { name offices { kind place { id } } } }';
const view = (token: string) => post('/graphql', { id: front.api.persist(VIEWER) }, bearer(token));

async function signIn(name: string) {
  const answer = await post('/auth/sign-in', { email: `${name}@world.example`, password: PASSWORD });
  expect(answer.statusCode).toBe(200);
  return answer.json() as { accessToken: string; refreshToken: string; expiresIn: number };
}

test('a person signs in and sees the offices held now', async () => {
  const { accessToken, expiresIn } = await signIn('secretary');
  expect(expiresIn).toBe(300);
  expect((await view(accessToken)).json().data.viewer).toEqual({
    name: 'secretary',
    offices: [{ kind: 'council_secretary', place: { id: 11 } }],
  });
  const former = await signIn('former');
  expect((await view(former.accessToken)).json().data.viewer.offices).toEqual([]);
});

test('sec-20: a wrong password and an unknown address answer the same', async () => {
  const wrong = await post('/auth/sign-in', { email: 'secretary@world.example', password: 'wrong' });
  const unknown = await post('/auth/sign-in', { email: 'nobody@world.example', password: 'wrong' });
  expect(wrong.statusCode).toBe(401);
  expect([unknown.statusCode, unknown.body]).toEqual([wrong.statusCode, wrong.body]);
});

test('sec-19: guesses at one account are slowed down, also from many addresses', async () => {
  const codes: number[] = [];
  for (let guess = 0; guess < 12; guess += 1) {
    const headers = { 'x-ninefold-internal': front.api.internal, 'x-client-address': `10.${guess}.0.1` };
    codes.push(
      (await post('/auth/sign-in', { email: 'guessed@world.example', password: `wrong ${guess}` }, headers))
        .statusCode,
    );
  }
  expect(codes.slice(0, 10)).toEqual(Array(10).fill(401));
  expect(codes.slice(10)).toEqual([429, 429]);
});

test('sec-41: nobody outside can name the address that throttling counts', async () => {
  const before = await owner`select count(*)::int as n from throttle where bucket = 'address:203.0.113'`;
  await post(
    '/auth/sign-in',
    { email: 'x@world.example', password: 'wrong' },
    { 'x-client-address': '203.0.113.9', 'x-forwarded-for': '203.0.113.9' },
  );
  const after = await owner`select count(*)::int as n from throttle where bucket = 'address:203.0.113'`;
  expect(after).toEqual(before);
});

test('sec-06: refresh rotates; a replay outside the grace ends the session; two tabs get one successor', async () => {
  const first = await signIn('secretary');
  const rotate = (token: string) => post('/auth/refresh', { refreshToken: token });
  const both = await Promise.all([
    rotate(first.refreshToken),
    rotate(first.refreshToken),
    rotate(first.refreshToken),
  ]);
  const successors = new Set(both.map((answer) => answer.json().refreshToken));
  expect(both.map((answer) => answer.statusCode)).toEqual([200, 200, 200]);
  expect(successors.size).toBe(1);
  const second = [...successors][0] as string;
  const third = (await rotate(second)).json();
  expect((await rotate(first.refreshToken)).statusCode).toBe(401);
  expect((await rotate(third.refreshToken)).statusCode).toBe(401);
  expect((await view(third.accessToken)).statusCode).toBe(401);
});

test('sec-17: a token is worth nothing after sign-out, everywhere after sign-out everywhere', async () => {
  const one = await signIn('coordinator');
  const two = await signIn('coordinator');
  const three = await signIn('coordinator');
  await post('/auth/sign-out', {}, bearer(one.accessToken));
  expect((await view(one.accessToken)).statusCode).toBe(401);
  expect((await view(two.accessToken)).statusCode).toBe(200);
  await post('/auth/sign-out-everywhere', {}, bearer(two.accessToken));
  expect((await view(three.accessToken)).statusCode).toBe(401);
  expect((await post('/auth/refresh', { refreshToken: three.refreshToken })).statusCode).toBe(401);
});

test('sec-13: an office that ends during a session carries nothing at the next request', async () => {
  const mine =
    '{ place(id: 2) { offices { id kind person { name } } } viewer { may(capability: "applications.endorse", placeId: 2) } }';
  const before = await front.as('president', mine);
  expect(before.data.viewer.may).toBe(true);
  const office = before.data.place.offices.find((one: { kind: string }) => one.kind === 'regional_president');
  const ended = await front.as(
    'secretariat',
    'mutation End($id: ID!) { endOffice(id: $id) { refusals { code } office { until } } }',
    { id: office.id },
  );
  expect(ended.data.endOffice.refusals).toEqual([]);
  expect((await front.as('president', mine)).data).toEqual({
    place: { offices: [] },
    viewer: { may: false },
  });
});

test('sec-14: nobody appoints but the network’s secretariat, never themselves, never at the wrong kind of place', async () => {
  const document = `mutation Appoint($input: AppointInput!) { appoint(input: $input) { refusals { code field } office { kind place { id } person { name } } } }`;
  const input = { placeId: 12, kind: 'council_treasurer', name: 'New Person', email: 'new@world.example' };
  for (const person of ['coordinator', 'secretary', 'finance', 'auditor', 'former', 'none']) {
    expect((await front.as(person, document, { input })).errors?.[0]?.extensions.code, person).toBe(
      'FORBIDDEN',
    );
  }
  expect((await front.as(null, document, { input })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  const refusals = async (change: object) =>
    (await front.as('secretariat', document, { input: { ...input, ...change } })).data.appoint.refusals;
  expect(await refusals({ kind: 'finance' })).toEqual([{ code: 'office_not_at_place', field: 'kind' }]);
  expect(await refusals({ kind: 'emperor' })).toEqual([{ code: 'unknown_office', field: 'kind' }]);
  expect(await refusals({ email: 'no address' })).toEqual([{ code: 'email_invalid', field: 'email' }]);
  expect(
    await refusals({ placeId: 1, kind: 'finance', personId: front.world.people['secretariat'] }),
  ).toEqual([{ code: 'own_office', field: 'personId' }]);
  const made = (await front.as('secretariat', document, { input })).data.appoint;
  expect(made).toEqual({
    refusals: [],
    office: { kind: 'council_treasurer', place: { id: 12 }, person: { name: 'New Person' } },
  });
});

test('a token does what it was made for at its place, may look at the schema, and ends when revoked', async () => {
  const token = await tokenOf(front, 'secretary', 11, ['offices.read']);
  const send = (query: string) => post('/graphql', { query }, bearer(token));
  const place = await send(
    '{ place(id: 11) { offices { kind } } other: place(id: 12) { offices { kind } } }',
  );
  expect(place.json().data.place.offices.length).toBe(3);
  expect(place.json().data.other.offices).toEqual([]);
  expect((await send('{ __schema { queryType { name } } }')).json().data.__schema.queryType.name).toBe(
    'Query',
  );
  const [row] = await owner`select id from api_token order by created_at desc limit 1`;
  await front.as('secretary', 'mutation Revoke($id: ID!) { revokeToken(id: $id) { refusals { code } } }', {
    id: row?.['id'],
  });
  expect((await send('{ __typename }')).statusCode).toBe(401);
});

test('a token can do no more than its maker, and not for ever', async () => {
  const document = `mutation Make($input: CreateTokenInput!) { createToken(input: $input) { refusals { code field value } secret } }`;
  const input = {
    placeId: 11,
    label: 'mine',
    capabilities: ['offices.read'],
    expiresAt: new Date(Date.now() + 3.6e6).toISOString(),
  };
  const refusals = async (change: object) =>
    (await front.as('secretary', document, { input: { ...input, ...change } })).data.createToken.refusals;
  expect(await refusals({ capabilities: ['members.manage'] })).toEqual([
    { code: 'capability_not_held', field: 'capabilities', value: 'members.manage' },
  ]);
  expect(await refusals({ placeId: 12 })).toEqual([
    { code: 'capability_not_held', field: 'capabilities', value: 'offices.read' },
  ]);
  expect((await refusals({ expiresAt: '2020-01-01T00:00:00Z' }))[0].code).toBe('expiry_past');
  expect((await refusals({ expiresAt: '2090-01-01T00:00:00Z' }))[0].code).toBe('expiry_far');
  const made = await front.as('secretary', document, { input });
  const [kept] = await owner`select hash from api_token where label = 'mine'`;
  expect(JSON.stringify(kept)).not.toContain(made.data.createToken.secret);
});

test('sec-22: outside documents are bounded in depth, cost, aliases and tokens; sessions send no documents', async () => {
  const token = await tokenOf(front, 'secretary', 11, ['offices.read']);
  const send = (query: string, variables = {}) => post('/graphql', { query, variables }, bearer(token));
  const deep = `{ regions { countries ${'{ region { countries '.repeat(6)} { iso2 } ${'} }'.repeat(6)} } }`;
  const wide = '{ regions { countries { members { region { countries { iso2 name iso3 } } } } } }';
  const aliases = `{ ${Array.from({ length: 16 }, (_, n) => `a${n}: __typename`).join(' ')} }`;
  const tokens = `{ ${'__typename '.repeat(2100)} }`;
  for (const query of [
    deep,
    wide,
    aliases,
    tokens,
    'query A { __typename } query B { __typename }',
    '{ nothing }',
    '{',
    '',
  ]) {
    const answer = await send(query);
    expect(answer.statusCode, query.slice(0, 40)).toBe(400);
    expect(answer.body).not.toMatch(/Did you mean|select |node_modules/);
  }
  const page =
    'query P($first: Int) { region(code: "EAST") { members(first: $first) { rows { country { members { country { members { name } } } } } } } }';
  expect((await send(page, { first: 100 })).statusCode).toBe(400);
  const own = await post('/graphql', { query: '{ __typename }' }, bearer(await front.session('secretary')));
  expect(own.statusCode).toBe(403);
});

test('sec-16: of forged bearers only the real one is accepted, all others answer 401', async () => {
  const real = await front.session('secretary');
  const [head, body, signature] = real.split('.') as [string, string, string];
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = JSON.parse(Buffer.from(head, 'base64url').toString());
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const signed = (change: object, headers: object = {}) => {
    const text = `${encode({ ...header, ...headers })}.${encode({ ...claims, ...change })}`;
    return `${text}.${sign('sha256', Buffer.from(text), { key: other, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  };
  const hmac = (key: string) => {
    const text = `${encode({ ...header, alg: 'HS256' })}.${body}`;
    return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
  };
  const forged = [
    `${encode({ alg: 'none', typ: 'at+jwt' })}.${body}.`,
    `${encode({ alg: 'None' })}.${body}.${signature}`,
    hmac(''),
    hmac('secret'),
    signed({}),
    signed({ sub: 'x' }),
    signed({}, { kid: '../../dev/null' }),
    signed({}, { jwk: {} }),
    signed({}, { crit: ['b64'] }),
    `${head}.${encode({ ...claims, aud: 'other' })}.${signature}`,
    `${head}.${encode({ ...claims, iss: 'other' })}.${signature}`,
    `${head}.${encode({ ...claims, exp: 9e9 })}.${signature}`,
    `${head}.${encode({ ...claims, sid: crypto.randomUUID() })}.${signature}`,
    `${head}.${body}.${signature.slice(0, -4)}AAAA`,
    `${head}.${body}.`,
    `${head}.${body}`,
    `${head}..${signature}`,
    `.${body}.${signature}`,
    `${encode({ ...header, typ: 'JWT' })}.${body}.${signature}`,
    'x'.repeat(40),
    'nf_'.padEnd(60, 'x'),
    `${real}.${real}`,
    ` ${real}`,
    `${real}\u00a0`,
    front.api.app.jwt.sign({ sub: claims.sub } as never),
    front.api.app.jwt.sign({ sub: claims.sub, sid: 'x' } as never),
    front.api.app.jwt.sign({
      sub: claims.sub,
      sid: claims.sid,
      iat: Math.floor(Date.now() / 1000) - 400,
    } as never),
    front.api.app.jwt.sign({ sub: claims.sub, sid: claims.sid } as never, { aud: 'other' } as never),
    front.api.app.jwt.sign({ sub: claims.sub, sid: claims.sid } as never, { iss: 'other' } as never),
    front.api.app.jwt.sign(
      { sub: claims.sub, sid: claims.sid } as never,
      { header: { typ: 'JWT', alg: 'ES256' } } as never,
    ),
    front.api.app.jwt.sign({ sub: claims.sub, sid: crypto.randomUUID() } as never),
  ];
  expect((await view(real)).statusCode).toBe(200);
  expect(claims.exp - claims.iat).toBe(300);
  for (const [index, token] of forged.entries())
    expect((await view(token)).statusCode, `forgery ${index}`).toBe(401);
});

test('the audit tells who did what, to those who may read it', async () => {
  const document = '{ audit(act: "appoint") { total rows { act actor { name } place { id } after } } }';
  const seen = await front.as('auditor', document);
  expect(seen.data.audit.rows[0]).toMatchObject({
    act: 'appoint',
    actor: { name: 'secretariat' },
    place: { id: 12 },
  });
  expect((await front.as('secretaryBruma', document)).data.audit.total).toBe(1);
  expect((await front.as('secretary', document)).data.audit.total).toBe(0);
  expect((await front.as(null, document)).data.audit.total).toBe(0);
  await expect(owner`delete from audit`).rejects.toThrow('append-only');
});

test('a sign-in link sets a good password once, and ends what sessions there were', async () => {
  const treasurer = String(front.world.people['treasurer']);
  const document = 'mutation Link($id: ID!) { makeSignInLink(personId: $id) { refusals { code } link } }';
  const { link } = (await front.as('secretariat', document, { id: treasurer })).data.makeSignInLink;
  const set = (password: string, with_ = link) => post('/auth/password', { link: with_, password });
  expect((await set('short')).json()).toEqual({ code: 'password_short' });
  expect((await set('x'.repeat(129))).json()).toEqual({ code: 'password_long' });
  expect((await set('a perfectly good one', 'x'.repeat(43))).json()).toEqual({ code: 'link_invalid' });
  const before = await front.session('treasurer');
  expect((await view(before)).statusCode).toBe(200);
  const two = await Promise.all([set('a perfectly good one'), set('a perfectly good two')]);
  expect(two.map((answer) => answer.statusCode).sort()).toEqual([204, 422]);
  expect((await view(before)).statusCode).toBe(401);
  const won = two[0]?.statusCode === 204 ? 'a perfectly good one' : 'a perfectly good two';
  expect((await post('/auth/sign-in', { email: 'treasurer@world.example', password: won })).statusCode).toBe(
    200,
  );
});
