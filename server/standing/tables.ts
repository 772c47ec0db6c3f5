import { sql } from 'drizzle-orm';
import { bigint, boolean, date, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { days, instant, instants, json, transactionId } from '../columns.ts';

/** Tables of the standing module as drizzle/ makes them; server/test/tables.test.ts compares the two. */

export const standingStatus = pgTable('standing_status', {
  id: uuid('id').notNull(),
  rulebook: text('rulebook').notNull(),
  version: integer('version').notNull(),
  article: text('article').notNull(),
  status: text('status').notNull(),
  light: text('light').notNull(),
  name: json('name'),
  reason: json('reason'),
  consequences: json('consequences').notNull(),
  attributes: json('attributes').notNull(),
  excepted: boolean('excepted').notNull().default(false),
  exceptedBy: text('excepted_by'),
});

export const standingWhy = pgTable('standing_why', {
  id: uuid('id').notNull(),
  facts: json('facts').notNull(),
  why: json('why').notNull(),
  remedies: json('remedies').notNull(),
});

export const standingPeriod = pgTable('standing_period', {
  id: bigint('id', { mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
  memberId: integer('member_id').notNull(),
  during: days('during').notNull(),
  known: instants('known').notNull(),
  status: text('status').notNull(),
  light: text('light').notNull(),
  statusId: uuid('status_id').notNull(),
  since: date('since').notNull().generatedAlwaysAs(sql`lower(during)`),
  until: date('until').notNull().generatedAlwaysAs(sql`coalesce(upper(during), 'infinity')`),
  knownSince: instant('known_since').notNull().generatedAlwaysAs(sql`lower(known)`),
  knownUntil: instant('known_until').notNull().generatedAlwaysAs(sql`coalesce(upper(known), 'infinity')`),
});

export const standingReason = pgTable('standing_reason', {
  periodId: bigint('period_id', { mode: 'bigint' }).notNull(),
  memberId: integer('member_id').notNull(),
  whyId: uuid('why_id').notNull(),
});

export const standingDue = pgTable('standing_due', {
  id: bigint('id', { mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
  memberId: integer('member_id').notNull(),
  madeIn: transactionId('made_in').notNull(),
  markedAt: instant('marked_at').notNull().default(sql`now()`),
  checking: boolean('checking').notNull().default(false),
});

export const standingDifference = pgTable('standing_difference', {
  id: bigint('id', { mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
  memberId: integer('member_id').notNull(),
  foundAt: instant('found_at').notNull().default(sql`now()`),
  kept: json('kept').notNull(),
  workedOut: json('worked_out').notNull(),
});

export const standingException = pgTable('standing_exception', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  during: days('during').notNull(),
  body: text('body').notNull(),
  reason: text('reason').notNull(),
  resolution: text('resolution').notNull(),
  decidedOn: date('decided_on').notNull(),
  recordedBy: uuid('recorded_by'),
  recordedAt: instant('recorded_at').notNull().default(sql`now()`),
  invented: boolean('invented').notNull().default(false),
});

export const standingExceptionStep = pgTable('standing_exception_step', {
  id: bigint('id', { mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
  exceptionId: uuid('exception_id').notNull(),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  kind: text('kind').notNull(),
  onDay: date('on_day').notNull(),
  reason: text('reason').notNull(),
  recordedBy: uuid('recorded_by'),
  recordedAt: instant('recorded_at').notNull().default(sql`now()`),
});
