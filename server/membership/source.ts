import { open } from 'node:fs/promises';
import { JobFailed } from '../jobs.ts';
import { openCsv } from './source-csv.ts';
import { openXlsx } from './source-xlsx.ts';

/** So much of one file is read, whatever it claims to hold. */
export const MOST = { bytes: 32 * 1024 * 1024, rows: 200_000, columns: 200, cell: 5000 };

/** One row of a file: its number as spreadsheets count, from 1, and its cells as text. */
export interface SourceRow {
  row: number;
  cells: string[];
}

/** A file being read, whatever its format. */
export interface Source {
  format: 'csv' | 'xlsx';
  encoding: string;
  delimiter: string | null;
  rows: AsyncIterable<SourceRow>;
}

const ZIP = 'PK\u0003\u0004';
const OLD_EXCEL = '\u00d0\u00cf\u0011\u00e0';

/** Opens an uploaded file by what it is, not by its name. Fails with a code where it is no table. */
export async function openSource(path: string): Promise<Source> {
  const head = await readHead(path);
  if (head.length === 0) throw new JobFailed('file_empty');
  const magic = head.subarray(0, 4).toString('latin1');
  if (magic === OLD_EXCEL) throw new JobFailed('file_old_excel');
  return magic === ZIP ? openXlsx(path) : openCsv(path, head);
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path).catch(() => {
    throw new JobFailed('file_missing');
  });
  try {
    const buffer = Buffer.alloc(64 * 1024);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
