import { sql } from 'drizzle-orm';
import { bigint, boolean, date, integer, pgTable, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant, json } from '../../columns.ts';

/** Tables of payments by bank file as drizzle/ makes them; server/test/tables.test.ts compares the two. */

export const bankDecision = pgTable('bank_decision', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  lineId: uuid('line_id').notNull(),
  kind: text('kind').notNull(),
  reason: text('reason'),
  undoes: uuid('undoes'),
  transactionId: uuid('transaction_id'),
  confidence: smallint('confidence'),
  decidedBy: uuid('decided_by'),
  decidedAt: instant('decided_at').notNull().default(sql`now()`),
});

export const bankFile = pgTable('bank_file', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  filename: text('filename').notNull(),
  bytes: integer('bytes').notNull(),
  hash: bytes('hash').notNull(),
  uploadedBy: uuid('uploaded_by').notNull(),
  uploadedAt: instant('uploaded_at').notNull().default(sql`now()`),
  stage: text('stage').notNull().default('waiting'),
  failure: text('failure'),
  failureValue: text('failure_value'),
  format: text('format'),
  encoding: text('encoding'),
  delimiter: text('delimiter'),
  headers: text('headers').array().notNull().default(sql`'{}'`),
  samples: json('samples').notNull().default(sql`'[]'::jsonb`),
  mapping: json('mapping').notNull().default(sql`'{}'::jsonb`),
  linesDone: integer('lines_done').notNull().default(0),
  linesTotal: integer('lines_total'),
  added: integer('added').notNull().default(0),
  known: integer('known').notNull().default(0),
  pending: integer('pending').notNull().default(0),
  invented: boolean('invented').notNull().default(false),
});

export const bankInbox = pgTable('bank_inbox', {
  lineId: uuid('line_id').notNull(),
  state: text('state').notNull().default('open'),
  bookedOn: date('booked_on', { mode: 'string' }).notNull(),
  incoming: boolean('incoming').notNull(),
  kind: text('kind').notNull().default('none'),
  memberId: integer('member_id'),
  assessmentId: uuid('assessment_id'),
  paymentId: uuid('payment_id'),
  confidence: smallint('confidence').notNull().default(0),
  reasons: json('reasons').notNull().default(sql`'[]'::jsonb`),
  others: json('others').notNull().default(sql`'[]'::jsonb`),
});

export const bankLine = pgTable('bank_line', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  fileId: uuid('file_id').notNull(),
  position: integer('position').notNull(),
  key: text('key').notNull(),
  occurrence: integer('occurrence').notNull(),
  iban: text('iban').notNull(),
  bookedOn: date('booked_on', { mode: 'string' }).notNull(),
  valuedOn: date('valued_on', { mode: 'string' }).notNull(),
  amount: bigint('amount', { mode: 'bigint' }).notNull(),
  currency: text('currency').notNull(),
  reference: text('reference'),
  assigned: boolean('assigned').notNull(),
  endToEnd: text('end_to_end'),
  payer: text('payer'),
  payerKey: text('payer_key').generatedAlwaysAs(sql`derived`),
  payerIban: text('payer_iban'),
  text: text('text').notNull().default(''),
  tokens: text('tokens').array().notNull().default(sql`'{}'`),
  charges: bigint('charges', { mode: 'bigint' }).notNull().default(sql`0`),
  instructedAmount: bigint('instructed_amount', { mode: 'bigint' }),
  instructedCurrency: text('instructed_currency'),
  reversal: boolean('reversal').notNull().default(false),
  code: text('code'),
  batch: integer('batch').notNull().default(0),
});

export const bankPart = pgTable('bank_part', {
  decisionId: uuid('decision_id').notNull(),
  paymentId: uuid('payment_id').notNull(),
  memberId: integer('member_id').notNull(),
});

export const bankRow = pgTable('bank_row', {
  fileId: uuid('file_id').notNull(),
  n: integer('n').notNull(),
  line: json('line').notNull(),
});

export const bankStatement = pgTable('bank_statement', {
  fileId: uuid('file_id').notNull(),
  n: integer('n').notNull(),
  iban: text('iban').notNull(),
  accountName: text('account_name'),
  number: text('number'),
  currency: text('currency').notNull(),
  fromDay: date('from_day', { mode: 'string' }),
  untilDay: date('until_day', { mode: 'string' }),
  opening: bigint('opening', { mode: 'bigint' }),
  closing: bigint('closing', { mode: 'bigint' }),
  entries: integer('entries').notNull(),
  moved: bigint('moved', { mode: 'bigint' }).notNull(),
});
