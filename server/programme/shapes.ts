import { column, content, given, made, many, one, type Row, refers, shapes } from '../reading/shape.ts';
import { activityPage, countOf, countsOf, ofPeriod } from './activity-shapes.ts';

const programmeOn = (place: (row: Row) => string) =>
  one(
    'Programme',
    (c) => `programme ${c}`,
    (c, r, q) => `${c}.place_id = ${place(r)} and ${c}.during @> ${q.asOf}`,
  );

const newestFirst = (child: Row) => `lower(${child}.during) desc`;

export const programmeShapes = shapes({
  Query: {
    fields: {
      programmes: many(
        'Programme',
        (c) => `programme ${c}`,
        (c, _r, q) => `${c}.place_id = 1 and ${q.asOf} is not null`,
        newestFirst,
      ),
      programme: one(
        'Programme',
        (c) => `programme ${c}`,
        (c, _r, q) => `${c}.code = upper(${q.arg('code')}::text) and ${q.asOf} is not null`,
      ),
      activity: one(
        'Activity',
        (c) => `activity ${c}`,
        (c, _r, q) => `${c}.id = ${q.arg('id')}::uuid`,
      ),
    },
  },
  Network: {
    fields: {
      programme: programmeOn(() => '1'),
      activityCounts: countsOf(() => 'true'),
      activityCount: countOf(() => 'true'),
    },
  },
  Region: {
    fields: {
      programme: programmeOn((r) => `${r}.place_id`),
      programmes: many(
        'Programme',
        (c) => `programme ${c}`,
        (c, r) => `${c}.place_id = ${r}.place_id`,
        newestFirst,
      ),
      activities: activityPage(
        (c, r) => `${c}.place_id = ${r}.place_id`,
        (
          c,
          q,
        ) => `${ofPeriod(c, q)} and (${q.arg('programme')}::text is null or exists (select 1 from programme p
          where p.id = ${c}.programme_id and p.code = upper(${q.arg('programme')}::text)))`,
      ),
      activityCounts: countsOf((r) => `a.place_id = ${r}.place_id`),
      activityCount: countOf((r) => `a.place_id = ${r}.place_id`),
    },
  },
  Member: {
    fields: {
      lastReportedOn: (r, q) => `(select max(a.reported_at)::date from activity a
        where a.host_id = ${r}.place_id and a.reported_at < ${q.asOf} + 1)`,
      hostedActivities: activityPage((c, r) => `${c}.host_id = ${r}.place_id`),
    },
  },
  Programme: {
    fields: {
      id: column('id'),
      code: column('code'),
      title: content('title'),
      from: (r) => `lower(${r}.during)`,
      until: (r) => `upper(${r}.during)`,
      source: column('source'),
      invented: column('invented'),
      region: refers('Region', 'region', 'place_id', 'place_id'),
      parent: refers('Programme', 'programme', 'parent_id'),
      regional: many(
        'Programme',
        (c) => `programme ${c}`,
        (c, r) => `${c}.parent_id = ${r}.id`,
        (c) => `${c}.place_id, lower(${c}.during)`,
      ),
      components: many(
        'Component',
        (c) => `component ${c}`,
        (c, r) => `${c}.programme_id = coalesce(${r}.parent_id, ${r}.id)`,
        (c) => `${c}.no`,
      ),
      acts: many(
        'ProgrammeAct',
        (c) => `programme_act ${c}`,
        (c, r) => `${c}.programme_id = ${r}.id`,
        (c) => `${c}.earliest, ${c}.at, ${c}.id`,
      ),
      adopted: (r) =>
        `exists (select 1 from programme_act x where x.programme_id = ${r}.id and x.act = 'adopted')`,
      current: (r, q) => `${r}.during @> ${q.asOf}`,
      activities: activityPage(
        (c, r) => `(${c}.programme_id = ${r}.id or ${c}.root_id = ${r}.id)`,
        (
          c,
          q,
        ) => `(${q.arg('region')}::text is null or (lower(${q.arg('region')}::text) = 'network' and ${c}.place_id = 1)
          or exists (select 1 from region g where g.place_id = ${c}.place_id and g.code = upper(${q.arg('region')}::text)))`,
      ),
      activityCount: countOf((r) => `(a.programme_id = ${r}.id or a.root_id = ${r}.id)`, false),
    },
  },
  Component: {
    fields: { no: column('no'), title: content('title'), newApproach: column('new_approach') },
  },
  ProgrammeAct: {
    fields: {
      kind: (r) => `upper(${r}.act)`,
      date: column('on_date'),
      body: content('body'),
      partner: column('partner'),
      venue: column('venue'),
      source: column('source'),
    },
  },
  CreateRegionalProgrammePayload: {
    fields: { refusals: given, programme: made('Programme', 'programme', 'programme') },
  },
  AdoptProgrammePayload: {
    fields: { refusals: given, programme: made('Programme', 'programme', 'programme') },
  },
});
