import { error } from '@sveltejs/kit';
import { csv } from '#lib/csv.ts';
import { ReferenceLoad } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';
import { refusalText } from '#lib/refusals.ts';
import { read } from '#lib/server/api.ts';
import { faultsOf } from '../faults.ts';
import type { RequestHandler } from './$types';

/** The file's faults as CSV, to mend the file by. */
export const GET: RequestHandler = async (event) => {
  const { referenceLoad } = await read(event, ReferenceLoad, { id: event.params.id });
  if (!referenceLoad) error(404, 'NOT_FOUND');
  const rows = faultsOf(referenceLoad.faults).map(({ row, column, value, code, mild }) => [
    row > 0 ? String(row) : '',
    column ?? '',
    value ?? '',
    refusalText({ code, value }),
    mild ? m.imports_note() : m.imports_fault(),
  ]);
  const header = [
    m.imports_row(),
    m.imports_column(),
    m.imports_cell(),
    m.imports_reason(),
    m.imports_weight(),
  ];
  return csv('faults', [header, ...rows]);
};
