import postgres from 'postgres';
import type { Front } from '../../test/client.ts';
import type { TypeRule } from '../../test/matrix/matrix.ts';
import type { ActRule } from '../../test/matrix/rules.ts';
import { MEMBERS } from '../../test/world.ts';

/** Rows without an id of their own: nobody sees any without reading dues somewhere; what leads to them is guarded. */
const WITHIN = { topic: 'dues', anywhere: true } as const;
/** Row security alone leaves the arrears of what one may see; the guard takes the line away. */
const TOTALS = { topic: 'dues', anywhere: true, totals: true } as const;

export const RELIEF_TYPES = {
  Relief: {
    rule: {
      topic: 'dues',
      rows: 'select id, array_remove(array[member_id, sponsor_id], null) as members, region_id as region from relief',
    },
    fields:
      'id kind state member region sponsor currency asked granted assessments years reason documents askedOn askedBy lapsesOn expiresOn effect steps plan invented',
  },
  ReliefStep: {
    rule: {
      topic: 'dues',
      rows: `select s.id, array_remove(array[r.member_id, r.sponsor_id], null) as members, r.region_id as region
        from relief_step s join relief r on r.id = s.relief_id`,
    },
    fields:
      'id kind on reason body resolution register majority expiresOn article version why recordedBy recordedAt',
  },
  ReliefTerms: { rule: WITHIN, fields: 'amount share dueOn instalments firstOn everyMonths parts' },
  ReliefPlan: {
    rule: WITHIN,
    fields: 'state debt paid dueSoFar behind behindSince nextOn nextAmount graceDays instalments',
  },
  Instalment: { rule: WITHIN, fields: 'number dueOn amount paid' },
  EarlyDiscount: {
    rule: {
      topic: 'dues',
      rows: 'select transaction_id as id, member_id as member, region_id as region from early_discount',
    },
    fields: 'id assessment payment amount currency givenOn article why reversed',
  },
  Arrears: { rule: TOTALS, fields: 'yearsUnpaid overdue overdueSince lastPaidOn reliefs facts' },
  Overdue: { rule: TOTALS, fields: 'currency amount' },
  ReliefPage: { rule: 'public', fields: 'rows next previous total' },
  ReliefPayload: { rule: 'public', fields: 'refusals relief' },
  ReliefChoicesPayload: { rule: 'public', fields: 'refusals version choices articles' },
  ReliefChoice: { rule: 'public', fields: 'kind level body article' },
  ReliefArticle: { rule: 'public', fields: 'key no title text' },
  PreviewReliefPayload: {
    rule: 'public',
    fields: 'refusals currency takesOff sponsored expiresOn years lines instalments level body article',
  },
  PreviewReliefLine: {
    rule: 'public',
    fields: 'assessmentId year asked outstanding takesOff opens toCredit dueBefore dueOn why',
  },
  PreviewInstalment: { rule: 'public', fields: 'number dueOn amount' },
} as const satisfies Record<string, TypeRule>;

/** What relief adds to types of other modules. */
export const RELIEF_GUARDED = {
  Member: { arrears: { topic: 'dues', at: 'member', totals: true } },
  Region: { reliefsWaiting: { topic: 'dues', at: 'region', totals: true } },
  Network: { reliefsWaiting: { topic: 'dues', at: 'network', totals: true } },
} as const satisfies Record<string, TypeRule['guarded']>;

const NOBODY = '00000000-0000-7000-8000-000000000000';
const KEY = 'idempotencyKey: "matrix-relief"';
const DECISION = `body: "none", decidedOn: "2024-01-01", resolution: "none", ${KEY}`;
const members = MEMBERS.map((one) => one.id);
const READERS = [
  'council_secretary',
  'council_treasurer',
  'regional_coordinator',
  'regional_president',
  'global_secretariat',
  'finance',
  'auditor',
];
const ofNobody = (input: string): ActRule => ({
  may: 'anyone',
  at: [1],
  call: () => `(input: { reliefId: "${NOBODY}", ${input} }) { refusals { code } }`,
});

export const RELIEF_ACTS = {
  reliefChoices: {
    may: READERS,
    at: members,
    call: (place) => `(input: { memberId: ${place}, locale: en, on: "1900-01-01" }) { refusals { code } }`,
  },
  previewRelief: {
    may: READERS,
    at: members,
    call: (place) => `(input: { memberId: ${place}, kind: waiver, assessmentIds: [] }) { refusals { code } }`,
  },
  askRelief: {
    may: ['council_secretary', 'council_treasurer'],
    at: members,
    call: (place) =>
      `(input: { memberId: ${place}, kind: waiver, assessmentIds: [], reason: "none", ${KEY} }) { refusals { code } }`,
  },
  withdrawRelief: ofNobody(`reason: "none", ${KEY}`),
  answerSponsorship: ofNobody(`consents: true, ${KEY}`),
  grantRelief: ofNobody(DECISION),
  refuseRelief: ofNobody(`reason: "none", ${DECISION}`),
  revokeRelief: ofNobody(`reason: "none", ${KEY}`),
} satisfies Record<string, ActRule>;

/** A plan of Alba's, a sponsorship that Dorna is asked for by Bruma, and a discount of Alba's. After `arrangeDues`. */
export async function arrangeRelief(front: Front): Promise<void> {
  const owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  try {
    const assessmentOf = async (member: number) => {
      const [row] = await owner<
        { id: string }[]
      >`select id from assessment where member_id = ${member} limit 1`;
      return String(row?.id);
    };
    const [clock] = await owner<{ today: string }[]>`select current_date::text as today`;
    const today = String(clock?.today);
    const plan = await done(front, 'treasurer', 'askRelief', {
      memberId: 11,
      kind: 'plan',
      assessmentIds: [await assessmentOf(11)],
      terms: { instalments: 3, firstOn: today, everyMonths: 1 },
      reason: 'The drought',
    });
    await done(front, 'secretariat', 'grantRelief', {
      reliefId: plan,
      body: 'executive_committee',
      decidedOn: today,
      resolution: 'EC-1',
    });
    const sponsored = await done(front, 'both', 'askRelief', {
      memberId: 12,
      kind: 'sponsorship',
      assessmentIds: [await assessmentOf(12)],
      sponsorId: 14,
      reason: 'The flood',
    });
    await done(front, 'secretaryDorna', 'answerSponsorship', { reliefId: sponsored, consents: true });
    await owner.begin((sql) => discount(sql));
  } finally {
    await owner.end();
  }
}

async function discount(sql: postgres.TransactionSql): Promise<void> {
  const [made] = await sql<{ id: string }[]>`
    insert into ledger_transaction (kind, booked_on, member_id, region_id, assessment_id, reason)
    select 'reduction', current_date, a.member_id, a.region_id, a.id, 'early' from assessment a where a.member_id = 11 limit 1
    returning id`;
  const transaction = String(made?.id);
  await sql`insert into ledger_entry (transaction_id, account, member_id, region_id, assessment_id, booked_on, amount, currency)
    select t.id, x.account, t.member_id, t.region_id, t.assessment_id, t.booked_on, x.amount, 'USD'
    from ledger_transaction t cross join (values ('discount', 100), ('receivable', -100)) x (account, amount)
    where t.id = ${transaction}`;
  await sql`insert into early_discount (transaction_id, member_id, region_id, assessment_id, payment_id, amount, currency, article, why)
    select t.id, t.member_id, t.region_id, t.assessment_id, p.id, 100, 'USD', '3.5.7', '{}'
    from ledger_transaction t join payment p on p.member_id = t.member_id where t.id = ${transaction}`;
}

async function done(front: Front, person: string, act: string, input: object): Promise<string> {
  const type = `${act.charAt(0).toUpperCase()}${act.slice(1)}Input`;
  const { data, errors } = await front.as(
    person,
    `mutation M($input: ${type}!) { ${act}(input: $input) { refusals { code field value } relief { id } } }`,
    { input: { ...input, idempotencyKey: `matrix-${act}-${person}` } },
  );
  const answer = data?.[act];
  if (errors || answer.refusals.length > 0)
    throw new Error(`${act}: ${JSON.stringify(errors ?? answer.refusals)}`);
  return answer.relief.id;
}
