import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { major } from '../../money.ts';
import { assess } from '../../rules/rulebook.ts';
import { rulebookAt } from '../../statutes/versions.ts';
import { type Front, openFront } from '../../test/client.ts';
import { arrearsOf } from '../arrears.ts';
import { instalmentsOf } from './instalments.ts';

let front: Front;
let owner: postgres.Sql;
let today: string;
const assessed = new Map<string, string>();

beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const [clock] = await owner<{ today: string }[]>`select current_date::text as today`;
  today = String(clock?.today);
  for (const year of [2022, 2023, 2024]) await issueDues(year);
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

async function issueDues(year: number, placeId = 1) {
  const { data } = await front.as(
    'finance',
    'mutation A($input: AssessRegionInput!) { assessRegion(input: $input) { refusals { code } run { count } } }',
    { input: { placeId, year, idempotencyKey: key() } },
  );
  for (const { id, member_id, year: of } of await owner`select id, member_id, year from assessment`)
    assessed.set(`${member_id} ${of}`, id);
  return data.assessRegion;
}

let keys = 0;
const key = () => `plan-${++keys}-${process.pid}`;
const after = (days: number, from = today) =>
  new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10);
const of = (member: number, ...years: number[]) =>
  years.map((year) => String(assessed.get(`${member} ${year}`)));
async function act(person: string, name: string, type: string, input: object) {
  const { data, errors } = await front.as(
    person,
    `mutation M($input: ${type}!) { ${name}(input: $input) { refusals { code field value } relief { id state effect steps { kind } } } }`,
    { input: { idempotencyKey: key(), ...input } },
  );
  return { ...data?.[name], fault: errors?.[0]?.message };
}
const ask = (person: string, input: object) =>
  act(person, 'askRelief', 'AskReliefInput', { reason: 'The drought', ...input });
const BODIES = {
  delay: 'regional_committee',
  plan: 'executive_committee',
  sponsorship: 'executive_committee',
};
const grant = (reliefId: string, kind: keyof typeof BODIES, person = 'secretariat') =>
  act(person, 'grantRelief', 'GrantReliefInput', {
    reliefId,
    body: BODIES[kind],
    decidedOn: today,
    resolution: 'EC-1',
  });
const pay = async (memberId: number, amount: string, receivedOn = today) => {
  const { data } = await front.as(
    'finance',
    'mutation P($input: RecordPaymentInput!) { recordPayment(input: $input) { refusals { code } payment { id earlyDiscounts { amount why } } } }',
    { input: { memberId, amount, currency: 'USD', receivedOn, method: 'cash', idempotencyKey: key() } },
  );
  expect(data.recordPayment.refusals).toEqual([]);
  return data.recordPayment.payment;
};
const member = async (id: number, fields: string, asOf = today) =>
  (await front.as('finance', `{ member(id: ${id}, asOf: "${asOf}") { ${fields} } }`)).data.member;
const differences = () => owner`select * from app.ledger_differences()`;

describe('instalments', () => {
  test('sum exactly to the debt, differ by a cent at most, and fall due in order', () => {
    const plans = fc.record({
      debt: fc.bigInt({ min: 1n, max: 10n ** 12n }),
      count: fc.integer({ min: 1, max: 120 }),
      day: fc.integer({ min: 0, max: 20_000 }),
      every: fc.integer({ min: 1, max: 24 }),
    });
    fc.assert(
      fc.property(plans, ({ debt, count, day, every }) => {
        const parts = instalmentsOf(debt, count, after(day, '2000-01-01'), every);
        const amounts = parts.map(({ amount }) => amount);
        expect(amounts.reduce((sum, one) => sum + one, 0n)).toBe(debt);
        expect((amounts[0] as bigint) - (amounts.at(-1) as bigint)).toBeLessThanOrEqual(1n);
        expect(amounts.every((one) => one > 0n)).toBe(true);
        const days = parts.map(({ dueOn }) => dueOn);
        expect(days).toEqual([...new Set(days)].sort());
      }),
    );
  });

  test('keep to the end of a shorter month', () => {
    expect(instalmentsOf(100n, 3, '2025-01-31', 1)).toEqual([
      { dueOn: '2025-01-31', amount: 34n },
      { dueOn: '2025-02-28', amount: 33n },
      { dueOn: '2025-03-31', amount: 33n },
    ]);
  });
});

describe('a plan', () => {
  const PLAN =
    'duesState arrears { yearsUnpaid overdueSince facts } assessments { year effectiveDueOn } reliefs { state plan { state debt paid behind behindSince nextOn nextAmount instalments { amount paid } } }';

  test('is kept, behind, broken and fulfilled as its payments say, on every date', async () => {
    const asked = await ask('treasurer', {
      memberId: 11,
      kind: 'plan',
      assessmentIds: of(11, 2022, 2023, 2024),
      terms: { instalments: 4, firstOn: after(30), everyMonths: 1 },
    });
    expect((await grant(asked.relief.id, 'plan')).relief.state).toBe('granted');
    // 1,200 + 1,200 + 1,450 dollars in four parts.
    const first = await member(11, PLAN);
    expect(first.reliefs[0].plan).toMatchObject({
      state: 'kept',
      debt: '385000',
      paid: '0',
      nextOn: after(30),
      nextAmount: '96250',
    });
    expect(first).toMatchObject({ duesState: 'owing', arrears: { yearsUnpaid: 0, overdueSince: null } });
    expect(first.assessments[0].effectiveDueOn).toBe(after(30));
    const late = await member(11, PLAN, after(31));
    expect(late.reliefs[0].plan).toMatchObject({ state: 'behind', behind: '96250', behindSince: after(30) });
    expect(late).toMatchObject({ duesState: 'owing', arrears: { yearsUnpaid: 0 } });
    const broken = await member(11, PLAN, after(45));
    expect(broken.reliefs[0].plan).toMatchObject({ state: 'broken', behindSince: after(30) });
    expect(broken).toMatchObject({ duesState: 'overdue', arrears: { yearsUnpaid: 3 } });
    expect(broken.arrears.facts.years_unpaid).toEqual({ value: 3, asOf: after(45), source: 'dues_ledger' });
    // What was paid today is known on every later day: the same date now answers otherwise.
    await pay(11, '962.50');
    const kept = await member(11, PLAN, after(45));
    expect(kept.reliefs[0].plan).toMatchObject({
      state: 'kept',
      paid: '96250',
      behind: '0',
      behindSince: null,
    });
    expect(kept.reliefs[0].plan.instalments.map(({ paid }: { paid: string }) => paid)).toEqual([
      '96250',
      '0',
      '0',
      '0',
    ]);
    expect(kept.arrears.yearsUnpaid).toBe(0);
    await pay(11, '2887.50');
    expect((await member(11, PLAN)).reliefs[0].plan).toMatchObject({ state: 'fulfilled', nextOn: null });
    expect(await differences()).toEqual([]);
  });

  test('stands as the test of the rulebook engine says, for any payment and day', async () => {
    const [row] = await owner<{ id: string }[]>`select relief_id as id from relief_instalment limit 1`;
    const instalments = await owner<{ due: string; amount: string }[]>`
      select due_on::text as due, (amount / 100.0)::text as amount from relief_instalment where relief_id = ${String(row?.id)} order by number`;
    const rulebook = await owner.begin((sql) =>
      rulebookAt(sql, { rulebook: 'ninefold-demonstration', version: 2 }),
    );
    // A member whose plan has the same instalments, with what it paid by then put into the ledger's place.
    const sample = fc.sample(
      fc.record({ day: fc.integer({ min: 0, max: 160 }), paid: fc.bigInt({ min: 0n, max: 385_000n }) }),
      40,
    );
    const cases = sample.map(({ day, paid }) => ({ day: after(day), paid }));
    const found = await owner
      .begin(async (sql) => {
        await sql.unsafe(`create or replace function app.open_on(assessment uuid, as_of date) returns bigint language sql stable as $$
        select current_setting('test.open')::bigint where assessment = '${of(11, 2022)[0]}' $$`);
        const states: (string | undefined)[] = [];
        for (const { day, paid } of cases) {
          await sql`select set_config('test.open', ${(385_000n - paid).toString()}, true)`;
          const [plan] = await sql<
            { state: string }[]
          >`select state from app.plan_on(${String(row?.id)}, ${day}::date)`;
          states.push(plan?.state);
        }
        await sql`select set_config('test.open', '0', true)`;
        throw Object.assign(new Error('undone'), { states });
      })
      .catch((error) => error.states as string[]);
    const expected = cases.map(({ day, paid }) => {
      const facts = { instalments, paid_under_plan: major(paid, 'USD'), plan_start: today };
      const test = assess(rulebook, facts, { asOf: day })('plan_kept');
      if (!test.ok) throw new Error(test.faults[0]?.reason);
      return test.result === true;
    });
    expect(found.map((state) => state !== 'broken')).toEqual(expected);
    expect(new Set(expected).size).toBe(2);
  });
});

describe('a delay', () => {
  test('is granted by the region and puts the dues off as of each date, until it is revoked', async () => {
    const asked = await ask('secretaryBruma', {
      memberId: 12,
      kind: 'delay',
      assessmentIds: of(12, 2024),
      terms: { dueOn: after(90) },
    });
    expect((await grant(asked.relief.id, 'delay', 'coordinator')).fault).toMatch(/FORBIDDEN/);
    expect((await grant(asked.relief.id, 'delay', 'president')).relief.state).toBe('granted');
    const years = async (day: string) =>
      (await member(12, 'arrears { yearsUnpaid }', day)).arrears.yearsUnpaid;
    expect([await years(after(60)), await years(after(91))]).toEqual([2, 3]);
    const due = await member(12, 'assessments { year dueOn effectiveDueOn invoice { state } }', after(60));
    expect(due.assessments[0]).toMatchObject({
      year: 2024,
      dueOn: today,
      effectiveDueOn: after(90),
      invoice: { state: 'open' },
    });
    const long = await ask('secretaryBruma', {
      memberId: 12,
      kind: 'delay',
      assessmentIds: of(12, 2023),
      terms: { dueOn: after(500) },
    });
    expect(long.refusals).toEqual([{ code: 'relief_beyond_limits', field: 'dueOn', value: 'delay_months' }]);
    const facts = await owner.begin((sql) => arrearsOf(sql, [12], after(60)));
    expect(facts.get(12)).toMatchObject({
      years_unpaid: { value: 2 },
      overdue_since: { value: today },
      relief_in_force: { value: true },
    });
    const revoked = await act('president', 'revokeRelief', 'EndReliefInput', {
      reliefId: asked.relief.id,
      reason: 'It paid others first',
    });
    expect(revoked.relief.state).toBe('revoked');
    expect(await years(after(60))).toBe(3);
  });
});

describe('a sponsorship', () => {
  test('needs the consent of the sponsor, moves its credit and follows its next payments', async () => {
    const asked = await ask('secretaryBruma', {
      memberId: 12,
      kind: 'sponsorship',
      assessmentIds: of(12, 2022),
      sponsorId: 14,
    });
    expect(asked.relief.state).toBe('awaiting_sponsor');
    expect((await grant(asked.relief.id, 'sponsorship')).refusals).toMatchObject([
      { code: 'relief_awaits_sponsor' },
    ]);
    const consent = { reliefId: asked.relief.id, consents: true };
    expect(
      (await act('secretaryBruma', 'answerSponsorship', 'AnswerSponsorshipInput', consent)).fault,
    ).toMatch(/FORBIDDEN/);
    const consented = await act('secretaryDorna', 'answerSponsorship', 'AnswerSponsorshipInput', consent);
    expect(consented.relief).toMatchObject({ state: 'asked', steps: [{ kind: 'consented' }] });
    // Dorna owes 3,000 + 3,000 + 3,600 of its own, and pays 500 more.
    await pay(14, '10100.00');
    expect((await grant(asked.relief.id, 'sponsorship')).relief).toMatchObject({
      state: 'granted',
      effect: '50000',
    });
    expect((await member(12, 'arrears { yearsUnpaid }', after(60))).arrears.yearsUnpaid).toBe(2);
    await pay(14, '1000.00');
    const seen = await front.as(
      'secretaryDorna',
      '{ member(id: 14) { balances { credit } sponsorships { effect member { id } } } }',
    );
    expect(seen.data.member).toEqual({
      balances: [{ credit: '30000' }],
      sponsorships: [{ effect: '120000', member: { id: 12 } }],
    });
    const [balance] =
      await owner`select outstanding::int from assessment_balance where assessment_id = ${String(of(12, 2022)[0])}`;
    expect(balance).toEqual({ outstanding: 0 });
    expect(await owner`select sum(amount)::int as sum from ledger_entry where account = 'transfer'`).toEqual([
      { sum: 0 },
    ]);
    const elsewhere = await front.as('secretary', '{ member(id: 12) { reliefs { id } } }');
    expect(elsewhere.data.member.reliefs).toEqual([]);
    expect(await differences()).toEqual([]);
  });

  test('ends when the sponsor declines', async () => {
    const asked = await ask('secretaryBruma', {
      memberId: 12,
      kind: 'sponsorship',
      assessmentIds: of(12, 2023),
      sponsorId: 14,
    });
    const input = { reliefId: asked.relief.id, consents: false };
    expect(
      (await act('secretaryDorna', 'answerSponsorship', 'AnswerSponsorshipInput', input)).refusals,
    ).toMatchObject([{ code: 'required' }]);
    const declined = await act('secretaryDorna', 'answerSponsorship', 'AnswerSponsorshipInput', {
      ...input,
      reason: 'No means',
    });
    expect(declined.relief.state).toBe('declined');
  });
});

describe('arrears', () => {
  test('a suspended member is assessed like all others', async () => {
    await owner`insert into suspension (member_id, during, reason) values (16, daterange('2020-01-01', null), 'test')`;
    const { run } = await issueDues(2021, 4);
    expect(run.count).toBe(1);
    expect(await member(16, 'suspension { from } assessments { year }')).toMatchObject({
      suspension: { from: '2020-01-01' },
      assessments: [{ year: 2024 }, { year: 2023 }, { year: 2022 }, { year: 2021 }],
    });
  });

  test('the discount for early payment comes by itself, with its why, and goes when the payment is taken back', async () => {
    await owner.begin(async (sql) => {
      // As the demonstration's, but a discount of every year, whenever it is paid.
      await sql`insert into rulebook_version (rulebook, version, valid_from, currency, document)
        select rulebook, 90, '2025-01-01', currency, replace(document::text,
          'if(year >= 2027 and paid_on < date_of(year, 3, 1),', 'if(paid_on < date_of(2999, 1, 1),')::jsonb
        from rulebook_version where version = 2`;
    });
    await issueDues(2025, 3);
    // Élan owes 1,200 + 1,200 + 1,450 before, and 1,450 of 2025, of which two per cent are 29 dollars.
    const payment = await pay(15, '5271.00');
    expect(payment.earlyDiscounts).toMatchObject([{ amount: '2900', why: { no: '3.5.7', value: '29' } }]);
    const settled = await member(
      15,
      'duesState earlyDiscounts { amount reversed assessment { year reduced outstanding } }',
    );
    expect(settled).toEqual({
      duesState: 'paid',
      earlyDiscounts: [
        { amount: '2900', reversed: false, assessment: { year: 2025, reduced: '2900', outstanding: '0' } },
      ],
    });
    await front.as(
      'finance',
      'mutation V($input: ReversePaymentInput!) { reversePayment(input: $input) { refusals { code } } }',
      {
        input: { paymentId: payment.id, reason: 'Returned', idempotencyKey: key() },
      },
    );
    expect((await member(15, 'earlyDiscounts { reversed }')).earlyDiscounts).toEqual([{ reversed: true }]);
    expect(await differences()).toEqual([]);
  });
});
