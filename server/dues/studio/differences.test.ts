import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DRAFT } from '../../statutes/world.ts';
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

const PREVIEW = `mutation P($input: PreviewDifferencesInput!) { previewDifferences(input: $input) { refusals { code field }
  version currency count total more less causes { code count } matching
  lines { memberId regionId assessed due difference causes why } leftOut { memberId code fact } } }`;
const ISSUE = `mutation I($input: IssueDifferencesInput!) { issueDifferences(input: $input) { refusals { code field value }
  run { id kind reason count total assessments { total rows { member { id } amount kind causes reason corrects { amount } } } } } }`;
const RUN = `mutation R($input: IssueDuesInput!) { issueDues(input: $input) { refusals { code field value } run { id kind count total } } }`;
const PAY = `mutation P($input: RecordPaymentInput!) { recordPayment(input: $input) { refusals { code } payment { id } } }`;

let keys = 0;
const key = () => `difference-${++keys}-${process.pid}`;
const send = async (document: string, input: Record<string, unknown>, person = 'finance') => {
  const { data, errors } = await front.as(person, document, { input });
  expect(errors).toBeUndefined();
  return Object.values(data)[0] as never as Record<string, never>;
};
// biome-ignore lint/suspicious/noExplicitAny: a test looks at what it asked for
const preview = (year = 2024, more = {}): Promise<any> => send(PREVIEW, { placeId: 1, year, ...more });
const issue = (input: Record<string, unknown>) =>
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at what it asked for
  send(ISSUE, { placeId: 1, year: 2024, reason: 'Checked', idempotencyKey: key(), ...input }) as Promise<any>;
const account = async (member: number) => {
  const { data } = await front.as(
    'finance',
    `{ member(id: ${member}) { balances { outstanding credit } assessments { year amount outstanding reduced kind } } }`,
  );
  return data.member;
};
/** The group counts from 2024 on: a later list, that says otherwise than the one before it. */
const publish = async (country: string, group: string) => {
  const [list] = await owner`insert into reference_vintage (series, label, source)
    values ('income_group', ${key()}, 'World Bank, corrected (test)') returning id`;
  await owner`insert into country_fact (iso2, fact, during, value, source, vintage_id)
    values (${country}, 'income_group', daterange('2024-01-01', null), ${group}, 'World Bank, corrected (test)', ${list?.['id']})`;
};
const differences = (lines: { memberId: number; difference: string }[]) =>
  lines.map(({ memberId, difference }) => [memberId, difference]);

test('nothing was issued: whoever would be assessed is for the run, not for differences', async () => {
  const found = await preview();
  expect(found).toMatchObject({ count: 0, total: '0', lines: [] });
  expect(
    found.leftOut.map(({ memberId, code }: { memberId: number; code: string }) => [memberId, code]),
  ).toEqual([
    [11, 'run_first'],
    [12, 'run_first'],
    [13, 'run_first'],
    [14, 'run_first'],
    [15, 'run_first'],
    [16, 'run_first'],
    [17, 'fact_missing'],
  ]);
});

test('a run takes ticked regions and single members, and is refused when it is not what the dry run showed', async () => {
  const choice = { placeId: 1, year: 2024, regionIds: [2], memberIds: [14], idempotencyKey: key() };
  const changed = await send(RUN, { ...choice, expectedCount: 4, expectedTotal: '1' });
  expect(changed['refusals']).toEqual([
    { code: 'run_changed', field: 'expectedTotal', value: '4 · 7225.00 USD' },
  ]);
  const stranger = await send(RUN, {
    ...choice,
    memberIds: [99],
    expectedCount: 4,
    expectedTotal: '722500',
    idempotencyKey: key(),
  });
  expect(stranger['refusals']).toEqual([{ code: 'member_not_in_run', field: 'memberIds', value: '99' }]);
  const done = await send(RUN, {
    ...choice,
    expectedCount: 4,
    expectedTotal: '722500',
    idempotencyKey: key(),
  });
  expect(done['run']).toMatchObject({ kind: 'full', count: 4, total: '722500' });
  expect((await owner`select member_id from assessment order by 1`).map((row) => row['member_id'])).toEqual([
    11, 12, 13, 14,
  ]);
  expect((await preview()).lines).toEqual([]);
});

test('a late joiner, a corrected fact upwards and one downwards are differences with their causes', async () => {
  await send(PAY, {
    memberId: 12,
    amount: '1450',
    currency: 'USD',
    receivedOn: '2024-06-01',
    method: 'bank_transfer',
    idempotencyKey: key(),
  });
  await owner`insert into place (id, kind) values (18, 'council')`;
  await owner`insert into organisation (name, country, source) values ('Hova Council', 'BA', 'test')`;
  await owner`insert into member (place_id, organisation_id) select 18, id from organisation where name = 'Hova Council'`;
  await owner`insert into membership (member_id, category, during) values (18, 'A', daterange('2024-05-10', null))`;
  await owner`insert into member_region (member_id, region_id, during) values (18, 2, daterange('2024-05-10', null))`;
  await publish('AL', 'H');
  await publish('BA', 'L');
  const before = await owner`select * from assessment order by id`;
  const found = await preview();
  expect(differences(found.lines)).toEqual([
    [11, '215000'],
    [12, '-121000'],
    [13, '107500'],
    [18, '14000'],
  ]);
  expect(found).toMatchObject({
    count: 4,
    total: '215500',
    more: '336500',
    less: '-121000',
    version: 2,
    currency: 'USD',
  });
  expect(found.causes).toEqual([
    { code: 'fact', count: 3 },
    { code: 'joined', count: 1 },
  ]);
  expect(found.lines[0].causes).toEqual([{ code: 'fact', fact: 'income_group', from: 'UM', to: 'H' }]);
  expect(found.lines[3].causes).toEqual([{ code: 'joined', to: '2024-05-10' }]);
  expect(found.lines[0].why).toMatchObject({ no: '3.1', value: '3600' });
  expect((await preview(2024, { cause: 'joined' })).lines).toHaveLength(1);
  expect(await owner`select * from assessment order by id`).toEqual(before);
});

test('chosen differences are issued once; what was issued before stays', async () => {
  const before = await owner`select * from assessment order by id`;
  const chosen = { memberIds: [11, 12], expectedCount: 2, expectedTotal: '94000' };
  expect((await issue({ ...chosen, reason: ' ' })).refusals).toMatchObject([
    { code: 'required', field: 'reason' },
  ]);
  expect((await issue({ ...chosen, expectedTotal: '94001' })).refusals).toEqual([
    { code: 'run_changed', field: 'expectedTotal', value: '2 · 940.00 USD' },
  ]);
  const { run } = await issue({ ...chosen, reason: 'Income groups corrected by the World Bank' });
  expect(run).toMatchObject({
    kind: 'difference',
    count: 2,
    total: '94000',
    reason: 'Income groups corrected by the World Bank',
  });
  expect(run.assessments.rows).toMatchObject([
    {
      member: { id: 11 },
      amount: '215000',
      kind: 'difference',
      corrects: { amount: '145000' },
      causes: [{ code: 'fact', from: 'UM', to: 'H' }],
    },
    { member: { id: 12 }, amount: '-121000', kind: 'difference', corrects: { amount: '145000' } },
  ]);
  expect(await owner`select * from assessment where run_id <> ${run.id} order by id`).toEqual(before);
  expect(await account(11)).toMatchObject({ balances: [{ outstanding: '360000', credit: '0' }] });
  // It had paid all: what was taken off is its credit.
  expect(await account(12)).toMatchObject({
    balances: [{ outstanding: '0', credit: '121000' }],
    assessments: expect.arrayContaining([
      { year: 2024, amount: '145000', outstanding: '0', reduced: '121000', kind: 'full' },
    ]),
  });
  const again = await issue(chosen);
  expect(again.refusals).toEqual([{ code: 'nothing_to_correct', field: 'year', value: '2024' }]);
  expect(differences((await preview()).lines)).toEqual([
    [13, '107500'],
    [18, '14000'],
  ]);
  const rest = await issue({ expectedCount: 2, expectedTotal: '121500' });
  // The late joiner's stands first for its year: there is nothing that it corrects.
  expect(rest.run.assessments.rows[1]).toMatchObject({
    member: { id: 18 },
    kind: 'difference',
    corrects: null,
    causes: [{ code: 'joined' }],
  });
  expect(await owner`select * from app.ledger_differences()`).toEqual([]);
});

test('nobody has two first assessments for a year, and a difference needs a reason', async () => {
  const [row] = await owner`select * from assessment where member_id = 18`;
  const copy = (change: string) =>
    owner.unsafe(`insert into assessment (member_id, region_id, year, amount, currency, issued_on, due_on, rulebook, version, article,
      calculation_id, run_id, kind, reason) select member_id, region_id, year, amount, currency, issued_on, due_on, rulebook, version, article,
      calculation_id, run_id, ${change} from assessment where id = '${row?.['id']}'`);
  await expect(copy("'difference', 'twice'")).rejects.toMatchObject({ constraint_name: 'assessment_first' });
  await expect(copy("'full', null")).rejects.toMatchObject({ constraint_name: 'assessment_first' });
});

test('less is taken off the newest of what was asked first, and each takes no more than it asked', async () => {
  await publish('AL', 'L');
  const found = await preview();
  expect(differences(found.lines)).toEqual([
    [11, '-336000'],
    [13, '-168000'],
  ]);
  const { run } = await issue({ memberIds: [11], expectedCount: 1, expectedTotal: '-336000' });
  expect(
    run.assessments.rows.map(({ amount, corrects }: Record<string, { amount: string }>) => [
      amount,
      corrects?.amount,
    ]),
  ).toEqual([
    ['-215000', '215000'],
    ['-121000', '145000'],
  ]);
  expect((await account(11)).balances).toEqual([{ outstanding: '24000', credit: '0' }]);
  expect(await owner`select * from app.ledger_differences()`).toEqual([]);
});

test('a retroactive rule is a difference for those whom it changes, with the version as its cause', async () => {
  const entry = {
    no: '3.1',
    kind: 'dues',
    title: { en: 'Dues', fr: 'Cotisation', es: 'Cuota', ar: 'اشتراك' },
    unit: 'USD',
    rule: "if(income_group == 'H', 3000, 240)",
  };
  const act = (name: string, input: Record<string, unknown>) =>
    front.as(
      'secretariat',
      `mutation A($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { refusals { code field value } } }`,
      { input },
    );
  await act('changeDraft', { draftId: DRAFT, key: 'dues', entry: JSON.stringify(entry) });
  const [clock] = await owner`select (current_date + 1)::text as tomorrow, current_date::text as today`;
  const { data, errors } = await act('adoptRulebook', {
    draftId: DRAFT,
    validFrom: clock?.['tomorrow'],
    retroactiveFrom: '2024-01-01',
    decidedOn: clock?.['today'],
    body: 'Assembly',
    resolution: 'R-1',
    idempotencyKey: key(),
  });
  expect([errors, data.adoptRulebook.refusals]).toEqual([undefined, []]);
  const found = await preview();
  expect(found.version).toBe(4);
  const line = found.lines.find(({ memberId }: { memberId: number }) => memberId === 14);
  expect(line).toMatchObject({
    assessed: '360000',
    due: '300000',
    difference: '-60000',
    causes: [{ code: 'rule', from: '2' }],
  });
  // Alba's amount is the same under both; only what differs is a difference.
  expect(found.lines.some(({ memberId }: { memberId: number }) => memberId === 11)).toBe(false);
  const { run } = await issue({ memberIds: [14], expectedCount: 1, expectedTotal: '-60000' });
  expect(run.total).toBe('-60000');
  const [frozen] =
    await owner`select version, amount::text from assessment where member_id = 14 and kind = 'full'`;
  expect(frozen).toEqual({ version: 2, amount: '360000' });
});

test('who was no member on the reference day after all is asked for nothing', async () => {
  await owner`update member_region set during = daterange(lower(during), '2023-12-01') where member_id = 14`;
  await owner`update membership set during = daterange(lower(during), '2023-12-01') where member_id = 14`;
  const { lines } = await preview();
  const gone = lines.find(({ memberId }: { memberId: number }) => memberId === 14);
  expect(gone).toMatchObject({
    regionId: 3,
    assessed: '300000',
    due: '0',
    difference: '-300000',
    causes: [{ code: 'left' }],
    why: null,
  });
  await issue({ memberIds: [14], expectedCount: 1, expectedTotal: '-300000' });
  expect((await account(14)).balances).toEqual([{ outstanding: '0', credit: '0' }]);
  expect(await owner`select * from app.ledger_differences()`).toEqual([]);
});

test('what was taken off otherwise cannot be taken off again', async () => {
  await publish('AL', 'H');
  await issue({ memberIds: [11], expectedCount: 1, expectedTotal: '276000' });
  const [asked] = await owner`select id from assessment where member_id = 11 and amount = 276000`;
  await owner.begin(async (sql) => {
    const [made] =
      await sql`insert into ledger_transaction (kind, booked_on, member_id, region_id, assessment_id, reason)
      values ('reduction', current_date, 11, 2, ${asked?.['id']}, 'relief') returning id`;
    await sql`insert into ledger_entry (transaction_id, account, member_id, region_id, assessment_id, booked_on, amount, currency)
      values (${made?.['id']}, 'relief', 11, 2, ${asked?.['id']}, current_date, 200000, 'USD'),
        (${made?.['id']}, 'receivable', 11, 2, ${asked?.['id']}, current_date, -200000, 'USD')`;
  });
  await publish('AL', 'L');
  const found = await preview();
  expect(
    found.leftOut.map(({ memberId, code }: { memberId: number; code: string }) => [memberId, code]),
  ).toContainEqual([11, 'nothing_left']);
});

test('a region sees and issues its own, its council none, and runs are listed', async () => {
  const own = (await send(PREVIEW, { placeId: 2, year: 2024 }, 'coordinator')) as never as {
    lines: { regionId: number }[];
  };
  expect(new Set(own.lines.map(({ regionId }) => regionId))).toEqual(new Set([2]));
  for (const [person, placeId] of [
    ['coordinator', 1],
    ['treasurer', 2],
    ['auditor', 1],
  ] as const)
    expect(
      (await front.as(person, PREVIEW, { input: { placeId, year: 2024 } })).errors?.[0]?.extensions.code,
    ).toBe('FORBIDDEN');
  const list = async (person: string, placeId: number) =>
    (await front.as(person, `{ duesRuns(placeId: ${placeId}) { total rows { kind reason count } } }`)).data
      .duesRuns;
  expect((await list('finance', 1)).rows.map(({ kind }: { kind: string }) => kind)).toContain('full');
  const west = await list('coordinatorWest', 3);
  expect(west.total).toBeGreaterThan(0);
  expect(west.total).toBeLessThan((await list('finance', 1)).total);
  expect((await list('none', 1)).total).toBe(0);
});
