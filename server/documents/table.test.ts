import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import { csvOf, type Table, xlsxOf } from './table.ts';

const TABLE: Table = {
  name: 'dues',
  title: "Dues: [2026] / what's simulated, and more",
  header: ['Name', 'Amount', 'Members', '=Header'],
  rows: [
    ['=1+1', { minor: -12345n, currency: 'USD' }, -3, '@SUM(A1)'],
    ['Élan, "Council"\nof two lines', { minor: 7n, currency: 'JPY' }, 4, null],
    ['\t=cmd', { minor: 999_999_999_999n, currency: 'USD' }, 0, '-1+2'],
  ],
};

test('CSV keeps numbers exact and marks what a spreadsheet would run', () => {
  expect(csvOf(TABLE)).toBe(
    [
      "\uFEFFName,Amount,Members,'=Header",
      "'=1+1,-123.45,-3,'@SUM(A1)",
      '"Élan, ""Council""\nof two lines",7,4,',
      "'\t=cmd,9999999999.99,0,'-1+2",
      '',
    ].join('\r\n'),
  );
});

test('a spreadsheet has marked texts and money as numbers, and no formula', async () => {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load((await xlsxOf(TABLE)) as never);
  const [sheet] = book.worksheets;
  expect(sheet?.name).toBe('Dues   2026    what s simulated');
  expect(sheet?.getRow(2).values).toEqual([undefined, "'=1+1", -123.45, -3, "'@SUM(A1)"]);
  expect(sheet?.getCell('B2').numFmt).toBe('#,##0.00');
  expect(sheet?.getCell('B4').value).toBe(9_999_999_999.99);
  const kinds = new Set<number>();
  sheet?.eachRow((row) => {
    row.eachCell((cell) => {
      kinds.add(cell.type);
    });
  });
  expect(kinds).toEqual(new Set([ExcelJS.ValueType.String, ExcelJS.ValueType.Number]));
});
