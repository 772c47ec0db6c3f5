import {
  column,
  type Guard,
  given,
  many,
  one,
  page,
  type Row,
  reaches,
  refers,
  type Scope,
  shapes,
} from '../../reading/shape.ts';

const ofDues = (row: Row): Guard => ({
  capability: 'dues.read',
  member: `${row}.member_id`,
  region: `${row}.region_id`,
});

const RENEWAL_SORTS = {
  NAME: [
    { by: (c: Row) => `${c}.name_key`, type: 'text' as const },
    { by: (c: Row) => `${c}.member_id`, type: 'int' as const },
  ],
  STATE: [
    { by: (c: Row) => `${c}.state`, type: 'text' as const },
    { by: (c: Row) => `${c}.name_key`, type: 'text' as const },
    { by: (c: Row) => `${c}.member_id`, type: 'int' as const },
  ],
};

const yearAsked = (scope: Scope) =>
  `coalesce(${scope.arg('year')}::int, extract(year from ${scope.asOf})::int)`;

const renewalRows = (child: Row, scope: Scope, where: string) =>
  `(select w.*, o.name_key from app.renewals(${yearAsked(scope)}, null, ${scope.asOf}) w
    join member m on m.place_id = w.member_id join organisation o on o.id = m.organisation_id where ${where}) ${child}`;

const renewalFilter = (child: Row, _row: Row, scope: Scope) =>
  scope.form('state', (value) => value != null) ? `${child}.state = ${scope.arg('state')}::text` : undefined;

const renewalCounts = (where: (row: Row) => string) =>
  many(
    'RenewalCount',
    (c, r, q) => `(select w.state, count(*) as count from app.renewals(${yearAsked(q)}, null, ${q.asOf}) w
      where ${where(r)} and ${reaches(ofDues('w'))} group by w.state) ${c}`,
    undefined,
    (c) => `${c}.state`,
  );

/** What the life of a membership adds: renewal by the census, how it ended, who took over. */
export const lifecycleShapes = shapes({
  Member: {
    fields: {
      ending: (r) => `app.member_ending(${r}.place_id)`,
      renewal: one('Renewal', (c, r, q) => `app.renewals(${yearAsked(q)}, ${r}.place_id, ${q.asOf}) ${c}`),
      successor: one(
        'Member',
        (c) => `member ${c}`,
        (c, r) =>
          `${c}.place_id = (select s.successor_id from succession s where s.predecessor_id = ${r}.place_id)`,
      ),
      predecessors: many(
        'Member',
        (c) => `member ${c} join organisation o on o.id = ${c}.organisation_id`,
        (c, r) =>
          `${c}.place_id in (select s.predecessor_id from succession s where s.successor_id = ${r}.place_id)`,
        () => 'o.name_key',
      ),
    },
  },
  Region: {
    fields: {
      renewalCounts: renewalCounts((r) => `w.region_id = ${r}.place_id`),
      renewals: page(
        'Renewal',
        RENEWAL_SORTS,
        (c, r, q) => renewalRows(c, q, `w.region_id = ${r}.place_id`),
        renewalFilter,
      ),
    },
  },
  Network: {
    fields: {
      renewalCounts: renewalCounts(() => 'true'),
      renewals: page('Renewal', RENEWAL_SORTS, (c, _r, q) => renewalRows(c, q, 'true'), renewalFilter),
    },
  },
  Renewal: {
    guard: ofDues,
    fields: {
      id: column('id'),
      member: refers('Member', 'member', 'member_id', 'place_id'),
      year: column('year'),
      way: column('way'),
      state: column('state'),
      renewedOn: column('renewed_on'),
      deadline: column('deadline'),
    },
  },
  RenewalCount: { fields: { state: column('state'), count: column('count') } },
  RenewalPage: { fields: { rows: given, next: given, previous: given, total: given } },
  RuleRead: { fields: { article: column('article'), why: column('why') } },
  RuleCheck: { fields: { article: given, name: given, reason: given } },
  MembershipPreview: {
    fields: {
      refusals: given,
      earliest: given,
      appealUntil: given,
      checks: given,
      unknown: given,
      rules: given,
    },
  },
});
