import { sql } from 'drizzle-orm';
import { bigint, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant, json } from '../columns.ts';

/** Tables of the statutes module as drizzle/ makes them; server/test/tables.test.ts compares the two. */

export const rulebookDraft = pgTable('rulebook_draft', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  rulebook: text('rulebook').notNull(),
  baseVersion: integer('base_version').notNull(),
  title: text('title').notNull(),
  startedBy: uuid('started_by').notNull(),
  startedAt: instant('started_at').notNull().default(sql`now()`),
});

export const rulebookDraftChange = pgTable('rulebook_draft_change', {
  id: bigint('id', { mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
  draftId: uuid('draft_id').notNull(),
  part: text('part').notNull(),
  key: text('key').notNull(),
  entry: json('entry'),
  faults: json('faults').notNull(),
  changedBy: uuid('changed_by').notNull(),
  changedAt: instant('changed_at').notNull().default(sql`now()`),
});

export const rulebookDraftEnd = pgTable('rulebook_draft_end', {
  draftId: uuid('draft_id').notNull(),
  rulebook: text('rulebook').notNull(),
  version: integer('version'),
  reason: text('reason'),
  endedBy: uuid('ended_by').notNull(),
  endedAt: instant('ended_at').notNull().default(sql`now()`),
});
