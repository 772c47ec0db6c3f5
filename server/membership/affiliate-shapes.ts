import { contains } from '../network/shapes.ts';
import {
  column,
  given,
  holds,
  one,
  type Row,
  refers,
  type Scope,
  type Search,
  type SortKey,
  searchPage,
  shapes,
} from '../reading/shape.ts';

const SORTS: Record<string, SortKey[]> = {
  NAME: [
    { by: (c) => `${c}.name_key`, type: 'text' },
    { by: (c) => `${c}.id`, type: 'uuid' },
  ],
  NUMBER: [
    { by: (c) => `${c}.number`, type: 'text' },
    { by: (c) => `${c}.id`, type: 'uuid' },
  ],
  SINCE: [
    { by: (c) => `${c}.since`, type: 'date' },
    { by: (c) => `${c}.id`, type: 'uuid' },
  ],
};

/** A search over the affiliates of some members: SQL for their numbers, or null for all that the reader reaches. */
function affiliatesOf(members: (row: Row, scope: Scope) => string): Search {
  const filter = (row: Row, scope: Scope) =>
    `${members(row, scope)}::integer[], app.key(${scope.arg('search', contains)}::text), ${scope.arg('kind')}::text,
      coalesce(${scope.arg('ended')}::boolean, false), ${scope.asOf}`;
  return {
    rows: (row, scope, { sort, descending, after, limit }) =>
      `(select f.*, p.place, p.found from app.affiliate_page(${filter(row, scope)}, '${sort}', ${descending},
        ${after?.[0] ?? 'null'}::text, ${after?.[1] ?? 'null'}::uuid, ${limit}) p join affiliate f on f.id = p.id)`,
    count: (row, scope) => `app.affiliate_count(${filter(row, scope)})`,
  };
}

const affiliates = (members: (row: Row, scope: Scope) => string) =>
  searchPage('Affiliate', SORTS, affiliatesOf(members));

/** Its own council's; elsewhere where the council shares as much and the affiliate is not withheld. */
export const seen = (least: 'list' | 'sizes', id: string) => (row: Row) => ({
  rule: `${row}.member_id = any((select app.affiliate_reach('affiliates.read', '${least}'))::int[])
    and (${row}.member_id <> all((select app.affiliate_withholders('affiliates.read'))::int[]) or not app.affiliate_withheld(${row}.${id}))`,
});

/** `ended`, `coming` or `current` on the date asked about. */
const stateOf = (row: Row, date: string) =>
  `case when upper(${row}.during) <= ${date} then 'ended' when ${row}.since > ${date} then 'coming' else 'current' end`;

export const affiliateShapes = shapes({
  Query: {
    fields: {
      affiliate: one(
        'Affiliate',
        (c) => `affiliate ${c}`,
        (c, _r, q) => `${c}.id = ${q.arg('id')}::uuid`,
      ),
    },
  },
  Network: { fields: { affiliates: affiliates(() => 'null') } },
  Region: {
    fields: {
      affiliates: affiliates(
        (r, q) =>
          `array(select mr.member_id from member_region mr where mr.region_id = ${r}.place_id and ${holds('mr', q)})`,
      ),
    },
  },
  Member: {
    fields: {
      affiliates: affiliates((r) => `array[${r}.place_id]`),
      affiliateCount: (r, q) =>
        `(select c.affiliates from app.affiliate_counts(array[${r}.place_id], ${q.asOf}) c)`,
    },
  },
  AffiliatePage: { fields: { rows: given, next: given, previous: given, total: given } },
  Affiliate: {
    guard: seen('list', 'id'),
    fields: {
      id: column('id'),
      member: refers('Member', 'member', 'member_id', 'place_id'),
      number: column('number'),
      name: column('name'),
      kind: column('kind'),
      city: column('city'),
      country: refers('Country', 'country', 'country', 'iso2'),
      since: column('since'),
      until: (r) => `upper(${r}.during)`,
      state: (r, q) => stateOf(r, q.asOf),
      acts: (r) => `app.affiliate_acts(${stateOf(r, 'current_date')}, ${r}.member_id)`,
      invented: column('invented'),
    },
  },
});
