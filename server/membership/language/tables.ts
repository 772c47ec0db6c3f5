import { sql } from 'drizzle-orm';
import { bigint, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../../columns.ts';

/** The table of councils' languages as drizzle/ makes it; server/test/tables.test.ts compares the two. */
export const councilLanguage = pgTable('council_language', {
  id: bigint('id', { mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
  memberId: integer('member_id').notNull(),
  locale: text('locale'),
  setBy: uuid('set_by'),
  setAt: instant('set_at').notNull().default(sql`now()`),
});
