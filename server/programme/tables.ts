import { sql } from 'drizzle-orm';
import { bigint, boolean, date, integer, pgTable, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { days, instant, json } from '../columns.ts';

/** Tables of the programme module as drizzle/ makes them; server/test/tables.test.ts compares the two. */

export const activity = pgTable('activity', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  placeId: integer('place_id').notNull(),
  programmeId: uuid('programme_id').notNull(),
  rootId: uuid('root_id').notNull(),
  primaryNo: smallint('primary_no').notNull(),
  secondaryNos: smallint('secondary_nos').array().notNull(),
  title: json('title').notNull(),
  objective: json('objective'),
  during: days('during').notNull(),
  starts: date('starts').notNull().generatedAlwaysAs(sql`derived`),
  venue: text('venue'),
  country: text('country'),
  hostId: integer('host_id'),
  funders: text('funders').array().notNull(),
  contributors: text('contributors').array().notNull(),
  participants: integer('participants'),
  women: integer('women'),
  outcomes: json('outcomes'),
  followUp: json('follow_up'),
  heldAt: instant('held_at'),
  reportedAt: instant('reported_at'),
  withdrawnAt: instant('withdrawn_at'),
  source: text('source'),
  invented: boolean('invented').notNull().default(false),
});

export const activityStep = pgTable('activity_step', {
  id: bigint('id', { mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
  activityId: uuid('activity_id').notNull(),
  placeId: integer('place_id').notNull(),
  step: text('step').notNull(),
  reason: text('reason'),
  byId: uuid('by_id'),
  at: instant('at').notNull().default(sql`now()`),
});

export const component = pgTable('component', {
  programmeId: uuid('programme_id').notNull(),
  no: smallint('no').notNull(),
  title: json('title').notNull(),
  newApproach: boolean('new_approach').notNull().default(false),
});

export const programme = pgTable('programme', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  code: text('code').notNull(),
  placeId: integer('place_id').notNull(),
  parentId: uuid('parent_id'),
  title: json('title').notNull(),
  during: days('during').notNull(),
  source: text('source').notNull(),
  invented: boolean('invented').notNull().default(false),
});

export const programmeAct = pgTable('programme_act', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  programmeId: uuid('programme_id').notNull(),
  act: text('act').notNull(),
  onDate: text('on_date').notNull(),
  earliest: date('earliest').notNull().generatedAlwaysAs(sql`derived`),
  body: json('body'),
  partner: text('partner'),
  venue: text('venue'),
  source: text('source'),
  recordedBy: uuid('recorded_by'),
  at: instant('at').notNull().default(sql`now()`),
});
