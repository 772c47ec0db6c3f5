import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront, tokenOf } from '../test/client.ts';

let front: Front;
let token = '';
beforeAll(async () => {
  front = await openFront();
  token = await tokenOf(front, 'secretary', 11, ['offices.read']);
});
afterAll(() => front.close());

async function send(payload: object, headers: Record<string, string>) {
  const answer = await front.api.app.inject({ method: 'POST', url: '/graphql', payload, headers });
  return { status: answer.statusCode, body: answer.body };
}
/** By both ways in: as one of the web's documents, compiled, and as an outside program's, interpreted. */
const bothWays = async (query: string, variables: object) => [
  await send({ id: front.api.persist(query), variables }, {}),
  await send({ query, variables }, { authorization: `Bearer ${token}` }),
];
const cursorOf = (...keys: unknown[]) => Buffer.from(JSON.stringify(keys)).toString('base64url');

const DATED = 'query Q($asOf: Date) { network(asOf: $asOf) { memberCount } }';
const PAGED = `query P($after: String, $before: String, $first: Int = 3, $sort: MemberSort = NAME, $search: String, $suspended: Boolean) {
  region(code: "EAST") { members(after: $after, before: $before, first: $first, sort: $sort, search: $search, suspended: $suspended) { total rows { name } } } }`;
const DEFAULTED = 'query D($id: Int = 11) { member(id: $id) { name } }';

test.each([
  ...[
    true,
    1,
    {},
    [],
    ['2020-01-01'],
    'infinity',
    '-infinity',
    '5874897-12-31',
    '0001-01-01 BC',
    'today',
    '',
    '\u0000',
    '2020-02-31',
    '0000-00-00',
    '٢٠٢٠-٠١-٠١',
  ].map((asOf) => [DATED, { asOf }] as const),
  ...[
    { after: cursorOf('a\u0000', '1') },
    { after: cursorOf('a', 'x') },
    { after: cursorOf('\ud800', '1') },
    { after: cursorOf('a', '1', '2') },
    { after: cursorOf('a', 1) },
    { after: 'x' },
    { after: 5 },
    { before: cursorOf('a', '9'.repeat(40)) },
    { first: '3' },
    { first: 1e12 },
    { first: 0 },
    { first: -5 },
    { sort: 'NOPE' },
    { sort: '__proto__' },
    { sort: 1 },
    { search: '\u0000' },
    { search: ['a'] },
    { search: { a: 1 } },
    { suspended: 'x' },
    { suspended: 1 },
  ].map((variables) => [PAGED, variables] as const),
  ...[null, 'x', 1.5, 2 ** 31, { id: 11 }].map((id) => [DEFAULTED, { id }] as const),
])('a value of the wrong kind is the asker’s mistake (%#)', async (query, variables) => {
  for (const { status, body } of await bothWays(query, variables)) {
    expect(status, body).toBe(400);
    expect(JSON.parse(body).errors[0].extensions.code).toBe('BAD_REQUEST');
    expect(body).not.toMatch(/Did you mean|select |node_modules|SQL/);
  }
});

test('null and nothing given stand for the default; what looks like a pattern or SQL is only text', async () => {
  for (const variables of [
    {},
    { first: null },
    { sort: null, search: null },
    { search: '' },
    { after: null },
  ]) {
    for (const { status, body } of await bothWays(PAGED, variables)) {
      expect(status, body).toBe(200);
      expect(JSON.parse(body).data.region.members.rows).toHaveLength(3);
    }
  }
  for (const search of [
    "'",
    '%',
    '_',
    '\\',
    "' or 1=1 --",
    '$1',
    ':name',
    '"',
    '/*',
    '{{x}}',
    '\ud800',
    'x'.repeat(10_000),
  ]) {
    for (const { status, body } of await bothWays(PAGED, { search })) {
      expect(status, body).toBe(200);
      expect(JSON.parse(body).data.region.members.total).toBe(0);
    }
  }
});

test.each([
  [{ until: '2020-01-01' }, 'until_before_from'],
  [{ from: '2030-01-01', until: '2030-01-01' }, 'until_before_from'],
  [{ personId: '00000000-0000-7000-8000-000000000000' }, 'not_found'],
  [{ kind: 'toString', placeId: 9999 }, 'unknown_office'],
  [{ kind: '__proto__' }, 'unknown_office'],
  [{ placeId: 9999 }, 'office_not_at_place'],
  [{ email: 'a@b.c\u0000' }, 'email_invalid'],
  [{ personId: 'x' }, null],
  [{ from: true }, null],
  [{ from: '' }, 'required'],
  [{ from: 'x' }, 'date_invalid'],
  [{ from: '31/12/2026' }, 'date_invalid'],
  [{ from: '2026-02-30' }, 'date_invalid'],
  [{ from: {} }, null],
  [{ name: '\u0000' }, 'name_characters'],
  [{ placeId: null }, null],
])('an appointment with %j is refused, not failed', async (change, code) => {
  const document =
    'mutation M($input: AppointInput!) { appoint(input: $input) { refusals { code } office { id } } }';
  const input = { placeId: 12, kind: 'council_treasurer', name: 'N', email: 'n@n.example', ...change };
  const answer = await front.as('secretariat', document, { input });
  if (code === null)
    expect(answer).toMatchObject({ status: 400, errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  else
    expect(answer).toMatchObject({ status: 200, data: { appoint: { refusals: [{ code }], office: null } } });
});

test('sec-14: nobody appoints themselves, however their id is written', async () => {
  const document = 'mutation M($input: AppointInput!) { appoint(input: $input) { refusals { code } } }';
  const own = String(front.world.people['secretariat']);
  for (const personId of [own, own.toUpperCase(), `{${own}}`, own.replaceAll('-', '')]) {
    const answer = await front.as('secretariat', document, {
      input: { placeId: 1, kind: 'finance', personId },
    });
    expect(answer.data.appoint.refusals).toEqual([{ code: 'own_office' }]);
  }
});

test.each([
  [{ capabilities: ['constructor'] }, 'capability_not_held'],
  [{ capabilities: ['__proto__'] }, 'capability_not_held'],
  [{ capabilities: ['hasOwnProperty'] }, 'capability_not_held'],
  [{ expiresAt: true }, null],
  [{ expiresAt: 'infinity' }, 'date_invalid'],
  [{ expiresAt: 'tomorrow' }, 'date_invalid'],
  [{ expiresAt: '2027-02-30T00:00Z' }, 'date_invalid'],
  [{ expiresAt: '2027-02-20T24:61Z' }, 'date_invalid'],
  [{ expiresAt: '' }, 'required'],
])('a token with %j is refused, not failed', async (change, code) => {
  const document =
    'mutation T($input: CreateTokenInput!) { createToken(input: $input) { refusals { code } secret } }';
  const input = {
    placeId: 11,
    label: 'x',
    capabilities: ['offices.read'],
    expiresAt: new Date(Date.now() + 3.6e6).toISOString(),
    ...change,
  };
  const answer = await front.as('secretary', document, { input });
  if (code === null)
    expect(answer).toMatchObject({ status: 400, errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  else
    expect(answer).toMatchObject({
      status: 200,
      data: { createToken: { refusals: [{ code }], secret: null } },
    });
});

test('sign-in and passwords by link take any text without failing', async () => {
  for (const text of ['\u0000', '\ud800', "' or 1=1 --", '\r\nX: y', 'é'.repeat(200)]) {
    for (const [url, payload] of [
      ['/auth/sign-in', { email: text, password: text }],
      ['/auth/refresh', { refreshToken: text }],
      ['/auth/password', { link: text, password: text.padEnd(40, 'q') }],
    ] as const) {
      const answer = await front.api.app.inject({ method: 'POST', url, payload });
      expect(answer.statusCode, `${url} ${JSON.stringify(text)} ${answer.body}`).toBeGreaterThanOrEqual(400);
      expect(answer.statusCode, `${url} ${JSON.stringify(text)} ${answer.body}`).toBeLessThan(500);
    }
  }
});
