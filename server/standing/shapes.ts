import {
  column,
  content,
  given,
  holds,
  many,
  one,
  type Row,
  refers,
  type Scope,
  SIGNED_IN,
  shapes,
} from '../reading/shape.ts';

const signedIn = (): typeof SIGNED_IN => SIGNED_IN;
const ofStatus = (row: Row, scope: Scope) =>
  scope.beside(row, 'status', (s) => `left join standing_status ${s} on ${s}.id = ${row}.status_id`);
const status = (name: string) => (row: Row, scope: Scope) => `${ofStatus(row, scope)}.${name}`;
const statusContent = (name: string) => (row: Row, scope: Scope) =>
  `app.content(${ofStatus(row, scope)}.${name}, ${scope.locale})`;
const finite = (name: string) => (row: Row) => `nullif(${row}.${name}, 'infinity')`;

/** What was known at the instant asked for, or is known now. */
const known = (row: Row, scope: Scope) =>
  scope.form('asKnownOn', (value) => value != null)
    ? `${row}.known_since <= ${scope.arg('asKnownOn')}::timestamptz and ${row}.known_until > ${scope.arg('asKnownOn')}::timestamptz`
    : `${row}.known_until = 'infinity'`;

/** The same, for rows beside one that carries the instant it was read at. */
const knownAs = (row: Row, of: Row) =>
  `case when ${of}.known_on is null then ${row}.known_until = 'infinity'
    else ${row}.known_since <= ${of}.known_on and ${row}.known_until > ${of}.known_on end`;

/** A member's standing on the day: the row of its period, with the day and the instant of knowledge that were asked for. */
function standingOn(child: Row, row: Row, scope: Scope): string {
  const day = scope.form('asOf', (value) => value != null) ? `${scope.arg('asOf')}::date` : scope.asOf;
  const knownThen = scope.form('asKnownOn', (value) => value != null);
  const knownOn = knownThen ? `${scope.arg('asKnownOn')}::timestamptz` : 'null::timestamptz';
  return `(select p.id, p.member_id, p.status, p.light, p.status_id, p.known_since, p.known_until, ${day} as day,
      ${knownOn} as known_on
    from standing_period p where p.member_id = ${row}.place_id and p.since <= ${day} and p.until > ${day} and ${known('p', scope)}) ${child}`;
}

/** The unbroken time of the same status around the day. */
const stretch = (row: Row, scope: Scope) =>
  scope.beside(
    row,
    'stretch',
    (x) => `left join lateral (select lower(r) as since, upper(r) as until from (
        select unnest(range_agg(q.during)) as r from standing_period q
        where q.member_id = ${row}.member_id and q.status = ${row}.status and ${knownAs('q', row)}) u
      where r @> ${row}.day) ${x} on true`,
  );

const worse = (light: string) =>
  `case ${light} when 'good' then 0 when 'none' then 0 when 'warn' then 1 else 2 end`;

const reasons = one(
  'StandingReasons',
  (c, r) =>
    `(select ${r}.id as period_id, ${r}.member_id, ${r}.day, w.facts, w.why, w.remedies
      from standing_reason x join standing_why w on w.id = x.why_id where x.period_id = ${r}.id) ${c}`,
);

/** Members by status: of those that `members` chooses, as rows `mr` of the region on the date. */
const counts = (where: (row: Row) => string) =>
  many(
    'StandingCount',
    (
      c,
      r,
      q,
    ) => `(select p.light, s.status, (array_agg(s.name order by s.version desc))[1] as name, count(*)::int as members,
        min(${worse('p.light')}) as rank
      from member_region mr
      join membership ms on ms.member_id = mr.member_id and ${holds('ms', q)}
      join standing_period p on p.member_id = mr.member_id and p.known_until = 'infinity' and ${holds('p', q)}
      join standing_status s on s.id = p.status_id
      where ${holds('mr', q)} and ${where(r)} group by p.light, s.status) ${c}`,
    undefined,
    (c) => `${c}.rank, ${c}.status`,
  );

/** Standing as the contract has it. */
export const standingShapes = shapes({
  Member: {
    fields: {
      standing: one('Standing', standingOn),
      standings: many(
        'StandingPeriod',
        (c) => `(select p.*, p.since as day from standing_period p) ${c}`,
        (c, r, q) => `${c}.member_id = ${r}.place_id and ${known(c, q)}`,
        (c) => `${c}.since desc`,
      ),
      standingChanges: many(
        'StandingChange',
        (
          c,
          r,
        ) => `(select x.at from (select p.known_since as at from standing_period p where p.member_id = ${r}.place_id
          union select p.known_until from standing_period p where p.member_id = ${r}.place_id and p.known_until < 'infinity') x
          order by x.at desc limit 100) ${c}`,
        undefined,
        (c) => `${c}.at desc`,
      ),
      standingExceptions: many(
        'StandingException',
        (c) => `standing_exception ${c}`,
        (c, r) => `${c}.member_id = ${r}.place_id`,
        (c) => `lower(${c}.during) desc, ${c}.id desc`,
      ),
    },
  },
  Region: { fields: { standingCounts: counts((r) => `mr.region_id = ${r}.place_id`) } },
  Network: {
    fields: {
      standingCounts: counts(() => 'true'),
      standingPending: one(
        'StandingPending',
        (c) =>
          `(select count(distinct d.member_id)::int as members, min(d.marked_at) as since from standing_due d where not d.checking) ${c}`,
        (c) => `${c}.members > 0`,
      ),
      standingBodies: many(
        'StandingBody',
        (c, _r, q) => `app.standing_bodies(${q.asOf}) ${c}`,
        undefined,
        (c) => `${c}.name`,
      ),
      standingDifferences: many(
        'StandingDifference',
        (c) => `standing_difference ${c}`,
        undefined,
        (c) => `${c}.id desc`,
        100,
      ),
    },
  },
  Standing: {
    guard: signedIn,
    fields: {
      status: column('status'),
      light: column('light'),
      name: statusContent('name'),
      on: column('day'),
      since: (r, q) => `${stretch(r, q)}.since`,
      until: (r, q) => `${stretch(r, q)}.until`,
      reason: statusContent('reason'),
      consequences: (r, q) => `app.contents(${ofStatus(r, q)}.consequences, ${q.locale})`,
      attributes: status('attributes'),
      excepted: status('excepted'),
      exceptedBy: status('excepted_by'),
      rulebook: status('rulebook'),
      version: status('version'),
      article: status('article'),
      knownSince: column('known_since'),
      knownUntil: finite('known_until'),
      pendingSince: (r) =>
        `(select min(d.marked_at) from standing_due d where d.member_id = ${r}.member_id and not d.checking)`,
      reasons,
      next: one(
        'StandingAhead',
        (c, r) => `(select n.id, n.member_id, n.status, n.light, n.status_id, n.since, n.since as day
          from standing_period n where n.member_id = ${r}.member_id and n.since > ${r}.day and ${knownAs('n', r)}
            and ${worse('n.light')} > ${worse(`${r}.light`)} order by n.since limit 1) ${c}`,
      ),
    },
  },
  StandingReasons: {
    guard: (r) => ({ capability: 'dues.read', member: `${r}.member_id` }),
    fields: {
      id: (r) => `${r}.period_id`,
      facts: column('facts'),
      why: column('why'),
      remedies: (r) => `app.standing_remedies(${r}.member_id, ${r}.facts, ${r}.remedies, ${r}.day)`,
    },
  },
  RemedySet: { fields: { remedies: given } },
  Remedy: { fields: { kind: given, years: given, amounts: given, documents: given, count: given } },
  RemedyAmount: { fields: { currency: given, amount: given } },
  StandingAhead: {
    guard: signedIn,
    fields: {
      status: column('status'),
      light: column('light'),
      name: statusContent('name'),
      since: column('since'),
      reason: statusContent('reason'),
      reasons,
    },
  },
  StandingPeriod: {
    guard: signedIn,
    fields: {
      id: column('id'),
      status: column('status'),
      light: column('light'),
      name: statusContent('name'),
      since: column('since'),
      until: finite('until'),
      reason: statusContent('reason'),
      excepted: status('excepted'),
      exceptedBy: status('excepted_by'),
      version: status('version'),
      knownSince: column('known_since'),
      knownUntil: finite('known_until'),
      reasons,
    },
  },
  StandingChange: { guard: signedIn, fields: { at: column('at') } },
  StandingCount: {
    guard: signedIn,
    fields: {
      status: column('status'),
      light: column('light'),
      name: content('name'),
      members: column('members'),
    },
  },
  StandingPending: { guard: signedIn, fields: { members: column('members'), since: column('since') } },
  StandingBody: { fields: { name: column('name') } },
  StandingDifference: {
    guard: () => ({ capability: 'audit.read' }),
    fields: {
      id: column('id'),
      member: refers('Member', 'member', 'member_id', 'place_id'),
      foundAt: column('found_at'),
      kept: column('kept'),
      workedOut: column('worked_out'),
    },
  },
});
