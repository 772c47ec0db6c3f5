import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';
import { bankDesk } from './corpus/bank-desk.ts';
import { camtFile, OWN_IBAN, type Said } from './corpus/camt-file.ts';

const EUR_IBAN = 'DE89370400440532013000';
const ALBA = 'AL47212110090000000235698741';

let front: Front;
let owner: postgres.Sql;
let desk: ReturnType<typeof bankDesk>;
let invoices: Record<number, { number: string; reference: string; assessment: string }>;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  desk = bankDesk(front);
  for (const [currency, iban] of [
    ['USD', OWN_IBAN],
    ['EUR', EUR_IBAN],
  ] as const) {
    await owner`insert into payee_account (currency, during, holder, iban) values (${currency}, daterange('2020-01-01', null), 'Test Federation', ${iban})`;
  }
  const [vintage] = await owner<
    { id: string }[]
  >`insert into reference_vintage (series, label, source) values ('exchange_rate', 'January', 'Central bank') returning id`;
  await owner`insert into exchange_rate (vintage_id, base, currency, day, rate) values (${String(vintage?.id)}, 'EUR', 'USD', '2026-01-02', 1.10)`;
  for (const region of [2, 3, 4]) {
    const { data } = await front.as(
      'finance',
      `mutation { assessRegion(input: { placeId: ${region}, year: 2024, idempotencyKey: "assess-${region}-bank" }) { refusals { code } } }`,
    );
    expect(data.assessRegion.refusals).toEqual([]);
  }
  const rows = await owner<{ member: number; number: string; reference: string; assessment: string }[]>`
    select member_id as member, number, reference, assessment_id as assessment from invoice where kind = 'invoice'`;
  invoices = Object.fromEntries(rows.map((row) => [row.member, row]));
});
afterAll(async () => {
  expect(await owner`select * from app.ledger_differences()`).toEqual([]);
  await owner.end();
  await front.close();
});

let files = 0;
/** Lines of a file of their own, by what the payer wrote. */
async function arrive(said: Said[], options = {}) {
  files += 1;
  const tagged = said.map((one, index) => ({ reference: `F${files}-${index}`, ...one }));
  const { id } = await desk.send(camtFile(tagged, options));
  expect(await desk.file(id)).toMatchObject({ stage: 'done', failure: null });
  const { rows } = await desk.lines({ state: 'all' });
  return tagged.map(({ reference }) =>
    rows.find((row: { reference: string }) => row.reference === reference),
  );
}
const look = async (id: string) =>
  (await desk.lines({ state: 'all' })).rows.find((row: { id: string }) => row.id === id);
const codes = (line: { proposal: { reasons: { code: string }[] } }) =>
  line.proposal.reasons.map(({ code }) => code);
const balances = async (member: number) => {
  const { data } = await front.as(
    'finance',
    `{ member(id: ${member}) { balances { currency outstanding credit } } }`,
  );
  return data.member.balances;
};
const booked = async (account: string, currency = 'USD') => {
  const [row] = await owner<
    { sum: string }[]
  >`select coalesce(sum(amount), 0)::text as sum from ledger_entry where account = ${account} and currency = ${currency}`;
  return row?.sum;
};

test('a payment that names its invoice and pays just that is nearly certain; one click books it as if by hand', async () => {
  const [line] = await arrive([
    { amount: '1450.00', text: `cotisation ${invoices[11]?.reference}`, payer: 'Alba Council', iban: ALBA },
  ]);
  expect(line.proposal).toMatchObject({
    kind: 'payment',
    confidence: 99,
    member: { id: 11 },
    assessment: { year: 2024 },
  });
  expect(codes(line)).toEqual(['reference', 'name', 'amount']);
  expect(await desk.decide('acceptBankLine', { id: line.id })).toEqual({
    refusals: [],
    bankLine: { id: line.id, state: 'accepted' },
  });
  expect(await balances(11)).toEqual([{ currency: 'USD', outstanding: '0', credit: '0' }]);
  expect(await desk.decide('acceptBankLine', { id: line.id })).toMatchObject({
    refusals: [{ code: 'bank_line_decided' }],
  });
  expect((await look(line.id)).decisions).toMatchObject([
    { kind: 'accepted', confidence: 99, payments: [{ amount: '145000', currency: 'USD' }] },
  ]);
});

test('who paid from an account before is known by it; what comes in over is credit', async () => {
  const [line] = await arrive([{ amount: '50.00', text: 'thank you', payer: 'Somebody else', iban: ALBA }]);
  expect(line.proposal).toMatchObject({ kind: 'payment', member: { id: 11 }, confidence: 30 });
  expect(codes(line)).toEqual(['account', 'nothing_open']);
  await desk.decide('acceptBankLine', { id: line.id });
  expect(await balances(11)).toEqual([{ currency: 'USD', outstanding: '0', credit: '5000' }]);
});

test('the invoice’s number, the name and the amount each say something, and each says why', async () => {
  const [number, name, amount, nothing] = await arrive([
    { amount: '725.00', text: `invoice ${invoices[13]?.number}` },
    { amount: '3600.00', payer: 'FJORD COUNCIL', text: 'membership' },
    { amount: '12.00', payer: 'Elan Council' },
    { amount: '4.00', payer: 'Zzyzx Holding', text: 'hello' },
  ]);
  expect([number.proposal.member.id, number.proposal.confidence, codes(number)]).toEqual([
    13,
    99,
    ['number', 'only', 'amount'],
  ]);
  expect([name.proposal.member.id, codes(name)]).toEqual([16, ['name', 'amount']]);
  expect([amount.proposal.member.id, codes(amount)]).toEqual([15, ['name', 'less']]);
  expect(nothing.proposal).toMatchObject({ kind: 'none', member: null, confidence: 0 });
  expect(await desk.decide('acceptBankLine', { id: nothing.id })).toMatchObject({
    refusals: [{ code: 'bank_nothing_proposed' }],
  });
});

test('all above a confidence are accepted together, and only if they are still those that were seen', async () => {
  const [first, second] = await arrive([
    { amount: '10.00', text: String(invoices[14]?.reference), payer: 'Dorna Council' },
    { amount: '20.00', text: String(invoices[14]?.reference), payer: 'Dorna Council' },
  ]);
  const { total } = await desk.lines({ confidence: 95 });
  expect(await desk.decide('acceptBankLines', { confidence: 95, count: total + 1 })).toMatchObject({
    accepted: null,
    refusals: [{ code: 'bank_proposals_changed', value: String(total) }],
  });
  expect((await look(first.id)).state).toBe('open');
  expect(await desk.decide('acceptBankLines', { confidence: 95, count: total })).toEqual({
    refusals: [],
    accepted: total,
  });
  expect([(await look(first.id)).state, (await look(second.id)).state]).toEqual(['accepted', 'accepted']);
  expect(await balances(14)).toEqual([{ currency: 'USD', outstanding: '357000', credit: '0' }]);
});

test('a line is split over members and the dues they name; parts that do not make it up book nothing', async () => {
  const [line] = await arrive([{ amount: '300.00', payer: 'A treasurer of two' }]);
  const split = (parts: object[]) => desk.decide('splitBankLine', { id: line.id, parts });
  expect(
    await split([
      { memberId: 12, amount: '100.00' },
      { memberId: 14, amount: '150.00' },
    ]),
  ).toMatchObject({ refusals: [{ code: 'bank_parts_differ', value: '50.00' }] });
  expect(
    await split([
      { memberId: 12, amount: '-100.00' },
      { memberId: 14, amount: '400.00' },
    ]),
  ).toMatchObject({ refusals: [{ code: 'amount_not_positive', field: 'amount:0' }] });
  expect(await split([{ memberId: 99, amount: '300.00' }])).toMatchObject({
    refusals: [{ code: 'member_unknown', field: 'member:0' }],
  });
  expect((await look(line.id)).state).toBe('open');
  expect(
    await split([
      { memberId: 12, amount: '100.00', assessmentId: invoices[12]?.assessment },
      { memberId: 14, amount: '200.00' },
    ]),
  ).toMatchObject({ refusals: [] });
  expect(await balances(12)).toMatchObject([{ outstanding: '135000' }]);
  const { decisions } = await look(line.id);
  expect(
    decisions[0].payments
      .map(({ amount, member }: { amount: string; member: { id: number } }) => [member.id, amount])
      .sort(),
  ).toEqual([
    [12, '10000'],
    [14, '20000'],
  ]);
});

test('a payment that somebody has recorded by hand is recognised, by its reference or its day, and counts once', async () => {
  const pay = (bankReference: string | null, amount: string) =>
    front.as(
      'finance',
      'mutation P($input: RecordPaymentInput!) { recordPayment(input: $input) { refusals { code } } }',
      {
        input: {
          memberId: 15,
          amount,
          currency: 'USD',
          receivedOn: '2026-01-14',
          method: 'bank_transfer',
          bankReference,
          idempotencyKey: desk.key(),
        },
      },
    );
  await pay('HAND-1', '70.00');
  await pay(null, '80.00');
  const before = await booked('bank');
  const [byReference, byDay] = await arrive([
    { amount: '70.00', reference: 'HAND-1', payer: 'unknown to us' },
    { amount: '80.00', payer: 'Élan Council' },
  ]);
  expect(byReference.proposal).toMatchObject({ kind: 'recorded', confidence: 97, member: { id: 15 } });
  expect(byDay.proposal).toMatchObject({ kind: 'recorded', confidence: 75, member: { id: 15 } });
  expect(
    await desk.decide('splitBankLine', { id: byReference.id, parts: [{ memberId: 15, amount: '70.00' }] }),
  ).toMatchObject({ refusals: [{ code: 'duplicate_payment' }] });
  for (const { id } of [byReference, byDay])
    expect(await desk.decide('acceptBankLine', { id })).toMatchObject({ bankLine: { state: 'recorded' } });
  expect(await booked('bank')).toBe(before);
});

test('money of an unknown payer waits in suspense as the network’s own, and leaves it when the payer is found', async () => {
  const [line] = await arrive([{ amount: '66.00', payer: 'Nobody knows' }]);
  const bank = await booked('bank');
  expect(await desk.decide('suspendBankLine', { id: line.id })).toMatchObject({
    refusals: [],
    bankLine: { state: 'suspense' },
  });
  expect(await booked('suspense')).toBe('-6600');
  expect((await desk.lines({ state: 'suspense' })).total).toBe(1);
  const own = await owner`select member_id, region_id from ledger_transaction where kind = 'suspense'`;
  expect(own).toEqual([{ member_id: null, region_id: null }]);
  await desk.decide('splitBankLine', { id: line.id, parts: [{ memberId: 16, amount: '66.00' }] });
  expect(await booked('suspense')).toBe('0');
  expect(Number(await booked('bank')) - Number(bank)).toBe(6600);
  expect(await balances(16)).toMatchObject([{ outstanding: '353400' }]);
  // Back into suspense, with the reason; then out of it altogether.
  expect(await desk.decide('undoBankLine', { id: line.id, reason: 'It was not theirs' })).toMatchObject({
    bankLine: { state: 'suspense' },
  });
  expect([await booked('suspense'), (await balances(16))[0].outstanding]).toEqual(['-6600', '360000']);
  expect(await desk.decide('undoBankLine', { id: line.id, reason: 'Not ours' })).toMatchObject({
    bankLine: { state: 'open' },
  });
  expect([await booked('suspense'), await booked('bank')]).toEqual(['0', bank]);
});

test('all that waits by a day goes to suspense together', async () => {
  const [early, late] = await arrive([
    { amount: '1.00', day: '2025-12-31' },
    { amount: '2.00', day: '2026-01-02' },
  ]);
  expect(await desk.decide('suspendBankLines', { until: '2025-12-31' })).toEqual({
    refusals: [],
    suspended: 1,
  });
  expect([(await look(early.id)).state, (await look(late.id)).state]).toEqual(['suspense', 'open']);
});

const KEPT: Said = {
  amount: '95.00',
  payer: 'Bruma Council',
  details:
    '<AmtDtls><InstdAmt><Amt Ccy="USD">100.00</Amt></InstdAmt></AmtDtls><Chrgs><Rcrd><Amt Ccy="USD">5.00</Amt><ChrgInclInd>true</ChrgInclInd></Rcrd></Chrgs>',
};

test('charges that come as movements of their own are the network’s; those that the payer bears count for nothing', async () => {
  const [fee, kept, refunded] = await arrive([
    { amount: '3.50', side: 'DBIT', code: 'CHRG' },
    KEPT,
    { amount: '1.50', reversal: true, code: 'CHRG' },
  ]);
  expect([fee.proposal.kind, refunded.proposal.kind]).toEqual(['charge', 'charge']);
  const before = Number((await balances(12))[0].outstanding);
  for (const { id } of [fee, kept, refunded])
    expect(await desk.decide('acceptBankLine', { id })).toMatchObject({ refusals: [] });
  expect(await booked('bank_charges')).toBe('200');
  expect(before - Number((await balances(12))[0].outstanding)).toBe(9500);
});

test('where the rulebook has the network bear the charges, the payment counts in full, and undoing gives all back', async () => {
  const [{ version, document } = { version: 0, document: {} }] = await owner<
    { version: number; document: object }[]
  >`
    select version, document from rulebook_version order by version desc limit 1`;
  const changed = JSON.parse(JSON.stringify(document).replace('"charges":"payer"', '"charges":"shared"'));
  const year = new Date().getUTCFullYear();
  await owner`insert into rulebook_version (rulebook, version, valid_from, currency, document)
    values ('ninefold-demonstration', ${version + 1}, make_date(${year}, 1, 1), 'USD', ${owner.json(changed)})`;
  const [kept] = await arrive([KEPT]);
  const [charges, bank, before] = [
    await booked('bank_charges'),
    await booked('bank'),
    (await balances(12))[0].outstanding,
  ];
  expect(await desk.decide('acceptBankLine', { id: kept.id })).toMatchObject({ refusals: [] });
  expect(Number(await booked('bank_charges')) - Number(charges)).toBe(500);
  expect(Number(await booked('bank')) - Number(bank)).toBe(9500);
  expect(Number(before) - Number((await balances(12))[0].outstanding)).toBe(10000);
  expect((await look(kept.id)).decisions[0].payments[0].amount).toBe('10000');
  await desk.decide('undoBankLine', { id: kept.id, reason: 'wrong member' });
  expect([await booked('bank_charges'), await booked('bank'), (await balances(12))[0].outstanding]).toEqual([
    charges,
    bank,
    before,
  ]);
  const [shared] = await arrive([{ ...KEPT, reference: 'SHARED' }]);
  const parts = [
    { memberId: 12, amount: '2.00' },
    { memberId: 13, amount: '98.00' },
  ];
  expect(await desk.decide('splitBankLine', { id: shared.id, parts })).toMatchObject({ refusals: [] });
  expect(Number(await booked('bank_charges')) - Number(charges)).toBe(500);
  expect(Number(before) - Number((await balances(12))[0].outstanding)).toBe(200);
});

test('another currency counts at the rate of its day, over the exchange account; the bank’s own rate is nobody’s debt', async () => {
  const [euro] = await arrive([{ amount: '100.00', currency: 'EUR', payer: 'Bruma Council' }], {
    iban: EUR_IBAN,
    currency: 'EUR',
  });
  const before = (await balances(12))[0].outstanding;
  await desk.decide('acceptBankLine', { id: euro.id });
  expect(Number(before) - Number((await balances(12))[0].outstanding)).toBe(11000);
  expect([await booked('bank', 'EUR'), await booked('exchange', 'EUR'), await booked('exchange')]).toEqual([
    '10000',
    '-10000',
    '11000',
  ]);
  const [converted] = await arrive([
    {
      amount: '109.40',
      payer: 'Bruma Council',
      details: '<AmtDtls><InstdAmt><Amt Ccy="EUR">100.00</Amt></InstdAmt></AmtDtls>',
    },
  ]);
  await desk.decide('acceptBankLine', { id: converted.id });
  expect(await booked('rate_difference')).toBe('60');
  expect(Number(before) - Number((await balances(12))[0].outstanding)).toBe(22000);
  const { data } = await front.as(
    'finance',
    '{ member(id: 12) { payments { amount currency toCredit rate { rate on source amount currency } bankLine { id } } } }',
  );
  expect(
    data.member.payments.filter(({ currency }: { currency: string }) => currency === 'EUR'),
  ).toMatchObject([
    {
      amount: '10000',
      rate: {
        rate: '1.1',
        on: '2026-01-02',
        source: 'Central bank, January',
        amount: '11000',
        currency: 'USD',
      },
      bankLine: { id: converted.id },
    },
    { amount: '10000', bankLine: { id: euro.id } },
  ]);
  await desk.decide('undoBankLine', { id: euro.id, reason: 'twice' });
  expect([await booked('bank', 'EUR'), await booked('exchange', 'EUR'), await booked('exchange')]).toEqual([
    '0',
    '0',
    '0',
  ]);
});

test('by hand another currency counts at the published rate or at one that is stated; without one it is refused', async () => {
  const pay = async (input: object) => {
    const { data } = await front.as(
      'finance',
      'mutation P($input: RecordPaymentInput!) { recordPayment(input: $input) { refusals { code field value } payment { amount currency rate { rate amount currency } } } }',
      {
        input: {
          memberId: 13,
          amount: '10.00',
          currency: 'EUR',
          receivedOn: '2026-01-10',
          method: 'bank_transfer',
          idempotencyKey: desk.key(),
          ...input,
        },
      },
    );
    return data.recordPayment;
  };
  expect(await pay({})).toMatchObject({
    refusals: [],
    payment: { amount: '1000', currency: 'EUR', rate: { amount: '1100', currency: 'USD' } },
  });
  expect(await pay({ rate: '1.2345' })).toMatchObject({
    payment: { rate: { rate: '1.2345', amount: '1235' } },
  });
  expect(await pay({ rate: '-1' })).toMatchObject({
    refusals: [{ code: 'rate_invalid', field: 'rate' }],
    payment: null,
  });
  expect(await pay({ receivedOn: '2025-06-01' })).toMatchObject({
    refusals: [{ code: 'rate_missing', field: 'currency' }],
  });
  expect(await pay({ currency: 'JPY' })).toMatchObject({ refusals: [{ code: 'currency_not_accepted' }] });
});

test('a transfer that comes back reverses its payment; the payment of a line is taken back at its line', async () => {
  const [paid] = await arrive([
    {
      amount: '250.00',
      payer: 'Fjord Council',
      endToEnd: 'E2E-BACK',
      iban: 'FI2112345600000785',
      text: String(invoices[16]?.reference),
    },
  ]);
  await desk.decide('acceptBankLine', { id: paid.id });
  const payment = (await look(paid.id)).decisions[0].payments[0];
  const byHand = await front.as(
    'finance',
    'mutation V($input: ReversePaymentInput!) { reversePayment(input: $input) { refusals { code } } }',
    {
      input: { paymentId: payment.id, reason: 'returned', idempotencyKey: desk.key() },
    },
  );
  expect(byHand.data.reversePayment.refusals).toEqual([{ code: 'payment_from_bank_line' }]);
  const [back] = await arrive([
    { amount: '250.00', side: 'DBIT', endToEnd: 'E2E-BACK', text: 'AC04 account closed' },
  ]);
  const byNumber = { id: back.id, reason: 'returned', receipt: '1999-000001' };
  expect(await desk.decide('returnBankLine', byNumber)).toMatchObject({
    refusals: [{ code: 'receipt_unknown', field: 'receipt' }],
  });
  expect(back.proposal).toMatchObject({ kind: 'return', confidence: 92, payment: { id: payment.id } });
  expect(await desk.decide('acceptBankLine', { id: back.id })).toMatchObject({
    bankLine: { state: 'returned' },
  });
  expect(await balances(16)).toMatchObject([{ outstanding: '360000' }]);
  expect(await desk.decide('undoBankLine', { id: back.id, reason: 'no' })).toMatchObject({
    refusals: [{ code: 'cannot_be_undone' }],
  });
});

test('a line is held and released, left out with a reason, and comes back when that is undone', async () => {
  const [line] = await arrive([{ amount: '5.00', payer: 'A donor' }]);
  expect(await desk.decide('holdBankLine', { id: line.id, reason: '  ' })).toMatchObject({
    refusals: [{ code: 'required', field: 'reason' }],
  });
  expect(await desk.decide('holdBankLine', { id: line.id, reason: 'we ask the bank' })).toMatchObject({
    bankLine: { state: 'held' },
  });
  expect(await desk.decide('releaseBankLine', { id: line.id })).toMatchObject({
    bankLine: { state: 'open' },
  });
  expect(await desk.decide('ignoreBankLine', { id: line.id, reason: 'a donation, not dues' })).toMatchObject({
    bankLine: { state: 'ignored' },
  });
  expect(await desk.decide('undoBankLine', { id: line.id, reason: 'it was dues after all' })).toMatchObject({
    bankLine: { state: 'open' },
  });
  const { decisions } = await look(line.id);
  expect(decisions.map(({ kind }: { kind: string }) => kind)).toEqual([
    'undone',
    'ignored',
    'released',
    'held',
  ]);
});

test('sec-04: a line accepted twenty times at once is booked once, whatever the keys', async () => {
  const [line, other] = await arrive([
    { amount: '7.77', payer: 'Fjord Council' },
    { amount: '8.88', payer: 'Fjord Council' },
  ]);
  const receipts = async () => Number((await owner`select count(*)::int as n from payment`)[0]?.['n']);
  const before = await receipts();
  const apart = await Promise.all(
    Array.from({ length: 20 }, () => desk.decide('acceptBankLine', { id: line.id })),
  );
  expect(apart.filter(({ refusals }) => refusals.length === 0)).toHaveLength(1);
  const same = await Promise.all(
    Array.from({ length: 20 }, () =>
      desk.decide('acceptBankLine', { id: other.id, idempotencyKey: 'one-and-the-same' }),
    ),
  );
  expect(same.every((answer) => answer.refusals.length === 0)).toBe(true);
  expect(await receipts()).toBe(before + 2);
});

test('a line of a day to come is not booked', async () => {
  const [line] = await arrive([{ amount: '9.99', payer: 'Fjord Council', day: '2099-01-01' }]);
  expect(await desk.decide('acceptBankLine', { id: line.id })).toMatchObject({
    refusals: [{ code: 'future_date' }],
  });
  expect(await desk.decide('suspendBankLine', { id: line.id })).toMatchObject({
    refusals: [{ code: 'future_date' }],
  });
});

test('a closed period takes no booking; money that waited in suspense leaves it today', async () => {
  const [closed, waiting] = await arrive([
    { amount: '11.00', payer: 'Fjord Council', day: '2026-01-20' },
    { amount: '12.00', payer: 'Fjord Council', day: '2026-01-20' },
  ]);
  expect(await desk.decide('suspendBankLine', { id: waiting.id })).toMatchObject({ refusals: [] });
  await owner`insert into period_closing (through, closed_by) select '2026-01-31', id from person limit 1`;
  const before = await owner`select count(*) as n from ledger_transaction`;
  for (const act of ['acceptBankLine', 'suspendBankLine']) {
    expect(await desk.decide(act, { id: closed.id })).toMatchObject({
      refusals: [{ code: 'period_closed', value: '2026-01-31' }],
    });
  }
  expect(await owner`select count(*) as n from ledger_transaction`).toEqual(before);
  expect(await desk.decide('acceptBankLine', { id: waiting.id })).toMatchObject({ refusals: [] });
  const [row] = await owner`select p.received_on::text as received, t.booked_on = current_date as today
    from bank_part b join bank_decision d on d.id = b.decision_id join payment p on p.id = b.payment_id
    join ledger_transaction t on t.payment_id = p.id and t.kind = 'payment' where d.line_id = ${waiting.id}`;
  expect(row).toEqual({ received: '2026-01-20', today: true });
});
