import { sql } from 'drizzle-orm';
import { boolean, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { days, instant } from '../../columns.ts';

/** Tables of membership passes as drizzle/ makes them; server/test/tables.test.ts compares the two. */

export const memberPass = pgTable('member_pass', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  memberId: integer('member_id').notNull(),
  code: text('code').notNull(),
  during: days('during').notNull(),
  replaces: uuid('replaces'),
  issuedBy: uuid('issued_by'),
  issuedAt: instant('issued_at').notNull().default(sql`clock_timestamp()`),
  invented: boolean('invented').notNull().default(sql`false`),
});

export const memberPassRevocation = pgTable('member_pass_revocation', {
  passId: uuid('pass_id').notNull(),
  memberId: integer('member_id').notNull(),
  reason: text('reason').notNull(),
  byId: uuid('by_id'),
  at: instant('at').notNull().default(sql`clock_timestamp()`),
});
