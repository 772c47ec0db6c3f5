import postgres from 'postgres';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LOCALES, say } from '../../documents/words.ts';
import { type Front, openFront } from '../../test/client.ts';
import { epcText } from './epc.ts';
import { inGroups } from './reference.ts';

let front: Front;
let owner: postgres.Sql;
let invoice: { id: string; number: string; reference: string };
let receipt: { id: string; receipt: string };
const DAY = new Date().toISOString().slice(0, 10);
const HOSTILE = 'Alba #panic("x") $1$ @ref <b> & “Council”';

beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const [vintage] = await owner<{ id: string }[]>`
    insert into reference_vintage (series, label, source) values ('exchange_rate', '2024', 'Test Bank') returning id`;
  await owner`insert into exchange_rate (vintage_id, base, currency, day, rate)
    values (${String(vintage?.id)}, 'USD', 'EUR', '2024-01-01', 0.9217)`;
  await owner`update organisation set name = ${HOSTILE} where id = (select organisation_id from member where place_id = 11)`;
  await owner`insert into payee_account (currency, during, holder, iban, bic)
    values ('EUR', daterange('2020-01-01', null), 'Test Federation', 'BE68539007547034', 'GKCCBEBB')`;
  await act('assessRegion', `placeId: 2, year: 2024, idempotencyKey: "documents-run"`, 'run { id }');
  const paid = await act(
    'recordPayment',
    `memberId: 11, amount: "50.00", currency: "USD", receivedOn: "${DAY}", method: bank_transfer, idempotencyKey: "documents-pay"`,
    'payment { id receipt }',
  );
  receipt = paid.payment;
  [invoice] = (
    await front.as('finance', '{ member(id: 11) { invoices { id number reference } } }')
  ).data.member.invoices;
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

async function file(path: string, person: string | null) {
  const headers = person ? { authorization: `Bearer ${await front.session(person)}` } : {};
  return front.api.app.inject({ method: 'GET', url: path, headers });
}

async function textOf(pdf: Buffer): Promise<string> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true });
  return text.replace(/[\u2066-\u2069\u200e\u200f]/g, '').replace(/\s+/g, ' ');
}

test.each(LOCALES)(
  'the invoice in %s says what is asked, of whom, why, and how it is paid',
  async (locale) => {
    const answer = await file(`/documents/invoices/${invoice.id}.pdf?locale=${locale}`, 'treasurer');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('application/pdf');
    expect(answer.headers['content-disposition']).toBe(`attachment; filename="${invoice.number}.pdf"`);
    const text = await textOf(answer.rawPayload);
    expect(text).toContain(invoice.number);
    expect(text).toContain(inGroups(invoice.reference));
    expect(text).toContain('BE68 5390 0754 7034');
    if (locale === 'ar') return;
    for (const key of ['dues_invoice_pay', 'dues_invoice_annex', 'dues_charges_payer'])
      expect(text).toContain(say(locale, key).replace(/\s+/g, ' '));
    expect(text).toContain(HOSTILE);
  },
);

test('the invoice comes in the language it was issued in, with what is open and the rate of the day', async () => {
  const text = await textOf((await file(`/documents/invoices/${invoice.id}.pdf`, 'finance')).rawPayload);
  expect(text).toContain('USD 1,450.00');
  expect(text).toMatch(/Open on .*: USD 1,400\.00/);
  // 1400 dollars at 0.9217.
  expect(text).toContain('EUR 1,290.38');
  expect(text).toContain('Test Bank, 2024');
});

test('the receipt says what was received and settled', async () => {
  const answer = await file(`/documents/receipts/${receipt.id}.pdf?locale=fr`, 'treasurer');
  expect(answer.headers['content-disposition']).toBe(`attachment; filename="${receipt.receipt}.pdf"`);
  const text = await textOf(answer.rawPayload);
  expect(text).toContain(receipt.receipt);
  expect(text).toContain(say('fr', 'dues_line_assessment', { year: '2024' }));
  expect(text).toMatch(/50,00 USD/);
});

test('the electronic invoice comes in both syntaxes, once somebody is named to issue it', async () => {
  const before = await file(`/documents/invoices/${invoice.id}.xml`, 'treasurer');
  expect([before.statusCode, before.json().refusals[0].code]).toEqual([422, 'issuer_missing']);
  await owner`insert into invoice_issuer (since, legal_name, registration, street, city, country)
    values ('2020-01-01', 'Test Federation', '1', 'Hoogstraat 1', 'Tirana', 'AL')`;
  const ubl = await file(`/documents/invoices/${invoice.id}.xml`, 'treasurer');
  expect(ubl.headers['content-type']).toBe('application/xml; charset=utf-8');
  expect(ubl.body).toContain('urn:oasis:names:specification:ubl:schema:xsd:Invoice-2');
  expect(ubl.body).toContain('<cbc:PayableAmount currencyID="USD">1450.00</cbc:PayableAmount>');
  const cii = await file(`/documents/invoices/${invoice.id}.xml?syntax=cii`, 'treasurer');
  expect(cii.body).toContain('<ram:DuePayableAmount>1450.00</ram:DuePayableAmount>');
  expect((await file(`/documents/invoices/${invoice.id}.xml?syntax=other`, 'treasurer')).statusCode).toBe(
    400,
  );
});

test('files are for those who may read the member’s dues', async () => {
  const paths = [
    `invoices/${invoice.id}.pdf`,
    `invoices/${invoice.id}.xml`,
    `receipts/${receipt.id}.pdf`,
  ].map((one) => `/documents/${one}`);
  for (const path of paths) {
    for (const person of ['treasurer', 'coordinator', 'auditor', 'finance'])
      expect((await file(path, person)).statusCode, `${path} ${person}`).toBe(200);
    for (const person of ['secretaryDorna', 'coordinatorWest', 'delegate', 'none', null])
      expect((await file(path, person)).statusCode, `${path} ${person}`).toBe(404);
  }
  expect(
    (await file('/documents/invoices/00000000-0000-7000-8000-000000000000.pdf', 'finance')).statusCode,
  ).toBe(404);
});

test('the code for a transfer in euros has the lines that banking apps read', () => {
  const transfer = {
    name: 'The Network',
    iban: 'BE68539007547034',
    bic: 'GKCCBEBB',
    amount: 129_038n,
    reference: 'RF18539007547034',
  };
  expect(epcText(transfer)).toBe(
    'BCD\n002\n1\nSCT\nGKCCBEBB\nThe Network\nBE68539007547034\nEUR1290.38\n\nRF18539007547034',
  );
  expect(epcText({ ...transfer, bic: null })?.split('\n')[4]).toBe('');
  expect(epcText({ ...transfer, amount: 0n })).toBeNull();
  expect(epcText({ ...transfer, amount: 100_000_000_000n })).toBeNull();
  const long = epcText({ ...transfer, name: 'é'.repeat(200), amount: 99_999_999_999n }) ?? '';
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(331);
});
