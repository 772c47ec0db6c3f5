import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';

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

let keys = 0;
const key = () => `lifecycle-${++keys}-${process.pid}`;
const run = async (person: string | null, text: string, input: object) => {
  const answer = await front.as(person, text, { input });
  if (answer.errors) return { fault: answer.errors[0]?.extensions.code };
  return Object.values(answer.data)[0] as never;
};
const assess = (year: number) =>
  run(
    'secretariat',
    'mutation A($input: AssessRegionInput!) { assessRegion(input: $input) { refusals { code } } }',
    {
      ...{ placeId: 1, year, idempotencyKey: key() },
    },
  );
const act = (type: string, name: string, more = 'member { id state region { code } category }') =>
  `mutation M($input: ${type}!) { ${name}(input: $input) { refusals { code field value } ${more} } }`;
const PREVIEW = `mutation P($input: PreviewReadmissionInput!) { previewReadmission(input: $input) {
  refusals { code field value } away category region { code } backTotal currency debts { kind year amount currency article why } } }`;
const READMIT = act('ReadmitInput', 'readmitMember');
const open = async () => {
  const [row] = await owner<{ assessed: string; outstanding: string }[]>`
    select sum(amount - reduced)::text as assessed, sum(outstanding)::text as outstanding from assessment_balance`;
  return row;
};
const balanced = async () => expect(await owner`select * from app.ledger_differences()`).toEqual([]);

const LEFT = {
  ...{ memberId: 15, from: '2022-06-01', waived: true, reference: 'Minutes of May', reason: 'no funds' },
};

test('a readmission shows what it asks before it is done: what is open, and half of up to three years', async () => {
  await assess(2022);
  await run('secretariat', act('ResignInput', 'resignMembership'), LEFT);
  const seen = await run('secretariat', PREVIEW, { memberId: 15, from: '2026-02-01' });
  // 2022 was asked and is open; 2023, 2024 and 2025 are asked by half. Élan's country is of the group UM.
  expect(seen).toMatchObject({ refusals: [], away: '2022-06-01', category: 'A', region: { code: 'WEST' } });
  const { debts, backTotal, currency } = seen as unknown as {
    debts: { kind: string; year: number; amount: string; article: string; why: { no: string } | null }[];
    backTotal: string;
    currency: string;
  };
  expect(debts.map(({ kind, year }) => [kind, year])).toEqual([
    ['open', 2022],
    ['back', 2023],
    ['back', 2024],
    ['back', 2025],
  ]);
  const back = debts.filter(({ kind }) => kind === 'back');
  expect(back.map(({ article, why }) => [article, why?.no])).toEqual(back.map(() => ['6.5', '6.5']));
  expect(back.find(({ year }) => year === 2024)?.amount).toBe('72500');
  expect(backTotal).toBe(back.reduce((sum, one) => sum + BigInt(one.amount), 0n).toString());
  expect(currency).toBe('USD');
  const other = {
    memberId: 15,
    from: '2026-02-01',
    reason: 'back',
    expectedTotal: '1',
    idempotencyKey: key(),
  };
  expect(await run('secretariat', READMIT, other)).toMatchObject({ refusals: [{ code: 'preview_changed' }] });
  for (const person of ['coordinatorWest', 'finance', 'secretary'])
    expect(await run(person, READMIT, other)).toEqual({ fault: 'FORBIDDEN' });
  const done = await run('secretariat', READMIT, {
    ...other,
    expectedTotal: backTotal,
    idempotencyKey: key(),
  });
  expect(done).toMatchObject({
    refusals: [],
    member: { state: 'member', region: { code: 'WEST' }, category: 'A' },
  });
  const asked =
    await owner`select year, amount::text, kind, region_id from assessment where member_id = 15 and year > 2022 order by year`;
  expect(asked.map((one) => [one['year'], one['kind'], one['region_id']])).toEqual([
    [2023, 'difference', 3],
    [2024, 'difference', 3],
    [2025, 'difference', 3],
  ]);
  await balanced();
  const steps = await front.as('secretariat', '{ member(id: 15) { steps { id kind undoable } } }');
  expect(steps.data.member.steps[0]).toMatchObject({ kind: 'readmitted', undoable: false });
});

const SUCCEED = act(
  'SucceedInput',
  'succeedMember',
  'predecessor { id state } successor { id state name category region { code } country { iso2 } } affiliates',
);

test('a succession hands over place and affiliates, and transfers what is owed so that the sums stay', async () => {
  await assess(2024);
  const before = await open();
  const [affiliates] = await owner<
    { n: number }[]
  >`select count(*)::int as n from affiliate where member_id = 12 and upper_inf(during)`;
  const seen = await run(
    'secretariat',
    `mutation P($input: PreviewSuccessionInput!) { previewSuccession(input: $input) {
    refusals { code } affiliates category region { code } country { iso2 } debts { year amount } } }`,
    { memberId: 12, from: '2026-03-01' },
  );
  expect(seen).toMatchObject({
    affiliates: affiliates?.n,
    category: 'A',
    region: { code: 'EAST' },
    country: { iso2: 'BA' },
  });
  const input = {
    ...{ memberId: 12, from: '2026-03-01', successorName: 'New Bruma Council', debts: 'transfer' },
    ...{ reason: 'the councils merged', idempotencyKey: key() },
  };
  expect(await run('coordinator', SUCCEED, input)).toEqual({ fault: 'FORBIDDEN' });
  const done = (await run('secretariat', SUCCEED, input)) as unknown as { successor: { id: number } };
  expect(done).toMatchObject({
    refusals: [],
    predecessor: { id: 12, state: 'former' },
    successor: { state: 'member', category: 'A', region: { code: 'EAST' }, country: { iso2: 'BA' } },
    affiliates: affiliates?.n,
  });
  // Sent twice with its key it is done once.
  expect(await run('secretariat', SUCCEED, input)).toMatchObject({ successor: { id: done.successor.id } });
  expect(await open()).toEqual(before);
  const [owed] = await owner`select coalesce(sum(outstanding) filter (where member_id = 12), 0)::text as old,
    sum(outstanding) filter (where member_id = ${done.successor.id})::text as new from assessment_balance`;
  expect(owed).toEqual({
    old: '0',
    new: (seen as unknown as { debts: { amount: string }[] }).debts
      .reduce((sum, one) => sum + BigInt(one.amount), 0n)
      .toString(),
  });
  await balanced();
  // What the predecessor had handed in is read by the successor's office as well, and by nobody else's.
  const [theirs] = await owner<{ id: string }[]>`select id from document where member_id = 12`;
  await owner`insert into office (person_id, kind, place_id, during) select person_id, 'council_secretary', ${done.successor.id}, tstzrange(now(), null)
    from office where kind = 'council_secretary' and place_id = 14`;
  const papers = async (person: string) =>
    (
      await front.as(
        person,
        `{ member(id: ${done.successor.id}) { documents { id } predecessors { documents { id mayChange } } } }`,
      )
    ).data.member;
  expect(await papers('secretaryDorna')).toEqual({
    documents: [],
    predecessors: [{ documents: [{ id: theirs?.id, mayChange: false }] }],
  });
  expect((await papers('secretary')).predecessors).toEqual([{ documents: [] }]);
  const names = await front.as(
    null,
    `{ member(id: 12) { successor { id } } other: member(id: ${done.successor.id}) { predecessors { id } } }`,
  );
  expect(names.data).toEqual({
    member: { successor: { id: done.successor.id } },
    other: { predecessors: [{ id: 12 }] },
  });
});

test('what the predecessor owes is kept where that is chosen; a member of another country cannot take over', async () => {
  const input = {
    memberId: 11,
    from: '2026-03-01',
    successorId: 14,
    debts: 'keep',
    reason: 'x',
    idempotencyKey: key(),
  };
  expect(await run('secretariat', SUCCEED, input)).toMatchObject({ refusals: [{ code: 'other_country' }] });
  const before = await owner`select * from assessment_balance where member_id = 11 order by assessment_id`;
  const done = await run('secretariat', SUCCEED, { ...input, successorId: 13, idempotencyKey: key() });
  expect(done).toMatchObject({ refusals: [], successor: { id: 13, category: 'A' } });
  expect(await owner`select * from assessment_balance where member_id = 11 order by assessment_id`).toEqual(
    before,
  );
});

test('what the predecessor owes is written off where that is chosen: proposed by one, confirmed by another', async () => {
  // The successor of Bruma owes what it took over; it is succeeded in its turn.
  const [owing] = await owner<{ member: number; open: string; debts: number }[]>`
    select b.member_id as member, sum(b.outstanding)::text as open, count(*)::int as debts from assessment_balance b
    join membership ms on ms.member_id = b.member_id and upper_inf(ms.during)
    where b.outstanding > 0 and b.member_id <> 14 group by 1 order by b.member_id desc limit 1`;
  const proposed = async () =>
    owner`select w.amount::text, w.alone from write_off w where w.member_id = ${Number(owing?.member)}`;
  expect(await proposed()).toEqual([]);
  const input = {
    ...{ memberId: owing?.member, from: '2026-04-01', successorName: 'Last Council', debts: 'write_off' },
    ...{ reason: 'nothing is left to pay from', idempotencyKey: key() },
  };
  const done = await run('secretariat', SUCCEED, input);
  expect(done).toMatchObject({ refusals: [], predecessor: { state: 'former' } });
  const written = await proposed();
  expect(written.length).toBe(owing?.debts);
  expect(written.reduce((sum, one) => sum + BigInt(one['amount']), 0n).toString()).toBe(owing?.open);
  // What one person may not write off alone stays open until somebody else confirms it.
  const [still] =
    await owner`select sum(outstanding)::text as open from assessment_balance where member_id = ${Number(owing?.member)}`;
  const waiting = written
    .filter((one) => !one['alone'])
    .reduce((sum, one) => sum + BigInt(one['amount']), 0n);
  expect(still?.['open']).toBe(waiting.toString());
  await balanced();
});
