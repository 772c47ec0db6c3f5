import ExcelJS from 'exceljs';

/** A spreadsheet of one sheet, as people's programs write it. */
export async function spreadsheet(rows: unknown[][]): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  book.addWorksheet('list').addRows(rows);
  return Buffer.from(await book.xlsx.writeBuffer());
}
