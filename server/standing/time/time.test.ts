import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';

let front: Front;
let owner: postgres.Sql;
let keys = 0;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const act = (type: string, name: string, input: object) =>
    front.as('secretariat', `mutation M($input: ${type}!) { ${name}(input: $input) { refusals { code } } }`, {
      input,
    });
  for (const year of [2024, 2025, new Date().getUTCFullYear()])
    await act('AssessRegionInput', 'assessRegion', {
      placeId: 1,
      year,
      idempotencyKey: `time-${++keys}-${process.pid}`,
    });
  const reason = 'x';
  await act('MoveMemberInput', 'moveMember', { memberId: 12, regionId: 3, from: '2025-03-01', reason });
  await act('ChangeCategoryInput', 'changeCategory', {
    memberId: 17,
    category: 'B',
    from: '2025-04-01',
    reference: 'Minutes',
    reason,
  });
  await act('MemberActInput', 'dissolveMember', { memberId: 16, from: '2025-05-01', reason });
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

const COMPARISON = `counts { kind count } regions { region { code } joined left movedIn movedOut category standing }
  changes(first: 50) { total rows { kind member { id } before after regionFrom { code } regionUntil { code } } }`;
const compare = async (person: string | null, from: string, until: string, more = COMPARISON) => {
  const answer = await front.as(
    person,
    `{ network { comparison(from: "${from}", until: "${until}") { ${more} } } }`,
  );
  expect(answer.errors).toBeUndefined();
  return answer.data.network.comparison;
};

test('two days are compared: who joined, left, moved, changed category, by region and in all', async () => {
  const seen = await compare(null, '2019-01-01', '2025-12-01');
  expect(seen.counts).toEqual([
    { kind: 'joined', count: 1 },
    { kind: 'left', count: 1 },
    { kind: 'moved', count: 1 },
    { kind: 'category', count: 0 },
  ]);
  expect(seen.changes.rows).toEqual([
    {
      kind: 'moved',
      member: { id: 12 },
      before: 'EAST',
      after: 'WEST',
      regionFrom: { code: 'EAST' },
      regionUntil: { code: 'WEST' },
    },
    {
      kind: 'left',
      member: { id: 16 },
      before: 'A',
      after: null,
      regionFrom: { code: 'NORTH' },
      regionUntil: null,
    },
    {
      kind: 'joined',
      member: { id: 17 },
      before: null,
      after: 'B',
      regionFrom: null,
      regionUntil: { code: 'NORTH' },
    },
  ]);
  expect(seen.regions).toMatchObject([
    { region: { code: 'EAST' }, joined: 0, left: 0, movedIn: 0, movedOut: 1, standing: null },
    { region: { code: 'WEST' }, movedIn: 1, movedOut: 0 },
    { region: { code: 'NORTH' }, joined: 1, left: 1 },
  ]);
  const later = await compare(null, '2025-01-01', '2025-12-01');
  expect(later.counts.map((one: { count: number }) => one.count)).toEqual([0, 1, 1, 1]);
  expect(await compare(null, '2025-12-01', '2025-01-01')).toBeNull();
});

test('the lists narrow to a kind and to a region; a region compares its own', async () => {
  const moved = await compare(
    null,
    '2025-01-01',
    '2025-12-01',
    'changes(kind: moved, region: "west") { total rows { member { id } } }',
  );
  expect(moved.changes).toEqual({ total: 1, rows: [{ member: { id: 12 } }] });
  const east = await front.as(
    null,
    `{ region(code: "EAST") { comparison(from: "2025-01-01", until: "2025-12-01") { ${COMPARISON} } } }`,
  );
  expect(east.data.region.comparison.counts.map((one: { count: number }) => one.count)).toEqual([0, 0, 1, 0]);
});

test('standing that changed is told to whoever is signed in', async () => {
  await owner`insert into standing_status (id, rulebook, version, article, status, light) values
    ('0198e000-0000-7000-8000-000000000001', 'ninefold-demonstration', 1, '4.1', 'good', 'good'),
    ('0198e000-0000-7000-8000-000000000002', 'ninefold-demonstration', 1, '4.1', 'in_arrears', 'bad') on conflict do nothing`;
  await owner`update standing_period set known = tstzrange(lower(known), now()) where member_id = 14 and upper_inf(known)`;
  await owner`insert into standing_period (member_id, during, known, status, light, status_id) values
    (14, daterange('2010-01-01', '2025-06-01'), tstzrange(now(), null), 'good', 'good', '0198e000-0000-7000-8000-000000000001'),
    (14, daterange('2025-06-01', null), tstzrange(now(), null), 'in_arrears', 'bad', '0198e000-0000-7000-8000-000000000002')`;
  const rows = 'changes(kind: standing, first: 50) { rows { member { id } before after } }';
  const seen = await compare('coordinatorWest', '2025-01-01', '2025-12-01', rows);
  expect(seen.changes.rows).toContainEqual({ member: { id: 14 }, before: 'good', after: 'in_arrears' });
  expect((await compare(null, '2025-01-01', '2025-12-01', rows)).changes.rows).toEqual([]);
});

test('totals are restated in the regions of either day, and the whole stays what it is', async () => {
  const TOTALS = `totals(structure: $S) { region { code } membersFrom membersUntil dues { day year currency assessed paid outstanding } }`;
  type Totals = {
    region: { code: string };
    membersFrom: number;
    membersUntil: number;
    dues: { day: string; assessed: string }[];
  }[];
  const restated = async (structure: string, person = 'finance'): Promise<Totals> =>
    (await compare(person, '2025-02-01', '2025-12-01', TOTALS.replace('$S', structure))).totals;
  const members = (all: Totals) => all.map((one) => [one.region.code, one.membersFrom, one.membersUntil]);
  expect(members(await restated('as_was'))).toEqual([
    ['EAST', 3, 2],
    ['WEST', 2, 3],
    ['NORTH', 2, 1],
  ]);
  expect(members(await restated('of_from'))).toEqual([
    ['EAST', 3, 3],
    ['WEST', 2, 2],
    ['NORTH', 2, 1],
  ]);
  expect(members(await restated('of_until'))).toEqual([
    ['EAST', 2, 2],
    ['WEST', 3, 3],
    ['NORTH', 2, 1],
  ]);
  const today = new Date().toISOString().slice(0, 10);
  const asked = async (structure: string) => {
    const { totals } = await compare('finance', '2025-02-01', today, TOTALS.replace('$S', structure));
    return totals as Totals;
  };
  const sum = (all: Totals) =>
    all.flatMap((one) => one.dues).reduce((total, one) => total + BigInt(one.assessed), 0n);
  expect(sum(await asked('as_was'))).toBeGreaterThan(0n);
  expect(sum(await asked('of_from'))).toBe(sum(await asked('as_was')));
  expect(sum(await asked('of_until'))).toBe(sum(await asked('as_was')));
  for (const person of ['secretary', 'none'])
    expect((await restated('as_was', person)).flatMap((one) => one.dues)).toEqual([]);
  const own = (await restated('as_was', 'coordinator')).filter((one) => one.dues.length > 0);
  expect(own).toEqual(
    (await restated('as_was')).filter((one) => one.region.code === 'EAST' && one.dues.length > 0),
  );
});

test('a region restates its own part, and gives no sum that lacks what another region reads', async () => {
  const today = new Date().toISOString().slice(0, 10);
  const totals = async (person: string, code: string, structure: string) => {
    const answer = await front.as(
      person,
      `{ region(code: "${code}") { comparison(from: "2025-02-01", until: "${today}") {
        totals(structure: ${structure}) { region { code } membersFrom membersUntil duesElsewhere dues { day year assessed outstanding } } } } }`,
    );
    expect(answer.errors).toBeUndefined();
    return answer.data.region.comparison.totals;
  };
  const asked = (all: { dues: { assessed: string }[] }[]) =>
    all.flatMap((one) => one.dues).reduce((sum, one) => sum + BigInt(one.assessed), 0n);
  for (const [person, code] of [
    ['coordinator', 'EAST'],
    ['coordinatorWest', 'WEST'],
  ] as const)
    for (const structure of ['as_was', 'of_until']) {
      const own = await totals(person, code, structure);
      expect(own).toMatchObject([{ region: { code }, duesElsewhere: false }]);
      expect(asked(own)).toBeGreaterThan(0n);
      expect(own).toEqual(await totals('finance', code, structure));
    }
  const before = await totals('coordinator', 'EAST', 'of_from');
  expect(before).toMatchObject([{ membersFrom: 3, membersUntil: 3, duesElsewhere: true, dues: [] }]);
  const whole = await totals('finance', 'EAST', 'of_from');
  expect(whole).toMatchObject([{ duesElsewhere: false }]);
  expect(asked(whole)).toBeGreaterThan(0n);
  expect(asked(await totals('coordinatorWest', 'EAST', 'as_was'))).toBe(0n);
});

const get = async (url: string, person: string | null) =>
  front.api.app.inject({
    url,
    headers: person ? { authorization: `Bearer ${await front.session(person)}` } : {},
  });

test('the comparison is a file in the reader’s language, with standing for whoever is signed in', async () => {
  const lines = async (query: string, person: string | null) => {
    const address = `/exports/comparison.csv?from=2025-01-01&until=2025-12-01${query}`;
    const answer = await get(address, person);
    expect(answer.statusCode).toBe(200);
    return answer.body
      .replace(/^\uFEFF/, '')
      .trim()
      .split('\r\n');
  };
  const all = await lines('', 'secretariat');
  expect(all[0]).toBe('Change,Number,Member,Country,Region before,Region after,Before,After');
  expect(all.filter((line) => line.includes(',12,'))).toHaveLength(1);
  expect(all.some((line) => line.includes(',14,'))).toBe(true);
  const open = await lines('', null);
  expect(open.some((line) => line.includes(',14,'))).toBe(false);
  expect(open.length).toBe(all.length - 1);
  const west = await lines('&region=WEST&locale=fr', null);
  expect(west.length).toBe(2);
  expect(west[0]).not.toBe(all[0]);
  for (const wrong of [
    'from=2025-01-01',
    'from=x&until=2025-12-01',
    'from=2025-01-01&until=2025-12-01&locale=de',
  ])
    expect((await get(`/exports/comparison.csv?${wrong}`, null)).statusCode).toBe(400);
  const sheet = await get('/exports/comparison.xlsx?from=2025-01-01&until=2025-12-01', null);
  expect(sheet.headers['content-type']).toContain('spreadsheet');
});

test('the days on which something changed mark the slider', async () => {
  const { data } = await front.as(
    null,
    '{ network { changeDays { day changes } } region(code: "WEST") { changeDays { day } } }',
  );
  const days = data.network.changeDays.map((one: { day: string }) => one.day);
  expect(days).toEqual([...days].sort());
  expect(days).toEqual(expect.arrayContaining(['2010-01-01', '2025-03-01', '2025-04-01', '2025-05-01']));
  expect(data.region.changeDays.map((one: { day: string }) => one.day)).not.toContain('2025-05-01');
});
