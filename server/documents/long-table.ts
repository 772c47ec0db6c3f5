/** Tables too long to hold: written as they are read, batch by batch, as CSV, XLSX or JSON. */
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import type { Worksheet } from 'exceljs';
import type { FastifyReply } from 'fastify';
import { major } from '../money.ts';
import { answerFile } from './answer.ts';
import { type Cell, csvLines, isMoney, sheetName, type Table, xlsxCell } from './table.ts';

/** As a table, with its rows in batches. */
export type LongTable = Omit<Table, 'rows'> & { batches: AsyncIterable<Cell[][]> };

/** A sheet holds 1,048,576 rows; the next ones stand in a further sheet. */
const ROWS_OF_A_SHEET = 1_000_000;

/** The table as a stream of CSV; the reader's pace is that of the reading. */
export function csvStream({ header, batches }: LongTable): Readable {
  return Readable.from(
    (async function* () {
      yield `\uFEFF${csvLines([header])}`;
      for await (const rows of batches) if (rows.length > 0) yield csvLines(rows);
    })(),
  );
}

/** The formats of a long table. */
export const FORMATS = ['csv', 'xlsx', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** Answers a long table as a file to be kept. */
export function answerLongTable(reply: FastifyReply, kind: Format, table: LongTable): FastifyReply {
  const write = { csv: csvStream, xlsx: xlsxStream, json: jsonStream }[kind];
  return answerFile(reply, table.name, kind, write(table));
}

/** The table as a stream of JSON: one object a row, under the names of the header. Money keeps its currency, exact. */
export function jsonStream({ header, batches }: LongTable): Readable {
  return Readable.from(
    (async function* () {
      yield '[';
      let first = true;
      for await (const rows of batches)
        for (const row of rows) {
          const entries = header.map((name, index) => [name, jsonCell(row[index] ?? null)]);
          yield `${first ? '\n' : ',\n'}${JSON.stringify(Object.fromEntries(entries))}`;
          first = false;
        }
      yield '\n]\n';
    })(),
  );
}

function jsonCell(cell: Cell): unknown {
  return isMoney(cell) ? { amount: major(cell.minor, cell.currency), currency: cell.currency } : cell;
}

/** The table as a stream of XLSX. */
export function xlsxStream(table: LongTable): Readable {
  const out = new PassThrough();
  writeSheets(table, out).catch((error: unknown) => out.destroy(error as Error));
  return out;
}

async function writeSheets({ title, header, rtl, batches }: LongTable, out: PassThrough): Promise<void> {
  const { default: ExcelJS } = await import('exceljs');
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: out });
  let sheets = 0;
  let left = 0;
  let sheet: Worksheet | undefined;
  const next = () => {
    sheet?.commit();
    sheets += 1;
    left = ROWS_OF_A_SHEET;
    const name = sheets === 1 ? sheetName(title) : `${sheetName(title).slice(0, 26)} ${sheets}`;
    sheet = book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1, rightToLeft: rtl ?? false }] });
    sheet.addRow(header.map(xlsxCell)).commit();
    return sheet;
  };
  let current = next();
  for await (const rows of batches) {
    for (const row of rows) {
      if (left === 0) current = next();
      current.addRow(row.map(xlsxCell)).commit();
      left -= 1;
    }
    if (out.destroyed) return;
    if (out.writableNeedDrain) await once(out, 'drain');
  }
  current.commit();
  await book.commit();
}
