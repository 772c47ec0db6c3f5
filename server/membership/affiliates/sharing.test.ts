import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';
import { AFFILIATES, WITHHELD } from '../world.ts';

let front: Front;
let bare: Front;
beforeAll(async () => {
  front = await openFront();
  bare = await openFront({ guards: false });
});
afterAll(async () => {
  await front.close();
  await bare.close();
});

const SHARE =
  'mutation S($input: ShareAffiliatesInput!) { shareAffiliates(input: $input) { refusals { code field value } sharing { level place { id } by { name } reason counts } } }';
const share = async (person: string, input: object, of = front) => {
  const answer = await of.as(person, SHARE, { input });
  return answer.errors ? { fault: answer.errors[0]?.extensions.code } : answer.data.shareAffiliates;
};
const SEEN =
  '{ region(code: "EAST") { affiliates(first: 50) { total rows { number persons } } affiliateCounts { rows { member { id } affiliates sharedWithRegion sharedWithNetwork } } } }';
const alba = (rows: { number: string }[]) => rows.filter(({ number }) => number.startsWith('A-'));

test('a council shares as much as it decides: region and network see the number always, the rest by its leave', async () => {
  for (const of of [front, bare]) {
    const seen = async () => (await of.as('coordinator', SEEN)).data.region;
    expect(alba((await seen()).affiliates.rows)).toEqual([
      { number: 'A-2', persons: null },
      { number: 'A-1', persons: 40 },
    ]);
    expect(await share('secretary', { memberId: 11, placeId: 2, level: 'list' }, of)).toMatchObject({
      refusals: [],
      sharing: { level: 'list', place: { id: 2 }, counts: true },
    });
    expect(alba((await seen()).affiliates.rows)).toEqual([
      { number: 'A-2', persons: null },
      { number: 'A-1', persons: null },
    ]);
    await share('secretary', { memberId: 11, placeId: 2, level: 'counts', reason: 'New statutes' }, of);
    const after = await seen();
    expect(alba(after.affiliates.rows)).toEqual([]);
    expect(after.affiliateCounts.rows).toContainEqual({
      member: { id: 11 },
      affiliates: 2,
      sharedWithRegion: 'counts',
      sharedWithNetwork: 'keep',
    });
    const network = await of.as('auditor', '{ network { affiliates(first: 50) { rows { number } } } }');
    expect(alba(network.data.network.affiliates.rows)).toHaveLength(2);
    const own = await of.as('secretary', '{ member(id: 11) { affiliates { total rows { persons } } } }');
    expect(own.data.member.affiliates.rows).toEqual([{ persons: null }, { persons: 40 }]);
  }
});

test('whoever is not let keep the register changes nothing in it', async () => {
  await share('secretary', { memberId: 11, placeId: 2, level: 'sizes' });
  const add = `mutation { addAffiliate(input: { memberId: 11, number: "Z", name: "Z" }) { refusals { code } } }`;
  expect((await front.as('coordinator', add)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  const end = `mutation { endAffiliate(input: { id: "${AFFILIATES[0].id}" }) { refusals { code } } }`;
  expect((await front.as('coordinator', end)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  const acts = await front.as(
    'coordinator',
    `{ affiliate(id: "${AFFILIATES[0].id}") { acts { name reason } } }`,
  );
  expect(acts.data.affiliate.acts).toContainEqual({ name: 'end', reason: 'sharing_needed' });
  await share('secretary', { memberId: 11, placeId: 2, level: 'keep' });
  expect((await front.as('coordinator', add)).data.addAffiliate.refusals).toEqual([]);
});

test('only the council decides, for its own region and the network; every decision stays, dated, with its author', async () => {
  for (const person of ['coordinator', 'secretariat', 'treasurer', 'secretaryBruma', 'auditor'])
    expect(await share(person, { memberId: 11, placeId: 2, level: 'list' }), person).toEqual({
      fault: 'FORBIDDEN',
    });
  expect((await share('secretary', { memberId: 11, placeId: 3, level: 'list' })).refusals).toEqual([
    { code: 'sharing_place', field: 'placeId', value: '3' },
  ]);
  expect((await share('secretary', { memberId: 11, placeId: 2, level: 'keep' })).refusals).toEqual([
    { code: 'nothing_changed', field: 'level', value: 'keep' },
  ]);
  const told = await front.as(
    'coordinator',
    '{ member(id: 11) { affiliateSharing { level reason counts } } }',
  );
  const east = told.data.member.affiliateSharing;
  expect(east[0]).toEqual({ level: 'keep', reason: null, counts: true });
  expect(east).toContainEqual({ level: 'counts', reason: 'New statutes', counts: false });
  const west = await front.as('coordinatorWest', '{ member(id: 11) { affiliateSharing { level } } }');
  expect(west.data.member.affiliateSharing).toEqual([]);
});

test('what was shared with a region is not shared with the next one', async () => {
  const owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  await owner`update member_region set during = daterange(lower(during), current_date) where member_id = 14`;
  await owner`insert into member_region (member_id, region_id, during) values (14, 2, daterange(current_date, null))`;
  await owner.end();
  const seen = async (person: string) =>
    (await front.as(person, '{ member(id: 14) { affiliateCount affiliates { total } } }')).data.member;
  expect(await seen('coordinator')).toEqual({ affiliateCount: 2, affiliates: { total: 0 } });
  expect(await seen('coordinatorWest')).toEqual({ affiliateCount: null, affiliates: { total: 0 } });
  expect(await seen('secretariat')).toEqual({ affiliateCount: 2, affiliates: { total: 1 } });
});

test('an affiliate is withheld and shown again; the register that another keeps takes no number twice', async () => {
  const step = async (act: string, person = 'secretaryBruma') =>
    (
      await front.as(
        person,
        `mutation { ${act}(input: { id: "${AFFILIATES[3].id}", reason: "Asked for it" }) { refusals { code } affiliate { withheld withholdings { withheld reason by { name } } } } }`,
      )
    ).data?.[act];
  const hits = async () =>
    (await front.as('coordinator', '{ region(code: "EAST") { affiliates(search: "hands") { total } } }')).data
      .region.affiliates.total;
  expect(await hits()).toBe(1);
  expect((await step('withholdAffiliate')).affiliate).toMatchObject({
    withheld: true,
    withholdings: [{ withheld: true, reason: 'Asked for it' }],
  });
  expect(await hits()).toBe(0);
  expect((await step('withholdAffiliate')).refusals).toEqual([{ code: 'affiliate_withheld' }]);
  const again = await front.as(
    'coordinator',
    'mutation { addAffiliate(input: { memberId: 12, number: "B-1", name: "Other" }) { refusals { code value } } }',
  );
  expect(again.data.addAffiliate.refusals).toEqual([{ code: 'number_taken', value: 'B-1' }]);
  expect((await step('showAffiliate')).affiliate.withholdings).toHaveLength(2);
  expect(await hits()).toBe(1);
  const far = await front.as('secretariat', `{ affiliate(id: "${WITHHELD}") { name } }`);
  expect(far.data.affiliate).toBeNull();
});

test('sizes are dated: each day has its own, and the later word for one day counts', async () => {
  const record = async (persons: number, day: string | null) =>
    (
      await front.as(
        'secretary',
        'mutation R($input: RecordAffiliateSizeInput!) { recordAffiliateSize(input: $input) { refusals { code field } } }',
        { input: { id: AFFILIATES[1].id, persons, day } },
      )
    ).data.recordAffiliateSize.refusals;
  const counted = async (asOf: string) =>
    (
      await front.as(
        'secretary',
        `{ member(id: 11, asOf: "${asOf}") { affiliatePersons { counted unknown } } }`,
      )
    ).data.member.affiliatePersons;
  expect(await counted('2022-01-01')).toEqual({ counted: 40, unknown: 1 });
  expect(await record(7, '2021-12-31')).toEqual([]);
  expect(await counted('2022-01-01')).toEqual({ counted: 47, unknown: 0 });
  expect(await record(9, '2021-12-31')).toEqual([]);
  expect(await record(100, null)).toEqual([]);
  expect(await counted('2022-01-01')).toEqual({ counted: 49, unknown: 0 });
  expect(await record(-1, '2999-01-01')).toEqual([
    { code: 'persons_invalid', field: 'persons' },
    { code: 'date_in_future', field: 'day' },
  ]);
});
