import { sql } from 'drizzle-orm';
import { boolean, date, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../../columns.ts';

/** Tables of privacy as drizzle/ makes them; server/test/tables.test.ts compares the two. */

export const sharingChoice = pgTable('sharing_choice', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  placeId: integer('place_id').notNull(),
  kind: text('kind').notNull(),
  audience: text('audience').notNull(),
  shared: boolean('shared').notNull(),
  chosenBy: uuid('chosen_by'),
  chosenAt: instant('chosen_at').notNull().default(sql`now()`),
});

export const glass = pgTable('glass', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  personId: uuid('person_id').notNull(),
  placeId: integer('place_id').notNull(),
  capability: text('capability').notNull(),
  reason: text('reason').notNull(),
  openedAt: instant('opened_at').notNull().default(sql`now()`),
  until: instant('until').notNull().default(sql`now() + interval '1 hour'`),
  closedAt: instant('closed_at'),
});

export const personRequest = pgTable('person_request', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  personId: uuid('person_id').notNull(),
  ownerId: integer('owner_id').notNull(),
  placeId: integer('place_id').notNull(),
  officeKind: text('office_kind').notNull(),
  fromDay: date('from_day', { mode: 'string' }),
  untilDay: date('until_day', { mode: 'string' }),
  reason: text('reason').notNull(),
  askedBy: uuid('asked_by'),
  askedAt: instant('asked_at').notNull().default(sql`now()`),
});

export const personRequestStep = pgTable('person_request_step', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  requestId: uuid('request_id').notNull(),
  kind: text('kind').notNull(),
  saidAs: text('said_as').notNull(),
  byId: uuid('by_id'),
  at: instant('at').notNull().default(sql`now()`),
  reason: text('reason'),
  officeId: uuid('office_id'),
});

export const erasure = pgTable('erasure', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  personId: uuid('person_id').notNull(),
  reason: text('reason'),
  askedBy: uuid('asked_by'),
  askedAt: instant('asked_at').notNull().default(sql`now()`),
});

export const erasureStep = pgTable('erasure_step', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  erasureId: uuid('erasure_id').notNull(),
  personId: uuid('person_id').notNull(),
  kind: text('kind').notNull(),
  byId: uuid('by_id'),
  at: instant('at').notNull().default(sql`now()`),
  reason: text('reason'),
});
