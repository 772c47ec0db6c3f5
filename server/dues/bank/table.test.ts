import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';
import { bankDesk } from './corpus/bank-desk.ts';
import { OWN_IBAN } from './corpus/camt-file.ts';
import { readAmount, readDay } from './table-values.ts';

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

test.each([
  ['2026-01-31', null, '2026-01-31'],
  ['31.01.2026', null, '2026-01-31'],
  ['31/01/26', null, '2026-01-31'],
  ['01/31/2026', null, '2026-01-31'],
  ['02/03/2026', 'mdy', '2026-02-03'],
  ['02/03/2026', 'dmy', '2026-03-02'],
  ['02/03/2026', null, undefined],
  ['30.02.2026', null, null],
  ['soon', null, null],
] as const)('the day %s with the order %s is %s', (text, order, expected) => {
  expect(readDay(text, order)).toBe(expected);
});

test.each([
  ['1,234.50', null, 123450n],
  ['1.234,50', null, 123450n],
  ['1 234,5-', null, -123450n],
  ['(12.00)', null, -1200n],
  ['-7', null, -700n],
  ['1.234', null, 'bank_amount_ambiguous'],
  ['1.234', ',', 123400n],
  ['1,234', '.', 123400n],
  ['12.345,678', null, 'bank_amount_invalid'],
  ['twelve', null, 'bank_amount_invalid'],
] as const)('the amount %s with the mark %s is %s', (text, mark, expected) => {
  expect(readAmount(text, 'USD', mark)).toBe(expected);
});

const whole = `Date,Amount,Currency,Account,Reference,Name,Description
2026-01-05,1450.00,USD,${OWN_IBAN},T-1,Alba Council,Dues
2026-01-05,1450.00,USD,${OWN_IBAN},T-1,Alba Council,Dues
2026-01-06,-12.00,USD,${OWN_IBAN},,,Account fees
`;

test('a table whose headers say all is read at once, equal rows twice, and the same rows in another order once', async () => {
  const { id } = await desk.send(whole, 'finance', 'bank.csv');
  expect(await desk.file(id)).toMatchObject({ stage: 'done', added: 3, known: 0 });
  const [head = '', ...rows] = whole.trim().split('\n');
  const again = await desk.send(`${[head, ...rows.toReversed()].join('\n')}\n`, 'finance', 'bank.csv');
  expect(await desk.file(again.id)).toMatchObject({ stage: 'done', added: 0, known: 3 });
  const { rows: lines } = await desk.lines();
  expect(lines.map(({ amount }: { amount: string }) => amount).sort()).toEqual(['-1200', '145000', '145000']);
  expect(lines.find(({ amount }: { amount: string }) => amount === '-1200').proposal.kind).toBe('charge');
});

test('a table that says less waits for its columns; what cannot be read names its row, and nothing of it counts', async () => {
  const { id } = await desk.send(
    'Konto;;\nTag;Soll;Haben;Wer\n02/03/2026;;1.450,00;Alba Council\n13/03/2026;12,00;;Bank\n',
    'finance',
    'bank.csv',
  );
  const file = await desk.file(id);
  expect([file.stage, file.columns.map(({ header }: { header: string }) => header)]).toEqual([
    'mapping',
    ['Tag', 'Soll', 'Haben', 'Wer'],
  ]);
  const map = (extra: object[] = []) =>
    desk.decide('mapBankFile', {
      id,
      mapping: [
        { field: 'day', column: 0 },
        { field: 'out', column: 1 },
        { field: 'in', column: 2 },
        { field: 'payer', column: 3 },
        { field: 'currency', value: 'USD' },
        ...extra,
      ],
    });
  expect(await map()).toMatchObject({ refusals: [{ code: 'required', field: 'account' }] });
  const account = { field: 'account', value: OWN_IBAN };
  expect(await map([account])).toMatchObject({ refusals: [] });
  await desk.work();
  expect(await desk.file(id)).toMatchObject({
    stage: 'mapping',
    failure: 'bank_date_ambiguous',
    failureValue: '3 (02/03/2026)',
  });
  expect(await owner`select 1 from bank_line where file_id = ${id}`).toHaveLength(0);
  await map([account, { field: 'day_order', value: 'dmy' }]);
  await desk.work();
  expect(await desk.file(id)).toMatchObject({ stage: 'done', added: 2, failure: null });
  const lines =
    await owner`select booked_on::text as day, amount::text from bank_line where file_id = ${id} order by 1`;
  expect(lines.map(({ day, amount }) => [day, amount])).toEqual([
    ['2026-03-02', '145000'],
    ['2026-03-13', '-1200'],
  ]);
});

test('a file that waits for its columns can be given up', async () => {
  const { id } = await desk.send('a;b;c\n1;2;3\n', 'finance', 'bank.csv');
  expect(await desk.decide('cancelBankFile', { id })).toMatchObject({
    refusals: [],
    bankFile: { stage: 'cancelled' },
  });
  expect(await desk.decide('cancelBankFile', { id })).toMatchObject({
    refusals: [{ code: 'bank_file_busy' }],
  });
});
