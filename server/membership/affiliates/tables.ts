import { sql } from 'drizzle-orm';
import { boolean, date, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { days, instant } from '../../columns.ts';

/** Tables of what belongs to affiliates as drizzle/ makes them; server/test/tables.test.ts compares the two. */

export const affiliateSharing = pgTable('affiliate_sharing', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  memberId: integer('member_id').notNull(),
  placeId: integer('place_id').notNull(),
  level: text('level').notNull(),
  reason: text('reason'),
  decidedAt: instant('decided_at').notNull().default(sql`clock_timestamp()`),
  byId: uuid('by_id'),
  invented: boolean('invented').notNull().default(sql`false`),
});

export const affiliateWithholding = pgTable('affiliate_withholding', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  affiliateId: uuid('affiliate_id').notNull(),
  memberId: integer('member_id').notNull(),
  withheld: boolean('withheld').notNull(),
  reason: text('reason'),
  decidedAt: instant('decided_at').notNull().default(sql`clock_timestamp()`),
  byId: uuid('by_id'),
  invented: boolean('invented').notNull().default(sql`false`),
  carried: boolean('carried').notNull().default(sql`false`),
});

export const affiliateSize = pgTable('affiliate_size', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  affiliateId: uuid('affiliate_id').notNull(),
  memberId: integer('member_id').notNull(),
  day: date('day', { mode: 'string' }).notNull(),
  persons: integer('persons').notNull(),
  recordedAt: instant('recorded_at').notNull().default(sql`clock_timestamp()`),
  byId: uuid('by_id'),
  importId: uuid('import_id'),
  invented: boolean('invented').notNull().default(sql`false`),
});

export const affiliateCategory = pgTable('affiliate_category', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  memberId: integer('member_id').notNull(),
  name: text('name').notNull(),
  position: integer('position').notNull(),
  byId: uuid('by_id'),
  addedAt: instant('added_at').notNull().default(sql`clock_timestamp()`),
  closedOn: date('closed_on', { mode: 'string' }),
  invented: boolean('invented').notNull().default(sql`false`),
});

export const affiliatePlacing = pgTable('affiliate_placing', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  affiliateId: uuid('affiliate_id').notNull(),
  memberId: integer('member_id').notNull(),
  categoryId: uuid('category_id').notNull(),
  during: days('during').notNull(),
  byId: uuid('by_id'),
  placedAt: instant('placed_at').notNull().default(sql`clock_timestamp()`),
  since: date('since', { mode: 'string' }).notNull().generatedAlwaysAs(sql`derived`),
  until: date('until', { mode: 'string' }).notNull().generatedAlwaysAs(sql`derived`),
});
