import { Fault, refuse } from '../errors.ts';
import { enqueue } from '../jobs.ts';
import type { ApplyImportInput, ImportActInput, MapImportInput } from '../types.ts';
import type { Unit } from '../unit.ts';
import { FIELDS, type ImportKind, missingFields, readMapping } from './import-fields.ts';
import { holdStill, permitInState } from './rule.ts';

interface Found {
  id: string;
  kind: ImportKind;
  place: number;
  stage: string;
  headers: string[];
  good: number;
  faulty: number;
}

async function find(unit: Unit, act: 'map' | 'apply' | 'cancel' | 'undo', id: string): Promise<Found> {
  await holdStill(unit, 'import', id);
  const [found] = await unit.sql<
    Found[]
  >`select id, kind, place_id as place, stage, headers, good, faulty from import where id = ${id}`;
  if (!found) throw new Fault('NOT_FOUND');
  await permitInState(unit, 'import', act, found.stage, found.place);
  return found;
}

/** Says what fills each field; the file is checked again with it. */
export async function mapImport(unit: Unit, input: MapImportInput): Promise<string> {
  const found = await find(unit, 'map', input.id);
  const fields = FIELDS[found.kind];
  const mapping = readMapping(fields, found.headers, input.mapping);
  const [missing] = missingFields(fields, mapping);
  if (missing) refuse('required', missing);
  await unit.sql`update import set mapping = ${unit.sql.json(mapping as never)}, stage = 'checking' where id = ${found.id}`;
  await enqueue(unit, 'import', found.id);
  await unit.record({
    act: 'mapImport',
    place: found.place,
    subject: ['import', found.id],
    after: { fields: Object.keys(mapping) },
  });
  return found.id;
}

/** Decides: all rows or none, or the good ones only. The job writes them. */
export async function applyImport(unit: Unit, input: ApplyImportInput): Promise<string> {
  const found = await find(unit, 'apply', input.id);
  if (input.choice === 'all' && found.faulty > 0) refuse('import_has_faults', 'choice', found.faulty);
  await unit.sql`update import set stage = 'applying', choice = ${input.choice}, decided_by = ${unit.actor}, decided_at = now() where id = ${found.id}`;
  await enqueue(unit, 'import', found.id);
  await unit.record({
    act: 'applyImport',
    place: found.place,
    subject: ['import', found.id],
    after: { choice: input.choice, good: found.good, faulty: found.faulty },
  });
  return found.id;
}

/** Gives the import up; its job removes file and rows. */
export async function cancelImport(unit: Unit, input: ImportActInput): Promise<string> {
  const found = await find(unit, 'cancel', input.id);
  await unit.sql`update import set stage = 'cancelled' where id = ${found.id}`;
  await enqueue(unit, 'import', found.id);
  await unit.record({ act: 'cancelImport', place: found.place, subject: ['import', found.id] });
  return found.id;
}

/** Takes back what the import brought. What somebody has corrected or ended since is theirs, and stays. */
export async function undoImport(unit: Unit, input: ImportActInput): Promise<string> {
  const found = await find(unit, 'undo', input.id);
  if (found.kind !== 'affiliates') refuse('cannot_be_undone', 'id');
  await holdStill(unit, 'affiliates', found.place);
  await unit.sql`select set_config('statement_timeout', '60s', true)`;
  await unit.sql`delete from affiliate_size where import_id = ${found.id} and member_id = ${found.place}
    and affiliate_id in (select id from affiliate where import_id = ${found.id})`;
  const gone =
    await unit.sql`delete from affiliate where import_id = ${found.id} and member_id = ${found.place}`;
  await unit.sql`update import set stage = 'undone' where id = ${found.id}`;
  await unit.record({
    act: 'undoImport',
    place: found.place,
    subject: ['import', found.id],
    before: { removed: gone.count },
  });
  return found.id;
}
