import { column, given, made, many, one, page, type Row, refers, shapes } from '../../reading/shape.ts';
import { person } from '../shape-parts.ts';
import { REFERENCE_KINDS } from './reference-kinds.ts';

const kinds = REFERENCE_KINDS.map((kind, at) => `('${kind}', ${at})`).join(', ');
const ofValues = (what: string) => (row: Row) =>
  `(select ${what} from reference_value v where v.vintage_id = ${row}.id)`;
/** A period's end is kept as the first day that no longer counts, and told as the last that does. */
const lastDay = (until: string) => `${until} - 1`;

/** Reference data: lists by kind, their values, and files that wait for a decision. */
export const referenceShapes = shapes({
  Query: {
    fields: {
      referenceSeries: many(
        'ReferenceSeries',
        (c) => `(values ${kinds}) ${c}(kind, at)`,
        undefined,
        (c) => `${c}.at`,
      ),
      referenceVintage: one(
        'ReferenceVintage',
        (c) => `reference_vintage ${c}`,
        (c, _r, q) => `${c}.id = ${q.arg('id')}::uuid`,
      ),
      referenceLoad: one(
        'ReferenceLoad',
        (c) => `reference_load ${c}`,
        (c, _r, q) => `${c}.id = ${q.arg('id')}::uuid`,
      ),
    },
  },
  ReferenceSeries: {
    fields: {
      kind: column('kind'),
      vintages: many(
        'ReferenceVintage',
        (c) => `reference_vintage ${c}`,
        (c, r) => `${c}.series = ${r}.kind`,
        (c) => `${c}.id desc`,
      ),
      latest: (
        r,
      ) => `(select max(v.since) from reference_value v join reference_vintage o on o.id = v.vintage_id
        where o.series = ${r}.kind and not exists (select from reference_vintage n where n.supersedes = o.id))`,
    },
  },
  ReferenceVintage: {
    fields: {
      id: column('id'),
      kind: column('series'),
      label: column('label'),
      source: column('source'),
      supersedes: refers('ReferenceVintage', 'reference_vintage', 'supersedes'),
      supersededBy: one(
        'ReferenceVintage',
        (c) => `reference_vintage ${c}`,
        (c, r) => `${c}.supersedes = ${r}.id`,
      ),
      filename: column('filename'),
      loadedAt: column('loaded_at'),
      loadedBy: person('loaded_by'),
      invented: column('invented'),
      count: ofValues('count(*)'),
      from: ofValues('min(v.since)'),
      // Rates and prices are of a day each: the list reaches to its last.
      until: (r) =>
        `(select case when ${r}.series in ('exchange_rate', 'price_index') then max(v.since)
          when count(*) = count(v.until) then max(${lastDay('v.until')}) end from reference_value v where v.vintage_id = ${r}.id)`,
      values: page(
        'ReferenceValue',
        {
          NAME: [
            { by: (c) => `${c}.key`, type: 'text' },
            { by: (c) => `${c}.since`, type: 'date' },
          ],
        },
        (c) => `reference_value ${c}`,
        (c, r, q) => `${c}.vintage_id = ${r}.id
          and (${q.arg('search', (value) => value || null)}::text is null or ${c}.key = upper(${q.arg('search', (value) => value || null)}::text)
            or ${c}.key ilike '%' || ${q.arg('search', (value) => value || null)}::text || '%')`,
      ),
    },
  },
  ReferenceValuePage: { fields: { rows: given, next: given, previous: given, total: given } },
  ReferenceValue: {
    fields: {
      key: column('key'),
      from: column('since'),
      until: (r) => lastDay(`${r}.until`),
      period: column('period'),
      value: column('value'),
    },
  },
  ReferenceLoad: {
    guard: () => ({ capability: 'facts.load' }),
    fields: {
      id: column('id'),
      kind: column('series'),
      label: column('label'),
      source: column('source'),
      supersedes: refers('ReferenceVintage', 'reference_vintage', 'supersedes'),
      filename: column('filename'),
      bytes: column('bytes'),
      uploadedAt: column('uploaded_at'),
      uploadedBy: person('uploaded_by'),
      stage: column('stage'),
      good: column('good'),
      faulty: column('faulty'),
      leftOut: column('left_out'),
      faults: column('faults'),
      sample: (
        r,
      ) => `(select coalesce(jsonb_agg(jsonb_build_object('key', concat_ws('/', s.e ->> 'base', s.e ->> 'key'),
          'from', s.e ->> 'since', 'until', ((s.e ->> 'until')::date - 1)::text, 'period', s.e ->> 'period', 'value', s.e ->> 'value') order by s.at), '[]')
        from jsonb_array_elements(${r}.staged) with ordinality s(e, at) where s.at <= 10)`,
      vintage: refers('ReferenceVintage', 'reference_vintage', 'vintage_id'),
    },
  },
  LoadReferencePayload: {
    fields: { refusals: given, vintage: made('ReferenceVintage', 'reference_vintage', 'vintage') },
  },
  CancelReferenceLoadPayload: {
    fields: { refusals: given, load: made('ReferenceLoad', 'reference_load', 'load') },
  },
});
