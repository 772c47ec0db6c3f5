import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';
import { AFFILIATES, CATEGORIES } from '../world.ts';

let front: Front;
beforeAll(async () => {
  front = await openFront();
});
afterAll(() => front.close());

const act = async (name: string, input: string, answer: string, person = 'treasurer') => {
  const given = await front.as(
    person,
    `mutation { ${name}(${input}) { refusals { code field value } ${answer} } }`,
  );
  return given.errors ? { fault: given.errors[0]?.extensions.code } : given.data[name];
};
const [first, second] = AFFILIATES;
const FULL = CATEGORIES[0].id;

test('a council has categories of its own, which nobody beyond it sees', async () => {
  const added = await act(
    'addAffiliateCategory',
    'input: { memberId: 11, name: " Associate " }',
    'category { id name }',
  );
  expect(added).toMatchObject({ refusals: [], category: { name: 'Associate' } });
  const again = await act(
    'addAffiliateCategory',
    'input: { memberId: 11, name: "ASSOCIATE" }',
    'category { id }',
  );
  expect(again.refusals).toEqual([{ code: 'name_taken', field: 'name', value: 'ASSOCIATE' }]);
  const seen = async (person: string) =>
    (await front.as(person, '{ member(id: 11) { affiliateCategories { name affiliates } } }')).data.member
      .affiliateCategories;
  expect(await seen('secretary')).toEqual([
    { name: 'Full', affiliates: 1 },
    { name: 'Associate', affiliates: 0 },
  ]);
  for (const person of ['coordinator', 'secretariat', 'finance', 'auditor', 'secretaryBruma', 'delegate'])
    expect(await seen(person), person).toEqual([]);
});

test('an affiliate moves between categories by dates; what it was in stays', async () => {
  const [, associate] = (await front.as('secretary', '{ member(id: 11) { affiliateCategories { id } } }'))
    .data.member.affiliateCategories;
  const place = (category: string | null, from: string) =>
    act(
      'placeAffiliate',
      `input: { id: "${first.id}", ${category ? `categoryId: "${category}",` : ''} from: "${from}" }`,
      'affiliate { category { name } placings { since until category { name } } }',
    );
  expect((await place(associate.id, '2019-01-01')).refusals).toEqual([
    { code: 'placed_later', field: 'from', value: '2020-01-01' },
  ]);
  expect((await place(associate.id, '2024-01-01')).affiliate).toEqual({
    category: { name: 'Associate' },
    placings: [
      { since: '2024-01-01', until: null, category: { name: 'Associate' } },
      { since: '2020-01-01', until: '2024-01-01', category: { name: 'Full' } },
    ],
  });
  expect((await place(CATEGORIES[1].id, '2024-02-01')).refusals).toMatchObject([
    { code: 'category_unknown' },
  ]);
  expect((await place(null, '2025-01-01')).affiliate.category).toBeNull();
});

test('all that have none are put into a category at once; a category that holds somebody is not closed', async () => {
  const placed = await act(
    'placeAffiliates',
    `input: { categoryId: "${FULL}", from: "2025-06-01" }`,
    'placed category { affiliates }',
  );
  expect(placed).toMatchObject({ refusals: [], placed: 2, category: { affiliates: 2 } });
  expect(
    (await act('placeAffiliates', `input: { categoryId: "${FULL}", from: "2025-06-01" }`, 'placed')).refusals,
  ).toMatchObject([{ code: 'nobody_to_place' }]);
  expect((await act('closeAffiliateCategory', `id: "${FULL}"`, 'category { id }')).refusals).toEqual([
    { code: 'category_held', field: 'id', value: '2' },
  ]);
  expect(await act('placeAffiliates', `input: { categoryId: "${FULL}" }`, 'placed', 'coordinator')).toEqual({
    fault: 'NOT_FOUND',
  });
  expect(second.member).toBe(11);
});
