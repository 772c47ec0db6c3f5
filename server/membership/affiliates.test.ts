import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../test/client.ts';
import { AFFILIATES } from './world.ts';

let front: Front;
beforeAll(async () => {
  front = await openFront();
});
afterAll(() => front.close());

const names = (
  answer: { data: Record<string, { affiliates: { rows: { name: string }[] } }> },
  root: string,
) => answer.data[root]?.affiliates.rows.map((one) => one.name);
const ADD =
  'mutation A($input: AddAffiliateInput!) { addAffiliate(input: $input) { refusals { code field value } affiliate { id number name state country { iso2 } member { id } acts { name allowed reason } } } }';

test('affiliates are found by a part of their name, without case and accents, in keyset pages', async () => {
  expect(
    names(
      await front.as('secretariat', '{ network { affiliates(search: "open") { total rows { name } } } }'),
      'network',
    ),
  ).toEqual(['Open Door', 'Open Hands', 'Open Sea']);
  expect(
    names(
      await front.as(
        'coordinator',
        '{ region(code: "EAST") { affiliates(search: "OPEN") { rows { name } } } }',
      ),
      'region',
    ),
  ).toEqual(['Open Door', 'Open Hands']);
  expect(
    names(
      await front.as('secretary', '{ member(id: 11) { affiliates(search: "elan") { rows { name } } } }'),
      'member',
    ),
  ).toEqual(['Élan Centre']);
  expect(
    names(
      await front.as('secretary', '{ member(id: 11) { affiliates(search: "%") { rows { name } } } }'),
      'member',
    ),
  ).toEqual([]);
  expect(
    names(
      await front.as('secretary', '{ member(id: 11) { affiliates(ended: true) { rows { name } } } }'),
      'member',
    ),
  ).toEqual(['Former House']);
  expect(
    names(
      await front.as('secretary', '{ member(id: 11, asOf: "2020-06-01") { affiliates { rows { name } } } }'),
      'member',
    ),
  ).toEqual(['Élan Centre', 'Former House', 'Open Door']);
  const PAGE =
    'query P($after: String, $before: String) { network { affiliates(first: 2, after: $after, before: $before, sort: NUMBER, descending: true) { total next previous rows { number } } } }';
  const one = (await front.as('secretariat', PAGE)).data.network.affiliates;
  expect(one).toMatchObject({ total: 4, previous: null, rows: [{ number: 'D-1' }, { number: 'B-1' }] });
  const two = (await front.as('secretariat', PAGE, { after: one.next })).data.network.affiliates;
  expect(two).toMatchObject({ next: null, rows: [{ number: 'A-2' }, { number: 'A-1' }] });
  expect(
    (await front.as('secretariat', PAGE, { before: two.previous })).data.network.affiliates.rows,
  ).toEqual(one.rows);
});

test('the search reaches as far as the reader, in both layers of access', async () => {
  const bare = await openFront({ guards: false });
  try {
    for (const one of [front, bare]) {
      const seen = async (person: string | null) =>
        names(
          await one.as(person, '{ network { affiliates(first: 50) { total rows { name } } } }'),
          'network',
        );
      expect(await seen('coordinatorWest')).toEqual(['Open Sea']);
      expect(await seen('secretaryBruma')).toEqual(['Open Hands']);
      for (const person of ['finance', 'delegate', 'former', 'none', null])
        expect(await seen(person), String(person)).toEqual([]);
      const far = await one.as(
        'coordinatorWest',
        `{ affiliate(id: "${AFFILIATES[0].id}") { name } member(id: 11) { affiliateCount affiliates { total } } }`,
      );
      expect(far.data).toEqual({
        affiliate: null,
        member: { affiliateCount: null, affiliates: { total: 0 } },
      });
    }
  } finally {
    await bare.close();
  }
});

test('an affiliate is added, corrected, ended and reopened by its council', async () => {
  const added = (
    await front.as('secretary', ADD, {
      input: { memberId: 11, number: ' A-9 ', name: 'New House', since: '2024-01-01' },
    })
  ).data.addAffiliate;
  expect(added).toMatchObject({
    refusals: [],
    affiliate: { number: 'A-9', state: 'current', country: { iso2: 'AL' } },
  });
  const { id } = added.affiliate;
  const again = (
    await front.as('secretary', ADD, { input: { memberId: 11, number: 'A-9', name: '', country: 'XX' } })
  ).data.addAffiliate.refusals;
  expect(again).toEqual([
    { code: 'required', field: 'name', value: null },
    { code: 'country_unknown', field: 'country', value: 'XX' },
    { code: 'number_taken', field: 'number', value: 'New House' },
  ]);
  const END =
    'mutation E($input: EndAffiliateInput!) { endAffiliate(input: $input) { refusals { code field } affiliate { state until acts { name allowed reason } } } }';
  expect(
    (await front.as('secretary', END, { input: { id, from: '2023-01-01' } })).data.endAffiliate.refusals,
  ).toEqual([{ code: 'until_before_from', field: 'from' }]);
  const ended = (await front.as('secretary', END, { input: { id, from: '2025-01-01' } })).data.endAffiliate
    .affiliate;
  expect(ended).toMatchObject({ state: 'ended', until: '2025-01-01' });
  expect(ended.acts).toContainEqual({ name: 'end', allowed: false, reason: 'affiliate_ended' });
  const reopened = await front.as(
    'secretary',
    'mutation R($id: ID!) { reopenAffiliate(id: $id) { refusals { code } affiliate { state } } }',
    { id },
  );
  expect(reopened.data.reopenAffiliate.affiliate.state).toBe('current');
  const CORRECT =
    'mutation C($input: CorrectAffiliateInput!) { correctAffiliate(input: $input) { refusals { code } affiliate { name kind city } } }';
  const corrected = await front.as('coordinator', CORRECT, {
    input: {
      id,
      number: 'A-9',
      name: 'Newer House',
      kind: 'branch',
      city: 'Durrës',
      country: 'AL',
      since: '2024-01-01',
    },
  });
  expect(corrected.data.correctAffiliate.affiliate).toEqual({
    name: 'Newer House',
    kind: 'branch',
    city: 'Durrës',
  });
});

test('nobody else writes into a council’s register', async () => {
  for (const person of [
    'secretaryBruma',
    'coordinatorWest',
    'treasurer',
    'auditor',
    'finance',
    'none',
    null,
  ]) {
    const answer = await front.as(person, ADD, { input: { memberId: 11, number: 'X', name: 'X' } });
    expect(answer.errors?.[0]?.extensions.code, String(person)).toBe('FORBIDDEN');
    const end = await front.as(
      person,
      `mutation { endAffiliate(input: { id: "${AFFILIATES[0].id}" }) { refusals { code } } }`,
    );
    expect(['FORBIDDEN', 'NOT_FOUND'], String(person)).toContain(end.errors?.[0]?.extensions.code);
  }
});
