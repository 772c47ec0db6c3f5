import { sql } from 'drizzle-orm';
import { boolean, date, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, days, instant } from '../../columns.ts';

/** Tables about organisations as drizzle/ makes them; server/test/tables.test.ts compares the two. */

export const document = pgTable('document', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  memberId: integer('member_id').notNull(),
  organisationId: uuid('organisation_id').notNull(),
  kind: text('kind').notNull(),
  title: text('title').notNull(),
  valid: days('valid').notNull(),
  file: uuid('file').notNull().default(sql`gen_random_uuid()`),
  filename: text('filename').notNull(),
  bytes: integer('bytes').notNull(),
  hash: bytes('hash').notNull(),
  replaces: uuid('replaces'),
  uploadedBy: uuid('uploaded_by'),
  uploadedAt: instant('uploaded_at').notNull().default(sql`now()`),
  withdrawnAt: instant('withdrawn_at'),
  withdrawnBy: uuid('withdrawn_by'),
  withdrawnReason: text('withdrawn_reason'),
  invented: boolean('invented').notNull().default(sql`false`),
  since: date('since', { mode: 'string' }).notNull().generatedAlwaysAs(sql`derived`),
  until: date('until', { mode: 'string' }).notNull().generatedAlwaysAs(sql`derived`),
});

export const identifierList = pgTable('identifier_list', {
  code: text('code').notNull(),
  name: text('name').notNull(),
  pattern: text('pattern'),
  example: text('example'),
});

export const organisationDistinct = pgTable('organisation_distinct', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  oneId: uuid('one_id').notNull(),
  otherId: uuid('other_id').notNull(),
  reason: text('reason').notNull(),
  byId: uuid('by_id'),
  at: instant('at').notNull().default(sql`now()`),
  endedAt: instant('ended_at'),
  endedBy: uuid('ended_by'),
});

export const organisationIdentifier = pgTable('organisation_identifier', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  organisationId: uuid('organisation_id').notNull(),
  memberId: integer('member_id'),
  list: text('list').notNull(),
  number: text('number').notNull(),
  source: text('source'),
  byId: uuid('by_id'),
  at: instant('at').notNull().default(sql`now()`),
  endedAt: instant('ended_at'),
  endedBy: uuid('ended_by'),
  invented: boolean('invented').notNull().default(sql`false`),
});

export const organisationKind = pgTable('organisation_kind', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  organisationId: uuid('organisation_id').notNull(),
  memberId: integer('member_id'),
  kind: text('kind').notNull(),
  byId: uuid('by_id'),
  at: instant('at').notNull().default(sql`now()`),
  endedAt: instant('ended_at'),
  endedBy: uuid('ended_by'),
  invented: boolean('invented').notNull().default(sql`false`),
});

export const organisationMerge = pgTable('organisation_merge', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  mergedId: uuid('merged_id').notNull(),
  survivorId: uuid('survivor_id').notNull(),
  at: instant('at').notNull().default(sql`now()`),
  onDate: date('on_date', { mode: 'string' }).notNull().default(sql`CURRENT_DATE`),
  byId: uuid('by_id'),
  reason: text('reason').notNull(),
  undoneAt: instant('undone_at'),
  undoneBy: uuid('undone_by'),
  undoneReason: text('undone_reason'),
  invented: boolean('invented').notNull().default(sql`false`),
});

export const organisationMove = pgTable('organisation_move', {
  splitId: uuid('split_id'),
  subject: text('subject').notNull(),
  subjectId: uuid('subject_id').notNull(),
  fromMember: integer('from_member'),
  toMember: integer('to_member'),
  fromOrganisation: uuid('from_organisation').notNull(),
  toOrganisation: uuid('to_organisation').notNull(),
  mergeId: uuid('merge_id'),
  intoId: uuid('into_id'),
});

export const organisationName = pgTable('organisation_name', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  organisationId: uuid('organisation_id').notNull(),
  memberId: integer('member_id'),
  kind: text('kind').notNull(),
  name: text('name').notNull(),
  nameKey: text('name_key').notNull().generatedAlwaysAs(sql`derived`),
  language: text('language'),
  script: text('script').notNull().generatedAlwaysAs(sql`derived`),
  borne: days('borne'),
  source: text('source'),
  byId: uuid('by_id'),
  at: instant('at').notNull().default(sql`now()`),
  endedAt: instant('ended_at'),
  endedBy: uuid('ended_by'),
  invented: boolean('invented').notNull().default(sql`false`),
});

export const organisationSplit = pgTable('organisation_split', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  organisationId: uuid('organisation_id').notNull(),
  intoId: uuid('into_id').notNull(),
  at: instant('at').notNull().default(sql`now()`),
  onDate: date('on_date', { mode: 'string' }).notNull(),
  byId: uuid('by_id'),
  reason: text('reason').notNull(),
  undoneAt: instant('undone_at'),
  undoneBy: uuid('undone_by'),
  undoneReason: text('undone_reason'),
});
