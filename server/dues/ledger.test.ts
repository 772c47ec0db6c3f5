import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../test/client.ts';

let front: Front;
let owner: postgres.Sql;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

const PAY =
  'mutation R($input: RecordPaymentInput!) { recordPayment(input: $input) { refusals { code field } payment { id receipt amount } } }';
const REVERSE =
  'mutation V($input: ReversePaymentInput!) { reversePayment(input: $input) { refusals { code } payment { id } } }';
const ASSESS =
  'mutation A($input: AssessRegionInput!) { assessRegion(input: $input) { refusals { code } run { count } } }';

let keys = 0;
const key = () => `ledger-${++keys}-${process.pid}`;
const input = (changed: Record<string, unknown>) => ({
  memberId: 11,
  amount: '100.00',
  currency: 'USD',
  receivedOn: '2024-05-01',
  method: 'bank_transfer',
  idempotencyKey: key(),
  ...changed,
});

test('sec-04: a payment sent many times at once is one payment with one answer', async () => {
  const same = input({ bankReference: 'S-1' });
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => front.as('finance', PAY, { input: same })),
  );
  expect(new Set(answers.map(({ data, errors }) => JSON.stringify([data, errors]))).size).toBe(1);
  expect(answers[0]?.data.recordPayment.refusals).toEqual([]);
  expect(await owner`select 1 from ledger_transaction where member_id = 11`).toHaveLength(1);
  const other = await front.as('finance', PAY, { input: { ...same, amount: '101.00' } });
  expect(other.data.recordPayment.refusals).toEqual([
    { code: 'idempotency_mismatch', field: 'idempotencyKey' },
  ]);
  const twice = await front.as('finance', PAY, { input: { ...same, idempotencyKey: key() } });
  expect(twice.data.recordPayment.refusals).toEqual([{ code: 'duplicate_payment', field: 'bankReference' }]);
  const spaced = await front.as('finance', PAY, {
    input: { ...same, bankReference: ' S-1 ', idempotencyKey: key() },
  });
  expect(spaced.data.recordPayment.refusals).toEqual([{ code: 'duplicate_payment', field: 'bankReference' }]);
});

test('sec-04: two treasurers who record one transfer at once have one payment', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      front.as('finance', PAY, { input: input({ memberId: 14, bankReference: 'S-2' }) }),
    ),
  );
  const codes = answers.map(({ data }) => data.recordPayment.refusals[0]?.code ?? 'recorded').sort();
  expect(codes).toEqual([...Array(19).fill('duplicate_payment'), 'recorded']);
  expect(await owner`select 1 from payment where member_id = 14`).toHaveLength(1);
});

test('the ledger refuses what is not in balance, and entries that come later, from its owner too', async () => {
  const post = (amounts: [number, string][]) =>
    owner.begin(async (sql) => {
      const [made] = await sql<
        { id: string }[]
      >`insert into ledger_transaction (kind, booked_on, member_id, region_id)
        values ('payment', '2024-01-01', 11, 2) returning id`;
      for (const [amount, currency] of amounts) {
        await sql`insert into ledger_entry (transaction_id, account, member_id, region_id, booked_on, amount, currency)
          values (${String(made?.id)}, 'bank', 11, 2, '2024-01-01', ${amount}, ${currency})`;
      }
    });
  await expect(post([])).rejects.toMatchObject({ code: 'NF003' });
  await expect(
    post([
      [100, 'USD'],
      [-99, 'USD'],
    ]),
  ).rejects.toMatchObject({ code: 'NF003' });
  await expect(
    post([
      [100, 'USD'],
      [-100, 'EUR'],
    ]),
  ).rejects.toMatchObject({ code: 'NF003' });
  const [old] = await owner`select id from ledger_transaction limit 1`;
  await expect(owner`insert into ledger_entry (transaction_id, account, member_id, region_id, booked_on, amount, currency)
    select ${String(old?.['id'])}, 'bank', 11, 2, '2024-01-01', x, 'USD' from (values (1), (-1)) v (x)`).rejects.toMatchObject(
    { code: 'NF002' },
  );
  const elsewhere = owner`insert into ledger_transaction (kind, booked_on, member_id, region_id, payment_id)
    select 'settlement', '2024-01-01', 12, 2, id from payment where member_id = 14`;
  await expect(elsewhere).rejects.toMatchObject({ code: '23503' });
});

/** Dues of the test federation in whole units, from the published table: members by category and income group. */
const YEARLY = { A: { UM: [1200, 1450], H: [3000, 3600] }, B: { UM: [600, 725], H: [1500, 1800] } } as const;
const PAYERS = [
  { id: 11, region: 2, ask: YEARLY.A.UM, since: 2010 },
  { id: 12, region: 2, ask: YEARLY.A.UM, since: 2012 },
  { id: 13, region: 2, ask: YEARLY.B.UM, since: 2016 },
  { id: 14, region: 3, ask: YEARLY.A.H, since: 2010 },
  { id: 15, region: 3, ask: YEARLY.A.UM, since: 2018 },
  { id: 16, region: 4, ask: YEARLY.A.H, since: 2010 },
];

/** What a member owes, kept by hand: open amounts by year, what was asked, and unused money. */
class Account {
  readonly asked = new Map<number, bigint>();
  readonly open = new Map<number, bigint>();
  credit = 0n;

  settle(): void {
    const years = [...this.asked.keys()].sort((one, other) => one - other);
    for (const year of this.credit >= 0n ? years : years.reverse()) {
      const open = this.open.get(year) ?? 0n;
      const room = this.credit >= 0n ? open : open - (this.asked.get(year) ?? 0n);
      const moved =
        this.credit >= 0n
          ? this.credit < room
            ? this.credit
            : room
          : this.credit > room
            ? this.credit
            : room;
      this.open.set(year, open - moved);
      this.credit -= moved;
    }
  }
}

type Operation = { act: 'pay' | 'reverse' | 'assess'; who: number; cents: number; year: number; on: string };
const operation: fc.Arbitrary<Operation> = fc.record({
  act: fc.oneof(
    { weight: 12, arbitrary: fc.constant('pay') },
    { weight: 6, arbitrary: fc.constant('reverse') },
    { weight: 2, arbitrary: fc.constant('assess') },
  ) as fc.Arbitrary<Operation['act']>,
  who: fc.nat({ max: PAYERS.length - 1 }),
  cents: fc.oneof(fc.integer({ min: 1, max: 400_000 }), fc.integer({ min: -50, max: 3 })),
  year: fc.integer({ min: 2016, max: 2026 }),
  on: fc
    .integer({ min: 0, max: 3000 })
    .map((days) => new Date(Date.UTC(2016, 0, 1 + days)).toISOString().slice(0, 10)),
});

test('sec-37: 2,000 random operations leave the ledger as a model by hand has it', {
  timeout: 300_000,
}, async () => {
  const accounts = new Map(PAYERS.map(({ id }) => [id, new Account()]));
  const account = (id: number) => accounts.get(id) as Account;
  for (const id of [11, 14]) account(id).credit = 10_000n;
  const payments: { id: string; member: number; cents: bigint; reversed: boolean }[] = [];
  const apply = async ({ act, who, cents, year, on }: Operation) => {
    const member = PAYERS[who] as (typeof PAYERS)[number];
    if (act === 'pay') {
      const amount = `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;
      const { data } = await front.as('finance', PAY, {
        input: input({ memberId: member.id, amount, receivedOn: on }),
      });
      const { refusals, payment } = data.recordPayment;
      expect(refusals.map((one: { code: string }) => one.code)).toEqual(
        cents > 0 ? [] : ['amount_not_positive'],
      );
      if (cents <= 0) return;
      payments.push({ id: payment.id, member: member.id, cents: BigInt(cents), reversed: false });
      account(member.id).credit += BigInt(cents);
      account(member.id).settle();
    } else if (act === 'reverse' && payments.length > 0) {
      const payment = payments[Math.abs(cents) % payments.length] as (typeof payments)[number];
      const { data } = await front.as('finance', REVERSE, {
        input: { paymentId: payment.id, reason: 'test', idempotencyKey: key() },
      });
      expect(data.reversePayment.refusals.length).toBe(payment.reversed ? 1 : 0);
      if (payment.reversed) return;
      payment.reversed = true;
      account(payment.member).credit -= payment.cents;
      account(payment.member).settle();
    } else if (act === 'assess') {
      await front.as('finance', ASSESS, { input: { placeId: member.region, year, idempotencyKey: key() } });
      for (const { id, region, ask, since } of PAYERS) {
        if (region !== member.region || since > year || account(id).asked.has(year)) continue;
        const amount = BigInt(ask[year >= 2024 ? 1 : 0]) * 100n;
        account(id).asked.set(year, amount);
        account(id).open.set(year, amount);
        account(id).settle();
      }
    }
  };
  const agrees = async () => {
    expect(await owner`select * from app.ledger_differences()`).toEqual([]);
    const [sum] = await owner`select coalesce(sum(amount), 0)::text as sum from ledger_entry`;
    expect(sum?.['sum']).toBe('0');
    for (const [id, { open, credit }] of accounts) {
      const rows = await owner<{ year: number; outstanding: string }[]>`
        select year, outstanding::text from assessment_balance where member_id = ${id} order by year`;
      expect(rows.map(({ year, outstanding }) => [year, outstanding])).toEqual(
        [...open].sort(([one], [other]) => one - other).map(([year, left]) => [year, left.toString()]),
      );
      const [kept] =
        await owner`select balance::text from member_balance where member_id = ${id} and account = 'credit'`;
      expect(kept?.['balance'] ?? '0').toBe((-credit).toString());
      const [share] =
        await owner`select (select coalesce(-sum(balance), 0) from member_balance where member_id = ${id} and account = 'region_share')::text as booked,
        coalesce(sum(round((amount - outstanding) * 0.2)), 0)::text as due from assessment_balance where member_id = ${id}`;
      expect(share?.['booked']).toBe(share?.['due']);
    }
  };
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 100, maxLength: 100 }), async (operations) => {
      for (const one of operations) await apply(one);
      await agrees();
    }),
    // The database is not put back between runs, so a failure is shown as it is and not made smaller.
    { numRuns: 20, endOnFailure: true },
  );
});
