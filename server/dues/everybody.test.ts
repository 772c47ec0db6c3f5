import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadRulebook } from '../rules/rulebook.ts';
import { type Front, openFront } from '../test/client.ts';

const YEAR = 2025;
const text = (en: string) => ({ en });
/** A budget that all members share by their units, as unions of the nineteenth century do to this day. */
const UNION = {
  format: 'ninefold-rulebook/1',
  code: 'shared-budget',
  title: text('Union with a shared budget'),
  currency: 'EUR',
  versions: [{ version: 1, validFrom: '2020-01-01', adoptedBy: { body: 'Assembly', date: '2019-06-01' } }],
  facts: {
    id: { type: 'text' },
    units: { type: 'integer', min: 1, declared: true, fallback: ['set'] },
    all_members: {
      type: 'list',
      of: {
        type: 'record',
        fields: { id: { type: 'text' }, units: { type: 'integer' }, country: { type: 'text' } },
      },
    },
  },
  articles: [
    {
      no: '12',
      key: 'dues',
      kind: 'dues',
      title: text('Share of the budget'),
      unit: 'EUR',
      rule: '100000 * ratio(units, sum(all_members, units), 0)',
      round: { mode: 'half_up', quantum: '0.01' },
    },
    { no: '13', key: 'due_date', kind: 'calendar', title: text('Due date'), rule: 'add_days(as_of, 89)' },
  ],
};
const UNITS: Record<number, number> = { 11: 1, 12: 2, 13: 1, 14: 3, 15: 5, 16: 8, 17: 4 };

let front: Front;
let owner: postgres.Sql;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const loaded = loadRulebook(UNION);
  expect(loaded.ok ? [] : loaded.faults).toEqual([]);
  await owner`insert into rulebook_version (rulebook, version, valid_from, currency, document)
    values ('shared-budget', 1, '2020-01-01', 'EUR', ${owner.json(UNION as never)})`;
  await owner`update network set rulebook = 'shared-budget'`;
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

let keys = 0;
async function act(name: string, input: object, fields: string, keyed = true) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const { data, errors } = await front.as(
    'finance',
    `mutation M($input: ${type}!) { ${name}(input: $input) { refusals { code field value } ${fields} } }`,
    { input: { ...input, ...(keyed ? { idempotencyKey: `everybody-${++keys}` } : {}) } },
  );
  expect(errors).toBeUndefined();
  return data[name];
}
const determine = (memberId: number, value: number) =>
  act(
    'determineFact',
    { memberId, year: YEAR, fact: 'units', value: String(value), reason: 'list' },
    'member { id }',
    false,
  );
const preview = (placeId = 1, more = {}) =>
  act(
    'previewDues',
    { placeId, year: YEAR, ...more },
    'count total lines { memberId amount why } leftOut { memberId code fact article detail }',
    false,
  );
const amounts = (lines: { memberId: number; amount: string }[]) =>
  Object.fromEntries(lines.map(({ memberId, amount }) => [memberId, amount]));

test('while one member’s figure is missing, it is told so, and everybody else is told whose', async () => {
  for (const [member, units] of Object.entries(UNITS))
    if (member !== '12') await determine(Number(member), units);
  const { count, leftOut } = await preview(2);
  expect(count).toBe(0);
  expect(leftOut).toEqual([
    { memberId: 11, code: 'others_missing', fact: null, article: '12', detail: 'Bruma Council (units)' },
    {
      memberId: 12,
      code: 'fact_missing',
      fact: 'units',
      article: '12',
      detail: "the fact 'units' is missing",
    },
    { memberId: 13, code: 'others_missing', fact: null, article: '12', detail: 'Bruma Council (units)' },
  ]);
});

test('a run of one region divides among the members of all; the studio shows the same', async () => {
  await determine(12, 2);
  // 24 units share 100,000 euros.
  const east = await preview(2);
  expect(amounts(east.lines)).toEqual({ 11: '416667', 12: '833333', 13: '416667' });
  expect(east.lines[0].why).toMatchObject({ no: '12', value: '4166.67' });
  const all = await preview();
  expect(amounts(all.lines)).toMatchObject({ 16: '3333333', 17: '1666667' });
  const studio = await act(
    'simulateDues',
    { placeId: 2, scenario: { year: YEAR } },
    'lines { memberId dues { amount } }',
    false,
  );
  expect(
    Object.fromEntries(
      studio.lines.map((line: { memberId: number; dues: { amount: string } }) => [
        line.memberId,
        line.dues.amount,
      ]),
    ),
  ).toEqual({ 11: '416667', 12: '833333', 13: '416667' });
  const run = await act(
    'issueDues',
    { placeId: 1, year: YEAR, expectedCount: all.count, expectedTotal: all.total },
    'run { count }',
  );
  expect(run).toMatchObject({ refusals: [], run: { count: 7 } });
});

test('who joins within the year changes nobody else’s share; its own counts itself', async () => {
  await owner`insert into place (id, kind) values (18, 'council')`;
  await owner`insert into organisation (name, country, source) values ('Hova Council', 'BA', 'test')`;
  await owner`insert into member (place_id, organisation_id) select 18, id from organisation where name = 'Hova Council'`;
  await owner`insert into membership (member_id, category, during) values (18, 'A', daterange('2025-05-10', null))`;
  await owner`insert into member_region (member_id, region_id, during) values (18, 2, daterange('2025-05-10', null))`;
  await determine(18, 1);
  const found = await act(
    'previewDifferences',
    { placeId: 1, year: YEAR },
    'lines { memberId difference causes }',
    false,
  );
  // 1 of 25 units.
  expect(found.lines).toEqual([
    { memberId: 18, difference: '400000', causes: [{ code: 'joined', to: '2025-05-10' }] },
  ]);
});

test('a figure corrected later gives a difference for everybody whose share it changes, with that as the cause', async () => {
  await determine(16, 32);
  const found = await act(
    'previewDifferences',
    { placeId: 1, year: YEAR, first: 100 },
    'count lines { memberId difference causes }',
    false,
  );
  const by = new Map<number, { difference: string; causes: { code: string }[] }>(
    found.lines.map((line: { memberId: number }) => [line.memberId, line]),
  );
  expect(by.get(16)).toMatchObject({
    // 32 of 48 units instead of 8 of 24.
    difference: '3333334',
    causes: [{ code: 'fact', fact: 'units', from: '8', to: '32' }, { code: 'others' }],
  });
  expect(by.get(11)).toMatchObject({ difference: '-208334', causes: [{ code: 'others' }] });
  expect(found.count).toBe(8);
});
