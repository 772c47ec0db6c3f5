import { sql } from 'drizzle-orm';
import { bigint, boolean, date, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant, json, transactionId } from '../columns.ts';

/** Tables of the dues module as drizzle/ makes them; server/test/tables.test.ts compares the two. */

export const assessment = pgTable('assessment', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  year: integer('year').notNull(),
  amount: bigint('amount', { mode: 'bigint' }).notNull(),
  currency: text('currency').notNull(),
  issuedOn: date('issued_on', { mode: 'string' }).notNull(),
  dueOn: date('due_on', { mode: 'string' }).notNull(),
  rulebook: text('rulebook').notNull(),
  version: integer('version').notNull(),
  article: text('article').notNull(),
  calculationId: uuid('calculation_id').notNull(),
  warnings: json('warnings').notNull().default(sql`'[]'::jsonb`),
  runId: uuid('run_id').notNull(),
  kind: text('kind').notNull().default(sql`'full'`),
  corrects: uuid('corrects'),
  reason: text('reason'),
  causes: json('causes').notNull().default(sql`'[]'::jsonb`),
});

export const assessmentBalance = pgTable('assessment_balance', {
  assessmentId: uuid('assessment_id').notNull(),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  year: integer('year').notNull(),
  issuedOn: date('issued_on', { mode: 'string' }).notNull(),
  dueOn: date('due_on', { mode: 'string' }).notNull(),
  amount: bigint('amount', { mode: 'bigint' }).notNull(),
  outstanding: bigint('outstanding', { mode: 'bigint' }).notNull(),
  currency: text('currency').notNull(),
  reduced: bigint('reduced', { mode: 'bigint' }).notNull().default(sql`0`),
});

export const bankReference = pgTable('bank_reference', {
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  reference: text('reference').notNull(),
  paymentId: uuid('payment_id').notNull(),
});

export const calculation = pgTable('calculation', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  facts: json('facts').notNull(),
  why: json('why').notNull(),
});

export const determinedFact = pgTable('determined_fact', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  year: integer('year').notNull(),
  fact: text('fact').notNull(),
  value: text('value').notNull(),
  reason: text('reason').notNull(),
  determinedBy: uuid('determined_by'),
  determinedAt: instant('determined_at').notNull().default(sql`now()`),
});

export const duesRun = pgTable('dues_run', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  year: integer('year').notNull(),
  regionId: integer('region_id'),
  rulebook: text('rulebook').notNull(),
  version: integer('version').notNull(),
  issuedOn: date('issued_on', { mode: 'string' }).notNull().default(sql`CURRENT_DATE`),
  issuedBy: uuid('issued_by'),
  invented: boolean('invented').notNull().default(sql`false`),
  issuedAt: instant('issued_at').notNull().default(sql`now()`),
  kind: text('kind').notNull().default('full'),
  reason: text('reason'),
  chosen: json('chosen'),
});

export const ledgerEntry = pgTable('ledger_entry', {
  id: bigint('id', { mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
  transactionId: uuid('transaction_id').notNull(),
  account: text('account').notNull(),
  memberId: integer('member_id'),
  regionId: integer('region_id'),
  assessmentId: uuid('assessment_id'),
  bookedOn: date('booked_on', { mode: 'string' }).notNull(),
  amount: bigint('amount', { mode: 'bigint' }).notNull(),
  currency: text('currency').notNull(),
});

export const ledgerTransaction = pgTable('ledger_transaction', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  kind: text('kind').notNull(),
  bookedOn: date('booked_on', { mode: 'string' }).notNull(),
  memberId: integer('member_id'),
  regionId: integer('region_id'),
  assessmentId: uuid('assessment_id'),
  paymentId: uuid('payment_id'),
  reverses: uuid('reverses'),
  reason: text('reason'),
  recordedBy: uuid('recorded_by'),
  recordedAt: instant('recorded_at').notNull().default(sql`now()`),
  madeIn: transactionId('made_in').notNull().default(sql`pg_current_xact_id()`),
});

export const memberBalance = pgTable('member_balance', {
  memberId: integer('member_id').notNull(),
  account: text('account').notNull(),
  currency: text('currency').notNull(),
  balance: bigint('balance', { mode: 'bigint' }).notNull(),
});

export const payment = pgTable('payment', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  receipt: text('receipt').notNull(),
  amount: bigint('amount', { mode: 'bigint' }).notNull(),
  currency: text('currency').notNull(),
  receivedOn: date('received_on', { mode: 'string' }).notNull(),
  method: text('method').notNull(),
  bankReference: text('bank_reference'),
  recordedBy: uuid('recorded_by'),
  recordedAt: instant('recorded_at').notNull().default(sql`now()`),
  invented: boolean('invented').notNull().default(sql`false`),
  charges: bigint('charges', { mode: 'bigint' }).notNull().default(sql`0`),
  chargesCurrency: text('charges_currency'),
  rate: text('rate'),
  rateOn: date('rate_on', { mode: 'string' }),
  rateSource: text('rate_source'),
});

export const receiptSeries = pgTable('receipt_series', {
  series: text('series').notNull(),
  last: integer('last').notNull(),
});

export const rulebookVersion = pgTable('rulebook_version', {
  rulebook: text('rulebook').notNull(),
  version: integer('version').notNull(),
  validFrom: date('valid_from', { mode: 'string' }).notNull(),
  currency: text('currency').notNull(),
  document: json('document').notNull(),
  loadedAt: instant('loaded_at').notNull().default(sql`now()`),
  retroactiveFrom: date('retroactive_from', { mode: 'string' }),
  enteredBy: uuid('entered_by'),
  effectiveFrom: date('effective_from', { mode: 'string' }).generatedAlwaysAs(sql`derived`),
});
