import type { Front } from '../../test/client.ts';
import type { Arguments, TypeRule } from '../../test/matrix/matrix.ts';
import type { ActRule } from '../../test/matrix/rules.ts';
import { MEMBERS, REGIONS } from '../../test/world.ts';

const PAGE = { rule: 'public', fields: 'rows next previous total' } as const satisfies TypeRule;
const WITHIN = { topic: 'dues', anywhere: true } as const;
const TOTALS = { topic: 'dues', anywhere: true, totals: true } as const;
const AGES = 'currency notDue upTo30 upTo90 upTo365 older total';
const SENT = 'id region amount currency paidOn bankReference recordedAt recordedBy invented reversal';
const of = (thing: string) => ({ rule: 'public', fields: `refusals ${thing}` }) as const;

export const ACCOUNTS_TYPES = {
  PeriodClosing: { rule: WITHIN, fields: 'id through note closedBy closedAt stands invented reopenings' },
  Reopening: {
    rule: WITHIN,
    fields: 'id reason askedBy askedAt mine state decidedBy decidedAt decisionReason',
  },
  AccountTotal: { rule: TOTALS, fields: 'account currency debit credit balance' },
  JournalEntry: {
    rule: { topic: 'dues', rows: 'select id, member_id as member, region_id as region from ledger_entry' },
    fields:
      'id bookedOn recordedAt recordedBy transactionId kind account amount currency region member year reason receipt',
  },
  AgedReceivables: { rule: TOTALS, fields: `region members ${AGES}` },
  AgedMember: { rule: TOTALS, fields: `member ${AGES}` },
  RegionShare: { rule: TOTALS, fields: 'region currency earned paidOut owed' },
  Payout: {
    rule: { topic: 'dues', rows: 'select id, region_id as region from payout' },
    fields: `${SENT} note`,
  },
  Refund: {
    rule: { topic: 'dues', rows: 'select id, member_id as member, region_id as region from refund' },
    fields: `${SENT} member reason`,
  },
  BookingReversal: { rule: WITHIN, fields: 'on reason reversedBy' },
  WriteOff: {
    rule: { topic: 'dues', rows: 'select id, member_id as member, region_id as region from write_off' },
    fields:
      'id assessment member region amount currency reason counted limit article version alone state proposedBy proposedAt mine decidedBy decidedAt decisionReason invented reversal',
  },
  StatementPage: PAGE,
  JournalPage: PAGE,
  AgedMemberPage: PAGE,
  PayoutPage: PAGE,
  WriteOffPage: PAGE,
  ClosePeriodPayload: of('closing'),
  AskReopeningPayload: of('reopening'),
  ApproveReopeningPayload: of('reopening'),
  DeclineReopeningPayload: of('reopening'),
  ProposeWriteOffPayload: of('writeOff'),
  ApproveWriteOffPayload: of('writeOff'),
  DeclineWriteOffPayload: of('writeOff'),
  ReverseWriteOffPayload: of('writeOff'),
  RefundCreditPayload: of('refund'),
  ReverseRefundPayload: of('refund'),
  TransferCreditPayload: of('member'),
  PayRegionSharePayload: of('payout'),
  ReversePayoutPayload: of('payout'),
} as const satisfies Record<string, TypeRule>;

/** Totals of a place, empty for everybody whom the fixture does not name. */
const place = (at: 'region' | 'network') => ({
  trialBalance: { topic: 'dues', at, totals: true } as const,
  agedReceivables: { topic: 'dues', at, totals: true } as const,
  shares: { topic: 'dues', at, totals: true } as const,
});

export const ACCOUNTS_GUARDED = {
  Member: {
    writeOffs: { topic: 'dues', at: 'member-rows' },
    refunds: { topic: 'dues', at: 'member-rows' },
  },
  Region: place('region'),
  Network: { trialBalance: { topic: 'dues', at: 'network', totals: true } },
} as const satisfies Record<string, TypeRule['guarded']>;

/** Whole pages, so that every row is met. */
export const ACCOUNTS_ARGUMENTS: Arguments = {
  'Query.audit': ['(first: 100)'],
  'Network.journal': ['(first: 100)'],
  'Region.journal': ['(first: 100)'],
  'Member.statement': ['(first: 100)'],
};

const NOBODY = '00000000-0000-7000-8000-000000000000';
const KEY = 'idempotencyKey: "matrix-key"';
const WHY = `reason: "none", ${KEY}`;
const CLOSERS = ['finance', 'global_secretariat'];
const members = MEMBERS.map(({ id }) => id);
const regions = REGIONS.map(({ id }) => id);
/** An act on a row that is not there: whoever is signed in is told so, and the right is proven at the row's place. */
const onRow = (field: string, rest: string): ActRule => ({
  may: 'anyone',
  at: [1],
  call: () => `(input: { ${field}: "${NOBODY}", ${rest} }) { refusals { code } }`,
});
const onClosing = (field: string, rest: string): ActRule => ({ ...onRow(field, rest), may: CLOSERS });
const money = 'amount: "-1", currency: "USD"';
const transfer = `${money}, paidOn: "2024-01-01", bankReference: "none"`;

export const ACCOUNTS_ACTS = {
  closePeriod: {
    may: CLOSERS,
    at: [1],
    call: () => `(input: { through: "2999-12-31", ${KEY} }) { refusals { code } }`,
  },
  askReopening: onClosing('closingId', WHY),
  approveReopening: onClosing('reopeningId', KEY),
  declineReopening: onClosing('reopeningId', WHY),
  proposeWriteOff: onRow('assessmentId', `${money}, ${WHY}`),
  approveWriteOff: onRow('writeOffId', KEY),
  declineWriteOff: onRow('writeOffId', WHY),
  reverseWriteOff: onRow('writeOffId', WHY),
  refundCredit: {
    may: ['finance'],
    at: members,
    call: (at) => `(input: { memberId: ${at}, ${transfer}, ${WHY} }) { refusals { code } }`,
  },
  reverseRefund: onRow('refundId', WHY),
  transferCredit: {
    may: ['finance'],
    at: members,
    call: (at) => `(input: { memberId: ${at}, toMemberId: 1, ${money}, ${WHY} }) { refusals { code } }`,
  },
  payRegionShare: {
    may: ['finance'],
    at: regions,
    call: (at) => `(input: { regionId: ${at}, ${transfer}, ${KEY} }) { refusals { code } }`,
  },
  reversePayout: onRow('payoutId', WHY),
} satisfies Record<string, ActRule>;

/** Of each kind one in the east and one in the west: a write-off, a refund and a payout that was taken back; and a closing. */
export async function arrangeAccounts(front: Front): Promise<void> {
  const done = async (act: string, input: string, answer: string) => {
    const key = `idempotencyKey: "arrange-${act}-${input.length}-${input.slice(0, 60).replaceAll('"', '')}"`;
    const { data, errors } = await front.as(
      'finance',
      `mutation { ${act}(input: { ${input}, ${key} }) { refusals { code field value } ${answer} } }`,
    );
    if (errors || data[act].refusals.length > 0)
      throw new Error(`${act}: ${JSON.stringify(errors ?? data[act].refusals)}`);
    return data[act];
  };
  // What is settled today is shared today.
  const today = new Date().toISOString().slice(0, 10);
  for (const [member, region] of [
    [11, 2],
    [14, 3],
  ]) {
    const { data } = await front.as(
      'finance',
      `{ member(id: ${member}) { assessments { id outstanding } } }`,
    );
    const [open] = data.member.assessments;
    const amount = `amount: "20.00", currency: "USD"`;
    const { writeOff } = await done(
      'proposeWriteOff',
      `assessmentId: "${open.id}", ${amount}, reason: "lost"`,
      'writeOff { id }',
    );
    await done('reverseWriteOff', `writeOffId: "${writeOff.id}", reason: "found"`, 'writeOff { id }');
    const pay = `memberId: ${member}, amount: "9000.00", currency: "USD", receivedOn: "2024-06-02", method: bank_transfer`;
    await done('recordPayment', pay, 'payment { id }');
    const sent = `${amount}, paidOn: "2024-06-03", bankReference: "M-${member}"`;
    const { refund } = await done(
      'refundCredit',
      `memberId: ${member}, ${sent}, reason: "too much"`,
      'refund { id }',
    );
    await done('reverseRefund', `refundId: "${refund.id}", reason: "returned"`, 'refund { id }');
    const share = `amount: "1.00", currency: "USD"`;
    const { payout } = await done(
      'payRegionShare',
      `regionId: ${region}, ${share}, paidOn: "${today}", bankReference: "P"`,
      'payout { id }',
    );
    await done('reversePayout', `payoutId: "${payout.id}", reason: "returned"`, 'payout { id }');
  }
  const { closing } = await done('closePeriod', 'through: "2024-12-31"', 'closing { id }');
  await done('askReopening', `closingId: "${closing.id}", reason: "a late payment"`, 'reopening { id }');
}
