import { sql } from 'drizzle-orm';
import { bigint, boolean, date, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { days, instant, instants, json } from '../columns.ts';

/** Tables of the representation module as drizzle/ makes them; server/test/tables.test.ts compares the two. */

export const ballot = pgTable('ballot', {
  motionId: uuid('motion_id').notNull(),
  meetingId: uuid('meeting_id').notNull(),
  openedAt: instant('opened_at').notNull().default(sql`now()`),
  openedBy: uuid('opened_by'),
  closedAt: instant('closed_at'),
  closedBy: uuid('closed_by'),
});

export const body = pgTable('body', {
  id: integer('id').notNull().generatedByDefaultAsIdentity(),
  placeId: integer('place_id').notNull(),
  kind: text('kind').notNull(),
  code: text('code').notNull(),
  name: json('name').notNull(),
  electorate: text('electorate').notNull(),
});

export const mandate = pgTable('mandate', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  bodyId: integer('body_id').notNull(),
  seat: integer('seat').notNull(),
  memberId: integer('member_id').notNull(),
  personId: uuid('person_id').notNull(),
  role: text('role').notNull(),
  during: days('during').notNull(),
  namedBy: uuid('named_by'),
  endedBy: uuid('ended_by'),
  endedReason: text('ended_reason'),
});

export const meeting = pgTable('meeting', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  bodyId: integer('body_id').notNull(),
  placeId: integer('place_id').notNull(),
  title: json('title').notNull(),
  startsAt: instant('starts_at').notNull(),
  location: text('location').notNull(),
  plannedBy: uuid('planned_by'),
  openedAt: instant('opened_at'),
  openedBy: uuid('opened_by'),
  closedAt: instant('closed_at'),
  closedBy: uuid('closed_by'),
  rulebook: text('rulebook'),
  rulebookVersion: integer('rulebook_version'),
});

export const motion = pgTable('motion', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  meetingId: uuid('meeting_id').notNull(),
  number: integer('number').notNull(),
  title: json('title').notNull(),
  wording: json('wording').notNull(),
  question: text('question').notNull().default(sql`'ordinary'::text`),
  proposedBy: integer('proposed_by'),
  enteredBy: uuid('entered_by'),
});

export const presence = pgTable('presence', {
  meetingId: uuid('meeting_id').notNull(),
  memberId: integer('member_id').notNull(),
  during: instants('during').notNull(),
  recordedBy: uuid('recorded_by'),
});

export const quorum = pgTable('quorum', {
  id: bigint('id', { mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
  meetingId: uuid('meeting_id').notNull(),
  at: instant('at').notNull().default(sql`clock_timestamp()`),
  quorate: boolean('quorate').notNull(),
  present: text('present').notNull(),
  entitled: text('entitled').notNull(),
  trace: json('trace').notNull(),
});

export const resolution = pgTable('resolution', {
  code: text('code').notNull(),
  bodyId: integer('body_id').notNull(),
  year: integer('year').notNull(),
  number: integer('number').notNull(),
  motionId: uuid('motion_id').notNull(),
  title: json('title').notNull(),
  wording: json('wording').notNull(),
  question: text('question').notNull(),
  adoptedOn: date('adopted_on', { mode: 'string' }).notNull(),
  yes: text('yes').notNull(),
  no: text('no').notNull(),
  abstain: text('abstain').notNull(),
  rulebook: text('rulebook').notNull(),
  rulebookVersion: integer('rulebook_version').notNull(),
});

export const result = pgTable('result', {
  motionId: uuid('motion_id').notNull(),
  meetingId: uuid('meeting_id').notNull(),
  outcome: text('outcome').notNull(),
  yes: text('yes').notNull(),
  no: text('no').notNull(),
  abstain: text('abstain').notNull(),
  present: text('present').notNull(),
  entitled: text('entitled').notNull(),
  trace: json('trace').notNull(),
  rulebook: text('rulebook').notNull(),
  rulebookVersion: integer('rulebook_version').notNull(),
  computedAt: instant('computed_at').notNull().default(sql`now()`),
});

export const roll = pgTable('roll', {
  meetingId: uuid('meeting_id').notNull(),
  memberId: integer('member_id').notNull(),
  personId: uuid('person_id'),
  seat: integer('seat'),
  category: text('category').notNull(),
  weight: text('weight').notNull(),
  trace: json('trace').notNull(),
});

export const seat = pgTable('seat', {
  bodyId: integer('body_id').notNull(),
  number: integer('number').notNull(),
  regionId: integer('region_id'),
});

export const vote = pgTable('vote', {
  motionId: uuid('motion_id').notNull(),
  meetingId: uuid('meeting_id').notNull(),
  memberId: integer('member_id').notNull(),
  choice: text('choice').notNull(),
  castAt: instant('cast_at').notNull().default(sql`now()`),
  castBy: uuid('cast_by'),
  recorded: boolean('recorded').notNull(),
});
