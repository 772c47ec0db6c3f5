import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import postgres from 'postgres';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';

let front: Front;
let today = '';
beforeAll(async () => {
  front = await openFront();
  const owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const [now] = await owner<{ today: string }[]>`select current_date::text as today`;
  today = String(now?.today);
  await owner.end();
  await act('assessRegion', 'placeId: 1, year: 2024');
  await act(
    'recordPayment',
    'memberId: 11, amount: "700.00", currency: "USD", receivedOn: "2025-03-01", method: cash',
  );
  const { data } = await front.as('finance', '{ member(id: 12) { assessments { id } } }');
  const [assessment] = data.member.assessments;
  await act(
    'proposeWriteOff',
    `assessmentId: "${assessment.id}", amount: "50", currency: "USD", reason: "=HYPERLINK(\\"http://evil.example\\")"`,
  );
});
afterAll(() => front.close());

let keys = 0;
async function act(name: string, input: string) {
  const answer = await front.as(
    'finance',
    `mutation { ${name}(input: { ${input}, idempotencyKey: "exports-${++keys}" }) { refusals { code } } }`,
  );
  expect(answer.data[name].refusals).toEqual([]);
}

async function file(person: string, url: string) {
  const authorization = `Bearer ${await front.session(person)}`;
  return front.api.app.inject({ method: 'GET', url, headers: { authorization } });
}

const journal = (kind: string, place = 1, from = '2020-01-01', locale = 'en') =>
  `/exports/journal.${kind}?place=${place}&from=${from}&until=${today}&locale=${locale}`;
const lines = (body: string) => body.trim().split('\r\n');
const cells = (body: string): string[][] => parse(body, { bom: true }).slice(1);

test('the journal leaves as CSV with every entry once; debits and credits meet; no cell is a formula', async () => {
  const answer = await file('auditor', journal('csv'));
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toContain('text/csv');
  expect(answer.body.startsWith('\uFEFFDate,')).toBe(true);
  const rows = lines(answer.body).slice(1);
  const owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const [count] = await owner<{ n: number }[]>`select count(*)::int as n from ledger_entry`;
  await owner.end();
  expect(rows).toHaveLength(count?.n ?? 0);
  const cents = (text: string | undefined) => Math.round(Number(text || 0) * 100);
  const sums = cells(answer.body).reduce((sum, row) => sum + cents(row[5]) - cents(row[6]), 0);
  expect(sums).toBe(0);
  expect(answer.body).toContain(`'=HYPERLINK`);
  expect(answer.body).not.toMatch(/(^|,)"?=HYPERLINK/m);
});

test('a period and a place narrow the journal, and whoever does not read dues there gets nothing', async () => {
  const later = lines((await file('auditor', journal('csv', 1, '2025-03-02'))).body).slice(1);
  expect(later.every((row) => row.slice(0, 10) > '2025-03-01')).toBe(true);
  const east = cells((await file('coordinator', journal('csv', 2))).body);
  expect(east.length).toBeGreaterThan(0);
  expect(new Set(east.map((row) => row[8]))).toEqual(new Set(['EAST']));
  expect((await file('coordinator', journal('csv', 3))).statusCode).toBe(403);
  expect((await file('coordinator', journal('csv'))).statusCode).toBe(403);
  expect((await file('none', journal('csv', 2))).statusCode).toBe(403);
  expect(
    (await file('finance', '/exports/journal.csv?place=1&from=yesterday&until=2025-01-01')).statusCode,
  ).toBe(400);
  expect((await front.api.app.inject({ method: 'GET', url: journal('csv') })).statusCode).toBe(403);
});

test('the journal leaves as XLSX in the reader’s language, its texts marked as texts', async () => {
  const answer = await file('finance', journal('xlsx', 1, '2020-01-01', 'ar'));
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(answer.rawPayload as never);
  const [sheet] = book.worksheets;
  expect(sheet?.getRow(1).getCell(1).value).toBe('التاريخ');
  expect(sheet?.views[0]).toMatchObject({ rightToLeft: true });
  const csv = lines((await file('finance', journal('csv'))).body);
  expect(sheet?.rowCount).toBe(csv.length);
  const reasons = new Set<unknown>();
  sheet?.eachRow((row) => reasons.add(row.getCell(14).value));
  expect([...reasons]).toContain(`'=HYPERLINK("http://evil.example")`);
});

test('a statement leaves as PDF in each language, as CSV and as XLSX, with the balance after each line', async () => {
  for (const [locale, title] of [
    ['en', 'Statement of account'],
    ['fr', 'Relevé de compte'],
    ['es', 'Estado de cuenta'],
  ]) {
    const answer = await file('treasurer', `/documents/statements/11.pdf?locale=${locale}`);
    expect(answer.headers['content-type']).toBe('application/pdf');
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(answer.rawPayload)), {
      mergePages: true,
    });
    expect(text).toContain(title);
    expect(text).toContain('Alba Council');
  }
  const arabic = await file('treasurer', '/documents/statements/11.pdf?locale=ar');
  expect(arabic.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
  const csv = lines((await file('treasurer', '/documents/statements/11.csv')).body).slice(1);
  expect(csv).toHaveLength(2);
  expect(csv[0]).toMatch(/^2025-03-01,"Payment, receipt \u2068\d{4}-000001\u2069",-700\.00,-700\.00,USD/);
  expect(csv[1]).toBe(`${today},Dues of 2024,1450.00,750.00,USD,2024,`);
  const xlsx = await file('treasurer', '/documents/statements/11.xlsx?from=2025-01-01&until=2025-12-31');
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(xlsx.rawPayload as never);
  expect(book.worksheets[0]?.rowCount).toBe(2);
  expect(book.worksheets[0]?.getRow(2).getCell(4).value).toBe(-700);
});

test('a statement is for those who read the member’s dues', async () => {
  expect((await file('secretaryBruma', '/documents/statements/11.pdf')).statusCode).toBe(404);
  expect((await file('coordinatorWest', '/documents/statements/11.csv')).statusCode).toBe(404);
  expect((await file('coordinator', '/documents/statements/11.csv')).statusCode).toBe(200);
  expect((await file('finance', '/documents/statements/999.csv')).statusCode).toBe(404);
});

const sheetOf = async (person: string, url: string) => {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load((await file(person, url)).rawPayload as never);
  const [sheet] = book.worksheets;
  const rows: unknown[][] = [];
  sheet?.eachRow((row) => rows.push((row.values as unknown[]).slice(1)));
  return rows;
};

test('the trial balance leaves as CSV and as XLSX with the same figures as its page, in the order of the books', async () => {
  const { data } = await front.as(
    'auditor',
    '{ network { trialBalance { account currency debit credit balance } } }',
  );
  const shown = data.network.trialBalance.map((one: Record<string, string>) => [
    one['account'],
    one['currency'],
    ...['debit', 'credit', 'balance'].map((name) => (Number(one[name]) / 100).toFixed(2)),
  ]);
  expect(shown.length).toBeGreaterThan(3);
  expect(shown[0][0]).toBe('receivable');
  const rows = cells((await file('auditor', '/exports/trial-balance.csv?place=1')).body);
  expect(rows.map((row) => row.filter((_, column) => column !== 1))).toEqual(shown);
  expect(rows[0]?.[1]).toBe('Dues to be received');
  const sheet = await sheetOf('auditor', '/exports/trial-balance.xlsx?place=1&locale=fr');
  expect(sheet.slice(1).map((row) => row[5])).toEqual(rows.map((row) => Number(row[5])));
  const before = cells((await file('auditor', '/exports/trial-balance.csv?place=1&asOf=2000-01-01')).body);
  expect(before).toEqual([]);
});

test('what is open by age leaves as CSV and as XLSX, as its page has it on the date', async () => {
  const page = (args: string) =>
    `{ network ${args} { agedMembers(first: 100, sort: NAME, descending: false) { rows { member { id } notDue upTo30 upTo90 upTo365 older total } } } }`;
  for (const asOf of [null, today]) {
    const { data } = await front.as('finance', page(asOf ? `(asOf: "${asOf}")` : ''));
    const shown = data.network.agedMembers.rows.map((one: Record<string, string>) =>
      ['notDue', 'upTo30', 'upTo90', 'upTo365', 'older', 'total'].map((name) =>
        (Number(one[name]) / 100).toFixed(2),
      ),
    );
    expect(shown.length).toBeGreaterThan(1);
    const query = `place=1${asOf ? `&asOf=${asOf}` : ''}`;
    const rows = cells((await file('finance', `/exports/receivables.csv?${query}`)).body);
    expect(rows.map((row) => row.slice(3))).toEqual(shown);
    const sheet = await sheetOf('finance', `/exports/receivables.xlsx?${query}`);
    expect(sheet.slice(1).map((row) => row.at(-1))).toEqual(rows.map((row) => Number(row.at(-1))));
  }
  const east = cells((await file('coordinator', '/exports/receivables.csv?place=2')).body);
  expect(east.map((row) => row[1])).toContain('Alba Council');
  expect(east.map((row) => row[1])).not.toContain('Dorna Council');
});

test('files of the books are for those who read the place’s dues, and a council has none', async () => {
  for (const name of ['trial-balance', 'receivables']) {
    const status = async (person: string, place: number) =>
      (await file(person, `/exports/${name}.xlsx?place=${place}`)).statusCode;
    expect([await status('coordinator', 2), await status('coordinator', 3)]).toEqual([200, 403]);
    expect([await status('coordinator', 1), await status('treasurer', 2)]).toEqual([403, 403]);
    expect([await status('finance', 11), await status('finance', 999)]).toEqual([404, 404]);
    expect((await file('finance', `/exports/${name}.csv?place=1&asOf=soon`)).statusCode).toBe(400);
  }
});
