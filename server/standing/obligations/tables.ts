import { sql } from 'drizzle-orm';
import { boolean, date, integer, interval, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../../columns.ts';

/** Tables of obligations as drizzle/ makes them; server/test/tables.test.ts compares the two. */

export const obligationKind = pgTable('obligation_kind', {
  kind: text('kind').notNull(),
  article: text('article'),
  otherwise: interval('otherwise').notNull(),
  position: integer('position').notNull(),
});

export const obligationReminder = pgTable('obligation_reminder', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  columnKey: text('column_key').notNull(),
  personId: uuid('person_id').notNull(),
  mailKey: text('mail_key').notNull(),
  sentBy: uuid('sent_by'),
  sentAt: instant('sent_at').notNull().default(sql`now()`),
  sentOn: date('sent_on', { mode: 'string' }).notNull().default(sql`CURRENT_DATE`),
  invented: boolean('invented').notNull().default(sql`false`),
});
