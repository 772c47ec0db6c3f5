import { refuse } from '../../errors.ts';
import { enqueue } from '../../jobs.ts';
import { missingFields, readMapping } from '../../membership/import-fields.ts';
import { holdStill } from '../../membership/rule.ts';
import { plainFilename } from '../../membership/uploads.ts';
import type { BankActInput, MapBankFileInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { TABLE_FIELDS } from './table-fields.ts';

const OPEN_FILES = 20;

/** A bank's file has come in: its row and its job, or the upload that this very file already has. */
export async function beginBankFile(
  unit: Unit,
  id: string,
  given: string,
  { bytes, hash }: { bytes: number; hash: Buffer },
): Promise<{ id: string; known: boolean }> {
  const { sql } = unit;
  const [open] = await sql<{ n: number }[]>`
    select count(*)::int as n from bank_file where stage not in ('done', 'failed', 'cancelled')`;
  if ((open?.n ?? 0) >= OPEN_FILES) refuse('too_many_imports', 'file', OPEN_FILES);
  const [made] = await sql`insert into bank_file (id, filename, bytes, hash, uploaded_by)
    values (${id}, ${plainFilename(given)}, ${bytes}, ${hash}, ${unit.actor}) on conflict do nothing returning id`;
  if (!made) {
    const [known] = await sql<{ id: string }[]>`
      select id from bank_file where hash = ${hash} and stage not in ('failed', 'cancelled')`;
    return { id: String(known?.id), known: true };
  }
  await enqueue(unit, 'bank', id);
  await unit.record({
    act: 'uploadBankFile',
    place: 1,
    subject: ['bank_file', id],
    after: { bytes, hash: hash.toString('hex') },
  });
  return { id, known: false };
}

/** Says what fills each field of a table; its movements are then read, all or none. */
export async function mapBankFile(unit: Unit, input: MapBankFileInput): Promise<string> {
  const { headers } = await fileIn(unit, input.id, ['mapping']);
  const mapping = readMapping(TABLE_FIELDS, headers, input.mapping);
  const [missing] = missingFields(TABLE_FIELDS, mapping);
  if (missing) refuse('required', missing);
  const filled = ['amount', 'in', 'out'].some((field) => mapping[field]?.column != null);
  if (!filled) refuse('required', 'amount');
  await unit.sql`update bank_file set mapping = ${unit.sql.json(mapping as never)}, stage = 'reading', failure = null, failure_value = null
    where id = ${input.id}`;
  await enqueue(unit, 'bank', input.id);
  await unit.record({
    act: 'mapBankFile',
    place: 1,
    subject: ['bank_file', input.id],
    after: { fields: Object.keys(mapping) },
  });
  return input.id;
}

/** Gives up a file of which nothing is in the inbox yet; its job removes it. */
export async function cancelBankFile(unit: Unit, input: BankActInput): Promise<string> {
  await fileIn(unit, input.id, ['waiting', 'reading', 'mapping']);
  await unit.sql`update bank_file set stage = 'cancelled' where id = ${input.id}`;
  await enqueue(unit, 'bank', input.id);
  await unit.record({ act: 'cancelBankFile', place: 1, subject: ['bank_file', input.id] });
  return input.id;
}

async function fileIn(unit: Unit, id: string, stages: string[]): Promise<{ headers: string[] }> {
  await unit.permit('bank.match', 1);
  await holdStill(unit, 'bank_file', id);
  const [file] = await unit.sql<{ stage: string; headers: string[] }[]>`
    select stage, headers from bank_file where id = ${id}`;
  if (!file) refuse('not_found', 'id');
  if (!stages.includes(file.stage)) refuse(`bank_file_${file.stage === 'done' ? 'done' : 'busy'}`, 'id');
  return file;
}
