import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';

let front: Front;
let owner: postgres.Sql;
let today: string;
let assessment: string;

beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const [clock] = await owner<{ today: string }[]>`select current_date::text as today`;
  today = String(clock?.today);
  await front.as(
    'finance',
    'mutation { assessRegion(input: { placeId: 2, year: 2023, idempotencyKey: "parts-run" }) { refusals { code } } }',
  );
  const [found] = await owner<{ id: string }[]>`select id from assessment where member_id = 11`;
  assessment = String(found?.id);
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

const after = (days: number) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
const FIELDS = {
  previewRelief: 'instalments { number dueOn amount } expiresOn',
  askRelief: 'relief { id asked { instalments firstOn parts } }',
  grantRelief:
    'relief { state expiresOn plan { state debt nextOn nextAmount instalments { dueOn amount paid } } }',
};
async function act(person: string, name: keyof typeof FIELDS, input: object) {
  const { data, errors } = await front.as(
    person,
    `mutation M($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { refusals { code field value } ${FIELDS[name]} } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return data[name];
}
const part = (days: number, amount: string) => ({ dueOn: after(days), amount });
const preview = (...parts: object[]) =>
  act('treasurer', 'previewRelief', {
    memberId: 11,
    kind: 'plan',
    assessmentIds: [assessment],
    terms: { parts },
  });

test('instalments of one’s own add up to what is open, one after the other; a fault is named at its row', async () => {
  const refusal = async (...parts: object[]) => (await preview(...parts)).refusals[0];
  // Alba owes 1,200 dollars for 2023.
  expect(await refusal(part(10, '500.00'), part(40, '600.00'))).toEqual({
    code: 'relief_parts_sum',
    field: 'parts',
    value: '1100.00 / 1200.00 USD',
  });
  expect(await refusal(part(40, '500.00'), part(40, '700.00'))).toMatchObject({
    code: 'relief_parts_order',
    field: 'parts.1.dueOn',
  });
  expect(await refusal(part(-1, '500.00'), part(40, '700.00'))).toMatchObject({
    code: 'past_date',
    field: 'parts.0.dueOn',
  });
  expect(await refusal(part(10, '0'), part(40, '1200.00'))).toMatchObject({
    code: 'amount_not_positive',
    field: 'parts.0.amount',
  });
  expect(await refusal(part(10, '12.345'), part(40, '700.00'))).toMatchObject({ field: 'parts.0.amount' });
  // A plan lasts two years at most by the demonstration's rulebook.
  expect(await refusal(part(10, '500.00'), part(900, '700.00'))).toMatchObject({
    code: 'relief_beyond_limits',
  });
});

test('a plan of free days and amounts is granted as asked, and what is paid keeps it', async () => {
  const parts = [part(10, '100.00'), part(50, '1000.00'), part(300, '100.00')];
  const shown = await preview(...parts);
  expect(shown.instalments).toEqual([
    { number: 1, dueOn: after(10), amount: '10000' },
    { number: 2, dueOn: after(50), amount: '100000' },
    { number: 3, dueOn: after(300), amount: '10000' },
  ]);
  const asked = await act('treasurer', 'askRelief', {
    memberId: 11,
    kind: 'plan',
    assessmentIds: [assessment],
    terms: { parts },
    reason: 'Grants come when they come',
    idempotencyKey: 'parts-ask',
  });
  expect(asked.relief.asked).toEqual({
    instalments: 3,
    firstOn: after(10),
    parts: [
      { dueOn: after(10), amount: '10000' },
      { dueOn: after(50), amount: '100000' },
      { dueOn: after(300), amount: '10000' },
    ],
  });
  const granted = await act('secretariat', 'grantRelief', {
    reliefId: asked.relief.id,
    body: 'executive_committee',
    decidedOn: today,
    resolution: 'EC-9',
    idempotencyKey: 'parts-grant',
  });
  expect(granted.refusals).toEqual([]);
  expect(granted.relief).toMatchObject({
    state: 'granted',
    plan: { state: 'kept', debt: '120000', nextOn: after(10), nextAmount: '10000' },
  });
  await front.as(
    'finance',
    `mutation { recordPayment(input: { memberId: 11, amount: "150.00", currency: "USD", receivedOn: "${today}", method: cash, idempotencyKey: "parts-pay" }) { refusals { code } } }`,
  );
  const planOn = async (day: string) =>
    (
      await front.as(
        'treasurer',
        `{ relief(id: "${asked.relief.id}", asOf: "${day}") { plan { state behind nextOn nextAmount } } }`,
      )
    ).data.relief.plan;
  expect(await planOn(today)).toEqual({
    state: 'kept',
    behind: '0',
    nextOn: after(50),
    nextAmount: '95000',
  });
  expect(await planOn(after(51))).toMatchObject({ state: 'behind', behind: '95000' });
  expect(await planOn(after(90))).toMatchObject({ state: 'broken' });
});
