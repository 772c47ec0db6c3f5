import { sql } from 'drizzle-orm';
import { boolean, date, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, citext, instant, json } from '../../columns.ts';

/** Tables of applications as drizzle/ makes them; server/test/tables.test.ts compares the two. */

export const application = pgTable('application', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  regionId: integer('region_id').notNull(),
  country: text('country').notNull(),
  name: text('name').notNull(),
  nameKey: text('name_key').generatedAlwaysAs(sql`derived`),
  acronym: text('acronym'),
  website: text('website'),
  founded: integer('founded'),
  category: text('category').notNull(),
  enteredBy: uuid('entered_by'),
  invented: boolean('invented').notNull().default(sql`false`),
  address: text('address'),
  locale: text('locale').notNull().default('en'),
});

export const applicationContact = pgTable('application_contact', {
  applicationId: uuid('application_id').notNull(),
  regionId: integer('region_id').notNull(),
  name: text('name').notNull(),
  email: citext('email').notNull(),
  phone: text('phone'),
  message: text('message'),
  personId: uuid('person_id'),
});

export const applicationStep = pgTable('application_step', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  applicationId: uuid('application_id').notNull(),
  regionId: integer('region_id').notNull(),
  kind: text('kind').notNull(),
  at: instant('at').notNull().default(sql`clock_timestamp()`),
  byId: uuid('by_id'),
  reason: text('reason'),
  memberId: integer('member_id'),
  body: text('body'),
  reference: text('reference'),
  decidedOn: date('decided_on', { mode: 'string' }),
  appealUntil: date('appeal_until', { mode: 'string' }),
});

export const applicationDraft = pgTable('application_draft', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  fields: json('fields').notNull().default({}),
  answers: json('answers').notNull().default({}),
  locale: text('locale').notNull().default('en'),
  personId: uuid('person_id'),
  begunAt: instant('begun_at').notNull().default(sql`now()`),
  savedAt: instant('saved_at').notNull().default(sql`now()`),
  expiresAt: instant('expires_at').notNull().default(sql`now() + interval '60 days'`),
  invented: boolean('invented').notNull().default(false),
});

export const applicationLink = pgTable('application_link', {
  hash: bytes('hash').notNull(),
  applicationId: uuid('application_id').notNull(),
  madeAt: instant('made_at').notNull().default(sql`now()`),
  mailId: uuid('mail_id'),
});

export const applicationAnswer = pgTable('application_answer', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  applicationId: uuid('application_id').notNull(),
  regionId: integer('region_id').notNull(),
  item: text('item').notNull(),
  value: json('value'),
  said: text('said'),
  at: instant('at').notNull().default(sql`clock_timestamp()`),
  byId: uuid('by_id'),
});

export const applicationFinding = pgTable('application_finding', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  applicationId: uuid('application_id').notNull(),
  regionId: integer('region_id').notNull(),
  item: text('item').notNull(),
  met: boolean('met'),
  reason: text('reason'),
  at: instant('at').notNull().default(sql`clock_timestamp()`),
  byId: uuid('by_id'),
});

export const applicationEvaluation = pgTable('application_evaluation', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  applicationId: uuid('application_id').notNull(),
  regionId: integer('region_id').notNull(),
  at: instant('at').notNull().default(sql`clock_timestamp()`),
  rulebook: text('rulebook').notNull(),
  version: integer('version').notNull(),
  results: json('results').notNull(),
});

export const applicationMessage = pgTable('application_message', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  applicationId: uuid('application_id').notNull(),
  regionId: integer('region_id').notNull(),
  words: text('words').notNull(),
  at: instant('at').notNull().default(sql`clock_timestamp()`),
  byId: uuid('by_id'),
  fromPlace: integer('from_place'),
});

export const applicationDocument = pgTable('application_document', {
  id: uuid('id').notNull(),
  applicationId: uuid('application_id').notNull(),
  regionId: integer('region_id'),
  kind: text('kind').notNull(),
  filename: text('filename').notNull(),
  bytes: integer('bytes').notNull(),
  hash: bytes('hash').notNull(),
  uploadedAt: instant('uploaded_at').notNull().default(sql`now()`),
  uploadedBy: uuid('uploaded_by'),
  removedAt: instant('removed_at'),
});
