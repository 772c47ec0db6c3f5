import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';

let front: Front;
let owner: postgres.Sql;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  await act('assessRegion', 'placeId: 3, year: 2024, idempotencyKey: "differences-run"', 'run { id }');
  // Chile's group was stated too high, the Dominican Republic's too low.
  const [list] = await owner<{ id: string }[]>`insert into reference_vintage (series, label, source)
    values ('income_group', 'corrected', 'World Bank, corrected (test)') returning id`;
  for (const [country, group] of [
    ['CL', 'UM'],
    ['DO', 'H'],
  ] as const)
    await owner`insert into country_fact (iso2, fact, during, value, source, vintage_id)
      values (${country}, 'income_group', daterange('2024-01-01', null), ${group}, 'World Bank, corrected (test)', ${String(list?.id)})`;
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

async function act(name: string, input: string, fields: string) {
  const { data, errors } = await front.as(
    'finance',
    `mutation { ${name}(input: { ${input} }) { refusals { code } ${fields} } }`,
  );
  expect(errors ?? data[name].refusals).toEqual([]);
  return data[name];
}

async function invoicesOf(member: number) {
  const { data, errors } = await front.as(
    'finance',
    `{ member(id: ${member}) { invoices { id kind number amount state outstanding remaining reason credits { number }
      creditNotes { number } assessment { kind amount invoice { number } } } } }`,
  );
  expect(errors).toBeUndefined();
  return data.member.invoices;
}

test('a difference above zero gets an invoice of its own, one below zero a credit note on the first', async () => {
  const { count, total } = await act('previewDifferences', 'placeId: 3, year: 2024', 'count total');
  expect([count, total]).toEqual([2, '0']);
  await act(
    'issueDifferences',
    `placeId: 3, year: 2024, reason: "Income groups corrected", expectedCount: 2, expectedTotal: "0", idempotencyKey: "differences-issue"`,
    'run { id }',
  );
  const [first, note] = (await invoicesOf(14)).toSorted((one: { kind: string }, other: { kind: string }) =>
    other.kind.localeCompare(one.kind),
  );
  expect(note).toMatchObject({
    kind: 'credit_note',
    amount: '215000',
    state: 'credited',
    credits: { number: first.number },
    assessment: { kind: 'difference', amount: '-215000', invoice: { number: note.number } },
  });
  expect(note.reason).toContain('Income groups corrected');
  expect(first).toMatchObject({
    amount: '360000',
    outstanding: '145000',
    remaining: '145000',
    creditNotes: [{ number: note.number }],
  });
  const more = await invoicesOf(15);
  expect(more.map(({ kind, amount }: { kind: string; amount: string }) => [kind, amount]).toSorted()).toEqual(
    [
      ['invoice', '145000'],
      ['invoice', '215000'],
    ],
  );
  expect(await owner`select * from app.ledger_differences()`).toEqual([]);
});

test('the credit note of a difference says why in its annex, that of a difference’s invoice can be issued too', async () => {
  const note = (await invoicesOf(14)).find(({ kind }: { kind: string }) => kind === 'credit_note');
  const headers = { authorization: `Bearer ${await front.session('finance')}` };
  const answer = await front.api.app.inject({
    method: 'GET',
    url: `/documents/invoices/${note.id}.pdf`,
    headers,
  });
  expect([answer.statusCode, answer.rawPayload.subarray(0, 5).toString()]).toEqual([200, '%PDF-']);
  const own = (await invoicesOf(15)).find(({ amount }: { amount: string }) => amount === '215000');
  const credited = await act(
    'issueCreditNote',
    `invoiceId: "${own.id}", reason: "taken back", idempotencyKey: "differences-credit"`,
    'creditNote { amount credits { number } }',
  );
  expect(credited.creditNote).toEqual({ amount: '215000', credits: { number: own.number } });
  expect(await owner`select * from app.ledger_differences()`).toEqual([]);
});
