import { sql } from 'drizzle-orm';
import { bigint, boolean, date, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { days, instant, json } from '../../columns.ts';

/** Tables of invoices as drizzle/ makes them; server/test/tables.test.ts compares the two. */

export const invoice = pgTable('invoice', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  kind: text('kind').notNull(),
  seriesYear: integer('series_year').notNull(),
  position: integer('position').notNull(),
  number: text('number').notNull(),
  reference: text('reference').notNull(),
  assessmentId: uuid('assessment_id').notNull(),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  year: integer('year').notNull(),
  amount: bigint('amount', { mode: 'bigint' }).notNull(),
  currency: text('currency').notNull(),
  issuedOn: date('issued_on', { mode: 'string' }).notNull(),
  dueOn: date('due_on', { mode: 'string' }),
  addressee: text('addressee').notNull(),
  country: text('country').notNull(),
  locale: text('locale').notNull(),
  termsId: uuid('terms_id').notNull(),
  credits: uuid('credits'),
  reason: text('reason'),
  transactionId: uuid('transaction_id'),
  issuedBy: uuid('issued_by'),
  issuedAt: instant('issued_at').notNull().default(sql`now()`),
  invented: boolean('invented').notNull().default(sql`false`),
});

export const invoiceIssuer = pgTable('invoice_issuer', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  since: date('since', { mode: 'string' }).notNull(),
  legalName: text('legal_name').notNull(),
  registration: text('registration').notNull(),
  street: text('street').notNull(),
  postcode: text('postcode'),
  city: text('city').notNull(),
  country: text('country').notNull(),
  invoicePrefix: text('invoice_prefix').notNull().default(sql`'INV'`),
  creditPrefix: text('credit_prefix').notNull().default(sql`'CN'`),
  setBy: uuid('set_by'),
  setAt: instant('set_at').notNull().default(sql`now()`),
});

export const invoiceSeries = pgTable('invoice_series', {
  kind: text('kind').notNull(),
  year: integer('year').notNull(),
  prefix: text('prefix').notNull(),
  last: integer('last').notNull(),
});

export const invoiceTerms = pgTable('invoice_terms', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  charges: text('charges'),
  rateDay: date('rate_day', { mode: 'string' }).notNull(),
  rates: json('rates').notNull().default(sql`'[]'::jsonb`),
});

export const payeeAccount = pgTable('payee_account', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  currency: text('currency').notNull(),
  during: days('during').notNull(),
  holder: text('holder').notNull(),
  iban: text('iban'),
  account: text('account'),
  bic: text('bic'),
  bank: text('bank'),
  setBy: uuid('set_by'),
  setAt: instant('set_at').notNull().default(sql`now()`),
});
