/** Tables as files that a spreadsheet opens: CSV and XLSX, in which no cell is ever run as a formula. */
import type { FastifyReply } from 'fastify';
import { decimalsOf, major } from '../money.ts';
import { answerFile } from './answer.ts';
import { csvLine, plainText } from './cells.ts';

/** Money stays exact in CSV, and a number in a spreadsheet. */
export type Cell = string | number | null | { minor: bigint; currency: string };

export interface Table {
  /** Of the file, without its ending. */
  name: string;
  /** Of the sheet. */
  title: string;
  header: string[];
  rows: Cell[][];
  /** Written from right to left. */
  rtl?: boolean;
}

/** Answers a table as a file to be kept. */
export async function answerTable(
  reply: FastifyReply,
  kind: 'csv' | 'xlsx',
  table: Table,
): Promise<FastifyReply> {
  const body = kind === 'csv' ? csvOf(table) : await xlsxOf(table);
  return answerFile(reply, table.name, kind, body);
}

/** With the mark by which spreadsheets know UTF-8. A text that one would take for a formula is marked as text. */
export function csvOf({ header, rows }: Table): string {
  return `\uFEFF${csvLines([header, ...rows])}`;
}

/** Rows as lines of CSV, for a file that is written bit by bit. Money is a plain number with a point, exact. */
export function csvLines(rows: readonly (readonly Cell[])[]): string {
  return rows
    .map((row) =>
      csvLine(row.map((cell) => (isMoney(cell) ? { exact: major(cell.minor, cell.currency) } : cell))),
    )
    .join('');
}

export function isMoney(cell: Cell): cell is { minor: bigint; currency: string } {
  return cell !== null && typeof cell === 'object';
}

/** Texts are marked as in CSV, since a sheet is saved as one sooner or later; the header stays in sight. */
export async function xlsxOf({ title, header, rows, rtl }: Table): Promise<Buffer> {
  // Loaded when the first spreadsheet is asked for, not at each start.
  const { default: ExcelJS } = await import('exceljs');
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet(sheetName(title), {
    views: [{ state: 'frozen', ySplit: 1, rightToLeft: rtl ?? false }],
  });
  sheet.addRow(header.map(xlsxCell)).font = { bold: true };
  for (const row of rows) sheet.addRow(row.map(xlsxCell));
  for (const [index, cell] of (rows[0] ?? []).entries()) {
    const column = sheet.getColumn(index + 1);
    column.width = Math.min(60, Math.max(12, String(header[index] ?? '').length + 2));
    if (isMoney(cell)) column.numFmt = moneyFormat(cell.currency);
  }
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** Up to 15 digits a spreadsheet's numbers are exact. */
export function xlsxCell(cell: Cell): string | number | null {
  if (isMoney(cell)) return Number(major(cell.minor, cell.currency));
  return typeof cell === 'string' ? plainText(cell) : cell;
}

function moneyFormat(currency: string): string {
  const places = decimalsOf(currency);
  return places === 0 ? '#,##0' : `#,##0.${'0'.repeat(places)}`;
}

/** What a sheet may be called: 31 characters, without some marks. */
export function sheetName(title: string): string {
  return (
    title
      .replace(/[*?:\\/[\]']/g, ' ')
      .slice(0, 31)
      .trim() || 'Table'
  );
}
