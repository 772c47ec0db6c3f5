import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';
import { bankDesk } from './corpus/bank-desk.ts';
import { camtFile, OWN_IBAN, type Said } from './corpus/camt-file.ts';

let front: Front;
let owner: postgres.Sql;
let desk: ReturnType<typeof bankDesk>;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  desk = bankDesk(front);
  await owner`insert into payee_account (currency, during, holder, iban) values ('USD', daterange('2020-01-01', null), 'Test Federation', ${OWN_IBAN})`;
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

/** The batch as a statement has it: one sum, without who paid. */
const sum = (reference: string): Said => ({ amount: '300.00', reference, parts: [] });
/** The same as a notification has it, payment by payment. */
const itemised = (reference: string): Said => ({
  amount: '300.00',
  reference,
  parts: [
    { amount: '100.00', reference: `${reference}-1`, payer: 'Alba Council' },
    { amount: '200.00', reference: `${reference}-2`, payer: 'Bruma Council' },
  ],
});
const other: Said = { amount: '55.00', reference: 'OTHER', payer: 'Dorna Council' };
const send = async (kind: '053' | '054', ...entries: Said[]) => {
  const sent = await desk.send(camtFile(entries, { kind }));
  const file = await desk.file(sent.id);
  expect(file.stage).toBe('done');
  return file;
};
/** What waits in the inbox of a batch, and what the register has of it. */
async function lines(reference: string) {
  const rows = await owner<
    { amount: number; waits: boolean; decided: string | null; reason: string | null }[]
  >`
    select l.amount::int, i.line_id is not null as waits, d.kind as decided, d.reason
    from bank_line l left join bank_inbox i on i.line_id = l.id
    left join lateral (select b.kind, b.reason from bank_decision b where b.line_id = l.id order by b.id desc limit 1) d on true
    where l.reference = ${reference} or starts_with(l.reference, ${`${reference}/`}) order by l.amount`;
  return rows.map((row) => ({ ...row }));
}
const waits = (amount: number) => ({ amount, waits: true, decided: null, reason: null });

test('payments listed after their sum take its place; the sum is left out with the reason', async () => {
  await send('053', sum('B-1'), { ...other, reference: 'O-1' });
  expect(await lines('B-1')).toEqual([waits(30_000)]);
  const file = await send('054', itemised('B-1'));
  expect(file).toMatchObject({ added: 2 });
  expect(await lines('B-1')).toEqual([
    waits(10_000),
    waits(20_000),
    {
      amount: 30_000,
      waits: false,
      decided: 'ignored',
      reason: expect.stringMatching(/^Its payments are listed one by one in/),
    },
  ]);
  // The same again, of either kind and with something new beside it, changes nothing.
  await send('053', sum('B-1'), { ...other, reference: 'O-2' });
  await send('054', itemised('B-1'), { ...other, reference: 'O-3' });
  expect((await lines('B-1')).map(({ amount, waits: open }) => [amount, open])).toEqual([
    [10_000, true],
    [20_000, true],
    [30_000, false],
  ]);
});

test('a sum that comes after its payments is left out; another of the same amount is not', async () => {
  await send('054', itemised('B-2'));
  const file = await send('053', sum('B-2'), sum('B-22'), { ...other, reference: 'O-4' });
  expect(file).toMatchObject({ added: 2 });
  expect(await lines('B-2')).toEqual([waits(10_000), waits(20_000)]);
  expect(await lines('B-22')).toEqual([waits(30_000)]);
});

test('payments of a sum that is booked do not come in beside it', async () => {
  await send('053', sum('B-3'));
  const [line] = await owner<{ id: string }[]>`select id from bank_line where reference = 'B-3'`;
  const { data, errors } = await front.as(
    'finance',
    `mutation { suspendBankLine(input: { id: "${line?.id}", idempotencyKey: "batch-suspend" }) { refusals { code } } }`,
  );
  expect([errors, data?.suspendBankLine.refusals]).toEqual([undefined, []]);
  const file = await send('054', itemised('B-3'));
  expect(file).toMatchObject({ added: 0 });
  expect((await lines('B-3')).map(({ amount }) => amount)).toEqual([30_000]);
  expect(await owner`select * from app.ledger_differences()`).toEqual([]);
});
