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

const SIMULATE = `mutation S($input: SimulateDuesInput!) { simulateDues(input: $input) { refusals { code field value } faults { code article }
  currency scenario { year version draft knownOn } comparedWith { year version draft }
  totals { key members leftOut warned amount before winners losers unchanged }
  groups { key members leftOut warned amount before winners losers unchanged } groupedBy count
  lines { memberId memberName regionId group difference warnings
    dues { amount dueOn article code fact detail facts why } before { amount code } } } }`;

interface Line {
  memberId: number;
  group: string;
  difference: string | null;
  warnings: { code: string; fact?: string; detail?: string }[];
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at what it asked for
  dues: any;
  before: { amount: string | null } | null;
}

const simulate = async (input: Record<string, unknown>, person = 'finance') => {
  const { data, errors } = await front.as(person, SIMULATE, {
    input: { placeId: 1, scenario: { year: 2024 }, ...input },
  });
  return errors ? { errors } : data.simulateDues;
};
const amounts = (lines: Line[]) => lines.map(({ memberId, dues }) => [memberId, dues?.amount ?? null]);

test('a year is simulated for every member, with why, and who gets no amount', async () => {
  const found = await simulate({});
  expect(found).toMatchObject({
    refusals: [],
    currency: 'USD',
    scenario: { year: 2024, version: 2, draft: null },
  });
  expect(amounts(found.lines)).toEqual([
    [11, '145000'],
    [12, '145000'],
    [13, '72500'],
    [14, '360000'],
    [15, '145000'],
    [16, '360000'],
    [17, null],
  ]);
  expect(found.totals).toMatchObject({
    members: 7,
    leftOut: 1,
    warned: 1,
    amount: '1227500',
    before: null,
    winners: null,
  });
  expect(
    found.groups.map(({ key, members, amount }: { key: string; members: number; amount: string }) => [
      key,
      members,
      amount,
    ]),
  ).toEqual([
    ['2', 3, '362500'],
    ['3', 2, '505000'],
    ['4', 2, '360000'],
  ]);
  const [alba] = found.lines;
  expect(alba.dues.why).toMatchObject({ no: '3.1', version: 2, value: '1450' });
  expect(alba.dues.facts).toMatchObject([{ name: 'category' }, { name: 'income_group', value: 'UM' }]);
  expect(found.lines.at(-1).dues).toMatchObject({
    code: 'fact_missing',
    fact: 'income_group',
    article: '3.1',
  });
  expect(found.lines.at(-1).warnings).toEqual([{ code: 'fact_missing', fact: 'income_group' }]);
  for (const table of ['dues_run', 'assessment', 'calculation', 'ledger_transaction'])
    expect(await owner.unsafe(`select from ${table}`)).toHaveLength(0);
});

test('two versions of a year stand side by side, with winners, losers and totals', async () => {
  const input = { scenario: { year: 2024, version: 2 }, comparedWith: { year: 2024, version: 1 } };
  const found = await simulate(input);
  expect(found.comparedWith).toMatchObject({ year: 2024, version: 1, draft: null });
  expect(found.lines.map(({ memberId, difference }: Line) => [memberId, difference])).toEqual([
    [11, '25000'],
    [12, '25000'],
    [13, '12500'],
    [14, '60000'],
    [15, '25000'],
    [16, '60000'],
    [17, null],
  ]);
  expect(found.totals).toMatchObject({
    amount: '1227500',
    before: '1020000',
    winners: 0,
    losers: 6,
    unchanged: 0,
  });
  // 20.83 % more is more than a fifth, 20 % is not.
  expect(
    found.lines.flatMap(({ memberId, warnings }: Line) =>
      warnings.map(({ code, detail }) => [memberId, code, detail]),
    ),
  ).toEqual([
    [11, 'changed_much', '120000'],
    [12, 'changed_much', '120000'],
    [13, 'changed_much', '60000'],
    [15, 'changed_much', '120000'],
    [17, 'fact_missing', undefined],
  ]);
  const back = await simulate({ scenario: input.comparedWith, comparedWith: input.scenario });
  expect(back.totals).toMatchObject({ winners: 6, losers: 0 });
});

test('two years stand side by side; a version is asked for a year before it was valid', async () => {
  const years = await simulate({ scenario: { year: 2024 }, comparedWith: { year: 2023 } });
  expect(years.scenario.version).toBe(2);
  expect(years.comparedWith.version).toBe(1);
  expect(years.totals).toMatchObject({ amount: '1227500', before: '1020000' });
  const early = await simulate({ scenario: { year: 2016, version: 2 } });
  expect(early.lines.find(({ memberId }: Line) => memberId === 11).dues.amount).toBe('145000');
  // Élan and Gaia joined later: they are no members in that year.
  expect(amounts(early.lines).map(([member]) => member)).toEqual([11, 12, 13, 14, 16]);
  const joined = await simulate({ scenario: { year: 2018 }, comparedWith: { year: 2016 }, show: 'all' });
  expect(joined.lines.find(({ memberId }: Line) => memberId === 15)).toMatchObject({
    before: null,
    difference: null,
  });
});

test('members are grouped by any fact with few values, and a group is opened', async () => {
  const found = await simulate({ groupBy: 'income_group', comparedWith: { year: 2024, version: 1 } });
  expect(found.groupedBy).toEqual(['category', 'income_group']);
  expect(
    found.groups.map(({ key, members, amount, before }: Record<string, string>) => [
      key,
      members,
      amount,
      before,
    ]),
  ).toEqual([
    ['UM', 4, '507500', '420000'],
    ['H', 2, '720000', '600000'],
    ['', 1, '0', '0'],
  ]);
  const high = await simulate({ groupBy: 'income_group', group: 'H', first: 1, skip: 1 });
  expect(high.count).toBe(2);
  expect(high.totals.members).toBe(7);
  expect(amounts(high.lines)).toEqual([[16, '360000']]);
  expect((await simulate({ groupBy: 'joined_on' })).refusals).toEqual([
    { code: 'not_grouped_by', field: 'groupBy', value: 'joined_on' },
  ]);
});

test('lines are searched, filtered and sorted; totals stay those of all', async () => {
  const input = { comparedWith: { year: 2024, version: 1 } };
  expect(amounts((await simulate({ ...input, search: 'elan' })).lines)).toEqual([[15, '145000']]);
  const sorted = await simulate({ ...input, sort: 'DIFFERENCE', descending: true });
  expect(sorted.lines.map(({ memberId }: Line) => memberId)).toEqual([14, 16, 11, 12, 15, 13, 17]);
  const most = await simulate({ ...input, sort: 'AMOUNT', show: 'more', first: 2 });
  expect(amounts(most.lines)).toEqual([
    [13, '72500'],
    [11, '145000'],
  ]);
  expect(most).toMatchObject({ count: 6, totals: { members: 7 } });
  expect(amounts((await simulate({ show: 'left_out' })).lines)).toEqual([[17, null]]);
  expect((await simulate({ ...input, show: 'less' })).count).toBe(0);
});

test('a draft is simulated as if it were adopted, and its faults are said', async () => {
  const draft = { year: 2024, draftId: DRAFT };
  const before = await simulate({ scenario: draft, comparedWith: { year: 2024 } });
  expect(before.scenario).toMatchObject({ year: 2024, version: null, draft: 'Standing' });
  expect(before.totals).toMatchObject({ unchanged: 6, winners: 0, losers: 0 });
  const entry = {
    no: '3.1',
    kind: 'dues',
    title: { en: 'Dues', fr: 'Cotisation', es: 'Cuota', ar: 'اشتراك' },
    rule: "clamp(if(income_group == 'H', 9000, 100), 300, 5000)",
  };
  const change = (rule: unknown) =>
    front.as(
      'secretariat',
      'mutation C($input: ChangeDraftInput!) { changeDraft(input: $input) { refusals { code } } }',
      {
        input: { draftId: DRAFT, key: 'dues', entry: JSON.stringify({ ...entry, rule }) },
      },
    );
  await change(entry.rule);
  const found = await simulate({ scenario: draft, comparedWith: { year: 2024 } });
  expect(found.totals).toMatchObject({ winners: 4, losers: 2, amount: '1120000' });
  const codes = (member: number) =>
    found.lines
      .find(({ memberId }: Line) => memberId === member)
      .warnings.map(({ code, detail }: { code: string; detail: string }) => [code, detail]);
  expect(codes(14)).toEqual([
    ['at_cap', '5000'],
    ['changed_much', '360000'],
  ]);
  expect(codes(11)).toEqual([
    ['at_floor', '300'],
    ['changed_much', '145000'],
  ]);
  await change('unheard_of * 2');
  expect((await simulate({ scenario: draft })).faults).toMatchObject([
    { code: 'unknown_name', article: '3.1' },
  ]);
  await change('10 / 3');
  const parts = await simulate({ scenario: draft });
  expect(parts.lines[0].dues).toMatchObject({ amount: null, code: 'not_computable' });
  expect(parts.totals.leftOut).toBe(7);
});

test('a region sees its own members, and only those who may read drafts simulate one', async () => {
  const own = await simulate({ placeId: 2 }, 'coordinator');
  expect(amounts(own.lines).map(([member]) => member)).toEqual([11, 12, 13]);
  expect(
    (await simulate({ placeId: 2, scenario: { year: 2024, draftId: DRAFT } }, 'coordinator')).errors[0]
      .extensions.code,
  ).toBe('FORBIDDEN');
  for (const [person, place] of [
    ['coordinator', 1],
    ['coordinator', 3],
    ['president', 2],
    ['treasurer', 11],
    ['representative', 1],
  ] as const)
    expect((await simulate({ placeId: place }, person)).errors[0].extensions.code, `${person} ${place}`).toBe(
      'FORBIDDEN',
    );
  expect((await simulate({}, 'auditor')).totals.members).toBe(7);
});

test('what cannot be asked is refused at its field', async () => {
  const codes = [];
  for (const input of [
    { scenario: { year: 1800 } },
    { scenario: { year: 2999 } },
    { scenario: { year: 2014 } },
    { scenario: { year: 2024, version: 9 } },
    { placeId: 11 },
  ])
    codes.push((await simulate(input)).refusals[0].code);
  expect(codes).toEqual([
    'year_not_simulated',
    'year_not_simulated',
    'no_rulebook',
    'no_rulebook',
    'not_a_region',
  ]);
});

test("the table leaves as CSV and as a spreadsheet, in the reader's language", async () => {
  const get = async (person: string, path: string) =>
    front.api.app.inject({
      method: 'GET',
      url: path,
      headers: { authorization: `Bearer ${await front.session(person)}` },
    });
  const query =
    'place=1&year=2023&version=2&otherYear=2023&otherVersion=1&locale=fr&sort=DIFFERENCE&descending=true';
  const csv = await get('finance', `/exports/dues-simulation.csv?${query}`);
  expect(csv.statusCode).toBe(200);
  const lines = csv.body.replace('\uFEFF', '').trim().split('\r\n');
  expect(lines[0]).toContain('Montant (USD), 2023 · Règlement, version 2');
  expect(lines[1]).toBe('14,Dorna Council,Ouest,A,H,3600.00,3000.00,600.00,2023-03-31,');
  expect(lines).toHaveLength(8);
  const xlsx = await get('finance', `/exports/dues-simulation.xlsx?${query}`);
  expect(xlsx.rawPayload.subarray(0, 2).toString()).toBe('PK');
  expect((await get('treasurer', `/exports/dues-simulation.csv?${query}`)).statusCode).toBe(403);
  expect((await get('coordinator', `/exports/dues-simulation.csv?${query}`)).statusCode).toBe(403);
  expect((await get('coordinator', '/exports/dues-simulation.csv?place=2&year=2024')).statusCode).toBe(200);
  expect((await get('finance', '/exports/dues-simulation.csv?place=1&year=1800')).statusCode).toBe(422);
  expect((await get('finance', '/exports/dues-simulation.pdf?place=1&year=2024')).statusCode).toBe(400);
});

test('facts are those known on a day: a list loaded since, and one superseded since, are as they were', async () => {
  const earlier = await owner<
    { id: string }[]
  >`insert into reference_vintage (series, label, source, loaded_at)
    values ('income_group', 'FY2024', 'Test Bank', '2024-02-01') returning id`;
  const group = (vintage: string | undefined, value: string) => owner`
    insert into country_fact (iso2, fact, value, during, source, vintage_id)
    values ('AL', 'income_group', ${value}, daterange('2024-01-01', '2025-01-01'), 'Test Bank', ${String(vintage)})`;
  await group(earlier[0]?.id, 'H');
  const later = await owner<
    { id: string }[]
  >`insert into reference_vintage (series, label, source, supersedes, loaded_at)
    values ('income_group', 'FY2024 corrected', 'Test Bank', ${String(earlier[0]?.id)}, '2024-08-01') returning id`;
  await group(later[0]?.id, 'L');
  const groupOn = async (knownOn: string | null) => {
    const { lines, scenario } = await simulate({ scenario: { year: 2024, knownOn } });
    expect(scenario.knownOn).toBe(knownOn);
    const alba = lines.find(({ memberId }: Line) => memberId === 11);
    return alba?.dues.facts.find(({ name }: { name: string }) => name === 'income_group')?.value;
  };
  expect(await groupOn('2024-01-31')).toBe('UM');
  expect(await groupOn('2024-02-01')).toBe('H');
  expect(await groupOn('2024-07-31')).toBe('H');
  expect(await groupOn('2024-08-01')).toBe('L');
  expect(await groupOn(null)).toBe('L');
  const future = await simulate({ scenario: { year: 2024, knownOn: '2999-01-01' } });
  expect(future.refusals).toMatchObject([{ code: 'future_date', field: 'knownOn' }]);
});
