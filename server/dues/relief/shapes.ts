import {
  column,
  given,
  guarded,
  made,
  many,
  one,
  page,
  type Row,
  reaches,
  refers,
  type Scope,
  shapes,
} from '../../reading/shape.ts';
import { arrearsShapes, memberArrears } from '../arrears.ts';
import { containing, person } from '../shape-parts.ts';

const text = (name: string) => (row: Row) => `${row}.${name}::text`;
const member = refers('Member', 'member', 'member_id', 'place_id');

/** Read with the member's dues; by the sponsor too, wherever it belongs. */
const visible = (row: Row) => ({
  rule: `(${reaches({ capability: 'dues.read', member: `${row}.member_id`, region: `${row}.region_id` })}
    or ${reaches({ capability: 'dues.read', member: `${row}.sponsor_id` })})`,
});

/** What the relief has come to on the date. */
const now = (name: string) => (row: Row, scope: Scope) =>
  `(select s.${name} from app.reliefs(${scope.asOf}) s where s.relief_id = ${row}.id)`;

const SORTS = {
  ASKED: [
    { by: (c: Row) => `${c}.asked_on`, type: 'date' as const },
    { by: (c: Row) => `${c}.id`, type: 'uuid' as const },
  ],
  MEMBER: [
    { by: (c: Row) => `${c}.name_key`, type: 'text' as const },
    { by: (c: Row) => `${c}.id`, type: 'uuid' as const },
  ],
};

const register = (where: (c: Row, r: Row) => string) =>
  page(
    'Relief',
    SORTS,
    (c, _r, q) => `(select r.*, o.name_key, case when s.in_force then 'in_force'
        when s.state in ('asked', 'awaiting_sponsor') then 'waiting' else 'ended' end as show
      from relief r join app.reliefs(${q.asOf}) s on s.relief_id = r.id
      join member m on m.place_id = r.member_id join organisation o on o.id = m.organisation_id) ${c}`,
    (c, r, q) => `${where(c, r)}
      and (${q.arg('show')}::text is null or ${c}.show = ${q.arg('show')}::text)
      and (${q.arg('kind')}::text is null or ${c}.kind = ${q.arg('kind')}::text)
      and (${q.arg('search', containing)}::text is null or ${c}.name_key like app.key(${q.arg('search', containing)}::text))`,
  );

const waiting = (where: string, scope: Scope) =>
  `(select count(*)::int from relief r join app.reliefs(${scope.asOf}) s on s.relief_id = r.id
    where s.state in ('asked', 'awaiting_sponsor') and ${where})`;

const payload = { fields: { refusals: given, relief: made('Relief', 'relief', 'relief') } };

const relief = {
  Relief: {
    guard: visible,
    fields: {
      id: column('id'),
      kind: column('kind'),
      state: now('state'),
      member,
      region: refers('Region', 'region', 'region_id', 'place_id'),
      sponsor: refers('Member', 'member', 'sponsor_id', 'place_id'),
      currency: column('currency'),
      asked: one(
        'ReliefTerms',
        (c) => `relief ${c}`,
        (c, r) => `${c}.id = ${r}.id`,
      ),
      granted: one(
        'ReliefTerms',
        (c) => `relief_step ${c}`,
        (c, r, q) => `${c}.relief_id = ${r}.id and ${c}.kind = 'granted' and ${c}.on_day <= ${q.asOf}`,
      ),
      assessments: many(
        'Assessment',
        (c) => `assessment ${c}`,
        (c, r) =>
          `exists (select from relief_cover v where v.relief_id = ${r}.id and v.assessment_id = ${c}.id)`,
        (c) => `${c}.year, ${c}.id`,
      ),
      years: (r: Row) =>
        `(select coalesce(json_agg(y.year order by y.year), '[]') from relief_year y where y.relief_id = ${r}.id)`,
      reason: column('reason'),
      documents: column('documents'),
      askedOn: column('asked_on'),
      askedBy: person('asked_by'),
      lapsesOn: column('lapses_on'),
      expiresOn: now('expires_on'),
      effect: (
        r: Row,
        q: Scope,
      ) => `(select coalesce(greatest(sum(b.amount) filter (where b.member_id = ${r}.member_id),
          sum(b.amount) filter (where b.member_id = ${r}.sponsor_id)), 0)::text
        from relief_booking b join ledger_transaction t on t.id = b.transaction_id and t.booked_on <= ${q.asOf}
        where b.relief_id = ${r}.id and not exists (select from ledger_transaction v
          where v.reverses = b.transaction_id and v.booked_on <= ${q.asOf}))`,
      steps: many(
        'ReliefStep',
        (c) => `relief_step ${c}`,
        (c, r, q) => `${c}.relief_id = ${r}.id and ${c}.on_day <= ${q.asOf}`,
        (c) => `${c}.recorded_at, ${c}.id`,
      ),
      plan: one(
        'ReliefPlan',
        (c, r, q) => `(select p.*, s.relief_id, s.grace_days
        from app.reliefs(${q.asOf}) s cross join app.plan_on(s.relief_id, ${q.asOf}) p
        where s.relief_id = ${r}.id and s.kind = 'plan' and s.granted is not null) ${c}`,
      ),
      invented: column('invented'),
    },
  },
  ReliefTerms: {
    fields: {
      amount: text('amount'),
      share: column('share'),
      dueOn: column('due_on'),
      instalments: column('instalments'),
      firstOn: column('first_on'),
      everyMonths: column('every_months'),
      parts: column('parts'),
    },
  },
  ReliefStep: {
    fields: {
      id: column('id'),
      kind: column('kind'),
      on: column('on_day'),
      reason: column('reason'),
      body: column('body'),
      resolution: column('resolution'),
      register: refers('Resolution', 'resolution', 'resolution', 'code'),
      majority: column('majority'),
      expiresOn: column('expires_on'),
      article: column('article'),
      version: column('version'),
      why: column('why'),
      recordedBy: person('recorded_by'),
      recordedAt: column('recorded_at'),
    },
  },
  ReliefPlan: {
    fields: {
      state: column('state'),
      debt: text('debt'),
      paid: text('paid'),
      dueSoFar: text('due_so_far'),
      behind: text('behind'),
      behindSince: column('behind_since'),
      nextOn: column('next_on'),
      nextAmount: text('next_amount'),
      graceDays: column('grace_days'),
      instalments: many(
        'Instalment',
        (c, r) => `(select i.number, i.due_on, i.amount,
            greatest(0, least(i.amount, ${r}.paid - (sum(i.amount) over (order by i.number) - i.amount))) as paid
          from relief_instalment i where i.relief_id = ${r}.relief_id) ${c}`,
        undefined,
        (c) => `${c}.number`,
      ),
    },
  },
  Instalment: {
    fields: { number: column('number'), dueOn: column('due_on'), amount: text('amount'), paid: text('paid') },
  },
  EarlyDiscount: {
    guard: (r: Row) => ({ capability: 'dues.read', member: `${r}.member_id`, region: `${r}.region_id` }),
    fields: {
      id: column('transaction_id'),
      assessment: refers('Assessment', 'assessment', 'assessment_id'),
      payment: refers('Payment', 'payment', 'payment_id'),
      amount: text('amount'),
      currency: column('currency'),
      givenOn: column('given_on'),
      article: column('article'),
      why: column('why'),
      reversed: (r: Row, q: Scope) => `exists (select from ledger_transaction t
        where t.reverses = ${r}.transaction_id and t.booked_on <= ${q.asOf})`,
    },
  },
} as const;

const discounts = (where: (c: Row, r: Row) => string) =>
  many(
    'EarlyDiscount',
    (c) => `early_discount ${c}`,
    (c, r, q) => `${where(c, r)} and ${c}.given_on <= ${q.asOf}`,
    (c) => `${c}.given_on desc, ${c}.transaction_id`,
  );

const reliefsWhere = (where: (c: Row, r: Row) => string) =>
  many(
    'Relief',
    (c) => `relief ${c}`,
    (c, r, q) => `${where(c, r)} and ${c}.asked_on <= ${q.asOf}`,
    (c) => `${c}.asked_on desc, ${c}.id desc`,
  );

/** Where relief and arrears stand. */
export const reliefShapes = shapes({
  ...relief,
  ...arrearsShapes,
  Query: {
    fields: {
      relief: one(
        'Relief',
        (c) => `relief ${c}`,
        (c, _r, q) => `${c}.id = ${q.arg('id')}::uuid`,
      ),
    },
  },
  Member: {
    fields: {
      arrears: memberArrears,
      reliefs: reliefsWhere((c, r) => `${c}.member_id = ${r}.place_id`),
      sponsorships: reliefsWhere((c, r) => `${c}.sponsor_id = ${r}.place_id`),
      earlyDiscounts: discounts((c, r) => `${c}.member_id = ${r}.place_id`),
    },
  },
  Assessment: {
    fields: { effectiveDueOn: (r: Row, q: Scope) => `app.due_on(${r}.id, ${r}.due_on, ${q.asOf})` },
  },
  Payment: { fields: { earlyDiscounts: discounts((c, r) => `${c}.payment_id = ${r}.id`) } },
  Region: {
    fields: {
      reliefs: register((c, r) => `${c}.region_id = ${r}.place_id`),
      reliefsWaiting: guarded(
        (r) => ({ capability: 'dues.read', region: `${r}.place_id` }),
        (r, q) => waiting(`r.region_id = ${r}.place_id`, q),
      ),
    },
  },
  Network: {
    fields: {
      reliefs: register(() => 'true'),
      reliefsWaiting: guarded(
        () => ({ capability: 'dues.read' }),
        (_r, q) => waiting('true', q),
      ),
    },
  },
  ReliefPage: { fields: { rows: given, next: given, previous: given, total: given } },
  ReliefPayload: payload,
  ReliefChoicesPayload: { fields: { refusals: given, version: given, choices: given, articles: given } },
  ReliefChoice: { fields: { kind: given, level: given, body: given, article: given } },
  ReliefArticle: { fields: { key: given, no: given, title: given, text: given } },
  PreviewReliefPayload: {
    fields: {
      refusals: given,
      currency: given,
      takesOff: given,
      sponsored: given,
      expiresOn: given,
      years: given,
      lines: given,
      instalments: given,
      level: given,
      body: given,
      article: given,
    },
  },
  PreviewReliefLine: {
    fields: {
      assessmentId: given,
      year: given,
      asked: given,
      outstanding: given,
      takesOff: given,
      opens: given,
      toCredit: given,
      dueBefore: given,
      dueOn: given,
      why: given,
    },
  },
  PreviewInstalment: { fields: { number: given, dueOn: given, amount: given } },
});
