import {
  column,
  type Guard,
  given,
  made,
  many,
  one,
  type Row,
  reaches,
  refers,
  shapes,
} from '../reading/shape.ts';
import { outstanding, reduced } from './figures.ts';
import { person } from './shape-parts.ts';

const guard = (row: Row): Guard => ({
  capability: 'dues.read',
  member: `${row}.member_id`,
  region: `${row}.region_id`,
});
const member = refers('Member', 'member', 'member_id', 'place_id');
const region = refers('Region', 'region', 'region_id', 'place_id');
const text = (name: string) => (row: Row) => `${row}.${name}::text`;
const ofCalculation = (name: string) => (row: Row) =>
  `(select c.${name} from calculation c where c.id = ${row}.calculation_id)`;

const preview = {
  PreviewLine: {
    fields: {
      memberId: given,
      memberName: given,
      regionId: given,
      amount: given,
      dueOn: given,
      article: given,
      facts: given,
      warnings: given,
      why: given,
      before: given,
      relief: given,
    },
  },
  PreviewLineRelief: {
    fields: { reliefId: given, kind: given, resolution: given, takesOff: given, why: given },
  },
  PreviewLeftOut: {
    fields: {
      memberId: given,
      memberName: given,
      code: given,
      article: given,
      fact: given,
      detail: given,
      fault: given,
      given,
      further: given,
    },
  },
  PreviewMissing: {
    fields: { code: given, article: given, fact: given, detail: given, fault: given, given },
  },
  PreviewRegion: { fields: { regionId: given, count: given, warned: given, total: given } },
  PreviewDuesPayload: {
    fields: {
      refusals: given,
      rulebook: given,
      version: given,
      currency: given,
      lines: given,
      matching: given,
      leftOut: given,
      count: given,
      warned: given,
      already: given,
      total: given,
      relieved: given,
      regions: given,
    },
  },
} as const;

/** Assessments, payments and the ledger as the contract has them. */
export const duesShapes = shapes({
  ...preview,
  Query: {
    fields: {
      assessment: one(
        'Assessment',
        (c) => `assessment ${c}`,
        (c, _r, q) => `${c}.id = ${q.arg('id')}::uuid`,
      ),
      payment: one(
        'Payment',
        (c) => `payment ${c}`,
        (c, _r, q) => `${c}.id = ${q.arg('id')}::uuid`,
      ),
      duesRun: one(
        'DuesRun',
        (c) => `dues_run ${c}`,
        (c, _r, q) => `${c}.id = ${q.arg('id')}::uuid`,
      ),
    },
  },
  Assessment: {
    guard,
    fields: {
      id: column('id'),
      member,
      region,
      year: column('year'),
      amount: text('amount'),
      currency: column('currency'),
      outstanding: (r, q) =>
        `(select (${outstanding('b', q)})::text from assessment_balance b where b.assessment_id = ${r}.id)`,
      reduced: (r, q) =>
        `(select (${reduced('b', q)})::text from assessment_balance b where b.assessment_id = ${r}.id)`,
      kind: column('kind'),
      corrects: refers('Assessment', 'assessment', 'corrects'),
      reason: column('reason'),
      issuedOn: column('issued_on'),
      dueOn: column('due_on'),
      rulebook: column('rulebook'),
      version: column('version'),
      article: column('article'),
      facts: ofCalculation('facts'),
      warnings: column('warnings'),
      why: ofCalculation('why'),
      run: refers('DuesRun', 'dues_run', 'run_id'),
    },
  },
  DuesRun: {
    // A run is read by whoever reads its region, or the dues of a member that it assessed.
    guard: (r) => ({
      rule: `(${reaches({ capability: 'dues.read', region: `${r}.region_id` })}
        or exists (select from assessment a where a.run_id = ${r}.id and ${reaches(guard('a'))}))`,
    }),
    fields: {
      id: column('id'),
      year: column('year'),
      region,
      rulebook: column('rulebook'),
      version: column('version'),
      issuedOn: column('issued_on'),
      issuedAt: column('issued_at'),
      issuedBy: person('issued_by'),
      invented: column('invented'),
      count: (r) => `(select count(*) from assessment a where a.run_id = ${r}.id)`,
      total: (r) => `(select coalesce(sum(a.amount), 0)::text from assessment a where a.run_id = ${r}.id)`,
      currency: (r) =>
        `(select v.currency from rulebook_version v where v.rulebook = ${r}.rulebook and v.version = ${r}.version)`,
    },
  },
  Payment: {
    guard,
    fields: {
      id: column('id'),
      member,
      region,
      receipt: column('receipt'),
      amount: text('amount'),
      currency: column('currency'),
      receivedOn: column('received_on'),
      method: column('method'),
      bankReference: column('bank_reference'),
      recordedAt: column('recorded_at'),
      recordedBy: person('recorded_by'),
      invented: column('invented'),
      reversal: one(
        'PaymentReversal',
        (c) => `ledger_transaction ${c}`,
        (c, r) => `${c}.payment_id = ${r}.id and ${c}.kind = 'reversal'`,
      ),
      allocations: many(
        'Allocation',
        (c, r) => `(select e.assessment_id, e.member_id, e.region_id, e.currency, -sum(e.amount) as amount
          from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
          where t.payment_id = ${r}.id and t.kind in ('payment', 'settlement') and e.account = 'receivable'
          group by 1, 2, 3, 4) ${c}`,
        undefined,
        (c) => `(select a.year from assessment a where a.id = ${c}.assessment_id)`,
      ),
      toCredit: (
        r,
      ) => `(select coalesce(-sum(e.amount), 0)::text from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
        where t.payment_id = ${r}.id and t.kind in ('payment', 'settlement') and e.account = 'credit')`,
    },
  },
  PaymentReversal: {
    guard,
    fields: { on: column('booked_on'), reason: column('reason'), reversedBy: person('recorded_by') },
  },
  Allocation: {
    guard,
    fields: {
      assessment: refers('Assessment', 'assessment', 'assessment_id'),
      amount: text('amount'),
      currency: column('currency'),
    },
  },
  StatementLine: {
    guard,
    fields: {
      id: column('id'),
      kind: column('kind'),
      bookedOn: column('booked_on'),
      change: text('change'),
      balance: text('balance'),
      currency: column('currency'),
      assessment: refers('Assessment', 'assessment', 'assessment_id'),
      payment: refers('Payment', 'payment', 'payment_id'),
      reason: column('reason'),
      entries: many(
        'LedgerEntry',
        (c) => `ledger_entry ${c}`,
        (c, r) => `${c}.transaction_id = ${r}.id`,
        (c) => `${c}.id`,
      ),
    },
  },
  LedgerEntry: {
    guard,
    fields: {
      account: column('account'),
      amount: text('amount'),
      currency: column('currency'),
      region,
      year: (r) => `(select a.year from assessment a where a.id = ${r}.assessment_id)`,
    },
  },
  DuesAccountPage: { fields: { rows: given, next: given, previous: given, total: given } },
  AssessRegionPayload: { fields: { refusals: given, run: made('DuesRun', 'dues_run', 'run') } },
  DetermineFactPayload: {
    fields: { refusals: given, member: made('Member', 'member', 'member', 'place_id') },
  },
  RecordPaymentPayload: { fields: { refusals: given, payment: made('Payment', 'payment', 'payment') } },
  ReversePaymentPayload: { fields: { refusals: given, payment: made('Payment', 'payment', 'payment') } },
});
