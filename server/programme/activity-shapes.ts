import {
  column,
  content,
  type Expression,
  given,
  made,
  many,
  one,
  page,
  type Row,
  reaches,
  refers,
  type Scope,
  type SortKey,
  shapes,
} from '../reading/shape.ts';
import { possibleOf, stateOf } from './states.ts';

/** An activity is everybody's once it is reported; before that, of those who read activities at its place or host. */
const visible = (row: Row) =>
  `${row}.reported_at is not null or ${reaches({ capability: 'activities.read', region: `${row}.place_id`, member: `${row}.host_id` })}`;

const SORTS: Record<string, SortKey[]> = {
  START: [
    { by: (c) => `${c}.starts`, type: 'date' },
    { by: (c) => `${c}.id`, type: 'uuid' },
  ],
  TITLE: [
    { by: (c) => `${c}.title_key`, type: 'text' },
    { by: (c) => `${c}.id`, type: 'uuid' },
  ],
};

/** Activities with the column that pages sort titles by: the title as this reader sees it. */
const activityRows = (child: Row, scope: Scope) =>
  `(select a.*, app.key(app.content(a.title, ${scope.locale}) ->> 'value') as title_key from activity a) ${child}`;

/** A page of the activities of which `of` is true. */
export const activityPage = (
  of: (child: Row, row: Row) => string,
  more: (child: Row, scope: Scope) => string = () => 'true',
) =>
  page(
    'Activity',
    SORTS,
    (c, _r, q) => activityRows(c, q),
    (c, r, q) => `${of(c, r)} and ${ofComponentAndState(c, q)} and ${ofYear(c, q)} and ${more(c, q)}`,
  );

function ofComponentAndState(row: Row, scope: Scope): string {
  const component = `${scope.arg('component')}::int`;
  const state = `${scope.arg('state')}::text`;
  return `(${component} is null or ${row}.primary_no = ${component})
    and case when ${state} is null then ${row}.withdrawn_at is null else ${stateOf(row)} = ${state} end`;
}

const ofYear = (row: Row, scope: Scope) =>
  `(${scope.arg('year', inCalendar)}::int is null or ${row}.starts between make_date(${scope.arg('year', inCalendar)}::int, 1, 1)
    and make_date(${scope.arg('year', inCalendar)}::int, 12, 31))`;

/** Years that no calendar has filter nothing, instead of failing in the database. */
function inCalendar(year: unknown): unknown {
  return Number(year) >= 1 && Number(year) <= 9999 ? year : null;
}

export const ofPeriod = (row: Row, scope: Scope) =>
  `(${scope.arg('from')}::date is null or ${row}.starts >= ${scope.arg('from')}::date)
    and (${scope.arg('until')}::date is null or ${row}.starts < ${scope.arg('until')}::date)`;

export const countOf =
  (of: (row: Row) => string, period = true): Expression =>
  (r, q) =>
    `(select count(*) from activity a where ${of(r)} and (${visible('a')}) and ${ofComponentAndState('a', q)}${period ? ` and ${ofPeriod('a', q)}` : ''})`;

/** Numbers by place, component and state, of what the reader may see. */
export const countsOf = (of: (row: Row) => string) =>
  many(
    'ActivityCount',
    (
      c,
      r,
      q,
    ) => `(select a.place_id, a.root_id, a.primary_no as no, ${stateOf('a')} as state, count(*) as count
      from activity a where ${of(r)} and a.withdrawn_at is null and (${visible('a')}) and ${ofPeriod('a', q)}
      group by 1, 2, 3, 4) ${c}`,
    undefined,
    (c) => `${c}.place_id, ${c}.root_id, ${c}.no, ${c}.state`,
  );

export const activityShapes = shapes({
  ActivityPage: { fields: { rows: given, next: given, previous: given, total: given } },
  Activity: {
    guard: (r) => ({ rule: visible(r) }),
    fields: {
      id: column('id'),
      title: content('title'),
      objective: content('objective'),
      from: column('starts'),
      until: (r) => `upper(${r}.during)`,
      venue: column('venue'),
      country: refers('Country', 'country', 'country', 'iso2'),
      host: refers('Member', 'member', 'host_id', 'place_id'),
      region: refers('Region', 'region', 'place_id', 'place_id'),
      programme: refers('Programme', 'programme', 'programme_id'),
      primary: one(
        'Component',
        (c) => `component ${c}`,
        (c, r) => `${c}.programme_id = ${r}.root_id and ${c}.no = ${r}.primary_no`,
      ),
      secondary: many(
        'Component',
        (c) => `component ${c}`,
        (c, r) => `${c}.programme_id = ${r}.root_id and ${c}.no = any(${r}.secondary_nos)`,
        (c) => `${c}.no`,
      ),
      funders: column('funders'),
      contributors: column('contributors'),
      state: (r) => stateOf(r),
      possible: (r) => possibleOf(r),
      heldAt: column('held_at'),
      reportedAt: column('reported_at'),
      withdrawnAt: column('withdrawn_at'),
      participants: column('participants'),
      women: column('women'),
      outcomes: content('outcomes'),
      followUp: content('follow_up'),
      source: column('source'),
      invented: column('invented'),
      steps: many(
        'ActivityStep',
        (c) => `activity_step ${c}`,
        (c, r) => `${c}.activity_id = ${r}.id`,
        (c) => `${c}.id`,
      ),
    },
  },
  ActivityStep: {
    guard: (r) => ({
      capability: 'activities.read',
      region: `${r}.place_id`,
      member: `(select a.host_id from activity a where a.id = ${r}.activity_id)`,
    }),
    fields: {
      id: (r) => `${r}.id::text`,
      kind: (r) => `upper(${r}.step)`,
      at: column('at'),
      by: refers('Person', 'person', 'by_id'),
      reason: column('reason'),
    },
  },
  ActivityCount: {
    fields: {
      region: refers('Region', 'region', 'place_id', 'place_id'),
      programme: refers('Programme', 'programme', 'root_id'),
      component: column('no'),
      componentTitle: (r, q) =>
        `(select app.content(x.title, ${q.locale}) from component x where x.programme_id = ${r}.root_id and x.no = ${r}.no)`,
      state: column('state'),
      count: column('count'),
    },
  },
  PlanActivityPayload: { fields: { refusals: given, activity: made('Activity', 'activity', 'activity') } },
  ChangePlanPayload: { fields: { refusals: given, activity: made('Activity', 'activity', 'activity') } },
  WithdrawActivityPayload: {
    fields: { refusals: given, activity: made('Activity', 'activity', 'activity') },
  },
  ResumeActivityPayload: { fields: { refusals: given, activity: made('Activity', 'activity', 'activity') } },
  MarkHeldPayload: { fields: { refusals: given, activity: made('Activity', 'activity', 'activity') } },
  MarkNotHeldPayload: { fields: { refusals: given, activity: made('Activity', 'activity', 'activity') } },
  ReportActivityPayload: { fields: { refusals: given, activity: made('Activity', 'activity', 'activity') } },
  ReopenReportPayload: { fields: { refusals: given, activity: made('Activity', 'activity', 'activity') } },
});
