import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runNextJob } from '../jobs.ts';
import { type Front, openFront } from '../test/client.ts';
import { spreadsheet } from './corpus/spreadsheet.ts';
import { membershipJobs } from './import-job.ts';
import { IMPORT } from './world.ts';

let front: Front;
let owner: postgres.Sql;
const surprises: unknown[] = [];
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  expect(surprises).toEqual([]);
  await owner.end();
  await front.close();
});

/** Works through the queue, as the server's own loop does. */
async function work(stop = new AbortController().signal): Promise<void> {
  const workers = membershipJobs(front.dataDir);
  while (await runNextJob(front.api.database, workers, stop, (error) => surprises.push(error)));
}

async function send(
  person: string | null,
  body: Buffer | string,
  place = 11,
  kind = 'affiliates',
  filename = 'list.csv',
) {
  const headers: Record<string, string> = { 'content-type': 'application/octet-stream' };
  if (person) headers['authorization'] = `Bearer ${await front.session(person)}`;
  const url = `/imports?kind=${kind}&place=${place}&filename=${encodeURIComponent(filename)}`;
  const answer = await front.api.app.inject({ method: 'POST', url, headers, payload: body });
  return {
    status: answer.statusCode,
    ...(answer.json() as { id: string; known?: boolean; code?: string; refusals?: { code: string }[] }),
  };
}

const IMPORT_FIELDS = `stage failure failureValue format encoding delimiter rowsTotal rowsDone good known faulty inserted choice columns { index header samples }
  fields { name required column value } faults(first: 50) { total rows { row field header value code mild } } acts { name allowed reason }`;
const look = async (id: string, person = 'secretary') => {
  const answer = await front.as(person, `query L($id: ID!) { import(id: $id) { ${IMPORT_FIELDS} } }`, { id });
  expect(answer.errors).toBeUndefined();
  return answer.data.import;
};
let keys = 0;
async function decide(act: string, input: object, person = 'secretary') {
  keys += 1;
  const type = `${act.charAt(0).toUpperCase()}${act.slice(1)}Input`.replace(
    /^(Cancel|Undo)ImportInput$/,
    'ImportActInput',
  );
  const answer = await front.as(
    person,
    `mutation D($input: ${type}!) { ${act}(input: $input) { refusals { code field value } import { stage } } }`,
    { input: { idempotencyKey: `key-${keys}-of-test`, ...input } },
  );
  return answer.errors ? { fault: answer.errors[0]?.extensions.code } : answer.data[act];
}
async function checked(body: Buffer | string, place = 11, person = 'secretary', kind = 'affiliates') {
  const { id } = await send(person, body, place, kind);
  await work();
  return { id, ...(await look(id, person)) };
}
const faults = (one: { faults: { rows: { row: number; field: string; code: string }[] } }) =>
  one.faults.rows.map(({ row, field, code }) => `${row} ${field} ${code}`);
const registered = async (member: number) =>
  (await owner<{ n: number }[]>`select count(*)::int as n from affiliate where member_id = ${member}`)[0]?.n;

test('a file is read, checked and written; the same file again changes nothing', async () => {
  const file =
    'Number,Name,City,Type,Since\nX-1,First House,Tirana,NGO,2020-05-01\nX-2,Second House,,branch,\n';
  const before = Number(await registered(11));
  const one = await checked(file);
  expect(one).toMatchObject({
    stage: 'checked',
    format: 'csv',
    encoding: 'utf-8',
    delimiter: ',',
    rowsTotal: 2,
    rowsDone: 2,
    good: 2,
    known: 0,
    faulty: 0,
  });
  expect(one.columns[1]).toEqual({ index: 1, header: 'Name', samples: ['First House', 'Second House'] });
  expect(
    one.fields.map((field: { name: string; column: number | null }) => [field.name, field.column]),
  ).toEqual([
    ['number', 0],
    ['name', 1],
    ['kind', 3],
    ['city', 2],
    ['country', null],
    ['since', 4],
    ['persons', null],
    ['persons_on', null],
  ]);
  expect(await registered(11)).toBe(before);
  expect(await decide('applyImport', { id: one.id, choice: 'all' })).toEqual({
    refusals: [],
    import: { stage: 'applying' },
  });
  await work();
  expect(await look(one.id)).toMatchObject({ stage: 'done', inserted: 2 });
  expect(await registered(11)).toBe(before + 2);
  const [row] =
    await owner`select name, kind, city, country, since::text from affiliate where number = 'X-1'`;
  expect(row).toEqual({
    name: 'First House',
    kind: 'association',
    city: 'Tirana',
    country: 'AL',
    since: '2020-05-01',
  });
  expect(await send('secretary', file)).toMatchObject({ status: 200, id: one.id, known: true });
  const reordered = await checked('Name;Number\nSECOND house;X-2\nFirst House;X-1\n');
  expect(reordered).toMatchObject({ delimiter: ';', good: 0, known: 2, faulty: 0 });
  expect(faults(reordered)).toEqual(['2 number already_registered', '3 number already_registered']);
  await decide('applyImport', { id: reordered.id, choice: 'all' });
  await work();
  expect(await registered(11)).toBe(before + 2);
  expect(readdirSync(join(front.dataDir, 'imports'))).toEqual([]);
});

test('every fault has its row, column, value and reason; the choice is all or nothing, or only the good rows', async () => {
  const file =
    'numero;nom;ville;pays;depuis\n;Sans numéro;;;\nY-1;;Lyon;;\nY-2;Bon;Lyon;Atlantide;\nY-3;Bon aussi;Athènes;Grèce;31.12.2019\nY-4;Date;;;03/04/2019\nY-5;Date;;;32.01.2019\nY-3;Autre;;;\nY-3;BON AUSSI;;;\nY-6;Bon aussi;;;\nA-1;Not Open Door;;;\nA-3;Former House;;;\nY-7;Open Door;;;\nY-8;Trop;;;;;x\n';
  const one = await checked(file);
  expect(one).toMatchObject({ rowsTotal: 13, good: 3, known: 1, faulty: 9 });
  expect(faults(one)).toEqual([
    '2 number required',
    '3 name required',
    '4 country country_unknown',
    '6 since date_ambiguous',
    '7 since date_invalid',
    '7 name name_repeated',
    '8 number number_repeated',
    '9 number repeats_row',
    '10 name name_repeated',
    '11 number number_taken',
    '12 number number_ended',
    '13 name name_registered',
    '14 null too_many_cells',
  ]);
  expect(one.faults.rows[2]).toEqual({
    row: 4,
    field: 'country',
    header: 'pays',
    value: 'Atlantide',
    code: 'country_unknown',
    mild: false,
  });
  expect((await decide('applyImport', { id: one.id, choice: 'all' })).refusals).toEqual([
    { code: 'import_has_faults', field: 'choice', value: '9' },
  ]);
  const before = Number(await registered(11));
  await decide('applyImport', { id: one.id, choice: 'good' });
  await work();
  expect(await look(one.id)).toMatchObject({ stage: 'done', inserted: 3 });
  expect(await registered(11)).toBe(before + 3);
  const report = await front.api.app.inject({
    method: 'GET',
    url: `/imports/${one.id}/faults.csv`,
    headers: { authorization: `Bearer ${await front.session('secretary')}` },
  });
  expect(report.body).toContain('4,pays,country,Atlantide,country_unknown,fault');
  const undone = await decide('undoImport', { id: one.id });
  expect(undone).toEqual({ refusals: [], import: { stage: 'undone' } });
  expect(await registered(11)).toBe(before);
});

test('columns are mapped by hand where the headers say nothing', async () => {
  const one = await checked('a,b,c\nZ-1,Zed House,x\n');
  expect(one).toMatchObject({ stage: 'mapping', good: 0 });
  expect(one.acts).toContainEqual({ name: 'apply', allowed: false, reason: 'import_unmapped' });
  expect(
    (await decide('mapImport', { id: one.id, mapping: [{ field: 'number', column: 0 }] })).refusals,
  ).toEqual([{ code: 'required', field: 'name', value: null }]);
  expect(
    (await decide('mapImport', { id: one.id, mapping: [{ field: 'number', column: 9 }] })).refusals[0].code,
  ).toBe('unknown_column');
  const mapping = [
    { field: 'number', column: 0 },
    { field: 'name', column: 1 },
    { field: 'country', value: 'Greece' },
  ];
  expect((await decide('mapImport', { id: one.id, mapping })).import.stage).toBe('checking');
  await work();
  expect(await look(one.id)).toMatchObject({ stage: 'checked', good: 1 });
  await decide('applyImport', { id: one.id, choice: 'all' });
  await work();
  expect((await owner`select country from affiliate where number = 'Z-1'`)[0]).toEqual({ country: 'GR' });
});

test('letters of other encodings are read, and the guess is said', async () => {
  const text = 'número;nombre\nÑ-1;Fundación Año Nuevo\n';
  expect(await checked(Buffer.from(text, 'latin1'))).toMatchObject({
    encoding: 'windows-1252',
    delimiter: ';',
    good: 1,
  });
  expect(await checked(Buffer.from(`\ufeffالرقم\tالاسم\nع-1\tجمعية الأمل\n`, 'utf16le'))).toMatchObject({
    encoding: 'utf-16le',
    delimiter: '\t',
    good: 1,
  });
  expect(await checked(`\ufeff${text.replace('Ñ-1', 'Ñ-2')}`)).toMatchObject({
    encoding: 'utf-8',
    good: 1,
    fields: expect.arrayContaining([{ name: 'number', required: true, column: 0, value: null }]),
  });
});

test('a spreadsheet is read by its cells: days, formulas, rich text', async () => {
  const file = await spreadsheet([
    ['Number', 'Name', 'Since'],
    [7, { richText: [{ text: 'Rich ' }, { text: 'House' }] }, new Date('2021-02-03T00:00:00Z')],
    ['8', { formula: '"Formula "&"House"', result: 'Formula House' }, '2020'],
  ]);
  const one = await checked(file, 12, 'secretaryBruma');
  expect(one).toMatchObject({ format: 'xlsx', stage: 'checked', good: 2, faulty: 0 });
  await decide('applyImport', { id: one.id, choice: 'all' }, 'secretaryBruma');
  await work();
  expect(
    await owner`select number, name, since::text from affiliate where member_id = 12 and number in ('7', '8') order by 1`,
  ).toEqual([
    { number: '7', name: 'Rich House', since: '2021-02-03' },
    { number: '8', name: 'Formula House', since: '2020-01-01' },
  ]);
});

function zip(entries: { name: string; body: Buffer; stated?: number }[], gap = Buffer.alloc(0)): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, body, stated } of entries) {
    const packed = deflateRawSync(body);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(8, 8);
    head.writeUInt32LE(crc32(body), 14);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(stated ?? body.length, 22);
    head.writeUInt16LE(name.length, 26);
    const line = Buffer.alloc(46);
    line.writeUInt32LE(0x02014b50, 0);
    line.writeUInt16LE(8, 10);
    line.writeUInt32LE(packed.length, 20);
    line.writeUInt32LE(stated ?? body.length, 24);
    line.writeUInt16LE(name.length, 28);
    line.writeUInt32LE(at, 42);
    parts.push(head, Buffer.from(name), packed, gap);
    directory.push(line, Buffer.from(name));
    at += 30 + name.length + packed.length + gap.length;
  }
  const lines = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(lines.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, lines, end]);
}

test('what is no table, is broken or unfolds to too much is refused with its reason, and leaves nothing', async () => {
  const good = await spreadsheet([
    ['Number', 'Name'],
    ['1', 'One'],
  ]);
  const bomb = zip([
    { name: 'xl/workbook.xml', body: Buffer.from('<x/>') },
    { name: 'xl/worksheets/sheet1.xml', body: Buffer.alloc(260 * 1024 * 1024), stated: 10 },
  ]);
  const corpus: [string, Buffer | string, string][] = [
    ['only blanks', '\n\n  \n', 'file_empty'],
    ['only a header', 'number,name\n', 'no_rows'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'file_not_table'],
    [
      'an old spreadsheet',
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]),
      'file_old_excel',
    ],
    ['an open quote', 'number,name\n1,"never closed\n', 'file_damaged'],
    ['a truncated spreadsheet', good.subarray(0, good.length - 300), 'file_damaged'],
    ['half a spreadsheet', good.subarray(0, good.length / 2), 'file_damaged'],
    ['a zip of something else', zip([{ name: 'readme.txt', body: Buffer.from('hello') }]), 'file_not_table'],
    ['a bomb whose sizes lie', bomb, 'file_too_large'],
    [
      'entries that no directory lists',
      zip(
        [
          { name: 'xl/workbook.xml', body: Buffer.from('<x/>') },
          { name: 'b', body: Buffer.from('x') },
        ],
        Buffer.alloc(500),
      ),
      'file_damaged',
    ],
  ];
  for (const [what, body, code] of corpus) {
    const one = await checked(body);
    expect([what, one.stage, one.failure]).toEqual([what, 'failed', code]);
    expect(existsSync(join(front.dataDir, 'imports', one.id))).toBe(false);
  }
  expect(await send('secretary', '')).toMatchObject({ status: 422, refusals: [{ code: 'file_empty' }] });
  expect((await send('secretary', Buffer.alloc(33 * 1024 * 1024, 'a'))).refusals?.[0]?.code).toBe(
    'file_too_large',
  );
  const again = await checked(good);
  expect(again).toMatchObject({ stage: 'checked', good: 1 });
}, 60_000);

test('50,000 rows are read, checked and written; a stop in the middle and a lost staging table change nothing', async () => {
  const lines = Array.from(
    { length: 50_000 },
    (_, n) =>
      `N${n},"Local Association ${n}, Ward ${n % 97}",Town ${n % 400},Chile,20${String(n % 25).padStart(2, '0')}-01-0${(n % 9) + 1}`,
  );
  const file = `number,name,city,country,since\n${lines.join('\n')}\n`;
  const { id } = await send('secretaryDorna', file, 14);
  const stop = new AbortController();
  const stopping = setInterval(async () => {
    const [row] = await owner`select rows_done from import where id = ${id}`;
    if (Number(row?.['rows_done']) > 4000) stop.abort();
  }, 5);
  await runNextJob(front.api.database, membershipJobs(front.dataDir), stop.signal, (error) =>
    surprises.push(error),
  );
  clearInterval(stopping);
  const half = await look(id, 'secretaryDorna');
  expect(half.stage).toBe('reading');
  expect(half.rowsDone).toBeLessThan(50_000);
  const started = performance.now();
  await work();
  expect(await look(id, 'secretaryDorna')).toMatchObject({
    stage: 'checked',
    rowsTotal: 50_000,
    rowsDone: 50_000,
    good: 50_000,
    faulty: 0,
  });
  await decide('applyImport', { id, choice: 'all' }, 'secretaryDorna');
  await owner`truncate import_row`;
  await work();
  expect(await look(id, 'secretaryDorna')).toMatchObject({ stage: 'checked', choice: null, good: 50_000 });
  const again = performance.now();
  await decide('applyImport', { id, choice: 'all' }, 'secretaryDorna');
  await work();
  expect(await look(id, 'secretaryDorna')).toMatchObject({ stage: 'done', inserted: 50_000 });
  console.log(
    `50,000 rows: read and checked twice in ${Math.round(again - started)} ms, written in ${Math.round(performance.now() - again)} ms`,
  );
  expect(await registered(14)).toBe(50_002);
  const page = await front.as(
    'coordinatorWest',
    '{ region(code: "WEST") { affiliates(search: "ward 96", first: 2) { total rows { name } } } }',
  );
  expect(page.data.region.affiliates.total).toBe(515);
}, 120_000);

test('the real list of members is read by its own headers; what it does not say is given by hand', async () => {
  await owner`insert into country (iso2, iso3, numeric_code, name) values ('SE', 'SWE', '752', 'Sweden'), ('KH', 'KHM', '116', 'Cambodia')`;
  await owner`insert into country_region (iso2, region_id, during, source) values ('SE', 4, daterange('2000-01-01', null), 'test'), ('KH', 2, daterange('2000-01-01', null), 'test')`;
  const file = readFileSync(new URL('./corpus/members.csv', import.meta.url));
  const one = await checked(file, 1, 'secretariat', 'members');
  expect(one).toMatchObject({ stage: 'mapping', rowsTotal: 10 });
  const mapping = [
    { field: 'name', column: 3 },
    { field: 'country', column: 0 },
    { field: 'category', column: 4, value: 'B' },
    { field: 'since', value: '2026-01-01' },
    { field: 'source', column: 5 },
  ];
  await decide('mapImport', { id: one.id, mapping }, 'secretariat');
  await work();
  const seen = await look(one.id, 'secretariat');
  expect([seen.stage, seen.good, ...faults(seen).map((one) => one.split(' ').slice(1).join(' '))]).toEqual([
    'checked',
    2,
    ...Array(8).fill('country country_unknown'),
  ]);
  await decide('applyImport', { id: one.id, choice: 'good' }, 'secretariat');
  await work();
  const made = await front.as(
    null,
    '{ region(code: "EAST") { members(search: "ngo forum") { rows { name category since source region { code } } } } }',
  );
  expect(made.data.region.members.rows).toEqual([
    {
      name: 'NGO Forum (source: "Cambodian NGO Forum")',
      category: 'A',
      since: '2026-01-01',
      source: expect.stringContaining('docslib'),
      region: { code: 'EAST' },
    },
  ]);
});

test('the list as it is packaged is read too: its acronyms find their field', async () => {
  const one = await checked(
    readFileSync(new URL('../../schema/data/members.csv', import.meta.url)),
    1,
    'secretariat',
    'members',
  );
  expect(one).toMatchObject({ stage: 'mapping', rowsTotal: 10 });
  expect(one.fields.find((field: { name: string }) => field.name === 'acronym').column).toBe(
    one.columns.find((column: { header: string }) => column.header === 'acronym').index,
  );
});

test('nobody imports for another council, sees its import or decides it', async () => {
  for (const person of ['secretaryBruma', 'treasurer', 'coordinatorWest', 'auditor', 'none']) {
    expect((await send(person, 'number,name\n1,x\n')).status, person).toBe(403);
    expect(await look(IMPORT, person), person).toBeNull();
    expect((await decide('cancelImport', { id: IMPORT }, person)).fault, person).toBe('NOT_FOUND');
    const report = await front.api.app.inject({
      method: 'GET',
      url: `/imports/${IMPORT}/faults.csv`,
      headers: { authorization: `Bearer ${await front.session(person)}` },
    });
    expect(report.statusCode).toBe(404);
  }
  expect((await send(null, 'number,name\n1,x\n')).status).toBe(403);
  expect((await send('secretary', 'name\nx\n', 1, 'members')).status).toBe(403);
  expect(await look(IMPORT, 'coordinator')).toMatchObject({ stage: 'mapping' });
});

test('a person whose session has ended writes nothing more', async () => {
  const { id } = await send('coordinator', 'number,name\nQ-1,Quiet House\n');
  await owner`update session set revoked_at = now() where person_id = ${String(front.world.people['coordinator'])}`;
  await work();
  expect(await look(id)).toMatchObject({ stage: 'failed', failure: 'session_ended' });
});

test('sec-25: exports run no formula and hold only what the reader reaches', async () => {
  await owner`update affiliate set name = '=HYPERLINK("http://evil.example")' where number = 'A-2'`;
  const get = async (person: string | null, url: string) => {
    const headers = person ? { authorization: `Bearer ${await front.session(person)}` } : {};
    return front.api.app.inject({ method: 'GET', url, headers });
  };
  const mine = await get('secretary', '/exports/affiliates.csv?place=11');
  expect(mine.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(mine.body).toContain(`A-2,"'=HYPERLINK(""http://evil.example"")"`);
  expect(mine.body).not.toContain('Open Hands');
  expect((await get('secretaryBruma', '/exports/affiliates.csv?place=11')).statusCode).toBe(403);
  expect((await get(null, '/exports/affiliates.csv?place=11')).statusCode).toBe(403);
  expect((await get(null, '/exports/members.csv?place=2')).body).toContain('11,Alba Council');
});
