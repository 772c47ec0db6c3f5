import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';

/** sec-11: Alba (11) moves from the East (2) to the West (3) within a year for which its dues were asked and partly paid. */
let front: Front;
let owner: postgres.Sql;
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const [thisYear] = day(0).split('-').map(Number) as [number];

beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  await act('secretariat', 'AssessRegionInput', 'assessRegion', { placeId: 1, year: thisYear - 1 });
  await act('secretariat', 'AssessRegionInput', 'assessRegion', { placeId: 1, year: thisYear });
  await pay('finance', '500');
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

let keys = 0;
async function act(person: string | null, type: string, name: string, input: object) {
  const text = `mutation M($input: ${type}!) { ${name}(input: $input) { refusals { code field } } }`;
  const keyed = type === 'DetermineFactInput' ? {} : { idempotencyKey: `sec-11-${++keys}-${process.pid}` };
  const answer = await front.as(person, text, { input: { ...input, ...keyed } });
  return answer.errors
    ? answer.errors[0]?.extensions.code
    : answer.data[name].refusals.map((one: { code: string }) => one.code);
}
const pay = (person: string, amount: string) =>
  act(person, 'RecordPaymentInput', 'recordPayment', {
    ...{ memberId: 11, amount, currency: 'USD', receivedOn: day(0), method: 'bank_transfer' },
  });
const move = async (from: string) =>
  (
    await front.as(
      'secretariat',
      'mutation M($input: MoveMemberInput!) { moveMember(input: $input) { refusals { code } member { steps { id } } } }',
      { input: { memberId: 11, regionId: 3, from, reason: 'new border' } },
    )
  ).data.moveMember;

/** What the two coordinators see of the member's dues, and whether the act of one of them is let through. */
async function reach(person: string) {
  const seen = await front.as(
    person,
    '{ member(id: 11) { assessments { year region { code } } payments { id } duesState } }',
  );
  const { assessments, payments, duesState } = seen.data.member;
  const determined = await act(person, 'DetermineFactInput', 'determineFact', {
    ...{ memberId: 11, year: thisYear, fact: 'members', value: '', reason: '' },
  });
  return {
    assessments: assessments.length,
    payments: payments.length,
    dues: duesState !== null,
    acts: Array.isArray(determined),
  };
}
const EVERYTHING = { assessments: 2, payments: 1, dues: true, acts: true };
const NOTHING = { assessments: 0, payments: 0, dues: false, acts: false };
const sums =
  () => owner`select year, sum(amount)::text as assessed, sum(outstanding)::text as open, count(*)::int as n
  from assessment_balance group by year order by year`;

describe('sec-11', () => {
  test('before the instant of a transfer the old region sees and acts, the new one does not; at it that is turned', async () => {
    const before = await sums();
    expect(await reach('coordinator')).toEqual(EVERYTHING);
    expect(await reach('coordinatorWest')).toEqual(NOTHING);
    // Decided for tomorrow: today nothing has changed yet.
    const planned = await move(day(1));
    expect(planned.refusals).toEqual([]);
    expect(await reach('coordinator')).toEqual(EVERYTHING);
    expect(await reach('coordinatorWest')).toEqual(NOTHING);
    await front.as(
      'secretariat',
      'mutation U($input: UndoStepInput!) { undoMembershipStep(input: $input) { refusals { code } } }',
      {
        input: { id: planned.member.steps[0].id, reason: 'at once' },
      },
    );
    expect((await move(day(0))).refusals).toEqual([]);
    // The old region keeps what stands under its name, to read only; the new one has the whole account and acts.
    expect(await reach('coordinator')).toEqual({ assessments: 2, payments: 1, dues: false, acts: false });
    expect(await reach('coordinatorWest')).toEqual(EVERYTHING);
    expect(await sums()).toEqual(before);
  });

  test('after it new rows are the new region’s, old ones stay the old one’s, and nothing is asked twice', async () => {
    expect(await pay('finance', '100')).toEqual([]);
    expect(await reach('coordinator')).toMatchObject({ payments: 1 });
    expect(await reach('coordinatorWest')).toMatchObject({ payments: 2, assessments: 2 });
    // The year spans two regions: its dues are those of the region on 1 January (article 3.4), whoever runs them again.
    const before = await sums();
    const again = await act('coordinatorWest', 'AssessRegionInput', 'assessRegion', {
      placeId: 3,
      year: thisYear,
    });
    expect(again).toEqual(['nothing_to_assess']);
    expect(await sums()).toEqual(before);
    const [kept] = await owner`select region_id from assessment where member_id = 11 and year = ${thisYear}`;
    expect(kept).toEqual({ region_id: 2 });
    expect(await owner`select * from app.ledger_differences()`).toEqual([]);
  });

  test('the region of each day answers for the day', async () => {
    const on = async (date: string) =>
      (await front.as(null, `{ member(id: 11, asOf: "${date}") { region { code } } }`)).data.member.region
        .code;
    expect([await on(day(-1)), await on(day(0)), await on(day(1))]).toEqual(['EAST', 'WEST', 'WEST']);
  });

  test('two regions on one day are refused (23P01), and a region outside the membership (23503)', async () => {
    const code = (statement: string) =>
      owner.unsafe(statement).then(
        () => 'done',
        (error: { code: string }) => error.code,
      );
    expect(await code(`insert into member_region values (11, 4, daterange('${day(0)}', null))`)).toBe(
      '23P01',
    );
    expect(await code(`insert into membership values (11, 'B', daterange('2020-01-01', '2020-02-01'))`)).toBe(
      '23P01',
    );
    expect(
      await code(`insert into member_region values (11, 4, daterange('2000-01-01', '2000-02-01'))`),
    ).toBe('23503');
  });
});
