import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../test/client.ts';

let front: Front;
let owner: postgres.Sql;
let today: string;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const [clock] = await owner<{ today: string }[]>`select current_date::text as today`;
  today = String(clock?.today);
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

// biome-ignore lint/suspicious/noExplicitAny: a test looks at what it asked for
async function act(person: string, name: string, input: object, fields: string): Promise<any> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation M($input: ${type}!) { ${name}(input: $input) { refusals { code field value } ${fields} } }`;
  const { data, errors } = await front.as(person, document, { input });
  expect([name, errors]).toEqual([name, undefined]);
  return data[name];
}

const SEEN = `status light name { value } on since until reason { value } consequences { value } excepted exceptedBy version
  knownSince knownUntil pendingSince attributes
  reasons { facts why remedies { remedies { kind years amounts { currency amount } documents count } } }
  next { status since reasons { remedies { remedies { kind years amounts { currency amount } } } } }`;

async function standing(
  member: number,
  {
    person = 'secretariat',
    asOf,
    asKnownOn,
  }: { person?: string | null; asOf?: string; asKnownOn?: string } = {},
) {
  const { data, errors } = await front.as(
    person,
    `query S($id: Int!, $asOf: Date, $known: DateTime) { member(id: $id, asOf: $asOf) { standing(asKnownOn: $known) { ${SEEN} } } }`,
    { id: member, asOf, known: asKnownOn },
  );
  expect(errors).toBeUndefined();
  return data.member.standing;
}

async function issue(member: number, year: number) {
  const choice = { placeId: 1, year, memberIds: [member] };
  const dry = await act('finance', 'previewDues', choice, 'count total');
  const issued = await act(
    'finance',
    'issueDues',
    {
      ...choice,
      expectedCount: dry.count,
      expectedTotal: dry.total,
      idempotencyKey: `issue-${member}-${year}`,
    },
    'run { id }',
  );
  expect(issued.refusals).toEqual([]);
}

async function pay(member: number, amount: string, key: string, receivedOn = today) {
  const paid = await act(
    'finance',
    'recordPayment',
    {
      memberId: member,
      amount,
      currency: 'USD',
      receivedOn,
      method: 'bank_transfer',
      bankReference: key,
      idempotencyKey: `payment-${key}`,
    },
    'payment { id }',
  );
  expect(paid.refusals).toEqual([]);
  return paid.payment.id as string;
}

const dayAfter = (day: string, days = 1) =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

test('dues left unpaid will take good standing away; paying the oldest gives it back', async () => {
  expect(await standing(15)).toMatchObject({ status: 'good', light: 'good', until: null, next: null });
  await issue(15, 2024);
  await issue(15, 2025);
  const rows = await owner<{ due: string }[]>`
    select due_on::text as due from assessment_balance where member_id = 15 order by due_on`;
  const overdue = dayAfter(String(rows[1]?.due));
  const before = await standing(15);
  expect(before).toMatchObject({
    status: 'good',
    until: overdue,
    next: { status: 'in_arrears', since: overdue },
  });
  const owed = (years: number[], amount: string) => [
    { remedies: [{ kind: 'dues', years, amounts: [{ currency: 'USD', amount }] }] },
  ];
  expect(before.next.reasons.remedies).toEqual(owed([2024, 2025], '290000'));
  const bad = await standing(15, { asOf: overdue });
  expect(bad).toMatchObject({
    status: 'in_arrears',
    light: 'bad',
    since: overdue,
    attributes: { may_vote: false },
    consequences: [{ value: 'has no votes' }, { value: 'names nobody to a body of the network' }],
    reasons: { facts: { years_unpaid: { value: 2, source: 'dues_ledger' } }, why: { no: '4.1', version: 3 } },
  });
  const first = await pay(15, '1450', 'first');
  expect(await standing(15, { asOf: overdue })).toMatchObject({ status: 'reminded', light: 'warn' });
  const paid = await pay(15, '1450', 'second');
  expect(await standing(15, { asOf: overdue })).toMatchObject({ status: 'good', until: null });
  expect(await standing(15, { asOf: overdue, asKnownOn: bad.knownSince })).toMatchObject({
    status: 'in_arrears',
  });
  const back = await act(
    'finance',
    'reversePayment',
    { paymentId: paid, reason: 'bounced', idempotencyKey: 'reverse-1' },
    'payment { id }',
  );
  expect(back.refusals).toEqual([]);
  expect(await standing(15, { asOf: overdue })).toMatchObject({ status: 'reminded' });
  expect(first).not.toBe(paid);
});
