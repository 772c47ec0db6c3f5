import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText, unmarked } from './cells.ts';
import { csvStream, jsonStream, type LongTable, xlsxStream } from './long-table.ts';
import { type Cell, csvOf, xlsxOf } from './table.ts';

/** What no cell of a file may begin with, listed apart from the product's own rule. */
const DANGEROUS = new Set([
  '=',
  '+',
  '-',
  '@',
  '\t',
  '\r',
  '\n',
  '\0',
  '＝',
  '＋',
  '－',
  '＠',
  '﹢',
  '﹣',
  '﹦',
  '﹫',
]);
const TRICKS = [
  '=1+1',
  '=HYPERLINK("http://evil.example";"x")',
  "+cmd|' /C calc'!A0",
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '\0=1',
  '＝1+1',
  '＋1',
  '－1',
  '＠x',
  '﹦1',
  ' =1',
  '\u200B=1',
  '\uFEFF=1',
  '"=1',
  ',=1',
  '\u202E=1',
];
const words = fc.oneof(
  fc.constantFrom(...TRICKS),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.tuple(fc.constantFrom(...DANGEROUS), fc.string({ unit: 'grapheme' })).map((parts) => parts.join('')),
);
const tables = fc.array(fc.tuple(words, fc.integer(), words), { minLength: 1, maxLength: 8 });

const faulty = (cells: string[]) => cells.filter((cell) => DANGEROUS.has([...cell][0] ?? ''));
const of = (rows: Cell[][]) => ({ name: 't', title: 't', header: ['=a', 'n', '＠b'], rows });
const long = (rows: Cell[][]): LongTable => ({
  ...of(rows),
  batches: (async function* () {
    yield rows;
  })(),
});
async function collected(stream: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

test('sec-25: whatever a cell holds, CSV parsed back has none that a spreadsheet would run, and the same words', () => {
  fc.assert(
    fc.property(tables, (rows) => {
      const text = csvOf(of(rows));
      expect(text.startsWith('\uFEFF')).toBe(true);
      const read = parse(text, { bom: true, relax_column_count: false }) as string[][];
      expect(read).toHaveLength(rows.length + 1);
      for (const [index, row] of rows.entries()) {
        const [one, number, other] = read[index + 1] ?? [];
        expect(faulty([String(one), String(other)])).toEqual([]);
        expect(Number(number)).toBe(row[1]);
        expect(one).toBe(plainText(row[0]));
      }
      expect(faulty(read[0] ?? [])).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test('sec-25: a sheet read back has typed numbers and no such cell, written at once or bit by bit', async () => {
  await fc.assert(
    fc.asyncProperty(tables, async (rows) => {
      for (const file of [await xlsxOf(of(rows)), await collected(xlsxStream(long(rows)))]) {
        const book = new ExcelJS.Workbook();
        await book.xlsx.load(file as never);
        book.worksheets[0]?.eachRow((row) =>
          row.eachCell((cell) => {
            expect([ExcelJS.ValueType.String, ExcelJS.ValueType.Number]).toContain(cell.type);
            if (cell.type === ExcelJS.ValueType.String) expect(faulty([String(cell.value)])).toEqual([]);
          }),
        );
        expect(book.worksheets[0]?.getCell('B2').value).toBe(rows[0]?.[1]);
      }
    }),
    { numRuns: 40 },
  );
});

test('JSON keeps every word as it is, and the streams say what the whole files say', async () => {
  await fc.assert(
    fc.asyncProperty(tables, async (rows) => {
      const read = JSON.parse((await collected(jsonStream(long(rows)))).toString('utf8'));
      expect(read).toEqual(rows.map(([a, n, b]) => ({ '=a': a.toWellFormed(), n, '＠b': b.toWellFormed() })));
      expect((await collected(csvStream(long(rows)))).toString('utf8')).toBe(csvOf(of(rows)));
    }),
    { numRuns: 60 },
  );
});

test('what was marked is read as it was', () => {
  for (const text of TRICKS.filter((one) => !one.includes('\0')))
    expect(unmarked(plainText(text))).toBe(text);
  expect(unmarked("'Ohana House")).toBe("'Ohana House");
});
