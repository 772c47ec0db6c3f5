import { column, given, made, many, one, page, type Row, refers, shapes } from '../reading/shape.ts';
import { FIELDS } from './import-fields.ts';

/** The fields of each kind of import as SQL rows, in the order of the mapping form. */
const fieldRows = Object.entries(FIELDS)
  .flatMap(([kind, fields]) =>
    fields.map((field, index) => `('${kind}', ${index}, '${field.name}', ${field.required})`),
  )
  .join(', ');

const imports = (kind: string, place: (row: Row) => string) =>
  many(
    'Import',
    (c) => `import ${c}`,
    (c, r) => `${c}.kind = '${kind}' and ${c}.place_id = ${place(r)}`,
    (c) => `${c}.uploaded_at desc`,
    20,
  );

/** Whoever keeps the register sees what comes into it. */
const kept = (row: Row) => ({
  rule: `${row}.place_id = any((select app.affiliate_reach('affiliates.manage', 'keep'))::int[])`,
});

export const importShapes = shapes({
  Query: {
    fields: {
      import: one(
        'Import',
        (c) => `import ${c}`,
        (c, _r, q) => `${c}.id = ${q.arg('id')}::uuid`,
      ),
    },
  },
  Network: { fields: { imports: imports('members', () => '1') } },
  Member: { fields: { imports: imports('affiliates', (r) => `${r}.place_id`) } },
  Import: {
    guard: kept,
    fields: {
      id: column('id'),
      kind: column('kind'),
      place: refers('Place', 'place', 'place_id'),
      filename: column('filename'),
      bytes: column('bytes'),
      uploadedBy: refers('Person', 'person', 'uploaded_by'),
      uploadedAt: column('uploaded_at'),
      stage: column('stage'),
      failure: column('failure'),
      failureValue: column('failure_value'),
      format: column('format'),
      encoding: column('encoding'),
      delimiter: column('delimiter'),
      columns: (
        r,
      ) => `(select coalesce(json_agg(json_build_object('index', h.n - 1, 'header', h.header, 'samples',
          (select coalesce(json_agg(left(s.cells ->> (h.n - 1)::int, 60) order by s.row), '[]') from (select * from import_row s
            where s.import_id = ${r}.id order by s.row limit 3) s where s.cells ->> (h.n - 1)::int <> '')) order by h.n), '[]')
        from unnest(${r}.headers) with ordinality h(header, n))`,
      fields: (r) => `(select json_agg(json_build_object('name', f.name, 'required', f.required,
          'column', (${r}.mapping -> f.name ->> 'column')::int, 'value', ${r}.mapping -> f.name ->> 'value') order by f.position)
        from (values ${fieldRows}) f(kind, position, name, required) where f.kind = ${r}.kind)`,
      rowsTotal: column('rows_total'),
      rowsDone: column('rows_done'),
      good: column('good'),
      known: column('known'),
      faulty: column('faulty'),
      inserted: column('inserted'),
      choice: column('choice'),
      decidedBy: refers('Person', 'person', 'decided_by'),
      decidedAt: column('decided_at'),
      faults: page(
        'ImportFault',
        {
          ROW: [
            { by: (c) => `${c}.row`, type: 'int' },
            { by: (c) => `${c}.n`, type: 'int' },
          ],
        },
        (c) => `import_fault ${c}`,
        (c, r) => `${c}.import_id = ${r}.id`,
      ),
      acts: (r) => `app.acts('import', ${r}.stage, null, ${r}.place_id)`,
    },
  },
  ImportColumn: { fields: { index: given, header: given, samples: given } },
  ImportField: { fields: { name: given, required: given, column: given, value: given } },
  ImportFaultPage: { fields: { rows: given, next: given, previous: given, total: given } },
  ImportFault: {
    guard: kept,
    fields: {
      id: (r) => `concat_ws(':', ${r}.import_id, ${r}.row, ${r}.n)`,
      row: column('row'),
      field: column('field'),
      header: column('header'),
      value: column('value'),
      code: column('code'),
      mild: column('mild'),
    },
  },
  ImportPayload: { fields: { refusals: given, import: made('Import', 'import', 'import') } },
});
