import { JobFailed } from '../jobs.ts';
import type { Source, SourceRow } from './source.ts';
import { refuseZipBomb } from './zip.ts';

/** The one place that reads with exceljs: its first sheet with rows, as text, row by row. */
export async function openXlsx(path: string): Promise<Source> {
  await refuseZipBomb(path);
  return { format: 'xlsx', encoding: 'utf-8', delimiter: null, rows: sheetRows(path) };
}

async function* sheetRows(path: string): AsyncGenerator<SourceRow> {
  try {
    // Only when a spreadsheet comes: the library takes some 40 MB, and most files are not one.
    const { default: ExcelJS } = await import('exceljs');
    const workbook = new ExcelJS.stream.xlsx.WorkbookReader(path, {
      worksheets: 'emit',
      sharedStrings: 'cache',
      styles: 'cache',
      hyperlinks: 'ignore',
      entries: 'ignore',
    });
    for await (const sheet of workbook) {
      let any = false;
      for await (const row of sheet) {
        any = true;
        yield { row: row.number, cells: (row.values as unknown[]).slice(1).map(cellText) };
      }
      if (any) return;
    }
  } catch (error) {
    if (error instanceof JobFailed) throw error;
    throw new JobFailed('file_damaged');
  }
}

/** A cell as a person sees it: days as YYYY-MM-DD, formulas by their result, rich text without its dress. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10);
  if (typeof value !== 'object') return String(value);
  if ('richText' in value) return (value.richText as { text: string }[]).map((part) => part.text).join('');
  if ('result' in value) return cellText(value.result);
  if ('text' in value) return cellText(value.text);
  return '';
}
