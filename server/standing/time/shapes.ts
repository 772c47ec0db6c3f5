import {
  column,
  given,
  many,
  one,
  page,
  type Row,
  reaches,
  refers,
  type Scope,
  SIGNED_IN,
  shapes,
} from '../../reading/shape.ts';

const CHANGE_SORTS = {
  NAME: [
    { by: (c: Row) => `${c}.name_key`, type: 'text' as const },
    { by: (c: Row) => `${c}.id`, type: 'text' as const },
  ],
  KIND: [
    { by: (c: Row) => `${c}.kind`, type: 'text' as const },
    { by: (c: Row) => `${c}.name_key`, type: 'text' as const },
    { by: (c: Row) => `${c}.id`, type: 'text' as const },
  ],
};

const changeDays = (region: (row: Row) => string) =>
  many(
    'ChangeDay',
    (c, r) =>
      `(select d.day, d.changes from app.change_days(${region(r)}) d order by d.day desc limit 400) ${c}`,
    undefined,
    (c) => `${c}.day`,
  );

const comparison = (region: (row: Row) => string) =>
  one(
    'Comparison',
    (c, r, q) =>
      `(select ${q.arg('from')}::date as day_a, ${q.arg('until')}::date as day_b, ${region(r)}::integer as region_id) ${c}`,
    (c) => `${c}.day_a <= ${c}.day_b`,
  );

const own = (row: Row) => `${row}.place_id`;
const none = () => 'null';

/** The changes between the two days of the row, those of its region where it has one. */
const changes = (row: Row) => `(select x.* from app.compared(${row}.day_a, ${row}.day_b) x
    where ${row}.region_id is null or ${row}.region_id in (x.region_a, x.region_b))`;

const KINDS = ['joined', 'left', 'moved', 'category', 'standing'];

/** The structure asked for, as the day whose regions count; null for each day's own. */
const structure = (row: Row, scope: Scope) =>
  `(case ${scope.arg('structure')}::text when 'of_from' then ${row}.day_a when 'of_until' then ${row}.day_b end)`;

/**
 * Whether by the structure dues of members that are in another region today would count in the region: those are for that
 * region and the network to read, and a sum without them would be wrong.
 */
const ELSEWHERE = (row: Row) => `(${row}.structure is not null and exists (select from member_region mr
    left join member_region now on now.member_id = mr.member_id and now.since <= current_date and now.until > current_date
    where mr.region_id = ${row}.place_id and mr.since <= ${row}.structure and mr.until > ${row}.structure
      and now.region_id is distinct from mr.region_id))`;

/** What was before or after: a standing as the rulebook calls it in the reader's language, where it does. */
export const standingOr = (row: Row, value: string, day: string, locale: string) =>
  `case when ${row}.kind = 'standing' then coalesce((select app.content(s.name, ${locale}) ->> 'value'
      from standing_period p join standing_status s on s.id = p.status_id
      where p.member_id = ${row}.member_id and p.known_until = 'infinity' and p.since <= ${row}.${day} and p.until > ${row}.${day}), ${row}.${value})
    else ${row}.${value} end`;

/** Days beside each other: what changed between them, and totals of both in the regions of either. */
export const timeShapes = shapes({
  Network: { fields: { changeDays: changeDays(none), comparison: comparison(none) } },
  Region: { fields: { changeDays: changeDays(own), comparison: comparison(own) } },
  ChangeDay: { fields: { day: column('day'), changes: column('changes') } },
  Comparison: {
    fields: {
      from: column('day_a'),
      until: column('day_b'),
      counts: many(
        'ChangeCount',
        (c, r) => `(select k.kind, k.place, count(x.kind) as count
          from unnest('{${KINDS.join(',')}}'::text[]) with ordinality k (kind, place)
          left join ${changes(r)} x on x.kind = k.kind
          where k.kind <> 'standing' or ${reaches(SIGNED_IN)} group by k.kind, k.place) ${c}`,
        undefined,
        (c) => `${c}.place`,
      ),
      regions: many(
        'ComparedRegion',
        (c, r) => `(select g.place_id, g.position,
            count(*) filter (where x.kind = 'joined') as joined,
            count(*) filter (where x.kind = 'left') as "left",
            count(*) filter (where x.kind = 'moved' and x.region_b = g.place_id) as moved_in,
            count(*) filter (where x.kind = 'moved' and x.region_a = g.place_id) as moved_out,
            count(*) filter (where x.kind = 'category' and x.region_b = g.place_id) as category,
            count(*) filter (where x.kind = 'standing' and x.region_b = g.place_id) as standing
          from region g left join app.compared(${r}.day_a, ${r}.day_b) x on g.place_id in (x.region_a, x.region_b)
          where ${r}.region_id is null or g.place_id = ${r}.region_id
          group by g.place_id, g.position) ${c}`,
        undefined,
        (c) => `${c}.position`,
      ),
      changes: page(
        'ComparedChange',
        CHANGE_SORTS,
        (
          c,
          r,
        ) => `(select x.*, ${r}.day_a, ${r}.day_b, x.member_id || ':' || x.kind as id, o.name_key, ga.code as code_a, gb.code as code_b from ${changes(r)} x
          join member m on m.place_id = x.member_id join organisation o on o.id = m.organisation_id
          left join region ga on ga.place_id = x.region_a left join region gb on gb.place_id = x.region_b) ${c}`,
        (c, _r, q) =>
          [
            q.form('kind', (value) => value != null) && `${c}.kind = ${q.arg('kind')}::text`,
            q.form('region', (value) => value != null) &&
              `upper(${q.arg('region')}::text) in (${c}.code_a, ${c}.code_b)`,
          ]
            .filter(Boolean)
            .join(' and ') || undefined,
      ),
      totals: many(
        'RestatedTotals',
        (c, r, q) => `(select g.place_id, g.position, ${r}.day_a, ${r}.day_b, ${structure(r, q)} as structure,
            coalesce(a.members, 0) as members_a, coalesce(b.members, 0) as members_b
          from region g
          left join app.restated_members(${r}.day_a, ${structure(r, q)}) a on a.region_id = g.place_id
          left join app.restated_members(${r}.day_b, ${structure(r, q)}) b on b.region_id = g.place_id
          where ${r}.region_id is null or g.place_id = ${r}.region_id) ${c}`,
        undefined,
        (c) => `${c}.position`,
      ),
    },
  },
  ChangeCount: { fields: { kind: column('kind'), count: column('count') } },
  ComparedRegion: {
    fields: {
      region: refers('Region', 'region', 'place_id', 'place_id'),
      joined: column('joined'),
      left: (r) => `${r}."left"`,
      movedIn: column('moved_in'),
      movedOut: column('moved_out'),
      category: column('category'),
      standing: (r) => `case when ${reaches(SIGNED_IN)} then ${r}.standing end`,
    },
  },
  ComparedChangePage: { fields: { rows: given, next: given, previous: given, total: given } },
  ComparedChange: {
    guard: (r) => ({ rule: `(${r}.kind <> 'standing' or ${reaches(SIGNED_IN)})` }),
    fields: {
      id: column('id'),
      kind: column('kind'),
      member: refers('Member', 'member', 'member_id', 'place_id'),
      regionFrom: refers('Region', 'region', 'region_a', 'place_id'),
      regionUntil: refers('Region', 'region', 'region_b', 'place_id'),
      before: (r, q) => standingOr(r, 'before', 'day_a', q.locale),
      after: (r, q) => standingOr(r, 'after', 'day_b', q.locale),
    },
  },
  RestatedTotals: {
    fields: {
      region: refers('Region', 'region', 'place_id', 'place_id'),
      membersFrom: column('members_a'),
      membersUntil: column('members_b'),
      duesElsewhere: (r) =>
        `(${reaches({ capability: 'dues.read', region: `${r}.place_id` })} and not ${reaches({ capability: 'dues.read' })}
          and ${ELSEWHERE(r)})`,
      dues: many(
        'RestatedDues',
        (
          c,
          r,
        ) => `(select ${r}.day_a as day, d.* from app.restated_dues(${r}.day_a, ${r}.structure) d where d.region_id = ${r}.place_id
          union all select ${r}.day_b, d.* from app.restated_dues(${r}.day_b, ${r}.structure) d where d.region_id = ${r}.place_id) ${c}`,
        (_c, r) => `(${reaches({ capability: 'dues.read' })} or not ${ELSEWHERE(r)})`,
        (c) => `${c}.day, ${c}.year, ${c}.currency`,
      ),
    },
  },
  RestatedDues: {
    guard: (r) => ({ capability: 'dues.read', region: `${r}.region_id` }),
    fields: {
      day: column('day'),
      year: column('year'),
      currency: column('currency'),
      assessed: (r) => `${r}.assessed::text`,
      paid: (r) => `${r}.paid::text`,
      outstanding: (r) => `${r}.outstanding::text`,
    },
  },
});
