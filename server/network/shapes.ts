import { column, content, given, many, one, page, type Row, type Scope, shapes } from '../reading/shape.ts';

/** Members whose category and region hold on the date. */
const membersOf = (child: Row, region: string, scope: Scope) => `member ${child}
  join member_region mr on mr.member_id = ${child}.place_id and mr.region_id = ${region} and mr.during @> ${scope.asOf}
  join membership ms on ms.member_id = ${child}.place_id and ms.during @> ${scope.asOf}`;

/** As above, with the columns that pages sort by. */
const memberRows = (child: Row, region: string, scope: Scope) => `(select m.*, o.name_key, o.country, ms.category,
    ${since('m', scope)} as since
  from member m
  join organisation o on o.id = m.organisation_id
  join member_region mr on mr.member_id = m.place_id and mr.region_id = ${region} and mr.during @> ${scope.asOf}
  join membership ms on ms.member_id = m.place_id and ms.during @> ${scope.asOf}) ${child}`;

/** The start of the unbroken membership that holds on the date: categories may have changed within it. */
function since(member: Row, scope: Scope): string {
  return `(select lower(r) from (select unnest(range_agg(h.during)) r from membership h where h.member_id = ${member}.place_id) u
    where r @> ${scope.asOf})`;
}

const organisation = (name: string) => (row: Row) =>
  `(select o.${name} from organisation o where o.id = ${row}.organisation_id)`;

/** Escapes what LIKE would read as a pattern, and folds as the index does. */
const contains = (value: unknown) =>
  value == null || value === '' ? null : `%${String(value).replace(/[\\%_]/g, '\\$&')}%`;

const countryOfRegion = (child: Row, row: Row, scope: Scope) =>
  `country ${child} join country_region cr on cr.iso2 = ${child}.iso2 and cr.region_id = ${row}.place_id and cr.during @> ${scope.asOf}`;

const memberInCountry = (country: Row, scope: Scope) => `exists (select 1 from organisation o
  join member m on m.organisation_id = o.id
  join membership ms on ms.member_id = m.place_id and ms.during @> ${scope.asOf} where o.country = ${country}.iso2)`;

export const networkShapes = shapes({
  Query: {
    fields: {
      network: one('Network', (c) => `network ${c}`),
      region: one('Region', (c) => `region ${c}`, (c, _r, q) => `${c}.code = upper(${q.arg('code')}::text)`),
      regions: many('Region', (c) => `region ${c}`, undefined, (c) => `${c}.position`),
      member: one('Member', (c) => `member ${c}`, (c, _r, q) => `${c}.place_id = ${q.arg('id')}::int`),
    },
  },
  Refusal: { fields: { code: given, field: given, value: given } },
  Content: { fields: { value: given, locale: given, fallback: given } },
  MemberPage: { fields: { rows: given, next: given, previous: given, total: given } },
  Network: {
    fields: {
      name: content('name'),
      regions: many('Region', (c) => `region ${c}`, undefined, (c) => `${c}.position`),
      memberCount: (_r, q) => `(select count(*) from membership where during @> ${q.asOf})`,
      countryCount: (_r, q) => `(select count(*) from country_region where during @> ${q.asOf})`,
      countriesWithMember: (_r, q) => `(select count(distinct o.country) from organisation o
        join member m on m.organisation_id = o.id join membership ms on ms.member_id = m.place_id and ms.during @> ${q.asOf})`,
    },
  },
  Region: {
    fields: {
      id: column('place_id'),
      code: column('code'),
      name: content('name'),
      counterparts: column('counterparts'),
      source: column('source'),
      memberCount: (r, q) => `(select count(*) from ${membersOf('m', `${r}.place_id`, q)})`,
      suspendedCount: (r, q) => `(select count(*) from ${membersOf('m', `${r}.place_id`, q)}
        join suspension s on s.member_id = m.place_id and s.during @> ${q.asOf})`,
      countries: many('Country', countryOfRegion, undefined, (c) => `${c}.name`),
      gaps: many('Country', countryOfRegion, (c, _r, q) => `not ${memberInCountry(c, q)}`, (c) => `${c}.name`),
      gapCount: (r, q) => `(select count(*) from ${countryOfRegion('c', r, q)} where not ${memberInCountry('c', q)})`,
      outline: many('Member', (c, r, q) => memberRows(c, `${r}.place_id`, q), undefined, (c) => `${c}.name_key`),
      members: page(
        'Member',
        {
          NAME: [{ by: (c) => `${c}.name_key`, type: 'text' }, { by: (c) => `${c}.place_id`, type: 'int' }],
          SINCE: [{ by: (c) => `${c}.since`, type: 'date' }, { by: (c) => `${c}.place_id`, type: 'int' }],
          COUNTRY: [{ by: (c) => `${c}.country`, type: 'text' }, { by: (c) => `${c}.place_id`, type: 'int' }],
          CATEGORY: [{ by: (c) => `${c}.category`, type: 'text' }, { by: (c) => `${c}.place_id`, type: 'int' }],
        },
        (c, r, q) => memberRows(c, `${r}.place_id`, q),
        memberFilter,
      ),
    },
  },
  Country: {
    fields: {
      iso2: column('iso2'),
      iso3: column('iso3'),
      numeric: column('numeric_code'),
      name: column('name'),
      region: one('Region', (c, r, q) => `region ${c} join country_region cr on cr.region_id = ${c}.place_id and cr.iso2 = ${r}.iso2 and cr.during @> ${q.asOf}`),
      members: many(
        'Member',
        (c) => `member ${c} join organisation o on o.id = ${c}.organisation_id`,
        (c, r, q) => `o.country = ${r}.iso2 and exists (select 1 from membership ms where ms.member_id = ${c}.place_id and ms.during @> ${q.asOf})`,
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
      country: one('Country', (c, r) => `country ${c} join organisation o on o.country = ${c}.iso2 and o.id = ${r}.organisation_id`),
      region: one('Region', (c, r, q) => `region ${c} join member_region mr on mr.region_id = ${c}.place_id and mr.member_id = ${r}.place_id and mr.during @> ${q.asOf}`),
      category: (r, q) => `(select ms.category from membership ms where ms.member_id = ${r}.place_id and ms.during @> ${q.asOf})`,
      since: (r, q) => since(r, q),
      suspension: one('Suspension', (c) => `suspension ${c}`, (c, r, q) => `${c}.member_id = ${r}.place_id and ${c}.during @> ${q.asOf}`),
      history: many(
        'MembershipFact',
        (c, r) => `(select 'MEMBERSHIP' as kind, during, category as detail from membership where member_id = ${r}.place_id
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

function memberFilter(child: Row, _row: Row, scope: Scope): string {
  const pattern = `${scope.arg('search', contains)}::text`;
  const suspended = `${scope.arg('suspended')}::boolean`;
  return `(${pattern} is null or ${child}.name_key like app.key(${pattern}))
    and (${scope.arg('category')}::text is null or ${child}.category = ${scope.arg('category')}::text)
    and (${suspended} is null or ${suspended} = exists (select 1 from suspension s
      where s.member_id = ${child}.place_id and s.during @> ${scope.asOf}))`;
}
