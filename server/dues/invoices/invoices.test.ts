import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';
import { rfReference } from './reference.ts';
import { payable } from './terms.ts';

let front: Front;
let owner: postgres.Sql;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const [vintage] = await owner<{ id: string }[]>`
    insert into reference_vintage (series, label, source) values ('exchange_rate', '2024', 'Test Bank') returning id`;
  await owner`insert into exchange_rate (vintage_id, base, currency, day, rate) select ${String(vintage?.id)}, 'USD', currency, '2024-01-01', rate
    from (values ('EUR', 0.9217), ('GBP', 0.79)) r (currency, rate)`;
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

let keys = 0;
const key = () => `invoice-${++keys}-${process.pid}`;
const DAY = new Date().toISOString().slice(0, 10);
const YEAR = DAY.slice(0, 4);

interface Invoice {
  id: string;
  kind: string;
  number: string;
  reference: string;
  amount: string;
  currency: string;
  [field: string]: unknown;
}

async function invoicesOf(member: number, person = 'finance'): Promise<Invoice[]> {
  const { data, errors } = await front.as(
    person,
    `{ member(id: ${member}) { invoices { id kind number reference amount currency year dueOn addressee country locale state outstanding
      remaining charges payable { currency amount rate on source } payTo { iban account currency } reason credits { number }
      creditNotes { number } assessment { invoice { number } } } } }`,
  );
  expect(errors).toBeUndefined();
  return data.member.invoices;
}

async function act(name: string, input: Record<string, unknown>, fields: string, person = 'finance') {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const { data, errors } = await front.as(
    person,
    `mutation M($input: ${type}!) { ${name}(input: $input) { refusals { code field value } ${fields} } }`,
    { input: { idempotencyKey: key(), ...input } },
  );
  return { ...data?.[name], errors };
}
const assess = (place: number, year: number, person = 'finance') =>
  act('assessRegion', { placeId: place, year }, 'run { id count }', person);
const credit = (invoice: Invoice | undefined, input: Record<string, unknown>, person = 'finance') =>
  act(
    'issueCreditNote',
    { invoiceId: invoice?.id, reason: 'asked by mistake', ...input },
    'creditNote { id number kind amount }',
    person,
  );
const differences = () => owner`select * from app.ledger_differences()`;

test('a run writes an invoice for each assessment, numbered without gaps, with a reference that checks', async () => {
  await owner`insert into suspension (member_id, during, reason) values (12, daterange('2023-01-01', null), 'unpaid')`;
  expect((await assess(2, 2024)).errors).toBeUndefined();
  const rows = await owner<
    { number: string; reference: string; member: number; amount: string; same: boolean }[]
  >`
    select i.number, i.reference, i.member_id as member, i.amount::text, i.amount = a.amount and i.due_on = a.due_on as same
    from invoice i join assessment a on a.id = i.assessment_id order by i.position`;
  expect(rows.map(({ number }) => number)).toEqual([1, 2, 3].map((n) => `INV-${YEAR}-00000${n}`));
  for (const { number, reference } of rows) expect(reference).toBe(rfReference(number));
  expect(rows.every(({ same }) => same)).toBe(true);
  // Bruma Council is suspended, and owes its dues all the same.
  expect(rows.map(({ member }) => member)).toContain(12);
});

test('an invoice says what it was issued with: addressee, due date, language, currencies with the rates of the day', async () => {
  await owner`update person set locale = 'fr' where id = ${String(front.world.people['treasurer'])}`;
  expect((await assess(2, 2025)).errors).toBeUndefined();
  const [invoice] = await invoicesOf(11, 'treasurer');
  expect(invoice).toMatchObject({
    kind: 'invoice',
    year: 2025,
    amount: '145000',
    currency: 'USD',
    addressee: 'Alba Council',
    country: 'AL',
    locale: 'fr',
    outstanding: '145000',
    remaining: '145000',
    charges: 'payer',
    payable: [
      { currency: 'EUR', amount: '133647', rate: '0.9217', on: '2024-01-01', source: 'Test Bank, 2024' },
      { currency: 'GBP', amount: '114550', rate: '0.79', on: '2024-01-01', source: 'Test Bank, 2024' },
    ],
  });
  await credit(invoice, { amount: '450' });
  const left = (await invoicesOf(11)).find(({ id }) => id === invoice?.id);
  expect(left?.payable).toMatchObject([
    { currency: 'EUR', amount: '92170' },
    { currency: 'GBP', amount: '79000' },
  ]);
  expect(invoice?.assessment).toEqual({ invoice: { number: invoice?.number } });
});

test('what is payable is exact to the last minor unit, in SQL and in code alike', async () => {
  const rates = [
    { currency: 'EUR', rate: '1/3', day: '2024-01-01', source: 'x', n: '1', d: '3', step: '1' },
    { currency: 'JPY', rate: '151.5', day: '2024-01-01', source: 'x', n: '303', d: '200', step: '1' },
    { currency: 'CHF', rate: '0.5', day: '2024-01-01', source: 'x', n: '1', d: '10', step: '5' },
  ];
  for (const amount of [1n, 2n, 3n, 50n, 99_999_999_999n]) {
    const rows = await owner<{ currency: string; minor: string }[]>`
      select currency, amount_payable::text as minor from app.payable(${amount.toString()}, ${owner.json(rates)})`;
    expect(rows.map(({ minor }) => BigInt(minor))).toEqual(rates.map((rate) => payable(amount, rate)));
  }
  expect(payable(1n, { n: '1', d: '2', step: '1' })).toBe(1n);
});

test('parallel runs and credit notes leave no gap and no number twice', async () => {
  const [invoice] = await invoicesOf(11);
  await Promise.all([
    assess(3, 2024),
    assess(4, 2024),
    assess(3, 2023),
    credit(invoice, { amount: '1' }),
    credit(invoice, { amount: '2' }),
    credit(invoice, { amount: '999999' }),
  ]);
  const rows = await owner<{ kind: string; gapless: boolean }[]>`
    select i.kind, count(*) = max(i.position) and min(i.position) = 1 and max(i.position) = s.last as gapless
    from invoice i join invoice_series s on s.kind = i.kind and s.year = i.series_year group by i.kind, s.last`;
  expect(rows).toEqual(
    expect.arrayContaining([
      { kind: 'invoice', gapless: true },
      { kind: 'credit_note', gapless: true },
    ]),
  );
  expect(await owner`select from invoice where kind = 'credit_note'`).toHaveLength(3);
  expect(await differences()).toEqual([]);
});

test('a credit note takes the rest back; what was paid becomes credit; nothing remains to be credited', async () => {
  const [invoice] = await invoicesOf(14);
  const paid = await act(
    'recordPayment',
    { memberId: 14, amount: '600', currency: 'USD', receivedOn: DAY, method: 'bank_transfer' },
    'payment { id }',
  );
  expect(paid.errors).toBeUndefined();
  const answer = await credit(invoice, {});
  expect(answer.refusals).toEqual([]);
  const [, after] = [answer, (await invoicesOf(14)).find(({ id }) => id === invoice?.id)];
  expect(after).toMatchObject({ state: 'credited', outstanding: '0', remaining: '0' });
  expect(after?.creditNotes).toEqual([{ number: answer.creditNote.number }]);
  expect((await credit(invoice, {})).refusals).toMatchObject([{ code: 'already_credited' }]);
  expect((await credit(answer.creditNote, {})).refusals).toMatchObject([{ code: 'not_an_invoice' }]);
  expect(await differences()).toEqual([]);
});

test('a credit note is refused at its field, and only finance issues one', async () => {
  const [invoice] = await invoicesOf(15);
  expect((await credit(invoice, { reason: ' ' })).refusals).toMatchObject([
    { code: 'required', field: 'reason' },
  ]);
  expect((await credit(invoice, { amount: '1450.001' })).refusals).toMatchObject([
    { code: 'amount_decimals', field: 'amount' },
  ]);
  expect((await credit(invoice, { amount: '-5' })).refusals).toMatchObject([{ code: 'amount_not_positive' }]);
  expect((await credit(invoice, { amount: '1450.01' })).refusals).toMatchObject([
    { code: 'more_than_asked' },
  ]);
  for (const person of ['coordinatorWest', 'auditor', 'secretary'])
    expect(
      (await credit(invoice, {}, person)).errors?.[0]?.extensions?.code ??
        (await credit(invoice, {}, person)).refusals?.[0]?.code,
    ).toMatch(/FORBIDDEN|not_found/);
});

test('the same request twice issues one credit note', async () => {
  const [invoice] = await invoicesOf(15);
  const idempotencyKey = key();
  const [one, two] = [
    await credit(invoice, { amount: '10', idempotencyKey }),
    await credit(invoice, { amount: '10', idempotencyKey }),
  ];
  expect(two.creditNote.id).toBe(one.creditNote.id);
  expect((await invoicesOf(15)).filter(({ kind }) => kind === 'credit_note')).toHaveLength(1);
});

test('invoices are found by number, running number, reference and name, filtered by state, in pages', async () => {
  const [invoice] = await invoicesOf(11);
  const find = async (args: string) => {
    const { data, errors } = await front.as(
      'finance',
      `{ network { invoices(${args}) { total next rows { number state kind } } } }`,
    );
    expect(errors).toBeUndefined();
    return data.network.invoices;
  };
  const reference = invoice?.reference.replace(/(.{4})/g, '$1 ');
  for (const search of [invoice?.number, invoice?.number.toLowerCase(), reference])
    expect((await find(`search: "${search}"`)).rows).toMatchObject([{ number: invoice?.number }]);
  expect((await find('search: "000001", kind: invoice')).rows).toMatchObject([
    { number: `INV-${YEAR}-000001` },
  ]);
  expect((await find('search: "ALBA", kind: invoice')).total).toBe(2);
  expect((await find('search: "nobody"')).total).toBe(0);
  expect((await find('state: credited, kind: invoice')).rows).toMatchObject([{ state: 'credited' }]);
  const all = await find('first: 100');
  const pages = [];
  for (let next: string | null = '', page: typeof all = null; next !== null; next = page.next) {
    page = await find(`first: 2${next ? `, after: "${next}"` : ''}`);
    pages.push(...page.rows);
  }
  expect(pages).toEqual(all.rows);
  expect((await find('region: "WEST", year: 2024')).total).toBeLessThan(all.total);
});

test('a council sees its own invoices only', async () => {
  const [others] = await invoicesOf(14);
  const { data } = await front.as(
    'treasurer',
    `{ invoice(id: "${others?.id}") { number } network { invoices { total rows { addressee } } } }`,
  );
  expect(data.invoice).toBeNull();
  expect(new Set(data.network.invoices.rows.map((row: { addressee: string }) => row.addressee))).toEqual(
    new Set(['Alba Council']),
  );
});

test('an account to pay to is checked, dated, and follows the one before', async () => {
  const set = (input: Record<string, unknown>, person?: string) =>
    act(
      'setPayeeAccount',
      { currency: 'EUR', from: DAY, holder: 'Test Federation', ...input },
      'account { id iban until }',
      person,
    );
  expect((await set({ iban: 'BE68539007547035' })).refusals).toMatchObject([
    { code: 'iban_check', field: 'iban' },
  ]);
  expect((await set({})).refusals).toMatchObject([{ code: 'account_needed', field: 'iban' }]);
  expect((await set({ iban: 'BE68539007547034', bic: 'X' })).refusals).toMatchObject([
    { code: 'bic_form', field: 'bic' },
  ]);
  expect((await set({ iban: 'BE68539007547034', from: '2020-01-01' })).refusals).toMatchObject([
    { code: 'past_date' },
  ]);
  expect((await set({ iban: 'BE68539007547034' }, 'secretariat')).errors?.[0]?.extensions?.code).toBe(
    'FORBIDDEN',
  );
  const first = await set({ iban: 'be68 5390 0754 7034', bic: 'GKCCBEBB' });
  expect(first.account).toMatchObject({ iban: 'BE68539007547034', until: null });
  const second = await set({ iban: 'DE89370400440532013000', from: '2099-01-01' });
  expect(second.refusals).toEqual([]);
  expect((await set({ iban: 'DE89370400440532013000', from: '2098-01-01' })).refusals).toMatchObject([
    { code: 'account_begins_later' },
  ]);
  const [invoice] = await invoicesOf(11);
  expect(invoice?.payTo).toEqual([{ iban: 'BE68539007547034', account: null, currency: 'EUR' }]);
  const end = (accountId: string) =>
    act('endPayeeAccount', { accountId, until: '2100-01-01' }, 'account { until }');
  expect((await end(second.account.id)).account).toEqual({ until: '2100-01-01' });
  expect((await end(second.account.id)).refusals).toMatchObject([{ code: 'account_ended' }]);
});

test('a new series takes the prefix of the issuer; one that has begun keeps its own', async () => {
  const issuer = {
    since: DAY,
    legalName: 'Test Federation ivzw',
    registration: '0123.456.789',
    street: 'Hoogstraat 1',
    city: 'Brussels',
  };
  const set = (input: Record<string, unknown>) =>
    act(
      'setInvoiceIssuer',
      { ...issuer, country: 'AL', invoicePrefix: 'F', creditPrefix: 'K', ...input },
      'issuer { legalName }',
    );
  expect((await set({ invoicePrefix: 'F-1' })).refusals).toMatchObject([
    { code: 'prefix_form', field: 'invoicePrefix' },
  ]);
  expect((await set({ creditPrefix: 'f' })).refusals).toMatchObject([{ code: 'prefix_twice' }]);
  expect((await set({ country: 'ZZ' })).refusals).toMatchObject([{ code: 'country_unknown' }]);
  expect((await set({ city: '' })).refusals).toMatchObject([{ code: 'required', field: 'city' }]);
  expect((await set({})).issuer).toEqual({ legalName: 'Test Federation ivzw' });
  expect((await assess(4, 2025)).errors).toBeUndefined();
  expect((await invoicesOf(16))[0]?.number).toMatch(new RegExp(`^INV-${YEAR}-`));
});

test('nothing of an invoice is ever changed or removed', async () => {
  await expect(owner`update invoice set amount = 1`).rejects.toThrow('append_only');
  await expect(owner`delete from invoice`).rejects.toThrow('append_only');
  await expect(owner`truncate invoice cascade`).rejects.toThrow('append_only');
});
