import { sql } from 'drizzle-orm';
import { bigint, boolean, date, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../../columns.ts';

/** Tables of the accounts as drizzle/0013_dues_accounts.sql makes them. */

const money = (name: string) => bigint(name, { mode: 'bigint' });
const id = () => uuid('id').notNull().default(sql`uuidv7()`);
const day = (name: string) => date(name, { mode: 'string' }).notNull();
const moment = (name: string) => instant(name).notNull().default(sql`now()`);
const invented = () => boolean('invented').notNull().default(sql`false`);

export const periodClosing = pgTable('period_closing', {
  id: id(),
  through: day('through'),
  note: text('note'),
  closedBy: uuid('closed_by'),
  closedAt: moment('closed_at'),
  invented: invented(),
});

export const reopening = pgTable('reopening', {
  id: id(),
  closingId: uuid('closing_id').notNull(),
  reason: text('reason').notNull(),
  askedBy: uuid('asked_by').notNull(),
  askedAt: moment('asked_at'),
});

export const reopeningDecision = pgTable('reopening_decision', {
  reopeningId: uuid('reopening_id').notNull(),
  askedBy: uuid('asked_by').notNull(),
  approved: boolean('approved').notNull(),
  reason: text('reason'),
  decidedBy: uuid('decided_by').notNull(),
  decidedAt: moment('decided_at'),
});

export const writeOff = pgTable('write_off', {
  id: id(),
  assessmentId: uuid('assessment_id').notNull(),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  amount: money('amount').notNull(),
  currency: text('currency').notNull(),
  reason: text('reason').notNull(),
  counted: money('counted').notNull(),
  limitAmount: money('limit_amount'),
  rulebook: text('rulebook'),
  version: integer('version'),
  article: text('article'),
  alone: boolean('alone').notNull().generatedAlwaysAs(sql`derived`),
  proposedBy: uuid('proposed_by').notNull(),
  proposedAt: moment('proposed_at'),
  invented: invented(),
});

export const writeOffDecision = pgTable('write_off_decision', {
  writeOffId: uuid('write_off_id').notNull(),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  proposedBy: uuid('proposed_by').notNull(),
  alone: boolean('alone').notNull(),
  approved: boolean('approved').notNull(),
  reason: text('reason'),
  transactionId: uuid('transaction_id'),
  decidedBy: uuid('decided_by').notNull(),
  decidedAt: moment('decided_at'),
});

/** What is kept of money that was sent, to a member or to a region. */
const sent = () => ({
  id: id(),
  regionId: integer('region_id').notNull(),
  amount: money('amount').notNull(),
  currency: text('currency').notNull(),
  paidOn: day('paid_on'),
  bankReference: text('bank_reference').notNull(),
  transactionId: uuid('transaction_id').notNull(),
  recordedBy: uuid('recorded_by'),
  recordedAt: moment('recorded_at'),
  invented: invented(),
});

export const refund = pgTable('refund', {
  ...sent(),
  memberId: integer('member_id').notNull(),
  reason: text('reason').notNull(),
});

export const payout = pgTable('payout', { ...sent(), note: text('note') });

export const sentReference = pgTable('sent_reference', {
  placeId: integer('place_id').notNull(),
  reference: text('reference').notNull(),
  transactionId: uuid('transaction_id').notNull(),
});
