import { sql } from 'drizzle-orm';
import { bigint, boolean, date, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../../columns.ts';

/** Tables of a council's own dues as drizzle/ makes them; server/test/tables.test.ts compares the two. */

export const affiliateTariff = pgTable('affiliate_tariff', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  memberId: integer('member_id').notNull(),
  categoryId: uuid('category_id').notNull(),
  year: integer('year').notNull(),
  amount: bigint('amount', { mode: 'bigint' }).notNull(),
  currency: text('currency').notNull(),
  setAt: instant('set_at').notNull().default(sql`clock_timestamp()`),
  byId: uuid('by_id'),
  invented: boolean('invented').notNull().default(sql`false`),
});

export const affiliateEntry = pgTable('affiliate_entry', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  memberId: integer('member_id').notNull(),
  affiliateId: uuid('affiliate_id').notNull(),
  kind: text('kind').notNull(),
  year: integer('year'),
  categoryId: uuid('category_id'),
  amount: bigint('amount', { mode: 'bigint' }).notNull(),
  currency: text('currency').notNull(),
  day: date('day', { mode: 'string' }).notNull(),
  note: text('note'),
  undoes: uuid('undoes'),
  byId: uuid('by_id'),
  recordedAt: instant('recorded_at').notNull().default(sql`clock_timestamp()`),
  invented: boolean('invented').notNull().default(sql`false`),
});
