import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Front, openFront } from '../test/client.ts';

interface Members {
  region: { code: string; id: number };
  atStart: number;
  gained: number;
  lost: number;
  movedIn: number;
  movedOut: number;
  atEnd: number;
  suspended: number;
}

const MEMBERS = 'members { region { code id } atStart gained lost movedIn movedOut atEnd suspended }';
const READERS = ['secretariat', 'finance', 'returningOfficer', 'representative', 'auditor'];

async function arrange(front: Front): Promise<postgres.Sql> {
  const owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  // Cala moves from the East to the West; Élan leaves and comes back; Bruma is suspended; Gaia changes its category.
  await owner`update member_region set during = daterange('2015-06-01', '2022-05-01') where member_id = 13`;
  await owner`insert into member_region (member_id, region_id, during) values (13, 3, daterange('2022-05-01', null))`;
  await owner`update member_region set during = daterange('2018-01-01', '2021-07-01') where member_id = 15`;
  await owner`update membership set during = daterange('2018-01-01', '2021-07-01') where member_id = 15`;
  await owner`insert into membership (member_id, category, during) values (15, 'A', daterange('2022-02-01', null))`;
  await owner`insert into member_region (member_id, region_id, during) values (15, 3, daterange('2022-02-01', null))`;
  await owner.begin(async (sql) => {
    await sql`set constraints all deferred`;
    await sql`update membership set during = daterange('2020-01-01', '2022-03-01') where member_id = 17`;
    await sql`insert into membership (member_id, category, during) values (17, 'B', daterange('2022-03-01', null))`;
  });
  await owner`insert into suspension (member_id, during, reason) values (12, daterange('2022-06-01', '2023-02-01'), 'test')`;
  return owner;
}

let front: Front;
let owner: postgres.Sql;
beforeAll(async () => {
  front = await openFront();
  owner = await arrange(front);
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

test('gains, losses and moves by region, each with its members', async () => {
  const { data, errors } = await front.as(
    'representative',
    `{ report(from: "2022-01-01", until: "2023-01-01") { lastDay rulebook rulebookVersion ${MEMBERS}
    changes { kind on member { name } region { code } otherRegion { code } } } }`,
  );
  expect(errors).toBeUndefined();
  const { members, changes, ...rest } = data.report;
  expect(rest).toEqual({ lastDay: '2022-12-31', rulebook: 'ninefold-demonstration', rulebookVersion: 1 });
  expect(
    members.map((one: Members) => [
      one.region.code,
      one.atStart,
      one.gained,
      one.lost,
      one.movedIn,
      one.movedOut,
      one.atEnd,
      one.suspended,
    ]),
  ).toEqual([
    ['EAST', 3, 0, 0, 0, 1, 2, 1],
    ['WEST', 1, 1, 0, 1, 0, 3, 0],
    ['NORTH', 2, 0, 0, 0, 0, 2, 0],
  ]);
  expect(changes).toEqual([
    {
      kind: 'GAINED',
      on: '2022-02-01',
      member: { name: 'Élan Council' },
      region: { code: 'WEST' },
      otherRegion: null,
    },
    {
      kind: 'MOVED_IN',
      on: '2022-05-01',
      member: { name: 'Cala Network' },
      region: { code: 'WEST' },
      otherRegion: { code: 'EAST' },
    },
    {
      kind: 'MOVED_OUT',
      on: '2022-05-01',
      member: { name: 'Cala Network' },
      region: { code: 'EAST' },
      otherRegion: { code: 'WEST' },
    },
  ]);
});

test('every period adds up, and agrees with the members of its last day', async () => {
  const days = [
    '2009-12-31',
    '2010-01-01',
    '2015-06-01',
    '2018-01-02',
    '2020-01-01',
    '2021-07-01',
    '2022-02-01',
    '2022-05-01',
    '2022-05-02',
    '2023-01-01',
    '2024-01-01',
  ];
  for (const [index, from] of days.entries()) {
    for (const until of days.slice(index + 1)) {
      const report = (
        await front.as(
          'secretariat',
          `{ report(from: "${from}", until: "${until}") { lastDay ${MEMBERS} changes { kind region { code } } } }`,
        )
      ).data.report;
      const { data } = await front.as(
        null,
        `{ regions(asOf: "${report.lastDay}") { code memberCount suspendedCount } }`,
      );
      for (const one of report.members as Members[]) {
        expect(
          one.atStart + one.gained + one.movedIn - one.lost - one.movedOut,
          `${one.region.code} ${from} ${until}`,
        ).toBe(one.atEnd);
        const region = data.regions.find((other: { code: string }) => other.code === one.region.code);
        expect([one.atEnd, one.suspended]).toEqual([region.memberCount, region.suspendedCount]);
        const listed = (kind: string) =>
          report.changes.filter(
            (change: { kind: string; region: { code: string } }) =>
              change.kind === kind && change.region.code === one.region.code,
          ).length;
        expect([one.gained, one.lost, one.movedIn, one.movedOut]).toEqual(
          ['GAINED', 'LOST', 'MOVED_IN', 'MOVED_OUT'].map(listed),
        );
      }
    }
  }
});

/** Dues of a year for everybody, one paid, one paid and taken back. */
async function collectDues(of: Front): Promise<void> {
  const send = async (document: string, input: object) => {
    const { data, errors } = await of.as('finance', document, { input });
    const payload = Object.values(data)[0] as { refusals: unknown[]; payment?: { id: string } };
    expect([errors, payload.refusals]).toEqual([undefined, []]);
    return payload;
  };
  const year = new Date().getUTCFullYear();
  const pay =
    'mutation P($input: RecordPaymentInput!) { recordPayment(input: $input) { refusals { code } payment { id } } }';
  const payment = { currency: 'USD', receivedOn: `${year}-01-15`, method: 'bank_transfer' };
  await send('mutation A($input: AssessRegionInput!) { assessRegion(input: $input) { refusals { code } } }', {
    placeId: 1,
    year,
    idempotencyKey: randomUUID(),
  });
  await send(pay, { ...payment, memberId: 11, amount: '100.50', idempotencyKey: randomUUID() });
  const wrong = await send(pay, { ...payment, memberId: 14, amount: '70', idempotencyKey: randomUUID() });
  const reverse =
    'mutation V($input: ReversePaymentInput!) { reversePayment(input: $input) { refusals { code } } }';
  await send(reverse, {
    paymentId: wrong.payment?.id,
    reason: 'Another sender',
    idempotencyKey: randomUUID(),
  });
}

test('dues and activities are the sums of the rows that they open to', async () => {
  await collectDues(front);
  const { data, errors } = await front.as(
    'secretariat',
    `{ report(from: "2015-01-01", until: "2030-01-01") {
    dues { region { id } currency assessed paid outstanding }
    assessed: bookings(kind: ASSESSED) { region { id } currency amount year member { id } } paid: bookings(kind: PAID) { region { id } currency amount receipt }
    outstanding: bookings(kind: OUTSTANDING) { region { id } currency amount }
    activities { region { id } component componentTitle { value } programme { code } reported unreported } activityRows { region { id } state } } }`,
  );
  expect(errors).toBeUndefined();
  const { report } = data;
  expect(report.dues.length).toBeGreaterThan(0);
  for (const total of report.dues) {
    for (const kind of ['assessed', 'paid', 'outstanding']) {
      const rows = report[kind].filter(
        (row: { region: { id: number }; currency: string }) =>
          row.region.id === total.region.id && row.currency === total.currency,
      );
      expect(
        rows.reduce((sum: bigint, row: { amount: string }) => sum + BigInt(row.amount), 0n).toString(),
      ).toBe(total[kind]);
    }
  }
  const counted = report.activities.reduce(
    (sum: number, one: { reported: number; unreported: number }) => sum + one.reported + one.unreported,
    0,
  );
  expect(counted).toBeGreaterThan(0);
  expect(report.activityRows).toHaveLength(counted);
  expect(
    (await front.as('secretariat', '{ report(from: "2022-01-01", until: "2022-01-01") { lastDay } }')).data
      .report,
  ).toBeNull();
  expect(
    (await front.as('secretariat', '{ report(from: "2022-02-30", until: "2023-01-01") { lastDay } }'))
      .errors?.[0]?.extensions.code,
  ).toBe('BAD_REQUEST');
});

describe.each([
  { name: 'both layers', guards: true },
  { name: 'the database alone', guards: false },
])('the report with $name', ({ guards }) => {
  let build: Front;
  beforeAll(async () => {
    build = await openFront({ guards });
    await collectDues(build);
  });
  afterAll(() => build.close());

  test('is for those who read reports there; the same totals for all of them, the bookings for those who read dues', async () => {
    const document = `query R($place: Int) { report(from: "2010-01-01", until: "2030-01-01", placeId: $place) { ${MEMBERS}
      dues { region { id } assessed paid outstanding } activities { region { id } reported unreported } bookings(kind: ASSESSED) { region { id } } } }`;
    const whole = (await build.as('secretariat', document)).data.report;
    for (const person of [null, ...Object.keys(build.world.people)]) {
      const { data, errors } = await build.as(person, document);
      expect(errors).toBeUndefined();
      expect(data.report !== null, `${person}`).toBe(READERS.includes(String(person)));
      if (!data.report) continue;
      const { bookings, ...totals } = data.report;
      const { bookings: all, ...same } = whole;
      expect(totals).toEqual(same);
      expect(all.length).toBeGreaterThan(0);
      expect(bookings.length).toBe(
        ['secretariat', 'finance', 'auditor'].includes(String(person)) ? all.length : 0,
      );
    }
    const east = (await build.as('coordinator', document, { place: 2 })).data.report;
    expect(east.members.map((one: Members) => one.region.code)).toEqual(['EAST']);
    const regions = [...east.dues, ...east.activities, ...east.bookings].map(
      (one: { region: { id: number } }) => one.region.id,
    );
    expect(new Set(regions)).toEqual(new Set([2]));
    expect((await build.as('coordinator', document, { place: 3 })).data.report).toBeNull();
    expect((await build.as('secretariat', document, { place: 11 })).data.report).toBeNull();
  });
});
