import { column, given, made, many, type Row, refers, type Scope, shapes } from '../reading/shape.ts';

/** The last thing that became of an exception. */
const last = (row: Row, scope: Scope) =>
  scope.beside(
    row,
    'last',
    (x) => `left join lateral (select t.kind, t.on_day from standing_exception_step t
      where t.exception_id = ${row}.id order by t.id desc limit 1) ${x} on true`,
  );

const guard = (r: Row) => ({
  capability: 'offices.read',
  member: `${r}.member_id`,
  region: `${r}.region_id`,
});

/** Exceptions of standing as the contract has them. */
export const exceptionShapes = shapes({
  StandingException: {
    guard,
    fields: {
      id: column('id'),
      member: refers('Member', 'member', 'member_id', 'place_id'),
      from: (r: Row) => `lower(${r}.during)`,
      until: (r: Row) => `upper(${r}.during)`,
      state: (r: Row, q: Scope) =>
        `case ${last(r, q)}.kind when 'ended' then 'ended' when 'taken_back' then 'taken_back' else 'granted' end`,
      endedOn: (r: Row, q: Scope) => `case ${last(r, q)}.kind when 'ended' then ${last(r, q)}.on_day end`,
      body: column('body'),
      reason: column('reason'),
      resolution: column('resolution'),
      inRegister: (r: Row) => `exists (select from resolution x where x.code = ${r}.resolution)`,
      decidedOn: column('decided_on'),
      recordedBy: refers('Person', 'person', 'recorded_by'),
      recordedAt: column('recorded_at'),
      invented: column('invented'),
      steps: many(
        'StandingExceptionStep',
        (c) => `standing_exception_step ${c}`,
        (c, r) => `${c}.exception_id = ${r}.id`,
        (c) => `${c}.id`,
      ),
    },
  },
  StandingExceptionStep: {
    guard,
    fields: {
      id: column('id'),
      kind: column('kind'),
      on: column('on_day'),
      reason: column('reason'),
      recordedBy: refers('Person', 'person', 'recorded_by'),
      recordedAt: column('recorded_at'),
    },
  },
  StandingExceptionPayload: {
    fields: { refusals: given, exception: made('StandingException', 'standing_exception', 'exception') },
  },
});
