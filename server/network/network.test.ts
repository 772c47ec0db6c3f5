import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../test/client.ts';

let front: Front;
beforeAll(async () => {
  front = await openFront();
});
afterAll(() => front.close());

test('the public sees the network, its regions, members and gaps', async () => {
  const { data, errors } = await front.as(
    null,
    '{ network { name { value locale fallback } memberCount regions { code memberCount gaps { iso2 } outline { name category } } } viewer { id } }',
  );
  expect(errors).toBeUndefined();
  expect(data.viewer).toBeNull();
  expect(data.network.memberCount).toBe(7);
  expect(data.network.regions.map((region: { code: string }) => region.code)).toEqual([
    'EAST',
    'WEST',
    'NORTH',
  ]);
  expect(data.network.regions[0].gaps).toEqual([{ iso2: 'EE' }]);
  expect(data.network.regions[1].outline).toEqual([
    { name: 'Dorna Council', category: 'A' },
    { name: 'Élan Council', category: 'A' },
  ]);
});

test('pages follow each other forwards and backwards and agree with the whole', async () => {
  const document = `query Page($after: String, $before: String, $sort: MemberSort, $descending: Boolean) {
    region(code: "EAST") { members(first: 2, after: $after, before: $before, sort: $sort, descending: $descending) { total next previous rows { name } } } }`;
  for (const sort of ['NAME', 'SINCE', 'COUNTRY', 'CATEGORY']) {
    for (const descending of [false, true]) {
      const one = (await front.as(null, document, { sort, descending })).data.region.members;
      const two = (await front.as(null, document, { sort, descending, after: one.next })).data.region.members;
      const back = (await front.as(null, document, { sort, descending, before: two.previous })).data.region
        .members;
      expect(one.total).toBe(3);
      expect(one.rows.length + two.rows.length).toBe(3);
      expect(one.previous).toBeNull();
      expect(two.next).toBeNull();
      expect(back.rows).toEqual(one.rows);
    }
  }
  const bad = await front.as(null, document, { after: 'nonsense' });
  expect(bad.errors?.[0]?.extensions).toEqual({ code: 'BAD_REQUEST', detail: 'cursor' });
});

test('aliases, fragments and variables reach the right arguments', async () => {
  const { data, errors } = await front.as(
    null,
    `query Two($a: Int!) { a: member(id: $a) { ...M } b: member(id: 12) { ...M country { iso2 region { code } } } }
     fragment M on Member { id name since }`,
    { a: 11 },
  );
  expect(errors).toBeUndefined();
  expect(data.a).toEqual({ id: 11, name: 'Alba Council', since: '2010-01-01' });
  expect(data.b.country).toEqual({ iso2: 'BA', region: { code: 'EAST' } });
});

test('the state as of a date is the state of that date', async () => {
  const { data } = await front.as(
    null,
    '{ past: region(code: "EAST", asOf: "2011-05-05") { memberCount } before: member(id: 17, asOf: "2019-12-31") { category } now: member(id: 17) { category } }',
  );
  expect(data).toEqual({ past: { memberCount: 1 }, before: { category: null }, now: { category: 'C' } });
  const bad = await front.as(null, '{ region(code: "EAST", asOf: "2011-02-31") { memberCount } }');
  expect(bad.errors?.[0]?.extensions.code).toBe('BAD_REQUEST');
});

test('content that is not in the language asked for says so', async () => {
  const id = front.api.persist('{ regions { name { value locale fallback } } }');
  const answer = await front.api.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'accept-language': 'ar' },
    payload: { id },
  });
  expect(answer.json().data.regions.map((one: { name: unknown }) => one.name)).toEqual([
    { value: 'الشرق', locale: 'ar', fallback: false },
    { value: 'West', locale: 'en', fallback: true },
    { value: 'North', locale: 'en', fallback: true },
  ]);
});
