import { sql } from 'drizzle-orm';
import { bigint, boolean, date, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant, json } from '../../columns.ts';

/** Tables of relief as drizzle/ makes them; server/test/tables.test.ts compares the two. */

const terms = () => ({
  amount: bigint('amount', { mode: 'bigint' }),
  share: text('share'),
  dueOn: date('due_on', { mode: 'string' }),
  instalments: integer('instalments'),
  firstOn: date('first_on', { mode: 'string' }),
  everyMonths: integer('every_months'),
  parts: json('parts'),
});

const today = sql`CURRENT_DATE`;

export const relief = pgTable('relief', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  kind: text('kind').notNull(),
  currency: text('currency').notNull(),
  ...terms(),
  sponsorId: integer('sponsor_id'),
  reason: text('reason').notNull(),
  documents: text('documents'),
  askedOn: date('asked_on', { mode: 'string' }).notNull().default(today),
  lapsesOn: date('lapses_on', { mode: 'string' }),
  askedBy: uuid('asked_by'),
  askedAt: instant('asked_at').notNull().default(sql`now()`),
  invented: boolean('invented').notNull().default(sql`false`),
});

export const reliefCover = pgTable('relief_cover', {
  reliefId: uuid('relief_id').notNull(),
  assessmentId: uuid('assessment_id').notNull(),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
});

export const reliefYear = pgTable('relief_year', {
  reliefId: uuid('relief_id').notNull(),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  year: integer('year').notNull(),
});

export const reliefStep = pgTable('relief_step', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  reliefId: uuid('relief_id').notNull(),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  kind: text('kind').notNull(),
  onDay: date('on_day', { mode: 'string' }).notNull().default(today),
  reason: text('reason'),
  body: text('body'),
  resolution: text('resolution'),
  majority: text('majority'),
  ...terms(),
  expiresOn: date('expires_on', { mode: 'string' }),
  graceDays: integer('grace_days'),
  rulebook: text('rulebook'),
  version: integer('version'),
  article: text('article'),
  why: json('why'),
  recordedBy: uuid('recorded_by'),
  recordedAt: instant('recorded_at').notNull().default(sql`now()`),
});

export const reliefInstalment = pgTable('relief_instalment', {
  reliefId: uuid('relief_id').notNull(),
  memberId: integer('member_id').notNull(),
  number: integer('number').notNull(),
  dueOn: date('due_on', { mode: 'string' }).notNull(),
  amount: bigint('amount', { mode: 'bigint' }).notNull(),
});

export const reliefBooking = pgTable('relief_booking', {
  transactionId: uuid('transaction_id').notNull(),
  reliefId: uuid('relief_id').notNull(),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  assessmentId: uuid('assessment_id'),
  amount: bigint('amount', { mode: 'bigint' }).notNull(),
  why: json('why'),
});

export const earlyDiscount = pgTable('early_discount', {
  transactionId: uuid('transaction_id').notNull(),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  assessmentId: uuid('assessment_id').notNull(),
  paymentId: uuid('payment_id').notNull(),
  amount: bigint('amount', { mode: 'bigint' }).notNull(),
  currency: text('currency').notNull(),
  givenOn: date('given_on', { mode: 'string' }).notNull().default(today),
  article: text('article').notNull(),
  why: json('why').notNull(),
});
