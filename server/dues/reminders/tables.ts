import { sql } from 'drizzle-orm';
import { bigint, boolean, date, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant } from '../../columns.ts';

/** Tables of reminders and calendars as drizzle/ makes them; server/test/tables.test.ts compares the two. */

export const calendarFeed = pgTable('calendar_feed', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  hash: bytes('hash').notNull(),
  personId: uuid('person_id').notNull(),
  placeId: integer('place_id').notNull(),
  label: text('label').notNull(),
  locale: text('locale').notNull(),
  createdAt: instant('created_at').notNull().default(sql`now()`),
  revokedAt: instant('revoked_at'),
  readAt: instant('read_at'),
});

export const dailyTask = pgTable('daily_task', {
  task: text('task').notNull(),
  day: date('day', { mode: 'string' }).notNull(),
  claimedUntil: instant('claimed_until'),
  finishedAt: instant('finished_at'),
});

export const reminder = pgTable('reminder', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  ruleId: uuid('rule_id').notNull(),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  personId: uuid('person_id').notNull(),
  forDay: date('for_day', { mode: 'string' }).notNull(),
  mailId: uuid('mail_id').notNull(),
  sentBy: uuid('sent_by'),
  postedAt: instant('posted_at').notNull().default(sql`now()`),
  invented: boolean('invented').notNull().default(sql`false`),
});

export const reminderLine = pgTable('reminder_line', {
  reminderId: uuid('reminder_id').notNull(),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  series: uuid('series').notNull(),
  subject: text('subject').notNull(),
  anchor: date('anchor', { mode: 'string' }).notNull(),
  personId: uuid('person_id').notNull(),
  year: integer('year').notNull(),
  assessmentId: uuid('assessment_id'),
  amount: bigint('amount', { mode: 'bigint' }),
  currency: text('currency'),
});

export const reminderRule = pgTable('reminder_rule', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  series: uuid('series').notNull(),
  event: text('event').notNull(),
  offsetDays: integer('offset_days').notNull(),
  office: text('office').notNull(),
  template: text('template').notNull(),
  validFrom: date('valid_from', { mode: 'string' }).notNull().default(sql`CURRENT_DATE`),
  endedOn: date('ended_on', { mode: 'string' }),
  madeBy: uuid('made_by'),
  madeAt: instant('made_at').notNull().default(sql`now()`),
  endedBy: uuid('ended_by'),
});
