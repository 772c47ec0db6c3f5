import {
  column,
  type Guard,
  given,
  made,
  many,
  one,
  page,
  type Row,
  refers,
  type Scope,
  SIGNED_IN,
  shapes,
} from '../../reading/shape.ts';
import { outstanding, reduced } from '../figures.ts';
import { containing, person } from '../shape-parts.ts';
import { readReference } from './reference.ts';

const guard = (row: Row): Guard => ({
  capability: 'dues.read',
  member: `${row}.member_id`,
  region: `${row}.region_id`,
});

const BY_NUMBER = { by: (c: Row) => `${c}.number`, type: 'text' as const };
const SORTS = {
  ISSUED: [{ by: (c: Row) => `${c}.issued_on`, type: 'date' as const }, BY_NUMBER],
  NUMBER: [BY_NUMBER],
  AMOUNT: [{ by: (c: Row) => `${c}.amount`, type: 'bigint' as const }, BY_NUMBER],
};

/** A figure of the balance of an invoice's assessment on the date. */
const ofBalance = (figure: (balance: Row, scope: Scope) => string) => (row: Row, scope: Scope) =>
  `(select ${figure('b', scope)} from assessment_balance b where b.assessment_id = ${row}.assessment_id)`;

/** Where the invoice stands on the date: what is open of it and when it was due decide. */
function stateOf(row: Row, scope: Scope): string {
  const open = outstanding('b', scope);
  const left = `b.amount - ${reduced('b', scope)}`;
  return `case ${row}.kind when 'credit_note' then 'credited' else (select case
      when ${left} = 0 then 'credited' when ${open} = 0 then 'paid'
      when app.overdue(${row}.assessment_id, ${row}.due_on, ${scope.asOf}) then 'overdue'
      when ${open} < ${left} then 'partly' else 'open' end
    from assessment_balance b where b.assessment_id = ${row}.assessment_id) end`;
}

/** What is searched for: a reference, a number, the running number alone, or a part of the member's name. */
function filter(child: Row, _row: Row, scope: Scope): string {
  const given = (name: string, type: string) => `${scope.arg(name)}::${type}`;
  const reference = `${scope.arg('search', (value) => readReference(String(value ?? '')))}::text`;
  const number = `${scope.arg('search', (value) => plain(value)?.toUpperCase() ?? null)}::text`;
  const position = `${scope.arg('search', (value) => (/^\d{1,9}$/.test(plain(value) ?? '') ? Number(plain(value)) : null))}::int`;
  const name = `${scope.arg('search', containing)}::text`;
  return `${child}.issued_on <= ${scope.asOf}
    and (${given('year', 'int')} is null or ${child}.year = ${given('year', 'int')})
    and (${given('kind', 'text')} is null or ${child}.kind = ${given('kind', 'text')})
    and (${given('state', 'text')} is null or ${stateOf(child, scope)} = ${given('state', 'text')})
    and (${name} is null or ${child}.reference = ${reference} or ${child}.number = ${number} or ${child}.position = ${position}
      or ${child}.member_id in (select m.place_id from member m join organisation o on o.id = m.organisation_id
        where o.name_key like app.key(${name})))`;
}

const plain = (value: unknown) =>
  value == null || String(value).trim() === '' ? null : String(value).trim();

/** Invoices, credit notes and where members pay to, as the contract has them. */
export const invoiceShapes = shapes({
  Query: {
    fields: {
      invoice: one(
        'Invoice',
        (c) => `invoice ${c}`,
        (c, _r, q) => `${c}.id = ${q.arg('id')}::uuid`,
      ),
    },
  },
  Member: {
    fields: {
      invoices: many(
        'Invoice',
        (c) => `invoice ${c}`,
        (c, r, q) => `${c}.member_id = ${r}.place_id and ${c}.issued_on <= ${q.asOf}`,
        (c) => `${c}.issued_on desc, ${c}.number desc`,
      ),
    },
  },
  Region: {
    fields: {
      invoices: page(
        'Invoice',
        SORTS,
        (c) => `invoice ${c}`,
        (c, r, q) => `${c}.region_id = ${r}.place_id and ${filter(c, r, q)}`,
      ),
    },
  },
  Network: {
    fields: {
      invoices: page(
        'Invoice',
        SORTS,
        (c) => `invoice ${c}`,
        (c, r, q) => `(${q.arg('region')}::text is null or ${c}.region_id = (select g.place_id from region g
          where g.code = ${q.arg('region')}::text)) and ${filter(c, r, q)}`,
      ),
      payeeAccounts: many(
        'PayeeAccount',
        (c) => `payee_account ${c}`,
        undefined,
        (c) => `upper(${c}.during) is not null, ${c}.currency, lower(${c}.during) desc`,
      ),
      invoiceIssuers: many(
        'InvoiceIssuer',
        (c) => `invoice_issuer ${c}`,
        undefined,
        (c) => `${c}.since desc, ${c}.id desc`,
      ),
    },
  },
  Assessment: {
    fields: {
      invoice: one(
        'Invoice',
        (c) => `invoice ${c}`,
        (c, r) => `${c}.assessment_id = ${r}.id and (${c}.kind = 'invoice' or ${r}.amount < 0)`,
      ),
    },
  },
  InvoicePage: { fields: { rows: given, next: given, previous: given, total: given } },
  Invoice: {
    guard,
    fields: {
      id: column('id'),
      kind: column('kind'),
      number: column('number'),
      reference: column('reference'),
      assessment: refers('Assessment', 'assessment', 'assessment_id'),
      member: refers('Member', 'member', 'member_id', 'place_id'),
      region: refers('Region', 'region', 'region_id', 'place_id'),
      year: column('year'),
      amount: (r) => `${r}.amount::text`,
      currency: column('currency'),
      issuedOn: column('issued_on'),
      dueOn: column('due_on'),
      addressee: column('addressee'),
      country: column('country'),
      locale: column('locale'),
      outstanding: (r, q) =>
        `case ${r}.kind when 'invoice' then ${ofBalance((b, s) => `(${outstanding(b, s)})::text`)(r, q)} end`,
      remaining: (r, q) =>
        `case ${r}.kind when 'invoice' then ${ofBalance((b, s) => `(b.amount - ${reduced(b, s)})::text`)(r, q)} end`,
      state: stateOf,
      payable: many(
        'PayableAmount',
        (c, r, q) => `(select p.*, ${r}.member_id, ${r}.region_id
          from invoice_terms t join assessment_balance b on b.assessment_id = ${r}.assessment_id
          cross join lateral app.payable((${outstanding('b', q)})::bigint, t.rates) p
          where t.id = ${r}.terms_id and ${r}.kind = 'invoice' and p.amount_payable > 0) ${c}`,
        undefined,
        (c) => `${c}.currency`,
      ),
      charges: (r) => `(select t.charges from invoice_terms t where t.id = ${r}.terms_id)`,
      credits: refers('Invoice', 'invoice', 'credits'),
      creditNotes: many(
        'Invoice',
        (c) => `invoice ${c}`,
        (c, r, q) => `${c}.credits = ${r}.id and ${c}.issued_on <= ${q.asOf}`,
        (c) => `${c}.issued_on, ${c}.number`,
      ),
      reason: column('reason'),
      issuedBy: person('issued_by'),
      payTo: many(
        'PayeeAccount',
        (c) => `payee_account ${c}`,
        (c, r, q) => `${r}.kind = 'invoice' and ${c}.during @> ${q.asOf} and (${c}.currency = ${r}.currency
          or exists (select from invoice_terms t, jsonb_array_elements(t.rates) x
            where t.id = ${r}.terms_id and x ->> 'currency' = ${c}.currency))`,
        (c) => `${c}.currency`,
      ),
      invented: column('invented'),
    },
  },
  PayableAmount: {
    guard,
    fields: {
      currency: column('currency'),
      amount: (r) => `${r}.amount_payable::text`,
      rate: column('rate'),
      on: column('day'),
      source: column('source'),
    },
  },
  PayeeAccount: {
    guard: () => SIGNED_IN,
    fields: {
      id: column('id'),
      currency: column('currency'),
      from: (r) => `lower(${r}.during)`,
      until: (r) => `upper(${r}.during)`,
      holder: column('holder'),
      iban: column('iban'),
      account: column('account'),
      bic: column('bic'),
      bank: column('bank'),
      setBy: person('set_by'),
    },
  },
  InvoiceIssuer: {
    guard: () => SIGNED_IN,
    fields: {
      id: column('id'),
      since: column('since'),
      legalName: column('legal_name'),
      registration: column('registration'),
      street: column('street'),
      postcode: column('postcode'),
      city: column('city'),
      country: column('country'),
      invoicePrefix: column('invoice_prefix'),
      creditPrefix: column('credit_prefix'),
      setBy: person('set_by'),
    },
  },
  IssueCreditNotePayload: {
    fields: { refusals: given, creditNote: made('Invoice', 'invoice', 'creditNote') },
  },
  PayeeAccountPayload: {
    fields: { refusals: given, account: made('PayeeAccount', 'payee_account', 'account') },
  },
  SetInvoiceIssuerPayload: {
    fields: { refusals: given, issuer: made('InvoiceIssuer', 'invoice_issuer', 'issuer') },
  },
});
