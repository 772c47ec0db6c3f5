import { column, content, many, one, type Row, refers, type Scope, shapes } from '../reading/shape.ts';

/** The period as asked, its last counted day, and the place. */
const report = (child: Row, _row: Row, scope: Scope) =>
  `app.report_period(${scope.arg('from')}::date, ${scope.arg('until')}::date, ${scope.arg('placeId')}::int) ${child}`;

const regionOf = (by: string) =>
  one(
    'Region',
    (c) => `region ${c}`,
    (c, r) => `${c}.place_id = ${r}.${by}`,
  );
const memberOf = refers('Member', 'member', 'member_id', 'place_id');

/** Rows of the report's own place only. */
const ofPlace = (region: string, row: Row) => `(${row}.place_id = 1 or ${region} = ${row}.place_id)`;
const period = (row: Row) => `${row}.from_day, ${row}.end_day`;
const position = (region: string) => `(select g.position from region g where g.place_id = ${region})`;

export const reportShapes = shapes({
  Query: { fields: { report: one('Report', report) } },
  Report: {
    guard: (r) => ({ capability: 'reports.read', region: `${r}.place_id` }),
    fields: {
      from: column('from_day'),
      until: column('until_day'),
      lastDay: (r) => `greatest(${r}.end_day - 1, ${r}.from_day)`,
      place: refers('Place', 'place', 'place_id'),
      computedAt: () => 'now()',
      rulebook: () => '(select n.rulebook from network n)',
      rulebookVersion: (
        r,
      ) => `(select v.version from rulebook_version v join network n on n.rulebook = v.rulebook
        where v.effective_from < ${r}.end_day order by v.version desc limit 1)`,
      members: many(
        'ReportMembers',
        (c, r) => `app.report_members(${period(r)}) ${c}`,
        (c, r) => ofPlace(`${c}.region_id`, r),
        (c) => position(`${c}.region_id`),
      ),
      changes: many(
        'MemberChange',
        (c, r) => `app.region_changes(${period(r)}) ${c}`,
        (
          c,
          r,
          q,
        ) => `${ofPlace(`${c}.region_id`, r)} and (${q.arg('kind')}::text is null or ${c}.kind = ${q.arg('kind')}::text)
          and (${q.arg('regionId')}::int is null or ${c}.region_id = ${q.arg('regionId')}::int)`,
        (c) => `${c}.on_day, ${c}.member_id, ${c}.kind`,
      ),
      dues: many(
        'ReportDues',
        (c, r) => `app.report_dues(${period(r)}) ${c}`,
        (c, r) => ofPlace(`${c}.region_id`, r),
        (c) => `${position(`${c}.region_id`)}, ${c}.currency`,
      ),
      bookings: many(
        'ReportBooking',
        (c, r, q) => `app.report_bookings(${q.arg('kind')}::text, ${period(r)}) ${c}`,
        (c, r, q) =>
          `${ofPlace(`${c}.region_id`, r)} and (${q.arg('regionId')}::int is null or ${c}.region_id = ${q.arg('regionId')}::int)`,
        (c) => `${c}.on_day, ${c}.member_id, ${c}.year, ${c}.receipt`,
      ),
      activities: many(
        'ReportActivities',
        (c, r) => `app.report_activities(${period(r)}) ${c}`,
        (c, r) => ofPlace(`${c}.place_id`, r),
        (c) => `${position(`${c}.place_id`)} nulls first, ${c}.programme_id, ${c}.component`,
      ),
      activityRows: many(
        'Activity',
        (c) => `activity ${c}`,
        (
          c,
          r,
          q,
        ) => `${ofPlace(`${c}.place_id`, r)} and ${c}.starts >= ${r}.from_day and ${c}.starts < ${r}.end_day and ${c}.withdrawn_at is null
          and (${q.arg('placeId')}::int is null or ${c}.place_id = ${q.arg('placeId')}::int)
          and (${q.arg('programme')}::text is null or ${c}.root_id = (select p.id from programme p where p.code = ${q.arg('programme')}::text))
          and (${q.arg('component')}::int is null or ${c}.primary_no = ${q.arg('component')}::int)
          and (${q.arg('reported')}::boolean is null or ${q.arg('reported')}::boolean = (${c}.reported_at is not null))`,
        (c) => `${c}.starts, ${c}.id`,
      ),
    },
  },
  ReportMembers: {
    fields: {
      region: regionOf('region_id'),
      atStart: column('at_start'),
      gained: column('gained'),
      lost: column('lost'),
      movedIn: column('moved_in'),
      movedOut: column('moved_out'),
      atEnd: column('at_end'),
      suspended: column('suspended'),
    },
  },
  MemberChange: {
    fields: {
      kind: column('kind'),
      member: memberOf,
      on: column('on_day'),
      region: regionOf('region_id'),
      otherRegion: regionOf('other_region_id'),
    },
  },
  ReportDues: {
    fields: {
      region: regionOf('region_id'),
      currency: column('currency'),
      assessed: (r) => `${r}.assessed::text`,
      paid: (r) => `${r}.paid::text`,
      outstanding: (r) => `${r}.outstanding::text`,
    },
  },
  ReportBooking: {
    guard: (r) => ({ capability: 'dues.read', region: `${r}.region_id`, member: `${r}.member_id` }),
    fields: {
      member: memberOf,
      region: regionOf('region_id'),
      on: column('on_day'),
      year: column('year'),
      receipt: column('receipt'),
      amount: (r) => `${r}.amount::text`,
      currency: column('currency'),
    },
  },
  ReportActivities: {
    fields: {
      region: regionOf('place_id'),
      programme: refers('Programme', 'programme', 'programme_id'),
      component: column('component'),
      componentTitle: (r, q) =>
        `(select ${content('title')('k', q)} from component k where k.programme_id = ${r}.programme_id and k.no = ${r}.component)`,
      reported: column('reported'),
      unreported: column('unreported'),
    },
  },
});
