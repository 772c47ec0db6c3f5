import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AFFILIATES, CATEGORIES } from '../../membership/world.ts';
import { type Front, openFront } from '../../test/client.ts';

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

let keys = 0;
const run = async (act: string, input: Record<string, unknown>, answer: string, person = 'treasurer') => {
  keys += 1;
  const type = `${act.charAt(0).toUpperCase()}${act.slice(1)}Input`;
  const given = await front.as(
    person,
    `mutation R($input: ${type}!) { ${act}(input: $input) { refusals { code field value } ${answer} } }`,
    { input: { idempotencyKey: `own-dues-${keys}`, ...input } },
  );
  return given.errors ? { fault: given.errors[0]?.extensions.code } : given.data[act];
};
const [one, other] = AFFILIATES;
const FULL = CATEGORIES[0].id;
const DUES =
  '{ member(id: 11) { affiliateDues { currency charged paid balance owing } affiliatesUnplaced affiliateAccounts(owing: true) { total rows { balance affiliate { name } } } } }';
const dues = async (person = 'treasurer') => (await front.as(person, DUES)).data.member;
const pay = (amount: string, more: object = {}) =>
  run(
    'recordAffiliatePayment',
    { affiliateId: one.id, amount, currency: 'EUR', ...more },
    'affiliate { accounts { charged paid balance } entries { id kind amount note undone undoable } }',
  );

test('a council charges its own tariff by category, once a year to each', async () => {
  const tariff = { categoryId: FULL, year: 2025, amount: '150.50', currency: 'eur' };
  expect(await run('setAffiliateTariff', tariff, 'category { tariffs { year amount currency } }')).toEqual({
    refusals: [],
    category: {
      tariffs: [
        { year: 2025, amount: '15050', currency: 'EUR' },
        { year: 2024, amount: '12000', currency: 'EUR' },
      ],
    },
  });
  expect((await run('chargeAffiliates', { memberId: 11, year: 2030 }, 'charged')).refusals).toEqual([
    { code: 'no_tariff', field: 'year', value: '2030' },
  ]);
  expect(await run('chargeAffiliates', { memberId: 11, year: 2025 }, 'charged')).toEqual({
    refusals: [],
    charged: 1,
  });
  expect((await run('chargeAffiliates', { memberId: 11, year: 2025 }, 'charged')).refusals).toMatchObject([
    { code: 'nobody_to_charge' },
  ]);
  await front.as(
    'treasurer',
    `mutation { placeAffiliate(input: { id: "${other.id}", categoryId: "${FULL}" }) { refusals { code } } }`,
  );
  expect(await run('chargeAffiliates', { memberId: 11, year: 2025 }, 'charged')).toMatchObject({
    charged: 1,
  });
  expect(await dues()).toEqual({
    affiliateDues: [{ currency: 'EUR', charged: '42100', paid: '0', balance: '42100', owing: 2 }],
    affiliatesUnplaced: 0,
    affiliateAccounts: {
      total: 2,
      rows: [
        { balance: '27050', affiliate: { name: 'Open Door' } },
        { balance: '15050', affiliate: { name: 'Élan Centre' } },
      ],
    },
  });
});

test('a payment by hand lowers what is owed; taking it back raises it again, and both stay', async () => {
  const paid = await pay('270.50', { note: 'Cash', paidOn: '2025-05-05' });
  expect(paid.affiliate.accounts).toEqual([{ charged: '27050', paid: '27050', balance: '0' }]);
  const entry = paid.affiliate.entries.find((each: { kind: string }) => each.kind === 'payment');
  expect(entry).toMatchObject({ amount: '-27050', note: 'Cash', undone: false, undoable: true });
  const back = await run(
    'undoAffiliateEntry',
    { id: entry.id, reason: 'Wrong affiliate' },
    'affiliate { accounts { paid balance } }',
  );
  expect(back.affiliate.accounts).toEqual([{ paid: '0', balance: '27050' }]);
  expect(
    (await run('undoAffiliateEntry', { id: entry.id, reason: 'Again' }, 'affiliate { id }')).refusals,
  ).toMatchObject([{ code: 'entry_undone' }]);
  expect((await pay('0')).refusals).toMatchObject([{ code: 'amount_not_positive', field: 'amount' }]);
  expect((await pay('1.234')).refusals[0]?.field).toBe('amount');
});

test('the same payment sent twice is one payment', async () => {
  const before = (await dues()).affiliateDues[0].paid;
  const input = { affiliateId: one.id, amount: '10', currency: 'EUR', idempotencyKey: 'the-same-payment' };
  await run('recordAffiliatePayment', input, 'affiliate { id }');
  await run('recordAffiliatePayment', input, 'affiliate { id }');
  expect(BigInt((await dues()).affiliateDues[0].paid) - BigInt(before)).toBe(1000n);
});

test('neither region nor network sees any of it, nor another council', async () => {
  for (const person of [
    'coordinator',
    'president',
    'secretariat',
    'finance',
    'auditor',
    'delegate',
    'secretaryBruma',
  ])
    expect(await dues(person), person).toEqual({
      affiliateDues: [],
      affiliatesUnplaced: null,
      affiliateAccounts: { total: 0, rows: [] },
    });
  expect(await run('chargeAffiliates', { memberId: 11, year: 2025 }, 'charged', 'finance')).toEqual({
    fault: 'FORBIDDEN',
  });
});

test('whatever is charged, paid and taken back: the balance is what was charged less what was paid', async () => {
  const steps = fc.array(
    fc.oneof(
      fc.nat({ max: 99_999 }).map((n) => n + 1),
      fc.constant('undo' as const),
    ),
    {
      minLength: 1,
      maxLength: 8,
    },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const paid: bigint[] = [];
      const before = (
        await run(
          'recordAffiliatePayment',
          { affiliateId: one.id, amount: '1', currency: 'CHF' },
          'affiliate { accounts { currency balance } }',
        )
      ).affiliate.accounts;
      const balance = (list: { currency: string; balance: string }[]) =>
        BigInt(list.find(({ currency }) => currency === 'CHF')?.balance ?? '0');
      for (const step of given) {
        if (step === 'undo') {
          const [last] = await owner<{ id: string; amount: string }[]>`
            select e.id, e.amount::text from affiliate_entry e where e.kind = 'payment' and e.currency = 'CHF'
              and not exists (select from affiliate_entry u where u.undoes = e.id) order by e.recorded_at desc limit 1`;
          if (!last) continue;
          await run('undoAffiliateEntry', { id: last.id, reason: 'Undo' }, 'affiliate { id }');
          paid.push(BigInt(last.amount));
        } else {
          await run(
            'recordAffiliatePayment',
            {
              affiliateId: one.id,
              amount: `${Math.floor(step / 100)}.${String(step % 100).padStart(2, '0')}`,
              currency: 'CHF',
            },
            'affiliate { id }',
          );
          paid.push(BigInt(step));
        }
      }
      const after = (
        await front.as('treasurer', `{ affiliate(id: "${one.id}") { accounts { currency balance } } }`)
      ).data.affiliate.accounts;
      expect(balance(after)).toBe(balance(before) - paid.reduce((sum, each) => sum + each, 0n));
    }),
    { numRuns: 15 },
  );
});
