import { contains } from '../../network/shapes.ts';
import { column, given, many, page, type Row, refers, type Scope, shapes } from '../../reading/shape.ts';

/** The time asked about: three years back and two ahead where none is named. */
const time = (scope: Scope) =>
  `coalesce(${scope.arg('from')}::date, current_date - 1096), coalesce(${scope.arg('until')}::date, current_date + 731)`;

const reading = (row: Row) => ({
  capability: 'dues.read',
  member: `${row}.member_id`,
  region: `${row}.region_id`,
});

/** States from the worst: a cell shows the first that one of its obligations has. */
const WORST = `array['late', 'open', 'coming', 'done', 'waived', 'not_asked']`;

const REMINDED = (row: Row) =>
  `(select max(m.sent_on) from obligation_reminder m where m.member_id = ${row}.place_id and m.column_key = ${row}.column_key)`;

/** Each member below the place with its cells, and marks by which it is found: `state`, `column` and `column:state`. */
const grid = (child: Row, row: Row, scope: Scope) => `(
  select x.place_id as member_id, min(x.region_id) as region_id, g.name_key, sum(x.late)::int as late,
    json_agg(json_build_object('columnKey', x.column_key, 'state', x.states[1], 'dueOn', x.days[1], 'doneOn', x.done_on,
      'count', x.count, 'late', x.late, 'remindedOn', ${REMINDED('x')}) order by x.days[1], x.column_key) as cells,
    array_agg(x.column_key) || array_agg(x.states[1]) || array_agg(x.column_key || ':' || x.states[1]) as marks
  from (select o.place_id, min(o.region_id) as region_id, o.column_key, count(*)::int as count,
      count(*) filter (where o.state = 'late')::int as late, max(o.done_on) as done_on,
      array_agg(o.state order by array_position(${WORST}, o.state), o.due_on) as states,
      array_agg(o.due_on order by array_position(${WORST}, o.state), o.due_on) as days
    from app.obligations(${row}.id, true, ${time(scope)}) o where o.column_key is not null group by o.place_id, o.column_key) x
  join member m on m.place_id = x.place_id join organisation g on g.id = m.organisation_id
  group by x.place_id, g.name_key) ${child}`;

/** How many of a column's obligations stand so. */
const standing = (state: string) => (row: Row) => `coalesce((${row}.counts ->> '${state}')::int, 0)`;

/** Obligations of places, the grid of those below them, and who was reminded. */
export const obligationShapes = shapes({
  Place: {
    fields: {
      obligations: many(
        'Obligation',
        (c, r, q) => `app.obligations(${r}.id, false, ${time(q)}) ${c}`,
        undefined,
        (c) => `${c}.due_on, ${c}.key`,
      ),
      obligationColumns: many(
        'ObligationColumn',
        (c, r, q) => `(select s.column_key as key, min(s.kind) as kind, min(s.year) as year,
            (array_agg(s.title) filter (where s.kind = 'delegates'))[1] as title,
            (array_agg(s.detail) filter (where s.kind = 'document'))[1] as detail, max(s.due_on) as due_on, 1 as member_id,
            ${r}.id as region_id, jsonb_object_agg(s.state, s.n) as counts
          from (select o.*, count(*) over (partition by o.column_key, o.state) as n
            from app.obligations(${r}.id, true, ${time(q)}) o where o.column_key is not null) s group by s.column_key) ${c}`,
        undefined,
        (c) => `(select k.position from obligation_kind k where k.kind = ${c}.kind), ${c}.due_on, ${c}.key`,
      ),
      obligationGrid: page(
        'ObligationRow',
        {
          NAME: [
            { by: (c) => `${c}.name_key`, type: 'text' },
            { by: (c) => `${c}.member_id`, type: 'int' },
          ],
          LATE: [
            { by: (c) => `${c}.late`, type: 'int' },
            { by: (c) => `${c}.member_id`, type: 'int' },
          ],
        },
        grid,
        (c, _r, q) => `(${q.arg('search', contains)}::text is null
            or ${c}.name_key like (select app.key(${q.arg('search', contains)}::text)))
          and (${q.arg('column')}::text is null and ${q.arg('state')}::text is null
            or concat_ws(':', ${q.arg('column')}::text, ${q.arg('state')}::text) = any(${c}.marks))`,
      ),
      obligationReminders: page(
        'ObligationReminder',
        { ID: [{ by: (c) => `${c}.id`, type: 'uuid' }] },
        (c) => `obligation_reminder ${c}`,
        (c, r, q) => `(${r}.id in (1, ${c}.region_id, ${c}.member_id))
          and (${q.arg('column')}::text is null or ${c}.column_key = ${q.arg('column')}::text)`,
      ),
      waiting: many(
        'Waiting',
        (c, r) => `app.waiting(${r}.id) ${c}`,
        undefined,
        (c) => `${c}.kind`,
      ),
    },
  },
  Obligation: {
    guard: (r) => ({ capability: 'dues.read', member: `${r}.place_id`, region: `${r}.region_id` }),
    fields: {
      key: column('key'),
      kind: column('kind'),
      columnKey: column('column_key'),
      place: refers('Place', 'place', 'place_id'),
      year: column('year'),
      title: (r, q) => `case when ${r}.title is not null then app.content(${r}.title, ${q.locale}) end`,
      detail: column('detail'),
      opensOn: column('opens_on'),
      dueOn: column('due_on'),
      state: column('state'),
      doneOn: column('done_on'),
      article: column('article'),
      subjectId: column('subject_id'),
      remindedOn: REMINDED,
    },
  },
  ObligationColumn: {
    fields: {
      key: column('key'),
      kind: column('kind'),
      year: column('year'),
      title: (r, q) => `case when ${r}.title is not null then app.content(${r}.title, ${q.locale}) end`,
      detail: column('detail'),
      dueOn: column('due_on'),
      late: standing('late'),
      open: standing('open'),
      coming: standing('coming'),
      done: standing('done'),
      waived: standing('waived'),
      notAsked: standing('not_asked'),
    },
  },
  ObligationRowPage: { fields: { rows: given, next: given, previous: given, total: given } },
  ObligationRow: {
    guard: reading,
    fields: {
      member: refers('Member', 'member', 'member_id', 'place_id'),
      late: column('late'),
      cells: column('cells'),
    },
  },
  ObligationCell: {
    fields: {
      columnKey: given,
      state: given,
      dueOn: given,
      doneOn: given,
      count: given,
      late: given,
      remindedOn: given,
    },
  },
  ObligationReminderPage: { fields: { rows: given, next: given, previous: given, total: given } },
  ObligationReminder: {
    guard: reading,
    fields: {
      id: column('id'),
      member: refers('Member', 'member', 'member_id', 'place_id'),
      columnKey: column('column_key'),
      person: refers('Person', 'person', 'person_id'),
      sentBy: refers('Person', 'person', 'sent_by'),
      sentAt: column('sent_at'),
      state: (r) => `app.mail_state_of(${r}.mail_key)`,
      invented: column('invented'),
    },
  },
  Waiting: { fields: { kind: column('kind'), count: column('count') } },
  PreviewObligationRemindersPayload: { fields: { refusals: given, reminders: given } },
  PreviewObligationReminder: {
    fields: {
      memberId: given,
      memberName: given,
      personName: given,
      locale: given,
      reason: given,
      subject: given,
      words: given,
    },
  },
  RemindOfObligationPayload: { fields: { refusals: given, sent: given } },
});
