import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../test/client.ts';

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

const PREVIEW = `mutation P($input: PreviewDuesInput!) { previewDues(input: $input) { refusals { code field } version currency total
  lines { memberId amount dueOn article facts warnings why before } leftOut { memberId code fact article } regions { regionId count total } } }`;
const ASSESS = `mutation A($input: AssessRegionInput!) { assessRegion(input: $input) { refusals { code field value } run { id year count total currency version region { code } } } }`;
const PAY = `mutation R($input: RecordPaymentInput!) { recordPayment(input: $input) { refusals { code field value }
  payment { id receipt amount currency toCredit allocations { amount assessment { year outstanding } } member { duesState balances { outstanding credit } } } } }`;
const REVERSE = `mutation V($input: ReversePaymentInput!) { reversePayment(input: $input) { refusals { code field }
  payment { reversal { on reason } member { duesState balances { outstanding credit } } } } }`;

let keys = 0;
const key = () => `key-${++keys}-${process.pid}`;
const pay = async (input: Record<string, unknown>, person = 'finance') =>
  await front.as(person, PAY, {
    input: {
      memberId: 11,
      amount: '100',
      currency: 'USD',
      receivedOn: '2024-05-01',
      method: 'bank_transfer',
      idempotencyKey: key(),
      ...input,
    },
  });
const differences = () => owner`select * from app.ledger_differences()`;

test('a preview says what everybody would owe and why, and who is left out, and writes nothing', async () => {
  const { data, errors } = await front.as('secretariat', PREVIEW, { input: { placeId: 1, year: 2024 } });
  expect(errors).toBeUndefined();
  const { previewDues } = data;
  expect(previewDues.version).toBe(2);
  expect(
    previewDues.lines.map((line: { memberId: number; amount: string }) => [line.memberId, line.amount]),
  ).toEqual([
    [11, '145000'],
    [12, '145000'],
    [13, '72500'],
    [14, '360000'],
    [15, '145000'],
    [16, '360000'],
  ]);
  expect(previewDues.total).toBe('1227500');
  expect(previewDues.leftOut).toEqual([
    { memberId: 17, code: 'fact_missing', fact: 'income_group', article: '3.1' },
  ]);
  expect(previewDues.lines[0].dueOn).toBe('2024-03-31');
  expect(previewDues.lines[0].facts).toEqual([
    { name: 'category', value: 'A', asOf: '2024-01-01', source: 'register' },
    { name: 'income_group', value: 'UM', asOf: '2015-07-01', source: 'World Bank (test)' },
  ]);
  expect(previewDues.regions).toEqual([
    { regionId: 2, count: 3, total: '362500' },
    { regionId: 3, count: 2, total: '505000' },
    { regionId: 4, count: 1, total: '360000' },
  ]);
  expect(await owner`select 1 from assessment`).toHaveLength(0);
});

test('a region is assessed in one run; again issues nothing twice; a member that joins later is assessed later', async () => {
  const input = { placeId: 2, year: 2024, idempotencyKey: key() };
  const first = await front.as('coordinator', ASSESS, { input });
  expect(first.errors).toBeUndefined();
  expect(first.data.assessRegion.run).toMatchObject({
    year: 2024,
    count: 3,
    total: '362500',
    currency: 'USD',
    version: 2,
    region: { code: 'EAST' },
  });
  const again = await front.as('coordinator', ASSESS, { input });
  expect(again.data.assessRegion.run.id).toBe(first.data.assessRegion.run.id);
  const other = await front.as('coordinator', ASSESS, { input: { ...input, idempotencyKey: key() } });
  expect(other.data.assessRegion.refusals).toEqual([
    { code: 'nothing_to_assess', field: 'year', value: '2024' },
  ]);
  await owner`insert into place (id, kind) values (18, 'council')`;
  await owner`insert into organisation (name, country, source) values ('Hova Council', 'BA', 'test')`;
  await owner`insert into member (place_id, organisation_id) select 18, id from organisation where name = 'Hova Council'`;
  await owner`insert into membership (member_id, category, during) values (18, 'A', daterange('2024-05-10', null))`;
  await owner`insert into member_region (member_id, region_id, during) values (18, 2, daterange('2024-05-10', null))`;
  const late = await front.as('coordinator', ASSESS, { input: { ...input, idempotencyKey: key() } });
  expect(late.data.assessRegion.run).toMatchObject({ count: 1, total: '84583' });
  expect(await differences()).toEqual([]);
});

test('parallel runs issue each assessment once', async () => {
  const runs = await Promise.all(
    ['secretariat', 'finance', 'coordinatorWest'].map((person) =>
      front.as(person, ASSESS, { input: { placeId: 3, year: 2023, idempotencyKey: key() } }),
    ),
  );
  expect(runs.filter(({ data }) => data.assessRegion.run)).toHaveLength(1);
  expect(await owner`select member_id from assessment where year = 2023`).toHaveLength(2);
});

test('the assessment is frozen with its version, facts and trace, and the ledger refuses change', async () => {
  const { data } = await front.as(
    'treasurer',
    '{ member(id: 11) { duesState balances { currency outstanding credit } assessments { year amount outstanding version article facts why warnings run { year } } statement(descending: false) { rows { kind change balance entries { account amount } } } } }',
  );
  expect(data.member.duesState).toBe('owing');
  expect(data.member.balances).toEqual([{ currency: 'USD', outstanding: '145000', credit: '0' }]);
  expect(data.member.assessments).toMatchObject([
    { year: 2024, amount: '145000', outstanding: '145000', version: 2, article: '3.1' },
  ]);
  expect(data.member.assessments[0].why).toMatchObject({
    no: '3.1',
    version: 2,
    value: '1450',
    adoptedBy: { resolution: 'D-2023-04' },
  });
  expect(data.member.statement.rows).toMatchObject([
    {
      kind: 'assessment',
      change: '145000',
      balance: '145000',
      entries: [
        { account: 'receivable', amount: '145000' },
        { account: 'income', amount: '-145000' },
      ],
    },
  ]);
  for (const table of [
    'assessment',
    'calculation',
    'ledger_entry',
    'ledger_transaction',
    'rulebook_version',
    'payment',
  ]) {
    await expect(owner.unsafe(`delete from ${table}`)).rejects.toMatchObject({ code: 'NF001' });
  }
  await expect(owner`update ledger_entry set amount = amount + 1`).rejects.toMatchObject({ code: 'NF001' });
});

test('a payment settles the oldest dues first, the rest is credit, and the region has its share', async () => {
  await front.as('finance', ASSESS, { input: { placeId: 2, year: 2025, idempotencyKey: key() } });
  const part = await pay({ memberId: 12, amount: '1000.50', bankReference: 'B-1', receivedOn: '2026-02-01' });
  expect(part.errors).toBeUndefined();
  expect(part.data.recordPayment.refusals).toEqual([]);
  const [today] = await owner`select current_date::text as day`;
  const rest = await pay({
    memberId: 12,
    amount: '2000',
    bankReference: 'B-2',
    receivedOn: String(today?.['day']),
  });
  expect(rest.data.recordPayment.payment).toMatchObject({
    amount: '200000',
    toCredit: '10050',
    allocations: [
      { amount: '44950', assessment: { year: 2024, outstanding: '0' } },
      { amount: '145000', assessment: { year: 2025, outstanding: '0' } },
    ],
    member: { duesState: 'paid', balances: [{ outstanding: '0', credit: '10050' }] },
  });
  const [share] =
    await owner`select balance::text from member_balance where member_id = 12 and account = 'region_share'`;
  expect(share?.['balance']).toBe('-58000');
  const next = await front.as('finance', ASSESS, {
    input: { placeId: 2, year: 2026, idempotencyKey: key() },
  });
  expect(next.errors).toBeUndefined();
  const used = await front.as(
    'finance',
    '{ member(id: 12) { duesState balances { outstanding credit } statement(descending: false) { rows { kind balance } } } }',
  );
  expect(used.data.member.duesState).toBe('partly');
  expect(used.data.member.balances).toEqual([{ outstanding: '134950', credit: '0' }]);
  expect(await differences()).toEqual([]);
});

test('receipts are numbered without gaps, refused payments included', async () => {
  await pay({ memberId: 14, bankReference: 'SAME' });
  await pay({ memberId: 14, bankReference: 'SAME' });
  await pay({ memberId: 14, bankReference: 'OTHER' });
  const numbers = (await owner`select receipt from payment order by receipt`).map((row) =>
    Number(String(row['receipt']).slice(5)),
  );
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

test('a reversal opens what is no longer covered, keeps the receipt and frees the bank reference', async () => {
  const made = await pay({ memberId: 13, amount: '725', bankReference: 'R-1', receivedOn: '2026-03-01' });
  const input = {
    paymentId: made.data.recordPayment.payment.id,
    reason: 'The transfer was returned',
    idempotencyKey: key(),
  };
  const reversed = await front.as('finance', REVERSE, { input });
  expect(reversed.errors).toBeUndefined();
  expect(reversed.data.reversePayment.payment).toMatchObject({
    reversal: { reason: 'The transfer was returned' },
    member: { balances: [{ outstanding: '217500', credit: '0' }] },
  });
  const twice = await front.as('finance', REVERSE, { input: { ...input, idempotencyKey: key() } });
  expect(twice.data.reversePayment.refusals).toEqual([{ code: 'already_reversed', field: 'paymentId' }]);
  const none = await front.as('finance', REVERSE, {
    input: { ...input, reason: '  ', idempotencyKey: key() },
  });
  expect(none.data.reversePayment.refusals[0]).toMatchObject({ code: 'required', field: 'reason' });
  expect(
    (await pay({ memberId: 13, amount: '725', bankReference: 'R-1' })).data.recordPayment.refusals,
  ).toEqual([]);
  expect(await differences()).toEqual([]);
});

test('refusals stand at their field, and nothing is booked', async () => {
  const count = async () => Number((await owner`select count(*) as n from ledger_transaction`)[0]?.['n']);
  const before = await count();
  const cases = [
    [{ amount: '1.234' }, 'amount_decimals', 'amount'],
    [{ amount: '-5' }, 'amount_not_positive', 'amount'],
    [{ amount: '0.00' }, 'amount_not_positive', 'amount'],
    [{ amount: '1e3' }, 'amount_invalid', 'amount'],
    [{ amount: 'ten' }, 'amount_invalid', 'amount'],
    [{ amount: '99999999999999' }, 'amount_too_large', 'amount'],
    [{ currency: 'JPY' }, 'currency_not_accepted', 'currency'],
    [{ currency: 'EUR' }, 'rate_missing', 'currency'],
    [{ receivedOn: '2999-01-01' }, 'future_date', 'receivedOn'],
    [{ receivedOn: '2026-02-30' }, 'date_invalid', 'receivedOn'],
    [{ receivedOn: '31.12.2026' }, 'date_invalid', 'receivedOn'],
    [{ memberId: 999 }, 'not_found', 'memberId'],
    [{ memberId: 2 }, 'not_found', 'memberId'],
  ] as const;
  for (const [input, code, field] of cases) {
    const answer = await pay(input);
    expect(answer.data?.recordPayment?.refusals?.[0], JSON.stringify([input, answer.errors])).toMatchObject({
      code,
      field,
    });
  }
  expect(await count()).toBe(before);
});

test('a missing fact is determined with a reason, and the run says so', async () => {
  const determine = (input: Record<string, unknown>) =>
    front.as(
      'secretariat',
      'mutation D($input: DetermineFactInput!) { determineFact(input: $input) { refusals { code field } member { id } } }',
      {
        input: { memberId: 17, year: 2024, fact: 'income_group', value: 'H', reason: 'By analogy', ...input },
      },
    );
  expect((await determine({ value: 'X' })).data.determineFact.refusals).toEqual([
    { code: 'fact_value', field: 'value' },
  ]);
  expect((await determine({ fact: 'year' })).data.determineFact.refusals).toEqual([
    { code: 'fact_not_determined', field: 'fact' },
  ]);
  expect((await determine({ fact: 'nonsense' })).data.determineFact.refusals).toEqual([
    { code: 'fact_unknown', field: 'fact' },
  ]);
  expect((await determine({})).data.determineFact).toEqual({ refusals: [], member: { id: 17 } });
  const { data } = await front.as('finance', PREVIEW, { input: { placeId: 4, year: 2024 } });
  const gaia = data.previewDues.lines.find((line: { memberId: number }) => line.memberId === 17);
  expect(gaia).toMatchObject({
    amount: '240000',
    warnings: [{ code: 'fact_set', fact: 'income_group', detail: 'H' }],
  });
});

test('years without a rulebook, or too far ahead, are refused', async () => {
  const codes = [];
  for (const year of [2014, 2999, -5]) {
    const { data } = await front.as('finance', PREVIEW, { input: { placeId: 1, year } });
    codes.push(data.previewDues.refusals[0].code);
  }
  expect(codes).toEqual(['no_rulebook', 'year_too_far', 'no_rulebook']);
});

test('the year to come can be assessed from October on, for those who are members on its first day', async () => {
  const [clock] =
    await owner`select extract(year from current_date)::int as year, extract(month from current_date)::int as month`;
  const year = Number(clock?.['year']) + 1;
  const { data, errors } = await front.as('finance', PREVIEW, { input: { placeId: 3, year } });
  expect(errors).toBeUndefined();
  if (Number(clock?.['month']) < 10) expect(data.previewDues.refusals[0].code).toBe('year_too_far');
  else expect(data.previewDues.lines.map((line: { memberId: number }) => line.memberId)).toEqual([14, 15]);
});

test('totals, accounts and states answer for a date', async () => {
  const { data, errors } = await front.as(
    'coordinator',
    `{ region(code: "EAST") { duesByYear { year currency assessed paid outstanding members paidUp }
      duesAccounts(sort: OUTSTANDING, descending: true, first: 2) { total next rows { member { id } state assessed paid outstanding currency } } }
    before: region(code: "EAST", asOf: "2023-12-31") { duesByYear { year } duesAccounts { rows { state outstanding } } } }`,
  );
  expect(errors).toBeUndefined();
  const [row] =
    await owner`select sum(amount)::text as assessed, sum(outstanding)::text as outstanding from assessment_balance where region_id = 2 and year = 2024`;
  expect(data.region.duesByYear.find((one: { year: number }) => one.year === 2024)).toMatchObject({
    assessed: row?.['assessed'],
    outstanding: row?.['outstanding'],
    members: 4,
  });
  expect(data.region.duesAccounts.total).toBe(4);
  const amounts = data.region.duesAccounts.rows.map((one: { outstanding: string }) =>
    Number(one.outstanding),
  );
  expect(amounts).toEqual(amounts.toSorted((a: number, b: number) => b - a));
  expect(data.before.duesByYear).toEqual([]);
  expect(data.before.duesAccounts.rows.every((one: { state: string }) => one.state === 'none')).toBe(true);
});

test('a date is answered by what was booked up to it', async () => {
  const { data } = await front.as(
    'finance',
    '{ network { duesByYear { year assessed paid outstanding } } member(id: 12) { statement { rows { bookedOn balance } } } }',
  );
  const line = data.member.statement.rows[0];
  expect(line.balance).toBe('134950');
  for (const year of data.network.duesByYear)
    expect(BigInt(year.assessed)).toBe(BigInt(year.paid) + BigInt(year.outstanding));
});

test('dues of a member that moved stay with the region they were assessed in, and each year is asked once', async () => {
  await owner`update member_region set during = daterange(lower(during), '2022-07-01') where member_id = 12`;
  await owner`insert into member_region (member_id, region_id, during) values (12, 3, daterange('2022-07-01', null))`;
  const run = async (placeId: number, year: number) =>
    (await front.as('finance', ASSESS, { input: { placeId, year, idempotencyKey: key() } })).data
      .assessRegion;
  expect((await run(3, 2023)).run.count).toBe(1);
  expect((await run(2, 2022)).run.count).toBe(3);
  expect((await run(3, 2022)).run.count).toBe(2);
  const document = '{ member(id: 12) { duesState assessments { year region { code } } } }';
  const before = (await front.as('coordinator', document)).data.member;
  const after = (await front.as('coordinatorWest', document)).data.member;
  expect(before.duesState).toBeNull();
  const years = (member: typeof before, code: string) =>
    member.assessments
      .filter((one: { region: { code: string } }) => one.region.code === code)
      .map((one: { year: number }) => one.year);
  expect(before.assessments.length).toBe(years(before, 'EAST').length);
  expect(years(before, 'EAST')).toEqual([2026, 2025, 2024, 2022]);
  expect(years(after, 'WEST')).toEqual([2023]);
  expect(years(after, 'EAST')).toEqual(years(before, 'EAST'));
  expect(await differences()).toEqual([]);
});

test('a past date is answered as the ledger had it then', async () => {
  const document = `query At($asOf: Date) { member(id: 12, asOf: $asOf) { duesState balances { outstanding credit } assessments { year outstanding } statement { rows { balance } } } }`;
  const { data } = await front.as('finance', document, { asOf: '2026-02-15' });
  // The payment of 1 February 2026 had come in, and the dues issued today had not been asked for yet.
  expect(data.member).toMatchObject({
    duesState: 'none',
    assessments: [],
    balances: [{ outstanding: '0', credit: '100050' }],
  });
  expect(data.member.statement.rows).toEqual([{ balance: '-100050' }]);
});
