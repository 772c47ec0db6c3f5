import { bigint, date, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });

export const rulebookVersion = pgTable('rulebook_version', {
  rulebook: text('rulebook').notNull(),
  version: integer('version').notNull(),
  validFrom: date('valid_from').notNull(),
  currency: text('currency').notNull(),
  document: jsonb('document').notNull(),
  loadedAt: instant('loaded_at').notNull(),
  retroactiveFrom: date('retroactive_from'),
  enteredBy: uuid('entered_by'),
  effectiveFrom: date('effective_from'),
});

export const rulebookDraft = pgTable('rulebook_draft', {
  id: uuid('id').primaryKey(),
  rulebook: text('rulebook').notNull(),
  baseVersion: integer('base_version').notNull(),
  title: text('title').notNull(),
  startedBy: uuid('started_by').notNull(),
  startedAt: instant('started_at').notNull(),
});

export const rulebookDraftChange = pgTable('rulebook_draft_change', {
  id: bigint('id', { mode: 'bigint' }).primaryKey(),
  draftId: uuid('draft_id').notNull(),
  part: text('part').notNull(),
  key: text('key').notNull(),
  entry: jsonb('entry'),
  faults: jsonb('faults').notNull(),
  changedBy: uuid('changed_by').notNull(),
  changedAt: instant('changed_at').notNull(),
});

export const rulebookDraftEnd = pgTable('rulebook_draft_end', {
  draftId: uuid('draft_id').primaryKey(),
  rulebook: text('rulebook').notNull(),
  version: integer('version'),
  reason: text('reason'),
  endedBy: uuid('ended_by').notNull(),
  endedAt: instant('ended_at').notNull(),
});
