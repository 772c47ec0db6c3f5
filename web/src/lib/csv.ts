/**
 * A table as a CSV file (RFC 4180, with the mark by which spreadsheets know UTF-8). A cell that a spreadsheet would
 * take for a formula is marked as text; plain numbers stay numbers.
 */
export function csv(name: string, rows: string[][]): Response {
  const text = rows.map((row) => row.map(cell).join(',')).join('\r\n');
  return new Response(`\uFEFF${text}\r\n`, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}.csv"`,
      'cache-control': 'private, no-store',
    },
  });
}

function cell(value: string): string {
  const isNumber = /^-?\d+(\.\d+)?$/.test(value);
  const safe = !isNumber && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
