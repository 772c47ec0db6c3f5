import { csvLine } from '../../../server/documents/cells.ts';

const NUMBER = /^-?\d+(\.\d+)?$/;

/** A table as a CSV file, by the rules of all files of the product; plain numbers stay numbers. */
export function csv(name: string, rows: (string | number)[][]): Response {
  const text = rows.map((row) => csvLine(row.map(cell))).join('');
  return new Response(`\uFEFF${text}`, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}.csv"`,
      'cache-control': 'private, no-store',
    },
  });
}

function cell(value: string | number) {
  return typeof value === 'string' && NUMBER.test(value) ? { exact: value } : value;
}
