import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront, tokenOf } from '../test/client.ts';

let front: Front;
let owner: postgres.Sql;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

const post = (payload: object, bearer: string) =>
  front.api.app.inject({
    method: 'POST',
    url: '/graphql',
    payload,
    headers: { authorization: `Bearer ${bearer}` },
  });
const codeOf = (answer: { json(): { errors?: { extensions: { code: string } }[] } }) =>
  answer.json().errors?.[0]?.extensions.code;
const later = () => new Date(Date.now() + 3.6e6).toISOString();

test('sec-14: a token makes no tokens, ends none and opens no account: it stays what it was made for', async () => {
  const token = await tokenOf(front, 'secretariat', 1, ['offices.manage']);
  const own = String(front.world.people['secretariat']);
  const [kept] = await owner`select id from api_token order by created_at desc limit 1`;
  const documents = [
    `mutation { createToken(input: { placeId: 1, label: "longer", capabilities: ["offices.manage"], expiresAt: "${later()}" }) { secret } }`,
    `mutation { makeSignInLink(personId: "${own}") { link } }`,
    `mutation { revokeToken(id: "${kept?.['id']}") { refusals { code } } }`,
  ];
  for (const query of documents) expect(codeOf(await post({ query }, token)), query).toBe('FORBIDDEN');
  expect(await owner`select from api_token where label = 'longer'`).toHaveLength(0);
  expect(await owner`select from sign_in_link`).toHaveLength(0);
  const persisted = await post({ id: front.api.persist(String(documents[1])) }, token);
  expect(codeOf(persisted)).toBe('FORBIDDEN');
});

test('a token reaches no further than its place and its maker’s offices of today', async () => {
  const send = async (token: string, query: string) => (await post({ query }, token)).json().data;
  const seen =
    '{ east: place(id: 2) { offices { kind } } alba: place(id: 11) { offices { kind } } west: place(id: 3) { offices { kind } } }';
  const narrow = await tokenOf(front, 'secretariat', 11, ['offices.read']);
  const narrowed = await send(narrow, seen);
  expect(narrowed.alba.offices.length).toBe(3);
  expect([narrowed.east.offices, narrowed.west.offices]).toEqual([[], []]);

  const regional = await tokenOf(front, 'coordinator', 11, ['offices.read']);
  expect((await send(regional, seen)).alba.offices.length).toBe(3);
  const coordinator = String(front.world.people['coordinator']);
  await owner`update office set during = tstzrange(lower(during), now()) where person_id = ${coordinator} and kind = 'regional_coordinator'`;
  expect((await send(regional, seen)).alba.offices).toEqual([]);
  await owner`update office set during = tstzrange(lower(during), null) where person_id = ${coordinator} and kind = 'regional_coordinator'`;
  // The member moves to another region: the coordinator's office no longer stands above the token's place.
  await owner`update member_region set region_id = 3 where member_id = 11`;
  expect((await send(regional, seen)).alba.offices).toEqual([]);
  await owner`update member_region set region_id = 2 where member_id = 11`;
});

test('a token of the whole network made by a regional office, put there by hand, reaches nothing', async () => {
  const token = await tokenOf(front, 'coordinator', 2, ['offices.read']);
  await owner`update api_token set place_id = 1 where person_id = ${String(front.world.people['coordinator'])}`;
  const query =
    '{ place(id: 2) { offices { kind } } viewer { may(capability: "offices.read", placeId: 2) } }';
  const { data } = (await post({ query }, token)).json();
  expect([
    data.viewer.may,
    data.place.offices.every((office: { kind: string }) => office.kind === 'regional_coordinator'),
  ]).toEqual([false, true]);
});

test('entering fails closed: unknown kinds, nobody’s ids, ids of the other kind', async () => {
  const session = JSON.parse(
    Buffer.from((await front.session('secretariat')).split('.')[1] ?? '', 'base64url').toString(),
  ).sid as string;
  const [token] = await owner<{ id: string }[]>`select id from api_token limit 1`;
  const enter = async (kind: string | null, id: string | null) => {
    const [row] = await owner<
      { state: string; actor: string | null; reach: object }[]
    >`select *, app.reaches() as reach from app.enter(${kind}, ${id})`;
    return [row?.state, row?.actor, Object.keys(row?.reach ?? { x: 1 }).length];
  };
  expect((await enter('session', session))[0]).toBe('ok');
  for (const [kind, id] of [
    ['token', session],
    ['session', token?.id ?? null],
    ['session', null],
    ['token', null],
    ['SESSION', session],
    ['', session],
    [null, session],
    ['session', crypto.randomUUID()],
  ] as const) {
    expect(await enter(kind, id), `${kind} ${id}`).toEqual(['ended', null, 0]);
  }
  expect(await enter('none', session)).toEqual(['ok', null, 0]);
});

test('sec-41: only the proof of this process names the reader’s address; the header alone, or half of it, does not', async () => {
  const count = async () =>
    (
      await owner`select coalesce(sum(failures), 0)::int as n from throttle where bucket = 'address:198.51.100'`
    )[0]?.['n'];
  const { internal } = front.api;
  for (const proof of [
    '',
    internal.slice(1),
    `${internal}x`,
    internal.toUpperCase(),
    `${internal}, ${internal}`,
  ]) {
    await front.api.app.inject({
      method: 'POST',
      url: '/auth/sign-in',
      payload: { email: 'z@z.example', password: 'x' },
      headers: {
        'x-ninefold-internal': proof,
        'x-client-address': '198.51.100.7',
        'x-forwarded-for': '198.51.100.7',
        forwarded: 'for=198.51.100.7',
        'x-real-ip': '198.51.100.7',
      },
    });
  }
  expect(await count()).toBe(0);
});
