import fc from 'fast-check';
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

const PAYERS = ['Alba Council', 'Bruma Council', 'Dorna Council'];
const movement = fc.record({
  amount: fc.constantFrom('10.00', '20.00', '1450.00'),
  day: fc.constantFrom('2026-01-05', '2026-01-06'),
  payer: fc.constantFrom(...PAYERS),
  reference: fc.constantFrom(null, 'R-1', 'R-2'),
  side: fc.constantFrom<'CRDT' | 'DBIT'>('CRDT', 'CRDT', 'DBIT'),
});

/** What the register holds, as a list of what tells movements apart. */
const register = async (days: string) =>
  (
    await owner<
      { line: string }[]
    >`select concat_ws(' ', booked_on, amount, payer, reference, key, occurrence) as line
      from bank_line where booked_on >= ${days}::date and booked_on < ${days}::date + 2`
  )
    .map(({ line }) => line)
    .sort();

const isolate = (said: Said[], day: string): Said[] =>
  said.map((one) => ({
    ...one,
    day:
      one.day === '2026-01-05'
        ? day
        : `${day.slice(0, 8)}${String(Number(day.slice(8)) + 1).padStart(2, '0')}`,
  }));

test('sec-05: the same file twice, overlapping, sorted anew and with equal lines gives what f + g once gives', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(movement, { minLength: 1, maxLength: 12 }),
      fc.array(movement, { maxLength: 8 }),
      fc.nat(),
      async (f, g, seed) => {
        run += 1;
        const dayOf = (side: number) =>
          `${2000 + (run % 20)}-${String(1 + ((run * 2 + side) % 12)).padStart(2, '0')}-${side === 0 ? '03' : '13'}`;
        const [repeated, once] = [dayOf(0), dayOf(1)];
        const shuffled = [...f].sort((a, b) => weight(a, seed) - weight(b, seed));
        for (const part of [f, f, shuffled, [...f, ...g]]) {
          // A blank more or less makes another file of the same lines: the register, not the file's hash, has to tell.
          const body = `${camtFile(isolate(part, repeated))}${' '.repeat(run % 7)}`;
          expect((await desk.file((await desk.send(body)).id)).stage).toBe('done');
        }
        await desk.send(camtFile(isolate([...f, ...g], once)));
        // The days differ, and with them the keys; all else is to be the same.
        const bare = (lines: string[]) =>
          lines.map((line) => line.replace(/^\S+ /, '').replace(/[0-9a-f]{40}/, '')).sort();
        expect(bare(await register(repeated))).toEqual(bare(await register(once)));
        expect((await register(once)).length).toBe(f.length + g.length);
      },
    ),
    { numRuns: 12 },
  );
}, 240_000);

const weight = (one: Said, seed: number) => (JSON.stringify(one).length * 7919 + seed) % 101;

test('the very same file leads to the same upload, and adds nothing', async () => {
  const body = camtFile([{ amount: '7.00', reference: 'SAME' }]);
  const first = await desk.send(body);
  expect(first.status).toBe(201);
  const again = await desk.send(body);
  expect(again).toMatchObject({ status: 200, id: first.id, known: true });
  const later = await desk.send(
    camtFile([
      { amount: '7.00', reference: 'SAME' },
      { amount: '8.00', reference: 'MORE' },
    ]),
  );
  expect(await desk.file(later.id)).toMatchObject({ stage: 'done', added: 1, known: 1, linesTotal: 2 });
});

test('two equal lines of one file are two payments, each accepted once, also when the file comes again', async () => {
  const twice: Said[] = [
    { amount: '33.00', reference: 'TWIN', payer: 'Alba Council', day: '2026-02-02' },
    { amount: '33.00', reference: 'TWIN', payer: 'Alba Council', day: '2026-02-02' },
  ];
  await desk.send(camtFile(twice));
  const { rows } = await desk.lines({ search: 'TWIN' });
  expect(rows.map(({ occurrence }: { occurrence: number }) => occurrence).sort()).toEqual([1, 2]);
  for (const { id } of rows)
    expect(await desk.decide('acceptBankLine', { id })).toMatchObject({ refusals: [] });
  await desk.send(camtFile([...twice, { amount: '1.00', reference: 'OTHER' }]));
  expect((await desk.lines({ search: 'TWIN' })).total).toBe(0);
  const references =
    await owner`select bank_reference from payment where bank_reference like 'TWIN%' order by 1`;
  expect(references.map((row) => row['bank_reference'])).toEqual(['TWIN', 'TWIN (2)']);
  expect(await owner`select * from app.ledger_differences()`).toEqual([]);
});

test('a notification and a statement of the same movement are one line', async () => {
  const said: Said[] = [{ amount: '41.00', reference: 'BOTH', payer: 'Alba Council', endToEnd: 'E-41' }];
  await desk.send(camtFile(said, { kind: '054' }));
  const { id } = await desk.send(camtFile(said, { kind: '053', version: '02' }));
  expect(await desk.file(id)).toMatchObject({ added: 0, known: 1 });
});

test('a statement whose movements do not lead from balance to balance says what is missing', async () => {
  const { id } = await desk.send(
    camtFile([{ amount: '5.00', reference: 'GAP' }], { opening: '100.00', closing: '125.00' }),
  );
  expect((await desk.file(id)).statements).toMatchObject([
    { opening: '10000', closing: '12500', moved: '500', gap: '2000' },
  ]);
});

const bomb = `<!DOCTYPE a [<!ENTITY b "${'b'.repeat(99)}">]><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">&b;</Document>`;
test.each([
  ['an XML bomb', bomb, 'bank_file_entities'],
  [
    'a file that breaks off',
    camtFile([
      { amount: '9.00', reference: 'X-1' },
      { amount: '9.00', reference: 'X-2' },
    ]).slice(0, -80),
    'bank_file_truncated',
  ],
  [
    'an amount below zero in the second line',
    camtFile([
      { amount: '9.00', reference: 'X-3' },
      { amount: '-9.00', reference: 'X-4' },
    ]),
    'bank_amount_invalid',
  ],
  [
    'a currency that the account is not in',
    camtFile([{ amount: '9.00', currency: 'EUR', reference: 'X-5' }], { currency: 'EUR' }),
    'bank_currency_differs',
  ],
  [
    'an account that is not the network’s',
    camtFile([{ amount: '9.00', reference: 'X-6' }], { iban: 'DE89370400440532013000' }),
    'bank_account_unknown',
  ],
  [
    'another message',
    camtFile([{ amount: '9.00', reference: 'X-7' }]).replaceAll('camt.053', 'pain.001'),
    'bank_format_unknown',
  ],
  ['no file of a bank at all', '%PDF-1.7 \u0001\u0002', 'file_not_table'],
])('%s is refused with its reason and place, and nothing of it counts', async (_, body, code) => {
  const before =
    await owner`select (select count(*) from bank_line) as lines, (select count(*) from ledger_transaction) as booked`;
  const { id } = await desk.send(body);
  expect(await desk.file(id)).toMatchObject({ stage: 'failed', failure: code });
  expect(
    await owner`select (select count(*) from bank_line) as lines, (select count(*) from ledger_transaction) as booked`,
  ).toEqual(before);
  // What was refused may be sent again, mended or not.
  expect((await desk.send(body)).known).toBe(false);
});

test('an empty file and one of more than 32 MB are not taken', async () => {
  expect(await desk.send('')).toMatchObject({ status: 422, refusals: [{ code: 'file_empty' }] });
  expect(await desk.send(Buffer.alloc(33 * 1024 * 1024, 60))).toMatchObject({
    status: 422,
    refusals: [{ code: 'file_too_large' }],
  });
});

test('a statement without movements is read, and says so', async () => {
  const { id } = await desk.send(camtFile([], { opening: '0.00' }));
  expect(await desk.file(id)).toMatchObject({ stage: 'done', added: 0, known: 0, linesTotal: 0 });
});

test('who may not match sends no file and sees none; the auditor reads and decides nothing', async () => {
  for (const person of ['treasurer', 'coordinator', 'secretariat', 'auditor', 'none']) {
    expect((await desk.send(camtFile([{ amount: '3.00' }]), person)).status, person).toBe(403);
  }
  const { id } = await desk.send(camtFile([{ amount: '3.00', reference: 'AUDITED' }]));
  expect(await desk.file(id, 'secretariat')).toBeNull();
  expect(await desk.file(id, 'auditor')).toMatchObject({ stage: 'done' });
  expect((await desk.lines({ search: 'AUDITED' }, 'treasurer')).total).toBe(0);
  const { rows } = await desk.lines({ search: 'AUDITED' }, 'auditor');
  await expect(desk.decide('ignoreBankLine', { id: rows[0].id, reason: 'no' }, 'auditor')).rejects.toThrow(
    'FORBIDDEN',
  );
});
