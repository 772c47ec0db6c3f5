import {
  column,
  content,
  given,
  holds,
  many,
  one,
  page,
  type Row,
  type Scope,
  type SortKey,
  shapes,
} from '../reading/shape.ts';

/** How many members the region has on the date, of those that `more` joins. */
const countMembers = (region: string, scope: Scope, more = '') => `(select count(*) from member_region mr
  join membership ms on ms.member_id = mr.member_id and ${holds('ms', scope)}${more}
  where mr.region_id = ${region} and ${holds('mr', scope)})`;

/** Members of the region, or of the whole network, with the columns that pages sort by. */
export const memberRows = (
  child: Row,
  region: string | null,
  scope: Scope,
) => `(select m.*, o.name_key, o.country, ms.category,
    ${since('ms', scope)} as since
  from member m
  join organisation o on o.id = m.organisation_id
  join member_region mr on mr.member_id = m.place_id${region === null ? '' : ` and mr.region_id = ${region}`} and ${holds('mr', scope)}
  join membership ms on ms.member_id = m.place_id and ${holds('ms', scope)}) ${child}`;

/**
 * The start of the unbroken membership that holds on the date: `held` is its row. Categories may have changed within
 * it, but most members never changed theirs, and joining periods is dear.
 */
function since(held: Row, scope: Scope): string {
  return `case when exists (select 1 from membership p where p.member_id = ${held}.member_id and p.until = ${held}.since)
    then (select lower(r) from (select unnest(range_agg(h.during)) r from membership h where h.member_id = ${held}.member_id) u
      where r @> ${scope.asOf}) else ${held}.since end`;
}

/** A member's organisation. */
const organisationOf = (row: Row, scope: Scope) =>
  scope.beside(row, 'organisation', (o) => `left join organisation ${o} on ${o}.id = ${row}.organisation_id`);

/** A member's membership on the date. */
const membershipOf = (row: Row, scope: Scope) =>
  scope.beside(
    row,
    'membership',
    (ms) => `left join membership ${ms} on ${ms}.member_id = ${row}.place_id and ${holds(ms, scope)}`,
  );

const organisation = (name: string) => (row: Row, scope: Scope) => `${organisationOf(row, scope)}.${name}`;

/** Escapes what LIKE would read as a pattern, and folds as the index does. */
export const contains = (value: unknown) =>
  value == null || value === '' ? null : `%${String(value).replace(/[\\%_]/g, '\\$&')}%`;

export const MEMBER_SORTS: Record<string, SortKey[]> = {
  NAME: [
    { by: (c) => `${c}.name_key`, type: 'text' },
    { by: (c) => `${c}.place_id`, type: 'int' },
  ],
  SINCE: [
    { by: (c) => `${c}.since`, type: 'date' },
    { by: (c) => `${c}.place_id`, type: 'int' },
  ],
  COUNTRY: [
    { by: (c) => `${c}.country`, type: 'text' },
    { by: (c) => `${c}.place_id`, type: 'int' },
  ],
  CATEGORY: [
    { by: (c) => `${c}.category`, type: 'text' },
    { by: (c) => `${c}.place_id`, type: 'int' },
  ],
};

const countryOfRegion = (child: Row, row: Row, scope: Scope) =>
  `country ${child} join country_region cr on cr.iso2 = ${child}.iso2 and cr.region_id = ${row}.place_id and ${holds('cr', scope)}`;

const memberInCountry = (country: Row, scope: Scope) => `exists (select 1 from organisation o
  join member m on m.organisation_id = o.id
  join membership ms on ms.member_id = m.place_id and ${holds('ms', scope)} where o.country = ${country}.iso2)`;

export const networkShapes = shapes({
  Query: {
    fields: {
      network: one('Network', (c) => `network ${c}`),
      region: one(
        'Region',
        (c) => `region ${c}`,
        (c, _r, q) => `${c}.code = upper(${q.arg('code')}::text)`,
      ),
      regions: many(
        'Region',
        (c) => `region ${c}`,
        undefined,
        (c) => `${c}.position`,
      ),
      member: one(
        'Member',
        (c) => `member ${c}`,
        (c, _r, q) => `${c}.place_id = ${q.arg('id')}::int`,
      ),
    },
  },
  Refusal: { fields: { code: given, field: given, value: given } },
  Content: { fields: { value: given, locale: given, fallback: given } },
  MemberPage: { fields: { rows: given, next: given, previous: given, total: given } },
  Network: {
    fields: {
      name: content('name'),
      regions: many(
        'Region',
        (c) => `region ${c}`,
        undefined,
        (c) => `${c}.position`,
      ),
      memberCount: (_r, q) => `(select count(*) from membership ms where ${holds('ms', q)})`,
      countryCount: (_r, q) => `(select count(*) from country_region cr where ${holds('cr', q)})`,
      countriesWithMember: (_r, q) => `(select count(distinct o.country) from organisation o
        join member m on m.organisation_id = o.id join membership ms on ms.member_id = m.place_id and ${holds('ms', q)})`,
    },
  },
  Region: {
    fields: {
      id: column('place_id'),
      code: column('code'),
      name: content('name'),
      counterparts: column('counterparts'),
      source: column('source'),
      memberCount: (r, q) => countMembers(`${r}.place_id`, q),
      suspendedCount: (r, q) =>
        countMembers(
          `${r}.place_id`,
          q,
          ` join suspension s on s.member_id = mr.member_id and ${holds('s', q)}`,
        ),
      countries: many('Country', countryOfRegion, undefined, (c) => `${c}.name`),
      gaps: many(
        'Country',
        countryOfRegion,
        (c, _r, q) => `not ${memberInCountry(c, q)}`,
        (c) => `${c}.name`,
      ),
      gapCount: (r, q) =>
        `(select count(*) from ${countryOfRegion('c', r, q)} where not ${memberInCountry('c', q)})`,
      outline: many(
        'Member',
        (c, r, q) => memberRows(c, `${r}.place_id`, q),
        undefined,
        (c) => `${c}.name_key`,
      ),
      members: page('Member', MEMBER_SORTS, (c, r, q) => memberRows(c, `${r}.place_id`, q), memberFilter),
    },
  },
  Country: {
    fields: {
      iso2: column('iso2'),
      iso3: column('iso3'),
      numeric: column('numeric_code'),
      name: column('name'),
      region: one(
        'Region',
        (c, r, q) =>
          `region ${c} join country_region cr on cr.region_id = ${c}.place_id and cr.iso2 = ${r}.iso2 and ${holds('cr', q)}`,
      ),
      members: many(
        'Member',
        (c) => `member ${c} join organisation o on o.id = ${c}.organisation_id`,
        (c, r, q) =>
          `o.country = ${r}.iso2 and exists (select 1 from membership ms where ms.member_id = ${c}.place_id and ${holds('ms', q)})`,
        () => 'o.name_key',
      ),
    },
  },
  Member: {
    fields: {
      id: column('place_id'),
      name: organisation('name'),
      acronym: organisation('acronym'),
      website: organisation('website'),
      founded: organisation('founded'),
      source: organisation('source'),
      invented: organisation('invented'),
      country: one(
        'Country',
        (c) => `country ${c}`,
        (c, r, q) => `${c}.iso2 = ${organisationOf(r, q)}.country`,
      ),
      region: one(
        'Region',
        (c, r, q) =>
          `region ${c} join member_region mr on mr.region_id = ${c}.place_id and mr.member_id = ${r}.place_id and ${holds('mr', q)}`,
      ),
      category: (r, q) => `${membershipOf(r, q)}.category`,
      since: (r, q) => since(membershipOf(r, q), q),
      suspension: one(
        'Suspension',
        (c) => `suspension ${c}`,
        (c, r, q) => `${c}.member_id = ${r}.place_id and ${holds(c, q)}`,
      ),
      history: many(
        'MembershipFact',
        (
          c,
          r,
        ) => `(select 'MEMBERSHIP' as kind, during, category as detail from membership where member_id = ${r}.place_id
          union all select 'REGION', mr.during, g.code from member_region mr join region g on g.place_id = mr.region_id where member_id = ${r}.place_id
          union all select 'SUSPENSION', during, reason from suspension where member_id = ${r}.place_id) ${c}`,
        undefined,
        (c) => `lower(${c}.during) desc, ${c}.kind`,
      ),
    },
  },
  Suspension: {
    fields: {
      from: (r) => `lower(${r}.during)`,
      until: (r) => `upper(${r}.during)`,
      reason: column('reason'),
      restoredReason: column('restored_reason'),
    },
  },
  MembershipFact: {
    fields: {
      kind: column('kind'),
      from: (r) => `lower(${r}.during)`,
      until: (r) => `upper(${r}.during)`,
      detail: column('detail'),
    },
  },
});

/** Only what is asked stands in the statement: a condition that may be absent hides from the planner what it does. */
export function memberFilter(child: Row, _row: Row, scope: Scope): string | undefined {
  const suspended = `exists (select 1 from suspension s where s.member_id = ${child}.place_id and ${holds('s', scope)})`;
  const conditions = [
    scope.form('search', (value) => contains(value) !== null) &&
      `${child}.name_key like (select app.key(${scope.arg('search', contains)}::text))`,
    scope.form('category', (value) => value != null) && `${child}.category = ${scope.arg('category')}::text`,
    scope.form('suspended', (value) => value != null) && `${suspended} = ${scope.arg('suspended')}::boolean`,
  ].filter(Boolean);
  return conditions.length > 0 ? conditions.join(' and ') : undefined;
}
