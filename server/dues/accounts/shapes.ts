import { column, type Guard, given, made, many, one, type Row, refers, shapes } from '../../reading/shape.ts';
import { person } from '../shape-parts.ts';

const guard = (row: Row): Guard => ({
  capability: 'dues.read',
  member: `${row}.member_id`,
  region: `${row}.region_id`,
});
const ofRegion = (row: Row): Guard => ({ capability: 'dues.read', region: `${row}.region_id` });
/** Of the network's own books: seen by whoever reads dues anywhere. */
const byReaders = () => ({ rule: `(select cardinality(app.reach('dues.read')) > 0)` });
const member = refers('Member', 'member', 'member_id', 'place_id');
const region = refers('Region', 'region', 'region_id', 'place_id');
const text = (name: string) => (row: Row) => `${row}.${name}::text`;
const mine = (name: string) => (row: Row) => `coalesce(${row}.${name} = (select app.actor()), false)`;
const byId = (type: string, table: string) =>
  one(
    type,
    (c) => `${table} ${c}`,
    (c, _r, q) => `${c}.id = ${q.arg('id')}::uuid`,
  );
const reversal = (transaction: (row: Row) => string) =>
  one(
    'BookingReversal',
    (c) => `ledger_transaction ${c}`,
    (c, r) => `${c}.reverses = ${transaction(r)}`,
  );
const page = { fields: { rows: given, next: given, previous: given, total: given } };
const AGES = {
  notDue: text('not_due'),
  upTo30: text('up_to_30'),
  upTo90: text('up_to_90'),
  upTo365: text('up_to_365'),
  older: text('older'),
  total: text('total'),
};
const SENT = {
  id: column('id'),
  region,
  amount: text('amount'),
  currency: column('currency'),
  paidOn: column('paid_on'),
  bankReference: column('bank_reference'),
  recordedAt: column('recorded_at'),
  recordedBy: person('recorded_by'),
  invented: column('invented'),
  reversal: reversal((r) => `${r}.transaction_id`),
};
/** A column of the decision on a row, by the decision's key. */
const decided = (table: string, key: string, name: string) => (row: Row) =>
  `(select d.${name} from ${table} d where d.${key} = ${row}.id)`;
const deciderOf = (table: string, key: string) =>
  one(
    'Person',
    (c) => `person ${c}`,
    (c, r) => `${c}.id = (select d.decided_by from ${table} d where d.${key} = ${r}.id)`,
  );

/** SQL for the state of a write-off. */
export const writeOffState = (row: Row) => `(case
  when not exists (select from write_off_decision d where d.write_off_id = ${row}.id) then 'waiting'
  else (select case when not d.approved then 'declined'
      when exists (select from ledger_transaction v where v.reverses = d.transaction_id) then 'reversed' else 'approved' end
    from write_off_decision d where d.write_off_id = ${row}.id) end)`;

const sentAndWrittenOff = {
  Payout: { guard: ofRegion, fields: { ...SENT, note: column('note') } },
  Refund: { guard, fields: { ...SENT, member, reason: column('reason') } },
  BookingReversal: {
    guard,
    fields: { on: column('booked_on'), reason: column('reason'), reversedBy: person('recorded_by') },
  },
  WriteOff: {
    guard,
    fields: {
      id: column('id'),
      assessment: refers('Assessment', 'assessment', 'assessment_id'),
      member,
      region,
      amount: text('amount'),
      currency: column('currency'),
      reason: column('reason'),
      counted: text('counted'),
      limit: text('limit_amount'),
      article: column('article'),
      version: column('version'),
      alone: column('alone'),
      state: writeOffState,
      proposedBy: person('proposed_by'),
      proposedAt: column('proposed_at'),
      mine: mine('proposed_by'),
      decidedBy: deciderOf('write_off_decision', 'write_off_id'),
      decidedAt: decided('write_off_decision', 'write_off_id', 'decided_at'),
      decisionReason: decided('write_off_decision', 'write_off_id', 'reason'),
      invented: column('invented'),
      reversal: reversal(
        (r) => `(select d.transaction_id from write_off_decision d where d.write_off_id = ${r}.id)`,
      ),
    },
  },
} as const;

const periods = {
  PeriodClosing: {
    guard: byReaders,
    fields: {
      id: column('id'),
      through: column('through'),
      note: column('note'),
      closedBy: person('closed_by'),
      closedAt: column('closed_at'),
      stands: (
        r: Row,
      ) => `not exists (select from reopening o join reopening_decision d on d.reopening_id = o.id
        where o.closing_id = ${r}.id and d.approved)`,
      invented: column('invented'),
      reopenings: many(
        'Reopening',
        (c) => `reopening ${c}`,
        (c, r) => `${c}.closing_id = ${r}.id`,
        (c) => `${c}.asked_at desc`,
      ),
    },
  },
  Reopening: {
    guard: byReaders,
    fields: {
      id: column('id'),
      reason: column('reason'),
      askedBy: person('asked_by'),
      askedAt: column('asked_at'),
      mine: mine('asked_by'),
      state: (r: Row) => `coalesce((select case when d.approved then 'approved' else 'declined' end
        from reopening_decision d where d.reopening_id = ${r}.id), 'waiting')`,
      decidedBy: deciderOf('reopening_decision', 'reopening_id'),
      decidedAt: decided('reopening_decision', 'reopening_id', 'decided_at'),
      decisionReason: decided('reopening_decision', 'reopening_id', 'reason'),
    },
  },
} as const;

/** The accounts' own types: totals, the journal, money that was sent, write-offs and closings. */
export const accountsShapes = shapes({
  ...sentAndWrittenOff,
  ...periods,
  Query: {
    fields: {
      writeOff: byId('WriteOff', 'write_off'),
      refund: byId('Refund', 'refund'),
      payout: byId('Payout', 'payout'),
    },
  },
  AccountTotal: {
    guard: ofRegion,
    fields: {
      account: column('account'),
      currency: column('currency'),
      debit: text('debit'),
      credit: text('credit'),
      balance: text('balance'),
    },
  },
  JournalEntry: {
    guard,
    fields: {
      id: text('id'),
      bookedOn: column('booked_on'),
      recordedAt: (r) => `(select t.recorded_at from ledger_transaction t where t.id = ${r}.transaction_id)`,
      recordedBy: one(
        'Person',
        (c) => `person ${c}`,
        (c, r) =>
          `${c}.id = (select t.recorded_by from ledger_transaction t where t.id = ${r}.transaction_id)`,
      ),
      transactionId: column('transaction_id'),
      kind: (r) => `(select t.kind from ledger_transaction t where t.id = ${r}.transaction_id)`,
      account: column('account'),
      amount: text('amount'),
      currency: column('currency'),
      region,
      member,
      year: (r) => `(select a.year from assessment a where a.id = ${r}.assessment_id)`,
      reason: (r) => `(select t.reason from ledger_transaction t where t.id = ${r}.transaction_id)`,
      receipt: (r) => `(select p.receipt from ledger_transaction t join payment p on p.id = t.payment_id
        where t.id = ${r}.transaction_id)`,
    },
  },
  AgedReceivables: {
    guard: ofRegion,
    fields: { region, currency: column('currency'), members: column('members'), ...AGES },
  },
  AgedMember: { guard, fields: { member, currency: column('currency'), ...AGES } },
  RegionShare: {
    guard: ofRegion,
    fields: {
      region,
      currency: column('currency'),
      earned: text('earned'),
      paidOut: text('paid_out'),
      owed: text('owed'),
    },
  },
  StatementPage: page,
  JournalPage: page,
  AgedMemberPage: page,
  PayoutPage: page,
  WriteOffPage: page,
  ClosePeriodPayload: {
    fields: { refusals: given, closing: made('PeriodClosing', 'period_closing', 'closing') },
  },
  AskReopeningPayload: {
    fields: { refusals: given, reopening: made('Reopening', 'reopening', 'reopening') },
  },
  ApproveReopeningPayload: {
    fields: { refusals: given, reopening: made('Reopening', 'reopening', 'reopening') },
  },
  DeclineReopeningPayload: {
    fields: { refusals: given, reopening: made('Reopening', 'reopening', 'reopening') },
  },
  ProposeWriteOffPayload: {
    fields: { refusals: given, writeOff: made('WriteOff', 'write_off', 'writeOff') },
  },
  ApproveWriteOffPayload: {
    fields: { refusals: given, writeOff: made('WriteOff', 'write_off', 'writeOff') },
  },
  DeclineWriteOffPayload: {
    fields: { refusals: given, writeOff: made('WriteOff', 'write_off', 'writeOff') },
  },
  ReverseWriteOffPayload: {
    fields: { refusals: given, writeOff: made('WriteOff', 'write_off', 'writeOff') },
  },
  RefundCreditPayload: { fields: { refusals: given, refund: made('Refund', 'refund', 'refund') } },
  ReverseRefundPayload: { fields: { refusals: given, refund: made('Refund', 'refund', 'refund') } },
  TransferCreditPayload: {
    fields: { refusals: given, member: made('Member', 'member', 'member', 'place_id') },
  },
  PayRegionSharePayload: { fields: { refusals: given, payout: made('Payout', 'payout', 'payout') } },
  ReversePayoutPayload: { fields: { refusals: given, payout: made('Payout', 'payout', 'payout') } },
});
