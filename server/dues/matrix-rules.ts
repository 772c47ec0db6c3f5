import type { Front } from '../test/client.ts';
import type { TypeRule } from '../test/matrix/matrix.ts';
import type { ActRule } from '../test/matrix/rules.ts';
import { MEMBERS, REGIONS } from '../test/world.ts';

const PAGE = { rule: 'public', fields: 'rows next previous total' } as const satisfies TypeRule;
const PAYLOAD = 'refusals';
/** Rows without an id of their own: nobody sees any without reading dues somewhere; the fields that lead to them are guarded. */
const WITHIN = { topic: 'dues', anywhere: true } as const;
/** Totals over rows: row security alone leaves the totals of what one may see, the guard takes the line away. */
const TOTALS = { topic: 'dues', anywhere: true, totals: true } as const;

export const DUES_TYPES = {
  MemberBalance: { rule: WITHIN, fields: 'currency outstanding credit' },
  Assessment: {
    rule: { topic: 'dues', rows: 'select id, member_id as member, region_id as region from assessment' },
    fields:
      'id member region year amount currency outstanding reduced kind corrects reason issuedOn dueOn effectiveDueOn rulebook version article facts warnings why run invoice causes',
  },
  DuesRun: {
    rule: {
      topic: 'dues',
      rows: `select r.id, r.region_id as region, (select array_agg(a.member_id) from assessment a where a.run_id = r.id) as members from dues_run r`,
    },
    fields:
      'id year region rulebook version issuedOn issuedAt issuedBy invented count total currency kind reason assessments',
  },
  Payment: {
    rule: { topic: 'dues', rows: 'select id, member_id as member, region_id as region from payment' },
    fields:
      'id member region receipt amount currency receivedOn method bankReference recordedAt recordedBy invented reversal allocations toCredit earlyDiscounts charges chargesCurrency rate bankLine',
  },
  PaymentReversal: { rule: WITHIN, fields: 'on reason reversedBy' },
  Allocation: { rule: WITHIN, fields: 'assessment amount currency' },
  StatementLine: {
    rule: {
      topic: 'dues',
      rows: `select id, member_id as member, region_id as region, (kind = 'settlement' or member_id is null) as hidden from ledger_transaction`,
    },
    fields: 'id kind bookedOn change balance currency assessment payment reason entries',
  },
  LedgerEntry: { rule: WITHIN, fields: 'account amount currency region year' },
  DuesTotals: {
    rule: TOTALS,
    fields: 'year currency assessed paid reduced outstanding invented members paidUp',
  },
  DuesAccountPage: PAGE,
  DuesAccount: { rule: TOTALS, fields: 'member state currency assessed paid reduced outstanding' },
  PreviewDuesPayload: {
    rule: 'public',
    fields:
      'refusals rulebook version currency lines matching leftOut count warned already total relieved regions',
  },
  PreviewLine: {
    rule: 'public',
    fields: 'memberId memberName regionId amount dueOn article facts warnings why before relief',
  },
  PreviewLineRelief: { rule: 'public', fields: 'reliefId kind resolution takesOff why' },
  PreviewLeftOut: {
    rule: 'public',
    fields: 'memberId memberName code article fact detail fault given further',
  },
  PreviewMissing: { rule: 'public', fields: 'code article fact detail fault given' },
  PreviewRegion: { rule: 'public', fields: 'regionId count warned total' },
  AssessRegionPayload: { rule: 'public', fields: `${PAYLOAD} run` },
  DetermineFactPayload: { rule: 'public', fields: `${PAYLOAD} member` },
  RecordPaymentPayload: { rule: 'public', fields: `${PAYLOAD} payment` },
  ReversePaymentPayload: { rule: 'public', fields: `${PAYLOAD} payment` },
} as const satisfies Record<string, TypeRule>;

/** What dues add to types of other modules, each field null or empty for everybody whom the fixture does not name. */
export const DUES_GUARDED = {
  Member: {
    duesState: { topic: 'dues', at: 'member' },
    balances: { topic: 'dues', at: 'member' },
    assessments: { topic: 'dues', at: 'member-rows' },
    payments: { topic: 'dues', at: 'member-rows' },
  },
  Region: { duesByYear: { topic: 'dues', at: 'region', totals: true } },
  Network: { duesByYear: { topic: 'dues', at: 'network', totals: true } },
} as const satisfies Record<string, TypeRule['guarded']>;

const NOBODY = '00000000-0000-7000-8000-000000000000';

/** Dues of a year for all, a payment of Alba's and one of Dorna's that was taken back. */
export async function arrangeDues(front: Front): Promise<void> {
  const assess = (placeId: number) =>
    done(front, 'assessRegion', `placeId: ${placeId}, year: 2024, idempotencyKey: "assess-${placeId}"`);
  for (const region of REGIONS) await assess(region.id);
  const pay = (memberId: number) =>
    done(
      front,
      'recordPayment',
      `memberId: ${memberId}, amount: "10.00", currency: "USD", receivedOn: "2024-06-01", method: bank_transfer, idempotencyKey: "matrix-pay-${memberId}"`,
    );
  await pay(11);
  const { payment } = await pay(14);
  await done(
    front,
    'reversePayment',
    `paymentId: "${payment.id}", reason: "wrong council", idempotencyKey: "reverse-14"`,
  );
}

async function done(front: Front, act: string, input: string) {
  const fields = act.endsWith('Payment') ? 'payment { id }' : 'run { id }';
  const { data, errors } = await front.as(
    'finance',
    `mutation { ${act}(input: { ${input} }) { refusals { code field } ${fields} } }`,
  );
  const answer = data?.[act];
  if (errors || answer.refusals.length > 0)
    throw new Error(`${act}: ${JSON.stringify(errors ?? answer.refusals)}`);
  return answer;
}

const KEY = 'idempotencyKey: "matrix-key"';
const places = [1, ...REGIONS.map((one) => one.id), ...MEMBERS.map((one) => one.id)];
const regions = [1, ...REGIONS.map((one) => one.id)];
const ASSESSORS = ['regional_coordinator', 'global_secretariat', 'finance'];

export const DUES_ACTS = {
  previewDues: {
    may: ASSESSORS,
    at: regions,
    call: (place) => `(input: { placeId: ${place}, year: 1900 }) { refusals { code } }`,
  },
  assessRegion: {
    may: ASSESSORS,
    at: regions,
    call: (place) => `(input: { placeId: ${place}, year: 1900, ${KEY} }) { refusals { code } }`,
  },
  determineFact: {
    may: ASSESSORS,
    at: places.filter((place) => place > 10),
    call: (place) =>
      `(input: { memberId: ${place}, year: 2024, fact: "none", value: "none", reason: "none" }) { refusals { code } }`,
  },
  recordPayment: {
    may: ['finance'],
    at: places.filter((place) => place > 10),
    call: (place) =>
      `(input: { memberId: ${place}, amount: "-1", currency: "USD", receivedOn: "2024-01-01", method: cash, ${KEY} }) { refusals { code } }`,
  },
  reversePayment: {
    may: 'anyone',
    at: [1],
    call: () => `(input: { paymentId: "${NOBODY}", reason: "none", ${KEY} }) { refusals { code } }`,
  },
} satisfies Record<string, ActRule>;
