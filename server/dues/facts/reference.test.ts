import ExcelJS from 'exceljs';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
const key = () => `reference-${++keys}-${process.pid}`;

type Query = Record<string, string | number>;

// biome-ignore lint/suspicious/noExplicitAny: a test looks at what it asked for
async function upload(body: string | Buffer, query: Query, person = 'finance'): Promise<any> {
  const answer = await front.api.app.inject({
    method: 'POST',
    url: `/reference-loads?${new URLSearchParams({ filename: 'list.csv', label: 'FY2026', source: 'World Bank', ...query })}`,
    headers: {
      'content-type': 'application/octet-stream',
      authorization: `Bearer ${await front.session(person)}`,
    },
    payload: body,
  });
  return { status: answer.statusCode, ...answer.json() };
}

async function checked(id: string) {
  const { data, errors } = await front.as(
    'finance',
    'query L($id: ID!) { referenceLoad(id: $id) { stage good faulty leftOut faults sample vintage { id } } }',
    { id },
  );
  expect(errors).toBeUndefined();
  return data.referenceLoad;
}

async function load(id: string, person = 'finance') {
  const { data, errors } = await front.as(
    person,
    `mutation L($input: LoadReferenceInput!) { loadReference(input: $input) { refusals { code value }
      vintage { id label count from until supersedes { label } loadedBy { name } } } }`,
    { input: { loadId: id, idempotencyKey: key() } },
  );
  expect(errors).toBeUndefined();
  return data.loadReference;
}

const GROUPS =
  'Economy,Code,Region,Income group\nAlbania,ALB,Europe,Upper middle income\nBosnia,BIH,Europe,H\n';

describe('a file with faults', () => {
  test('is told row, column, value and reason of each, and loads nothing', async () => {
    const file = [
      'Country and Lending Groups,,',
      ',,',
      'Code,Country,Income group',
      'ALB,Albania,Upper middle income',
      'XXX,Nowhere,High income',
      ',Unnamed,High income',
      'FIN,Finland,Rich',
      'ALB,Albania,High income',
      'WLD,World,Upper middle income',
      'EST,Estonia,..',
    ].join('\r\n');
    const taken = await upload(file, { kind: 'income_group', from: '2025-07-01', until: '2026-06-30' });
    expect(taken).toMatchObject({ status: 201, load: expect.any(String) });
    const found = await checked(taken.load);
    expect(found).toMatchObject({ stage: 'checked', good: 2, faulty: 4, leftOut: 2, vintage: null });
    expect(found.faults).toEqual([
      { row: 5, column: 'Code', value: 'XXX', code: 'country_unknown', mild: false },
      { row: 6, column: 'Code', value: null, code: 'required', mild: false },
      { row: 7, column: 'Income group', value: 'Rich', code: 'income_group_unknown', mild: false },
      { row: 8, column: 'Code', value: '4', code: 'row_repeated', mild: false },
      { row: 9, column: 'Code', value: 'WLD', code: 'group_of_countries', mild: true },
      { row: 10, column: 'Income group', value: null, code: 'no_value', mild: true },
    ]);
    expect(found.sample[0]).toEqual({
      key: 'AL',
      from: '2025-07-01',
      until: '2026-06-30',
      period: null,
      value: 'UM',
    });
    expect((await load(taken.load)).refusals).toEqual([{ code: 'reference_has_faults', value: '4' }]);
    expect(await owner`select 1 from reference_vintage`).toHaveLength(0);
  });

  test('that is no table, lacks a column or says too little is refused at once', async () => {
    const codes = async (body: string | Buffer, query: Query) =>
      (await upload(body, query)).refusals.map((one: { code: string; field: string; value: string }) => [
        one.code,
        one.value,
      ]);
    const groups = { kind: 'income_group', from: '2025-07-01' };
    expect(await codes('', groups)).toEqual([['file_empty', null]]);
    expect(await codes(Buffer.from([0, 1, 2, 3, 4]), groups)).toEqual([['file_not_table', null]]);
    expect(await codes('Country,Colour\nALB,red\n', groups)).toEqual([
      ['reference_columns', 'iso3 code, income group'],
    ]);
    expect(await codes(GROUPS, { ...groups, source: ' ' })).toEqual([['required', null]]);
    expect(await codes(GROUPS, { ...groups, until: '2025-06-30' })).toEqual([
      ['until_before_from', '2025-06-30'],
    ]);
    const endless = `Code,Income group\n${'x,y\n'.repeat(200_001)}`;
    expect(await codes(endless, groups)).toEqual([['too_many_rows', '200000']]);
    const undated = await upload(GROUPS, { kind: 'income_group' });
    expect((await checked(undated.load)).faults[0]).toMatchObject({ code: 'required', row: 2 });
  });

  test('is nobody’s business but of those who load reference data', async () => {
    expect((await upload(GROUPS, { kind: 'income_group' }, 'coordinator')).status).toBe(403);
    const [found] = await owner<{ id: string }[]>`select id from reference_load limit 1`;
    const { data } = await front.as('auditor', 'query L($id: ID!) { referenceLoad(id: $id) { id } }', {
      id: found?.id,
    });
    expect(data.referenceLoad).toBeNull();
  });
});

describe('a good file', () => {
  let vintage: string;
  test('is loaded whole with its vintage and source; the engine reads it from its first day', async () => {
    const { load: id } = await upload(GROUPS, {
      kind: 'income_group',
      from: '2023-07-01',
      until: '2024-06-30',
    });
    const done = await load(id);
    expect(done).toMatchObject({
      refusals: [],
      vintage: {
        label: 'FY2026',
        count: 2,
        from: '2023-07-01',
        until: '2024-06-30',
        loadedBy: { name: 'finance' },
      },
    });
    vintage = done.vintage.id;
    expect(await checked(id)).toMatchObject({ stage: 'loaded', sample: [], vintage: { id: vintage } });
    expect((await load(id)).refusals[0].code).toBe('reference_decided');
    const preview = await front.as(
      'finance',
      'mutation P { previewDues(input: { placeId: 2, year: 2024 }) { lines { memberId amount facts } } }',
    );
    const bruma = preview.data.previewDues.lines.find((line: { memberId: number }) => line.memberId === 12);
    expect(bruma.amount).toBe('360000');
    expect(bruma.facts).toContainEqual({
      name: 'income_group',
      value: 'H',
      asOf: '2023-07-01',
      source: 'World Bank, FY2026',
    });
  });

  test('uploaded again changes nothing: the answer is the list that has it', async () => {
    const again = await upload(GROUPS, { kind: 'income_group', from: '2023-07-01', label: 'another name' });
    expect(again).toEqual({ status: 200, vintage });
    expect(await owner`select 1 from reference_vintage`).toHaveLength(1);
  });

  test('checked twice is loaded once', async () => {
    const file = `${GROUPS}Finland,FIN,Europe,H\n`;
    const [one, other] = [
      await upload(file, { kind: 'income_group', from: '2022-07-01', until: '2023-06-30' }),
      await upload(file, { kind: 'income_group', from: '2022-07-01', until: '2023-06-30' }),
    ];
    const answers = await Promise.all([load(one.load), load(other.load)]);
    expect(
      answers.map((answer) => answer.refusals.map((refusal: { code: string }) => refusal.code).join()).sort(),
    ).toEqual(['', 'reference_known']);
  });

  test('supersedes the list before it, which stays as it was and no longer counts; a list is superseded once', async () => {
    const corrected = GROUPS.replace('Bosnia,BIH,Europe,H\n', '');
    const query = {
      kind: 'income_group',
      from: '2023-07-01',
      until: '2024-06-30',
      label: 'FY2026 rev.',
      supersedes: vintage,
    };
    const { load: id } = await upload(corrected, query);
    const done = await load(id);
    expect(done.vintage).toMatchObject({ count: 1, supersedes: { label: 'FY2026' } });
    const known = await owner`select value from country_fact_known where iso2 = 'BA' and fact = 'income_group'
      and during @> date '2024-01-01' order by lower(during) desc limit 1`;
    expect(known).toEqual([{ value: 'UM' }]);
    expect((await upload(`${corrected}\n`, query)).refusals).toMatchObject([
      { code: 'vintage_superseded', value: 'FY2026' },
    ]);
    expect(await owner`select 1 from country_fact where vintage_id = ${vintage}`).toHaveLength(2);
    const { data } = await front.as(
      null,
      'query S { referenceSeries { kind latest vintages { label supersededBy { label } values(search: "al") { total rows { key value } } } } }',
    );
    const [groups] = data.referenceSeries;
    expect(groups.kind).toBe('income_group');
    expect(
      groups.vintages.map((one: { label: string; supersededBy: unknown }) => [one.label, one.supersededBy]),
    ).toEqual([
      ['FY2026 rev.', null],
      ['FY2026', null],
      ['FY2026', { label: 'FY2026 rev.' }],
    ]);
    expect(groups.vintages[0].values).toEqual({ total: 1, rows: [{ key: 'AL', value: 'UM' }] });
  });

  test('given up, it leaves nothing', async () => {
    const { load: id } = await upload('Country,Population\nAL,1\n', {
      kind: 'population',
      from: '2024-01-01',
    });
    const { data } = await front.as(
      'secretariat',
      'mutation C($input: CancelReferenceLoadInput!) { cancelReferenceLoad(input: $input) { refusals { code } load { stage sample } } }',
      { input: { loadId: id } },
    );
    expect(data.cancelReferenceLoad).toEqual({ refusals: [], load: { stage: 'cancelled', sample: [] } });
    expect((await load(id)).refusals[0].code).toBe('reference_decided');
  });
});

describe('every kind', () => {
  const values = async (kind: string) =>
    owner`select v.key, v.since::text, v.until::text, v.period, v.value from reference_value v
      join reference_vintage o on o.id = v.vintage_id where o.series = ${kind} order by v.key, v.since`.then(
      (rows) => rows.map((row) => Object.values(row)),
    );

  test('figures of several years, by columns, count so many years later', async () => {
    const file =
      'Country Name,Country Code,2022 [YR2022],2023 [YR2023]\nAlbania,ALB,"6,770.5",7680\nEstonia,EST,..,27480\nWorld,WLD,1,2\n';
    const { load: id } = await upload(file, { kind: 'gni_per_capita', shift: 2, label: 'July 2025' });
    expect(await checked(id)).toMatchObject({ good: 3, faulty: 0, leftOut: 1 });
    await load(id);
    expect(await values('gni_per_capita')).toEqual([
      ['AL', '2024-01-01', '2025-01-01', '2022 [YR2022]', '6770.5'],
      ['AL', '2025-01-01', '2026-01-01', '2023 [YR2023]', '7680'],
      ['EE', '2025-01-01', '2026-01-01', '2023 [YR2023]', '27480'],
    ]);
  });

  test('an assessment scale of a spreadsheet, for its three years; what does not add up deserves a look', async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('Scale');
    sheet.addRows([
      ['Member State', 'Period', 'Scale of assessments'],
      ['Albania', '2025-2027', 0.01],
      ['Finlande', '2025-2027', 99],
    ]);
    const body = Buffer.from(await book.xlsx.writeBuffer());
    const { load: id } = await upload(body, {
      kind: 'un_scale',
      filename: 'scale.xlsx',
      source: 'General Assembly',
    });
    expect((await checked(id)).faults).toEqual([
      {
        row: 0,
        column: 'Scale of assessments',
        value: '2025-01-01: 99.01',
        code: 'scale_not_100',
        mild: true,
      },
    ]);
    await load(id);
    expect(await values('un_scale')).toEqual([
      ['AL', '2025-01-01', '2028-01-01', null, '0.01'],
      ['FI', '2025-01-01', '2028-01-01', null, '99'],
    ]);
  });

  test('exchange rates by rows or by columns; a wrong currency, day or rate is named', async () => {
    const rows =
      'Currency;Date;Rate\nUSD;2024-01-02;1,0956\nEUR;2024-01-02;1\nABC;2024-01-02;2\nGBP;02/01/2024;0.8\nGBP;31/01/2024;0\nGBP;31.01.2024;1,234\n';
    const faulty = await upload(rows, { kind: 'exchange_rate', base: 'EUR' });
    expect(
      (await checked(faulty.load)).faults.map((one: { row: number; code: string }) => [one.row, one.code]),
    ).toEqual([
      [3, 'currency_is_base'],
      [4, 'currency_unknown'],
      [5, 'date_invalid'],
      [6, 'value_zero'],
      [7, 'value_ambiguous'],
    ]);
    const columns = 'Date,USD,JPY,\n2024-01-03,1.0919,155.41,\n2024-01-02,1.0956,N/A,\n';
    const { load: id } = await upload(columns, {
      kind: 'exchange_rate',
      base: 'EUR',
      label: 'January',
      source: 'ECB',
    });
    await load(id);
    expect(await values('exchange_rate')).toEqual([
      ['EUR/JPY', '2024-01-03', null, null, '155.41'],
      ['EUR/USD', '2024-01-02', null, null, '1.0956'],
      ['EUR/USD', '2024-01-03', null, null, '1.0919'],
    ]);
  });

  test('a price index of months and years is known when they are over', async () => {
    const file = 'Period,Value\n2022,104.5\n2023-12,105.25\n2024M01,106\n';
    // A whole year that ends with a month of the same series: nobody could say which of the two counts.
    const faulty = await upload(`${file}2024-2025,1\n2023,1\n`, { kind: 'price_index', series: 'prices' });
    expect((await checked(faulty.load)).faults).toMatchObject([
      { row: 5, code: 'period_invalid' },
      { row: 6, code: 'row_repeated', value: '3' },
    ]);
    const { load: id } = await upload(file, { kind: 'price_index', series: 'prices' });
    await load(id);
    expect(await values('price_index')).toEqual([
      ['prices', '2023-01-01', null, '2022', '104.5'],
      ['prices', '2024-01-01', null, '2023-12', '105.25'],
      ['prices', '2024-02-01', null, '2024-01', '106'],
    ]);
  });
});
