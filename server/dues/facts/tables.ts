import { sql } from 'drizzle-orm';
import { bigint, boolean, date, integer, numeric, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant, json } from '../../columns.ts';

/** Tables of the facts that dues stand on as drizzle/ makes them; server/test/tables.test.ts compares the two. */

export const declaration = pgTable('declaration', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  year: integer('year').notNull(),
  figures: json('figures').notNull(),
  confirmed: json('confirmed').notNull().default(sql`'[]'::jsonb`),
  declaredBy: uuid('declared_by'),
  declaredAs: text('declared_as').notNull(),
  declaredAt: instant('declared_at').notNull().default(sql`now()`),
  corrects: uuid('corrects'),
  reason: text('reason'),
  invented: boolean('invented').notNull().default(sql`false`),
});

export const declarationCount = pgTable('declaration_count', {
  declarationId: uuid('declaration_id').notNull(),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  year: integer('year').notNull(),
  fact: text('fact').notNull(),
  what: text('what').notNull(),
  day: date('day', { mode: 'string' }).notNull(),
  counted: bigint('counted', { mode: 'bigint' }).notNull(),
  unknown: bigint('unknown', { mode: 'bigint' }).notNull(),
});

export const declarationExtension = pgTable('declaration_extension', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  year: integer('year').notNull(),
  until: date('until', { mode: 'string' }).notNull(),
  reason: text('reason').notNull(),
  grantedBy: uuid('granted_by'),
  grantedAt: instant('granted_at').notNull().default(sql`now()`),
});

export const declarationWindow = pgTable('declaration_window', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  year: integer('year').notNull(),
  opensOn: date('opens_on', { mode: 'string' }).notNull(),
  closesOn: date('closes_on', { mode: 'string' }).notNull(),
  setBy: uuid('set_by'),
  setAt: instant('set_at').notNull().default(sql`now()`),
});

export const exchangeRate = pgTable('exchange_rate', {
  vintageId: uuid('vintage_id').notNull(),
  base: text('base').notNull(),
  currency: text('currency').notNull(),
  day: date('day', { mode: 'string' }).notNull(),
  rate: numeric('rate').notNull(),
});

export const priceIndex = pgTable('price_index', {
  vintageId: uuid('vintage_id').notNull(),
  series: text('series').notNull(),
  period: text('period').notNull(),
  ended: date('ended', { mode: 'string' }).notNull(),
  value: numeric('value').notNull(),
});

export const referenceLoad = pgTable('reference_load', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  series: text('series').notNull(),
  label: text('label').notNull(),
  source: text('source').notNull(),
  supersedes: uuid('supersedes'),
  filename: text('filename').notNull(),
  bytes: integer('bytes').notNull(),
  hash: bytes('hash').notNull(),
  uploadedBy: uuid('uploaded_by'),
  uploadedAt: instant('uploaded_at').notNull().default(sql`now()`),
  staged: json('staged').notNull(),
  good: integer('good').notNull(),
  faulty: integer('faulty').notNull(),
  leftOut: integer('left_out').notNull(),
  faults: json('faults').notNull(),
  stage: text('stage').notNull().default('checked'),
  vintageId: uuid('vintage_id'),
});

export const referenceVintage = pgTable('reference_vintage', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  series: text('series').notNull(),
  label: text('label').notNull(),
  source: text('source').notNull(),
  supersedes: uuid('supersedes'),
  filename: text('filename'),
  hash: bytes('hash'),
  loadedBy: uuid('loaded_by'),
  loadedAt: instant('loaded_at').notNull().default(sql`now()`),
  invented: boolean('invented').notNull().default(sql`false`),
});
