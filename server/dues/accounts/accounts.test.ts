import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';

let front: Front;
let owner: postgres.Sql;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  for (const year of [2023, 2024]) await act('finance', 'assessRegion', { placeId: 1, year }, 'run { id }');
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

let keys = 0;
type Input = Record<string, string | number | null>;

/** Sends an act with a key of its own; answers its payload. */
async function act(person: string, name: string, input: Input, fields: string) {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation A($input: ${type}!) { ${name}(input: $input) { refusals { code field value } ${fields} } }`;
  const { data, errors } = await front.as(person, document, {
    input: { idempotencyKey: `accounts-${++keys}`, ...input },
  });
  if (errors) throw new Error(JSON.stringify(errors));
  return data[name];
}

const refusals = async (person: string, name: string, input: Input, fields = '') =>
  (await act(person, name, input, fields)).refusals.map((one: { code: string; field: string | null }) => [
    one.code,
    one.field,
  ]);

const pay = (memberId: number, amount: string, receivedOn: string) =>
  act(
    'finance',
    'recordPayment',
    { memberId, amount, currency: 'USD', receivedOn, method: 'bank_transfer' },
    'payment { id }',
  );

async function assessmentsOf(
  member: number,
): Promise<{ id: string; year: number; outstanding: string; reduced: string }[]> {
  const { data } = await front.as(
    'finance',
    `{ member(id: ${member}) { assessments { id year outstanding reduced } } }`,
  );
  return data.member.assessments;
}

async function differences() {
  return owner`select * from app.ledger_differences()`;
}

async function trial(place: string): Promise<Record<string, string>> {
  const { data } = await front.as(
    'auditor',
    `{ x: ${place} { trialBalance { account balance debit credit } } }`,
  );
  const rows = data.x.trialBalance as { account: string; balance: string; debit: string; credit: string }[];
  for (const { balance, debit, credit } of rows) expect(BigInt(debit) - BigInt(credit)).toBe(BigInt(balance));
  expect(rows.reduce((sum, one) => sum + BigInt(one.balance), 0n)).toBe(0n);
  return Object.fromEntries(rows.map(({ account, balance }) => [account, balance]));
}

describe('write-off', () => {
  test('up to the limit of the rulebook one person decides; above it another approves', async () => {
    const [newest] = await assessmentsOf(12);
    const small = {
      assessmentId: String(newest?.id),
      amount: '450.00',
      currency: 'USD',
      reason: 'lost contact',
    };
    const first = await act(
      'finance',
      'proposeWriteOff',
      small,
      'writeOff { id state alone limit counted article mine decidedBy { name } assessment { outstanding reduced } }',
    );
    expect(first.refusals).toEqual([]);
    expect(first.writeOff).toMatchObject({
      state: 'approved',
      alone: true,
      limit: '50000',
      counted: '45000',
      article: '3.9',
      mine: true,
      decidedBy: { name: 'finance' },
      assessment: { outstanding: '100000', reduced: '45000' },
    });
    // What was written off before counts: a large amount in small parts is a large one.
    const second = await act(
      'finance',
      'proposeWriteOff',
      { ...small, amount: '60.00' },
      'writeOff { id state alone counted }',
    );
    expect(second.writeOff).toMatchObject({ state: 'waiting', alone: false, counted: '51000' });
    const { id } = second.writeOff;
    expect(await refusals('finance', 'proposeWriteOff', small)).toEqual([
      ['write_off_waits', 'assessmentId'],
    ]);
    expect(await refusals('finance', 'approveWriteOff', { writeOffId: id })).toEqual([
      ['second_person_needed', 'writeOffId'],
    ]);
    const approved = await act(
      'secretariat',
      'approveWriteOff',
      { writeOffId: id },
      'writeOff { state mine decidedBy { name } assessment { reduced } }',
    );
    expect(approved.writeOff).toMatchObject({
      state: 'approved',
      mine: false,
      decidedBy: { name: 'secretariat' },
      assessment: { reduced: '51000' },
    });
    expect(await refusals('secretariat', 'approveWriteOff', { writeOffId: id })).toEqual([
      ['already_decided', 'writeOffId'],
    ]);
    const reversed = await act(
      'finance',
      'reverseWriteOff',
      { writeOffId: id, reason: 'they pay after all' },
      'writeOff { state reversal { reason } assessment { reduced } }',
    );
    expect(reversed.writeOff).toMatchObject({
      state: 'reversed',
      reversal: { reason: 'they pay after all' },
      assessment: { reduced: '45000' },
    });
    expect(await differences()).toEqual([]);
  });

  test('the database itself lets nobody approve what is their own and above the limit', async () => {
    const [, older] = await assessmentsOf(12);
    const input = { assessmentId: String(older?.id), amount: '900', currency: 'USD', reason: 'dissolved' };
    const { writeOff } = await act('finance', 'proposeWriteOff', input, 'writeOff { id state }');
    expect(writeOff.state).toBe('waiting');
    const [transaction] = await owner`select id from ledger_transaction where member_id = 12 limit 1`;
    const approve = owner`insert into write_off_decision
        (write_off_id, member_id, region_id, proposed_by, alone, approved, transaction_id, decided_by)
      select id, member_id, region_id, proposed_by, alone, true, ${String(transaction?.['id'])}, proposed_by
      from write_off where id = ${writeOff.id}`;
    await expect(approve).rejects.toMatchObject({ code: '23514' });
    expect(
      await refusals('secretariat', 'declineWriteOff', { writeOffId: writeOff.id, reason: ' ' }),
    ).toEqual([['required', 'reason']]);
    const declined = await act(
      'secretariat',
      'declineWriteOff',
      { writeOffId: writeOff.id, reason: 'ask them again' },
      'writeOff { state decisionReason }',
    );
    expect(declined.writeOff).toEqual({ state: 'declined', decisionReason: 'ask them again' });
  });

  test('refusals stand at their field, and nothing is booked', async () => {
    const [newest] = await assessmentsOf(16);
    const before = await owner`select count(*)::int as n from ledger_entry`;
    const given = { assessmentId: String(newest?.id), amount: '10', currency: 'USD', reason: 'x' };
    const tries: [Input, [string, string]][] = [
      [{ amount: '0' }, ['amount_not_positive', 'amount']],
      [{ amount: '-5' }, ['amount_not_positive', 'amount']],
      [{ amount: '10.005' }, ['amount_decimals', 'amount']],
      [{ amount: '999999' }, ['more_than_open', 'amount']],
      [{ currency: 'EUR' }, ['currency_not_accepted', 'currency']],
      [{ reason: '\u200b' }, ['required', 'reason']],
    ];
    for (const [changed, expected] of tries)
      expect(await refusals('finance', 'proposeWriteOff', { ...given, ...changed })).toEqual([expected]);
    expect(await owner`select count(*)::int as n from ledger_entry`).toEqual(before);
  });

  test('what was paid meanwhile is not written off', async () => {
    const [newest] = await assessmentsOf(15);
    const input = { assessmentId: String(newest?.id), amount: '1450', currency: 'USD', reason: 'closed' };
    const { writeOff } = await act('finance', 'proposeWriteOff', input, 'writeOff { id }');
    await pay(15, '2000', '2026-01-05');
    expect(await refusals('secretariat', 'approveWriteOff', { writeOffId: writeOff.id })).toEqual([
      ['more_than_open', 'amount'],
    ]);
    await act('finance', 'declineWriteOff', { writeOffId: writeOff.id, reason: 'paid' }, '');
  });
});

describe('credit', () => {
  const sent = { currency: 'USD', paidOn: '2025-06-10', reason: 'paid twice' };

  test('sec-04: a refund sent many times at once is one refund; more than the credit is refused', async () => {
    await pay(14, '7000', '2025-05-01');
    const input = {
      memberId: 14,
      amount: '300.00',
      bankReference: 'R-1',
      idempotencyKey: 'refund-14',
      ...sent,
    };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => act('finance', 'refundCredit', input, 'refund { id amount }')),
    );
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(answers[0].refusals).toEqual([]);
    expect(await owner`select 1 from refund where member_id = 14`).toHaveLength(1);
    const again = { memberId: 14, amount: '50.00', bankReference: ' R-1 ', ...sent };
    expect(await refusals('finance', 'refundCredit', again)).toEqual([
      ['duplicate_transfer', 'bankReference'],
    ]);
    expect(await refusals('finance', 'refundCredit', { ...again, bankReference: '' })).toEqual([
      ['required', 'bankReference'],
    ]);
    expect(
      await refusals('finance', 'refundCredit', { ...again, bankReference: 'R-2', amount: '100.01' }),
    ).toEqual([['more_than_credit', 'amount']]);
    // The credit was not there yet.
    const early = { ...again, bankReference: 'R-2', paidOn: '2025-04-30' };
    expect(await refusals('finance', 'refundCredit', early)).toEqual([['more_than_credit', 'amount']]);
    expect(await refusals('finance', 'refundCredit', { ...again, amount: '-1' })).toEqual([
      ['amount_not_positive', 'amount'],
    ]);
    expect(await differences()).toEqual([]);
  });

  test('a refund that the bank returned is credit again, and its reference is free', async () => {
    const { data } = await front.as('finance', '{ member(id: 14) { refunds { id } } }');
    const refundId = data.member.refunds[0].id;
    const back = await act(
      'finance',
      'reverseRefund',
      { refundId, reason: 'account closed' },
      'refund { reversal { reason } }',
    );
    expect(back.refund.reversal.reason).toBe('account closed');
    expect(await refusals('finance', 'reverseRefund', { refundId, reason: 'again' })).toEqual([
      ['booking_reversed', 'refundId'],
    ]);
    const input = { memberId: 14, amount: '300.00', bankReference: 'R-1', ...sent };
    expect((await act('finance', 'refundCredit', input, 'refund { id }')).refusals).toEqual([]);
    const found = await front.as('finance', '{ member(id: 14) { balances { outstanding credit } } }');
    expect(found.data.member.balances).toEqual([{ outstanding: '0', credit: '10000' }]);
  });

  test('credit moves to another member and settles what is open there', async () => {
    const input = {
      memberId: 14,
      toMemberId: 16,
      amount: '60.00',
      currency: 'USD',
      reason: 'paid by the neighbour',
    };
    expect((await act('finance', 'transferCredit', input, 'member { id }')).refusals).toEqual([]);
    const { data } = await front.as(
      'finance',
      '{ a: member(id: 14) { balances { credit } } b: member(id: 16) { statement { rows { kind change reason } } } }',
    );
    expect(data.a.balances).toEqual([{ credit: '4000' }]);
    expect(data.b.statement.rows[0]).toEqual({
      kind: 'transfer',
      change: '-6000',
      reason: 'paid by the neighbour',
    });
    expect(await refusals('finance', 'transferCredit', { ...input, toMemberId: 14 })).toEqual([
      ['same_member', 'toMemberId'],
    ]);
    expect(await refusals('finance', 'transferCredit', input)).toEqual([['more_than_credit', 'amount']]);
    expect((await trial('network'))['transfer']).toBe('0');
    expect(await differences()).toEqual([]);
  });
});

describe('shares of the regions', () => {
  test('the network owes each region its share of what was paid, until it is paid out', async () => {
    const shares = async () => {
      const { data } = await front.as(
        'coordinatorWest',
        '{ region(code: "WEST") { shares { earned paidOut owed } } }',
      );
      return data.region.shares;
    };
    // 20 percent of 6,600 settled for Dorna and of 2,000 for Élan.
    expect(await shares()).toEqual([{ earned: '172000', paidOut: '0', owed: '172000' }]);
    const [now] = await owner<{ today: string }[]>`select current_date::text as today`;
    const input = {
      regionId: 3,
      amount: '1000',
      currency: 'USD',
      paidOn: String(now?.today),
      bankReference: 'W-1',
    };
    const { payout, refusals: none } = await act(
      'finance',
      'payRegionShare',
      input,
      'payout { id amount region { code } }',
    );
    expect(none).toEqual([]);
    expect(payout).toMatchObject({ amount: '100000', region: { code: 'WEST' } });
    expect(await shares()).toEqual([{ earned: '172000', paidOut: '100000', owed: '72000' }]);
    expect(await refusals('finance', 'payRegionShare', { ...input, amount: '1' })).toEqual([
      ['duplicate_transfer', 'bankReference'],
    ]);
    const more = { ...input, bankReference: 'W-2', amount: '720.01' };
    expect(await refusals('finance', 'payRegionShare', more)).toEqual([['more_than_owed', 'amount']]);
    const early = { ...more, amount: '1', paidOn: '2024-01-01' };
    expect(await refusals('finance', 'payRegionShare', early)).toEqual([['more_than_owed', 'amount']]);
    expect(await refusals('finance', 'payRegionShare', { ...more, currency: 'EUR', amount: '1' })).toEqual([
      ['more_than_owed', 'amount'],
    ]);
    expect((await trial('region(code: "WEST")'))['region_share']).toBe('-72000');
    const back = await act(
      'finance',
      'reversePayout',
      { payoutId: payout.id, reason: 'returned' },
      'payout { reversal { reason } }',
    );
    expect(back.payout.reversal.reason).toBe('returned');
    expect(await shares()).toEqual([{ earned: '172000', paidOut: '0', owed: '172000' }]);
    expect(await differences()).toEqual([]);
  });

  test('a region sees its own shares and no other’s', async () => {
    const { data } = await front.as(
      'coordinatorWest',
      '{ region(code: "EAST") { shares { owed } trialBalance { account } agedReceivables { total } journal { rows { id } } } network { shares { region { code } } } }',
    );
    expect(data.region).toEqual({ shares: [], trialBalance: [], agedReceivables: [], journal: { rows: [] } });
    expect(data.network.shares.map((one: { region: { code: string } }) => one.region.code)).toEqual(['WEST']);
  });
});

test('the trial balance opens to its entries, by account, currency and day', async () => {
  const all = await trial('network');
  const { data } = await front.as(
    'auditor',
    '{ network { journal(first: 100, account: "write_off", currency: "USD") { total rows { amount account kind reason member { name } } } } }',
  );
  const { rows, total } = data.network.journal;
  expect(total).toBe(3);
  expect(rows.reduce((sum: bigint, one: { amount: string }) => sum + BigInt(one.amount), 0n).toString()).toBe(
    all['write_off'],
  );
  expect(rows.at(-1)).toMatchObject({
    kind: 'reduction',
    reason: 'lost contact',
    member: { name: 'Bruma Council' },
  });
});

test('what is open is told by its age, as of a date', async () => {
  // Dues of 2024 are due on 31 March 2024, or on the day of the run where that is later.
  const [{ due } = { due: '' }] = await owner<{ due: string }[]>`
    select max(due_on)::text as due from assessment_balance where member_id = 13`;
  const asOf = async (days: number) => {
    const [{ day } = { day: '' }] = await owner<
      { day: string }[]
    >`select (${due}::date + ${days}::int)::text as day`;
    const { data } = await front.as(
      'auditor',
      `{ network(asOf: "${day}") { agedReceivables { region { code } notDue upTo30 upTo90 upTo365 older total members } agedMembers(sort: NAME, descending: false) { rows { member { name } total } } } }`,
    );
    return data.network;
  };
  const today = await asOf(0);
  const east = today.agedReceivables.find((one: { region: { code: string } }) => one.region.code === 'EAST');
  expect(east.upTo30).toBe(east.total);
  expect(east.members).toBe(3);
  const later = (await asOf(400)).agedReceivables[0];
  expect(later.older).toBe(later.total);
  const sum = (await trial('network'))['receivable'];
  const totals = (await asOf(0)).agedReceivables.map((one: { total: string }) => BigInt(one.total));
  expect(totals.reduce((one: bigint, other: bigint) => one + other, 0n).toString()).toBe(sum);
});

test('a statement is read page by page, forwards and back, with the balance after each line', async () => {
  for (let day = 10; day < 40; day++)
    await pay(11, `${day}.00`, new Date(Date.UTC(2025, 0, day)).toISOString().slice(0, 10));
  const whole = await front.as(
    'treasurer',
    '{ member(id: 11) { statement(first: 100) { total next rows { id balance change } } } }',
  );
  const { rows, total, next } = whole.data.member.statement;
  expect(next).toBeNull();
  expect(total).toBe(rows.length);
  let expected = 0n;
  for (const one of rows.toReversed()) {
    expected += BigInt(one.change);
    expect(one.balance).toBe(expected.toString());
  }
  const walked: unknown[] = [];
  const document = `query P($after: String, $before: String, $descending: Boolean) {
    member(id: 11) { statement(first: 7, after: $after, before: $before, descending: $descending) { next previous rows { id balance change } } } }`;
  const page = async (variables: Record<string, unknown>) =>
    (await front.as('treasurer', document, variables)).data.member.statement;
  let at = await page({});
  walked.push(...at.rows);
  while (at.next) {
    at = await page({ after: at.next });
    walked.push(...at.rows);
  }
  expect(walked).toEqual(rows);
  const back = await page({ before: at.previous });
  expect(back.rows).toEqual(rows.slice(-(at.rows.length + 7), -at.rows.length));
  expect((await page({ descending: false })).rows).toEqual(rows.toReversed().slice(0, 7));
  const period = await front.as(
    'treasurer',
    '{ member(id: 11, asOf: "2025-02-01") { statement(from: "2025-01-15", until: "2025-01-20") { rows { change balance } } } }',
  );
  const same = rows.filter(
    (one: { change: string }) => BigInt(one.change) <= -1500n && BigInt(one.change) >= -2000n,
  );
  expect(period.data.member.statement.rows.map((one: { change: string }) => one.change)).toEqual(
    same.map((one: { change: string }) => one.change),
  );
});

describe('closing', () => {
  const through = '2025-12-31';

  test('only days that are over are closed, by those who may, once', async () => {
    await expect(act('coordinator', 'closePeriod', { through }, '')).rejects.toThrow('FORBIDDEN');
    expect(await refusals('finance', 'closePeriod', { through: '2999-01-01' })).toEqual([
      ['period_not_over', 'through'],
    ]);
    const closed = await act(
      'finance',
      'closePeriod',
      { through, note: 'Accounts of 2025' },
      'closing { through stands closedBy { name } }',
    );
    expect(closed.closing).toEqual({ through, stands: true, closedBy: { name: 'finance' } });
    expect(await refusals('finance', 'closePeriod', { through })).toEqual([['period_closed', 'through']]);
    const { data } = await front.as('treasurer', '{ network { closedThrough periodClosings { through } } }');
    expect(data.network).toEqual({ closedThrough: through, periodClosings: [{ through }] });
    const nobody = await front.as('none', '{ network { closedThrough periodClosings { through } } }');
    expect(nobody.data.network).toEqual({ closedThrough: null, periodClosings: [] });
  });

  test('a booking dated in a closed period is refused by each act at its field, and by the database', async () => {
    const before = await owner`select count(*)::int as n from ledger_entry`;
    const money = { amount: '1', currency: 'USD' };
    const tries: [string, Input, string][] = [
      ['recordPayment', { memberId: 11, ...money, receivedOn: through, method: 'cash' }, 'receivedOn'],
      [
        'refundCredit',
        { memberId: 14, ...money, paidOn: through, bankReference: 'x', reason: 'x' },
        'paidOn',
      ],
      ['payRegionShare', { regionId: 2, ...money, paidOn: through, bankReference: 'x' }, 'paidOn'],
    ];
    for (const [name, input, field] of tries)
      expect(await refusals('finance', name, input), name).toEqual([['period_closed', field]]);
    const direct = owner.begin(async (sql) => {
      const [made] = await sql<{ id: string }[]>`
        insert into ledger_transaction (kind, booked_on, member_id, region_id) values ('payment', ${through}, 11, 2) returning id`;
      await sql`insert into ledger_entry (transaction_id, account, member_id, region_id, booked_on, amount, currency)
        select ${String(made?.id)}, account, 11, 2, ${through}, amount, 'USD' from (values ('bank', 1), ('credit', -1)) v (account, amount)`;
    });
    await expect(direct).rejects.toMatchObject({ code: 'NF004', detail: through });
    expect(await owner`select count(*)::int as n from ledger_entry`).toEqual(before);
    expect((await pay(11, '1', '2026-01-01')).refusals).toEqual([]);
  });

  test('an entry of another day than its transaction is refused', async () => {
    const elsewhere = owner.begin(async (sql) => {
      const [made] = await sql<{ id: string }[]>`
        insert into ledger_transaction (kind, booked_on, member_id, region_id) values ('payment', '2026-02-01', 11, 2) returning id`;
      await sql`insert into ledger_entry (transaction_id, account, member_id, region_id, booked_on, amount, currency)
        select ${String(made?.id)}, account, 11, 2, '2026-02-02', amount, 'USD' from (values ('bank', 1), ('credit', -1)) v (account, amount)`;
    });
    await expect(elsewhere).rejects.toMatchObject({ code: 'NF002' });
  });

  test('a booking under way and a closing wait for each other', async () => {
    const other = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
    try {
      let closing: Promise<unknown> = Promise.resolve();
      await owner.begin(async (sql) => {
        const [made] = await sql<{ id: string }[]>`
          insert into ledger_transaction (kind, booked_on, member_id, region_id) values ('payment', '2026-01-10', 11, 2) returning id`;
        await sql`insert into ledger_entry (transaction_id, account, member_id, region_id, booked_on, amount, currency)
          select ${String(made?.id)}, account, 11, 2, '2026-01-10', amount, 'USD' from (values ('bank', 1), ('credit', -1)) v (account, amount)`;
        closing = other.begin(async (second) => {
          await second`set local lock_timeout = '300ms'`;
          await second`insert into period_closing (through) values ('2026-01-15')`;
        });
        await expect(closing).rejects.toMatchObject({ code: '55P03' });
      });
    } finally {
      await other.end();
    }
  });

  test('the latest closing is taken back by two persons, or stays', async () => {
    const { data } = await front.as('finance', '{ network { periodClosings { id } } }');
    const closingId = data.network.periodClosings[0].id;
    const ask = { closingId, reason: 'a payment of December was found' };
    const { reopening } = await act('finance', 'askReopening', ask, 'reopening { id state mine }');
    expect(reopening).toMatchObject({ state: 'waiting', mine: true });
    expect(await refusals('secretariat', 'askReopening', ask)).toEqual([['reopening_waits', 'closingId']]);
    const decide = { reopeningId: reopening.id };
    expect(await refusals('finance', 'approveReopening', decide)).toEqual([
      ['second_person_needed', 'reopeningId'],
    ]);
    await act('secretariat', 'declineReopening', { ...decide, reason: 'book it in January' }, '');
    expect(await refusals('secretariat', 'approveReopening', decide)).toEqual([
      ['already_decided', 'reopeningId'],
    ]);
    const again = await act('finance', 'askReopening', ask, 'reopening { id }');
    const approved = await act(
      'secretariat',
      'approveReopening',
      { reopeningId: again.reopening.id },
      'reopening { state decidedBy { name } }',
    );
    expect(approved.reopening).toEqual({ state: 'approved', decidedBy: { name: 'secretariat' } });
    expect((await pay(11, '1', through)).refusals).toEqual([]);
    expect(await refusals('finance', 'askReopening', ask)).toEqual([['not_latest_closing', 'closingId']]);
  });

  test('books that do not carry their balances are not closed', async () => {
    await owner`alter table member_balance disable trigger user`;
    await owner`update member_balance set balance = balance + 1 where member_id = 11 and account = 'bank'`;
    expect(await refusals('finance', 'closePeriod', { through })).toEqual([['ledger_differs', 'through']]);
    await owner`update member_balance set balance = balance - 1 where member_id = 11 and account = 'bank'`;
    expect((await act('finance', 'closePeriod', { through }, 'closing { id }')).refusals).toEqual([]);
  });
});

test('every account keeps its sums and balances after all this', async () => {
  await trial('network');
  for (const region of ['EAST', 'WEST', 'NORTH']) await trial(`region(code: "${region}")`);
  expect(await differences()).toEqual([]);
  const refused = owner`update refund set amount = 1`;
  await expect(refused).rejects.toMatchObject({ code: 'NF001' });
});
