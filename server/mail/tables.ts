import { sql } from 'drizzle-orm';
import { bigint, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { citext, instant, json } from '../columns.ts';

/** Tables of the outbox as drizzle/ makes them; server/test/tables.test.ts compares the two. */

export const mail = pgTable('mail', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  key: text('key').notNull(),
  kind: text('kind').notNull(),
  topic: text('topic'),
  locale: text('locale').notNull(),
  data: json('data').notNull().default(sql`'{}'::jsonb`),
  personId: uuid('person_id').notNull(),
  placeId: integer('place_id').notNull(),
  postedBy: uuid('posted_by'),
  postedAt: instant('posted_at').notNull().default(sql`now()`),
  attempts: integer('attempts').notNull().default(0),
  tryAt: instant('try_at').notNull().default(sql`now()`),
  claimedUntil: instant('claimed_until'),
  endedAt: instant('ended_at'),
  outcome: text('outcome'),
});

export const mailAttempt = pgTable('mail_attempt', {
  id: bigint('id', { mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
  mailId: uuid('mail_id').notNull(),
  personId: uuid('person_id').notNull(),
  at: instant('at').notNull().default(sql`now()`),
  outcome: text('outcome').notNull(),
  detail: text('detail'),
});

export const mailBounce = pgTable('mail_bounce', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  email: citext('email').notNull(),
  personId: uuid('person_id').notNull(),
  mailId: uuid('mail_id'),
  bouncedAt: instant('bounced_at').notNull().default(sql`now()`),
  reason: text('reason').notNull(),
  recordedBy: uuid('recorded_by'),
  liftedAt: instant('lifted_at'),
  liftedBy: uuid('lifted_by'),
});

export const mailOptOut = pgTable('mail_opt_out', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  personId: uuid('person_id').notNull(),
  topic: text('topic').notNull(),
  since: instant('since').notNull().default(sql`now()`),
  until: instant('until'),
  saidBy: text('said_by').notNull(),
});

export const mailboxMessage = pgTable('mailbox_message', {
  mailId: uuid('mail_id').notNull(),
  personId: uuid('person_id').notNull(),
  address: citext('address').notNull(),
  subject: text('subject').notNull(),
  words: text('words').notNull(),
  html: text('html').notNull(),
  keptAt: instant('kept_at').notNull().default(sql`now()`),
});
