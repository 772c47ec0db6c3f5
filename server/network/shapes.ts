import {
  column,
  content,
  given,
  holds,
  many,
  one,
  page,
  type Row,
  reaches,
  type Scope,
  SIGNED_IN,
  type SortKey,
  shapes,
  TODAY,
} from '../reading/shape.ts';

/** All members on the date, with what is counted of them: worked out once a statement. */
const present = (scope: Scope) =>
  scope.shared(`select mr.region_id, o.country, s.id is not null as suspended from membership ms
    join member m on m.place_id = ms.member_id
    join organisation o on o.id = m.organisation_id
    left join member_region mr on mr.member_id = ms.member_id and ${holds('mr', scope)}
    left join suspension s on s.member_id = ms.member_id and ${holds('s', scope)}
    where ${holds('ms', scope)}`);

/** How many members the region has, of those that `more` joins. */
const membersOf = (row: Row, scope: Scope, more = '') => `(select count(*) from member_region mr
  join membership ms on ms.member_id = mr.member_id and ${holds('ms', scope)}${more}
  where mr.region_id = ${row}.place_id and ${holds('mr', scope)})`;

/** The members of all regions, counted at once: the row's own counts. */
const counted = (row: Row, scope: Scope) =>
  scope.beside(
    row,
    'counted',
    (n) => `left join (select region_id, count(*) as members, count(*) filter (where suspended) as suspended
      from ${present(scope)} group by region_id) ${n} on ${n}.region_id = ${row}.place_id`,
  );

/**
 * Members of the region, or of the whole network, with the columns that pages sort by. Joined from the left: what
 * nobody asks for is then left out, as when members are only counted.
 */
export function memberRows(child: Row, region: string | null, scope: Scope, paged = false): string {
  scope.carries(child, 'organisation');
  scope.carries(child, 'membership');
  const byStanding = paged && scope.form('sort', (value) => value === 'STANDING');
  return `(select mr.member_id as place_id, m.organisation_id, ${ORGANISATION}, ms.member_id, ms.category, ms.since,
    ${since('ms', scope)} as member_since${byStanding ? `, ${standingRank('mr.member_id', scope)} as standing_rank` : ''}
  from member_region mr
  join membership ms on ms.member_id = mr.member_id and ${holds('ms', scope)}
  left join member m on m.place_id = mr.member_id
  left join organisation o on o.id = m.organisation_id
  where ${region === null ? '' : `mr.region_id = ${region} and `}${holds('mr', scope)}) ${child}`;
}

/** The standing of a member on the date as a number, the better the smaller; who may not see it sees all alike. */
function standingRank(member: string, scope: Scope): string {
  return `coalesce((select case s.light when 'good' then 0 when 'warn' then 1 when 'bad' then 2 else 3 end
    from standing_period s where ${standingHolds('s', member, scope)}), 3)`;
}

/** What is known now of a member's standing on the date, for whoever is signed in. */
const standingHolds = (row: Row, member: string, scope: Scope) =>
  `${row}.member_id = ${member} and ${row}.known_until = 'infinity' and ${holds(row, scope)} and ${reaches(SIGNED_IN)}`;

const ORGANISATION = 'o.name, o.name_key, o.acronym, o.website, o.founded, o.source, o.invented, o.country';

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

/** Today's name stands in the row; of a day that is past it is the name of that day. */
const nameOn = (row: Row, scope: Scope) => {
  const today = `${organisationOf(row, scope)}.name`;
  if (scope.asOf === TODAY) return today;
  return `case when ${scope.asOf} >= current_date then ${today} else app.name_on(${row}.organisation_id, ${scope.asOf}) end`;
};

/** Escapes what LIKE would read as a pattern, and folds as the index does. */
export const contains = (value: unknown) =>
  value == null || value === '' ? null : `%${String(value).replace(/[\\%_]/g, '\\$&')}%`;

export const MEMBER_SORTS: Record<string, SortKey[]> = {
  NAME: [
    { by: (c) => `${c}.name_key`, type: 'text' },
    { by: (c) => `${c}.place_id`, type: 'int' },
  ],
  SINCE: [
    { by: (c) => `${c}.member_since`, type: 'date' },
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
  STANDING: [
    { by: (c) => `${c}.standing_rank`, type: 'int' },
    { by: (c) => `${c}.name_key`, type: 'text' },
    { by: (c) => `${c}.place_id`, type: 'int' },
  ],
};

const countryOfRegion = (child: Row, row: Row, scope: Scope) =>
  `country ${child} join country_region cr on cr.iso2 = ${child}.iso2 and cr.region_id = ${row}.place_id and ${holds('cr', scope)}`;

const withoutMember = (country: string, scope: Scope) =>
  scope.several
    ? `not exists (select 1 from ${present(scope)} p where p.country = ${country})`
    : `not exists (select 1 from organisation o join member m on m.organisation_id = o.id
        join membership ms on ms.member_id = m.place_id and ${holds('ms', scope)} where o.country = ${country})`;

/** The countries of all regions without a member, counted at once: the row's own count. */
const gaps = (row: Row, scope: Scope) =>
  scope.beside(
    row,
    'gaps',
    (n) => `left join (select cr.region_id, count(*) as gaps from country_region cr
      where ${holds('cr', scope)} and ${withoutMember('cr.iso2', scope)} group by cr.region_id) ${n}
      on ${n}.region_id = ${row}.place_id`,
  );

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
      countriesWithMember: (_r, q) => `(select count(distinct country) from ${present(q)})`,
    },
  },
  Region: {
    fields: {
      id: column('place_id'),
      code: column('code'),
      name: content('name'),
      counterparts: column('counterparts'),
      source: column('source'),
      memberCount: (r, q) => (q.several ? `coalesce(${counted(r, q)}.members, 0)` : membersOf(r, q)),
      suspendedCount: (r, q) =>
        q.several
          ? `coalesce(${counted(r, q)}.suspended, 0)`
          : membersOf(r, q, ` join suspension s on s.member_id = mr.member_id and ${holds('s', q)}`),
      countries: many('Country', countryOfRegion, undefined, (c) => `${c}.name`),
      gaps: many(
        'Country',
        countryOfRegion,
        (c, _r, q) => withoutMember(`${c}.iso2`, q),
        (c) => `${c}.name`,
      ),
      gapCount: (r, q) =>
        q.several
          ? `coalesce(${gaps(r, q)}.gaps, 0)`
          : `(select count(*) from country_region cr
              where cr.region_id = ${r}.place_id and ${holds('cr', q)} and ${withoutMember('cr.iso2', q)})`,
      outline: many(
        'Member',
        (c, r, q) => memberRows(c, `${r}.place_id`, q),
        undefined,
        (c) => `${c}.name_key`,
      ),
      members: page(
        'Member',
        MEMBER_SORTS,
        (c, r, q) => memberRows(c, `${r}.place_id`, q, true),
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
      name: nameOn,
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
      `(${child}.name_key like (select app.key(${scope.arg('search', contains)}::text))
        or ${child}.place_id = any((select array(select app.members_named(app.key(${scope.arg('search', contains)}::text))))::int[]))`,
    scope.form('category', (value) => value != null) && `${child}.category = ${scope.arg('category')}::text`,
    scope.form('country', (value) => value != null) &&
      `${child}.country = upper(${scope.arg('country')}::text)`,
    scope.form('suspended', (value) => value != null) && `${suspended} = ${scope.arg('suspended')}::boolean`,
    scope.form('standing', (value) => value != null) &&
      `exists (select 1 from standing_period s where ${standingHolds('s', `${child}.place_id`, scope)} and s.light = ${scope.arg('standing')}::text)`,
  ].filter(Boolean);
  return conditions.length > 0 ? conditions.join(' and ') : undefined;
}
