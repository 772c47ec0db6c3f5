import { JobFailed } from '../../jobs.ts';
import { fold, type Mapping } from '../../membership/import-fields.ts';
import { MOST, openSource, type Source, type SourceRow } from '../../membership/source.ts';
import type { BankEntry } from './entry.ts';
import { readAmount, readDay } from './table-values.ts';

/** So many cells of each column are shown where somebody says what it is. */
const SAMPLES = 3;

export interface TableHead {
  format: 'csv' | 'xlsx';
  encoding: string;
  delimiter: string | null;
  headers: string[];
  samples: string[][];
}

/** The columns of a table with some of their cells, before anything is read from it. */
export async function headOf(path: string): Promise<TableHead> {
  const source = await openSource(path);
  const { format, encoding, delimiter } = source;
  let headers: string[] | null = null;
  const rows: string[][] = [];
  for await (const { cells } of tableRows(source)) {
    if (headers === null) headers = cells;
    else rows.push(cells);
    if (rows.length === SAMPLES) break;
  }
  if (headers === null) throw new JobFailed('file_empty');
  if (rows.length === 0) throw new JobFailed('no_rows');
  const samples = headers.map((_, index) => rows.map((cells) => cells[index] ?? '').filter(Boolean));
  return { format, encoding, delimiter, headers, samples };
}

/** Movements of a table by its mapping. The first row that cannot be read ends it, with its number. */
export async function* readTable(path: string, mapping: Mapping): AsyncGenerator<BankEntry> {
  const source = await openSource(path);
  let headed = false;
  for await (const row of tableRows(source)) {
    if (headed) yield entryOf(row, mapping);
    headed = true;
  }
}

/** Rows that say something, from the header on: banks write lines about the account above it. */
async function* tableRows(source: Source): AsyncGenerator<SourceRow> {
  let headed = false;
  for await (const { row, cells } of source.rows) {
    const kept = cells
      .slice(0, MOST.columns)
      .map((cell) => cell.replace(/\s+/g, ' ').trim().slice(0, MOST.cell));
    const filled = kept.filter(Boolean).length;
    if (filled === 0 || (!headed && filled < 3)) continue;
    headed = true;
    yield { row, cells: kept };
  }
}

function entryOf({ row, cells }: SourceRow, mapping: Mapping): BankEntry {
  const cell = (field: string): string | null => {
    const { column = null, value = null } = mapping[field] ?? {};
    return (column === null ? '' : (cells[column] ?? '')) || value;
  };
  const wrong = (code: string, value: string | null): never => {
    throw new JobFailed(code, value ? `${row} (${value.slice(0, 60)})` : String(row));
  };
  const day = (field: string) => {
    const text = cell(field);
    if (!text) return null;
    const read = readDay(text, orderOf(mapping));
    return read ?? wrong(read === null ? 'bank_date_invalid' : 'bank_date_ambiguous', text);
  };
  const currency = (cell('currency') ?? '').toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) wrong('bank_currency_missing', currency);
  const money = (field: string) => {
    const text = cell(field);
    if (!text) return null;
    const read = readAmount(text, currency, mapping['decimal']?.value ?? null);
    return typeof read === 'bigint' ? read : wrong(read, text);
  };
  const bookedOn = day('day') ?? wrong('bank_date_missing', null);
  const [incoming, outgoing] = [money('in'), money('out')];
  const moved = (incoming ?? 0n) - (outgoing === null ? 0n : outgoing < 0n ? -outgoing : outgoing);
  const amount =
    money('amount') ?? (incoming === null && outgoing === null ? wrong('bank_amount_invalid', null) : moved);
  const account =
    (cell('account') ?? '').replace(/\s/g, '').toUpperCase() || wrong('bank_account_missing', null);
  const iban = cell('payer_account')?.replace(/\s/g, '').toUpperCase() || null;
  return {
    ...{ position: row, account, bookedOn, valuedOn: day('value_day') ?? bookedOn, amount, currency },
    // A column of references may hold the payer's own words as well: it identifies only together with them.
    ...{ reference: cell('reference'), assigned: false, endToEnd: null },
    ...{ payer: cell('payer'), payerAccount: iban, text: cell('text') ?? '' },
    ...{ charges: 0n, instructed: null, reversal: false, code: null, batch: 0 },
  };
}

/** How the file writes its days, where somebody has said it. */
function orderOf(mapping: Mapping): 'dmy' | 'mdy' | null {
  const said = fold(mapping['day_order']?.value ?? '');
  return said === 'dmy' || said === 'mdy' ? said : null;
}
