import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { book } from '../dues/ledger.ts';
import { type Front, openFront } from '../test/client.ts';
import { standingTasks } from './background.ts';
import { refreshMarked } from './refresh.ts';

let front: Front;
let owner: postgres.Sql;
let today: string;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const [clock] = await owner<{ today: string }[]>`select current_date::text as today`;
  today = String(clock?.today);
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

// biome-ignore lint/suspicious/noExplicitAny: a test looks at what it asked for
async function act(person: string, name: string, input: object, fields: string): Promise<any> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation M($input: ${type}!) { ${name}(input: $input) { refusals { code field value } ${fields} } }`;
  const { data, errors } = await front.as(person, document, { input });
  expect([name, errors]).toEqual([name, undefined]);
  return data[name];
}

const SEEN = `status light name { value } on since until reason { value } consequences { value } excepted exceptedBy version
  knownSince knownUntil pendingSince attributes
  reasons { facts why remedies { remedies { kind years amounts { currency amount } documents count } } }
  next { status since reasons { remedies { remedies { kind years amounts { currency amount } } } } }`;

async function standing(
  member: number,
  {
    person = 'secretariat',
    asOf,
    asKnownOn,
  }: { person?: string | null; asOf?: string; asKnownOn?: string } = {},
) {
  const { data, errors } = await front.as(
    person,
    `query S($id: Int!, $asOf: Date, $known: DateTime) { member(id: $id, asOf: $asOf) { standing(asKnownOn: $known) { ${SEEN} } } }`,
    { id: member, asOf, known: asKnownOn },
  );
  expect(errors).toBeUndefined();
  return data.member.standing;
}

async function issue(member: number, year: number) {
  const choice = { placeId: 1, year, memberIds: [member] };
  const dry = await act('finance', 'previewDues', choice, 'count total');
  const issued = await act(
    'finance',
    'issueDues',
    {
      ...choice,
      expectedCount: dry.count,
      expectedTotal: dry.total,
      idempotencyKey: `issue-${member}-${year}`,
    },
    'run { id }',
  );
  expect(issued.refusals).toEqual([]);
}

async function pay(member: number, amount: string, key: string, receivedOn = today) {
  const paid = await act(
    'finance',
    'recordPayment',
    {
      memberId: member,
      amount,
      currency: 'USD',
      receivedOn,
      method: 'bank_transfer',
      bankReference: key,
      idempotencyKey: `payment-${key}`,
    },
    'payment { id }',
  );
  expect(paid.refusals).toEqual([]);
  return paid.payment.id as string;
}

const dayAfter = (day: string, days = 1) =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

test('dues left unpaid will take good standing away; paying the oldest gives it back', async () => {
  expect(await standing(15)).toMatchObject({ status: 'good', light: 'good', until: null, next: null });
  await issue(15, 2024);
  await issue(15, 2025);
  const rows = await owner<{ due: string }[]>`
    select due_on::text as due from assessment_balance where member_id = 15 order by due_on`;
  const overdue = dayAfter(String(rows[1]?.due));
  const before = await standing(15);
  expect(before).toMatchObject({
    status: 'good',
    until: overdue,
    next: { status: 'in_arrears', since: overdue },
  });
  const owed = (years: number[], amount: string) => [
    { remedies: [{ kind: 'dues', years, amounts: [{ currency: 'USD', amount }] }] },
  ];
  expect(before.next.reasons.remedies).toEqual(owed([2024, 2025], '290000'));
  const bad = await standing(15, { asOf: overdue });
  expect(bad).toMatchObject({
    status: 'in_arrears',
    light: 'bad',
    since: overdue,
    attributes: { may_vote: false },
    consequences: [{ value: 'has no votes' }, { value: 'names nobody to a body of the network' }],
    reasons: { facts: { years_unpaid: { value: 2, source: 'dues_ledger' } }, why: { no: '4.1', version: 3 } },
  });
  const first = await pay(15, '1450', 'first');
  expect(await standing(15, { asOf: overdue })).toMatchObject({ status: 'reminded', light: 'warn' });
  const paid = await pay(15, '1450', 'second');
  expect(await standing(15, { asOf: overdue })).toMatchObject({ status: 'good', until: null });
  expect(await standing(15, { asOf: overdue, asKnownOn: bad.knownSince })).toMatchObject({
    status: 'in_arrears',
  });
  const back = await act(
    'finance',
    'reversePayment',
    { paymentId: paid, reason: 'bounced', idempotencyKey: 'reverse-1' },
    'payment { id }',
  );
  expect(back.refusals).toEqual([]);
  expect(await standing(15, { asOf: overdue })).toMatchObject({ status: 'reminded' });
  expect(first).not.toBe(paid);
});

const SUSPEND = `mutation M($input: MemberActInput!) { suspendMember(input: $input) { refusals { code } member { id } } }`;
const UNDO = `mutation M($input: UndoStepInput!) { undoMembershipStep(input: $input) { refusals { code } } }`;
const RESIGN = `mutation M($input: ResignInput!) { resignMembership(input: $input) { refusals { code field } } }`;

test('a suspension to come is seen now, and one that is undone was known until then', async () => {
  const from = dayAfter(today, 10);
  const { data } = await front.as('secretariat', SUSPEND, { input: { memberId: 16, from, reason: 'x' } });
  expect(data.suspendMember.refusals).toEqual([]);
  const coming = await standing(16);
  expect(coming).toMatchObject({ light: 'good', until: from, next: { status: 'suspended', since: from } });
  const known = await standing(16, { asOf: from });
  expect(known.reasons.remedies).toMatchObject([{ remedies: [{ kind: 'suspension' }] }]);
  const [step] = await owner`select id from membership_step where member_id = 16 order by at desc limit 1`;
  await front.as('secretariat', UNDO, { input: { id: step?.['id'], reason: 'a mistake' } });
  expect(await standing(16, { asOf: from })).toMatchObject({ status: 'good', next: null });
  expect(await standing(16, { asOf: from, asKnownOn: known.knownSince })).toMatchObject({
    status: 'suspended',
    knownUntil: expect.any(String),
  });
});

test('an exception of a body gives good standing for its time; its end, taking back and undoing change it', async () => {
  await issue(14, 2024);
  await issue(14, 2025);
  const [due] = await owner<{ due: string }[]>`
    select max(due_on)::text as due from assessment_balance where member_id = 14`;
  const late = dayAfter(String(due?.due), 5);
  expect(await standing(14, { asOf: late })).toMatchObject({ status: 'in_arrears' });
  const asked = {
    memberId: 14,
    from: today,
    until: dayAfter(late, 30),
    body: 'General Assembly',
    reason: 'The drought',
    resolution: 'GA-2026-3',
    decidedOn: today,
  };
  const grant = (change: object, person = 'secretariat') =>
    front.as(
      person,
      `mutation M($input: GrantStandingExceptionInput!) { grantStandingException(input: $input) { refusals { code field } exception { id state body recordedBy { name } } } }`,
      { input: { ...asked, idempotencyKey: `grant-${JSON.stringify(change).length}-${person}`, ...change } },
    );
  const codes = async (change: object) => (await grant(change)).data.grantStandingException.refusals[0]?.code;
  expect(await codes({ body: 'Board of friends' })).toBe('exception_body');
  expect(await codes({ until: today })).toBe('until_before_from');
  expect(await codes({ decidedOn: dayAfter(today), reason: 'tomorrow' })).toBe('decision_in_future');
  expect(await codes({ reason: ' ' })).toBe('required');
  for (const person of ['coordinatorWest', 'secretaryDorna', 'finance', 'auditor', 'none'])
    expect((await grant({}, person)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  const granted = (await grant({ idempotencyKey: 'grant-once' })).data.grantStandingException;
  expect(granted).toMatchObject({ refusals: [], exception: { state: 'granted', body: 'General Assembly' } });
  expect((await grant({ idempotencyKey: 'grant-once' })).data.grantStandingException.exception.id).toBe(
    granted.exception.id,
  );
  expect(await codes({ reason: 'a second one' })).toBe('exception_overlaps');
  expect(await standing(14, { asOf: late })).toMatchObject({
    status: 'good',
    excepted: true,
    exceptedBy: 'General Assembly',
    until: dayAfter(late, 30),
    next: { status: 'in_arrears', since: dayAfter(late, 30) },
  });
  const { id } = granted.exception;
  const reason = 'for a reason';
  await act('secretariat', 'endStandingException', { id, on: late, reason }, 'exception { state endedOn }');
  expect(await standing(14, { asOf: late })).toMatchObject({ status: 'in_arrears', excepted: false });
  expect(await standing(14, { asOf: dayAfter(late, -1) })).toMatchObject({ status: 'good' });
  const change = (name: string) =>
    front.as(
      'secretariat',
      `mutation M($input: StandingExceptionInput!) { ${name}(input: $input) { refusals { code } exception { state steps { kind } } } }`,
      { input: { id, reason } },
    );
  expect((await change('undoStandingException')).data.undoStandingException.exception.state).toBe('granted');
  expect(await standing(14, { asOf: late })).toMatchObject({ status: 'good' });
  await change('takeBackStandingException');
  expect(await standing(14, { asOf: late })).toMatchObject({ status: 'in_arrears' });
  expect((await change('takeBackStandingException')).data.takeBackStandingException.refusals).toEqual([
    { code: 'exception_not_in_force' },
  ]);
});

test('who is no member has no standing, and had one while it was', async () => {
  const from = dayAfter(today, 40);
  const { data } = await front.as('secretariat', RESIGN, {
    input: { memberId: 17, from, reason: 'x', waived: true, reference: 'EC-9' },
  });
  expect(data.resignMembership.refusals).toEqual([]);
  expect(await standing(17, { asOf: from })).toBeNull();
  expect(await standing(17, { asOf: '2019-01-01' })).toBeNull();
  expect(await standing(17)).toMatchObject({ status: 'good', until: from, next: null });
});

test('a payment entered late counts from the day it came, and what was known before stays known', async () => {
  const back = (days: number) => dayAfter(today, -days);
  await owner.begin(async (sql) => {
    const [run] = await sql<{ id: string }[]>`insert into dues_run (year, rulebook, version, issued_on)
      values (2025, 'ninefold-demonstration', 2, ${back(300)}) returning id`;
    const [calculation] = await sql<
      { id: string }[]
    >`insert into calculation (facts, why) values ('{}', '{}') returning id`;
    for (const year of [2024, 2025]) {
      const [one] = await sql<{ id: string }[]>`
        insert into assessment (member_id, region_id, year, amount, currency, issued_on, due_on, rulebook, version, article, calculation_id, run_id)
        values (12, 2, ${year}, 1000, 'USD', ${back(300)}, ${back(200)}, 'ninefold-demonstration', 2, '3.1', ${String(calculation?.id)}, ${String(run?.id)})
        returning id`;
      const entry = { member: 12, region: 2, currency: 'USD', assessment: String(one?.id) };
      const entries = [
        { account: 'receivable', region: 2, assessment: entry.assessment, amount: 1000n },
        { account: 'income', region: 2, assessment: entry.assessment, amount: -1000n },
      ] as const;
      await book(
        sql,
        [{ kind: 'assessment', bookedOn: back(300), ...entry, entries: [...entries] }] as never,
        null,
      );
    }
  });
  await refreshMarked(front.api.database);
  const bad = await standing(12, { asOf: back(100) });
  expect(bad).toMatchObject({ status: 'in_arrears', since: back(199) });
  await pay(12, '20', 'late', back(150));
  expect(await standing(12, { asOf: back(160) })).toMatchObject({ status: 'in_arrears', until: back(150) });
  expect((await standing(12, { asOf: back(100) })).reasons.facts.years_unpaid.value).toBe(0);
  expect(await standing(12, { asOf: back(100), asKnownOn: bad.knownSince })).toMatchObject({
    status: 'in_arrears',
  });
});

test('the public sees no standing; an office without dues sees it and not why', async () => {
  const all = `{ member(id: 15) { standing { status } standings { id } standingChanges { at } standingExceptions { id } }
    network { standingCounts { members } standingDifferences { id } members(standing: good) { total } } }`;
  const open = await front.api.app.inject({
    method: 'POST',
    url: '/graphql',
    payload: { id: front.api.persist(all), variables: {} },
  });
  expect(open.json().data).toEqual({
    member: { standing: null, standings: [], standingChanges: [], standingExceptions: [] },
    network: { standingCounts: [], standingDifferences: [], members: { total: 0 } },
  });
  const reasons = async (person: string) => (await standing(15, { person })).reasons;
  for (const person of ['delegate', 'secretary', 'coordinator', 'none'])
    expect([person, await reasons(person)]).toEqual([person, null]);
  for (const person of ['coordinatorWest', 'finance', 'auditor'])
    expect((await reasons(person))?.facts).toBeTruthy();
});

test('a retroactive version changes what is known of the past, not what was known then', async () => {
  const before = await standing(13, { asOf: '2025-03-01' });
  const [{ document } = { document: {} as never }] = await owner<{ document: never }[]>`
    select document from rulebook_version where rulebook = 'ninefold-demonstration' order by version desc limit 1`;
  const { versions, articles } = document as {
    versions: object[];
    articles: { key: string; version?: number }[];
  };
  const version = versions.length + 1;
  const edition = {
    validFrom: dayAfter(today, 1),
    retroactiveFrom: '2025-01-01',
    adoptedBy: { body: 'Assembly', date: today },
  };
  const changed = {
    ...(document as object),
    versions: [...versions, { version, ...edition }],
    articles: [
      ...articles,
      {
        ...articles.findLast(({ key }) => key === 'standing'),
        version,
        rule: {
          use: 'standing',
          levels: [
            {
              status: 'new_member',
              when: "category == 'B'",
              light: 'warn',
              attributes: { may_vote: 'false' },
            },
          ],
          otherwise: { status: 'good', attributes: { may_vote: 'true' } },
        },
      },
    ],
  };
  await owner`insert into rulebook_version (rulebook, version, valid_from, retroactive_from, currency, document)
    values ('ninefold-demonstration', ${version}, ${edition.validFrom}, ${edition.retroactiveFrom}, 'USD', ${owner.json(changed as never)})`;
  expect(
    (await front.as('secretariat', '{ network { standingPending { members since } } }')).data.network
      .standingPending.members,
  ).toBeGreaterThan(6);
  expect((await standing(13)).pendingSince).not.toBeNull();
  await refreshMarked(front.api.database);
  expect(await standing(13, { asOf: '2025-03-01' })).toMatchObject({
    status: 'new_member',
    version,
    pendingSince: null,
  });
  expect(await standing(13, { asOf: '2024-12-31' })).toMatchObject({ status: 'good' });
  expect(await standing(13, { asOf: '2025-03-01', asKnownOn: before.knownSince })).toMatchObject({
    status: before.status,
    version: before.version,
  });
});

test('the daily check finds a standing that does not follow from the facts, writes it down and puts it right', async () => {
  await refreshMarked(front.api.database);
  await standingTasks['standing_check']?.(front.api.database);
  expect(await owner`select 1 from standing_difference`).toHaveLength(0);
  await owner`update standing_period set status = 'good', light = 'good', status_id = (select status_id from standing_period
    where light = 'good' limit 1), during = daterange(since, until - 1) where member_id = 13 and known_until = 'infinity' and upper(during) is not null`;
  await standingTasks['standing_check']?.(front.api.database);
  const { data } = await front.as(
    'auditor',
    '{ network { standingDifferences { member { id } kept workedOut } } }',
  );
  expect(data.network.standingDifferences.map((one: { member: { id: number } }) => one.member.id)).toEqual([
    13,
  ]);
  await standingTasks['standing_check']?.(front.api.database);
  expect(await owner`select 1 from standing_difference`).toHaveLength(1);
});
