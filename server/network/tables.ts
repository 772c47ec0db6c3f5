import { sql } from 'drizzle-orm';
import { bigint, boolean, date, integer, pgTable, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { days, json } from '../columns.ts';

/** Tables of the network module as drizzle/ makes them; server/test/tables.test.ts compares the two. */

export const country = pgTable('country', {
  iso2: text('iso2').notNull(),
  iso3: text('iso3').notNull(),
  numericCode: text('numeric_code').notNull(),
  subregion: text('subregion'),
  name: text('name').notNull(),
});

export const countryFact = pgTable('country_fact', {
  iso2: text('iso2').notNull(),
  fact: text('fact').notNull(),
  during: days('during').notNull(),
  value: text('value').notNull(),
  source: text('source').notNull(),
  id: bigint('id', { mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
  vintageId: uuid('vintage_id'),
  period: text('period'),
});

export const countryRegion = pgTable('country_region', {
  iso2: text('iso2').notNull(),
  regionId: integer('region_id').notNull(),
  during: days('during').notNull(),
  source: text('source').notNull(),
  since: date('since', { mode: 'string' }).notNull().generatedAlwaysAs(sql`derived`),
  until: date('until', { mode: 'string' }).notNull().generatedAlwaysAs(sql`derived`),
});

export const member = pgTable('member', {
  placeId: integer('place_id').notNull(),
  organisationId: uuid('organisation_id').notNull(),
});

export const memberRegion = pgTable('member_region', {
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  during: days('during').notNull(),
  since: date('since', { mode: 'string' }).notNull().generatedAlwaysAs(sql`derived`),
  until: date('until', { mode: 'string' }).notNull().generatedAlwaysAs(sql`derived`),
});

export const membership = pgTable('membership', {
  memberId: integer('member_id').notNull(),
  category: text('category').notNull(),
  during: days('during').notNull(),
  source: text('source'),
  since: date('since', { mode: 'string' }).notNull().generatedAlwaysAs(sql`derived`),
  until: date('until', { mode: 'string' }).notNull().generatedAlwaysAs(sql`derived`),
});

export const network = pgTable('network', {
  placeId: integer('place_id').notNull(),
  name: json('name').notNull(),
  rulebook: text('rulebook').notNull(),
});

export const organisation = pgTable('organisation', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  name: text('name').notNull(),
  nameKey: text('name_key').generatedAlwaysAs(sql`derived`),
  acronym: text('acronym'),
  country: text('country').notNull(),
  website: text('website'),
  founded: integer('founded'),
  source: text('source').notNull(),
  invented: boolean('invented').notNull().default(sql`false`),
  language: text('language'),
  namedFrom: date('named_from', { mode: 'string' }),
  skeleton: text('skeleton').generatedAlwaysAs(sql`derived`),
  namesake: smallint('namesake').notNull().default(sql`0`),
});

export const region = pgTable('region', {
  placeId: integer('place_id').notNull(),
  code: text('code').notNull(),
  position: integer('position').notNull(),
  name: json('name').notNull(),
  counterparts: text('counterparts').array().notNull().default(sql`'{}'::text[]`),
  source: text('source').notNull(),
});

export const suspension = pgTable('suspension', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  memberId: integer('member_id').notNull(),
  during: days('during').notNull(),
  reason: text('reason').notNull(),
  suspendedBy: uuid('suspended_by'),
  restoredBy: uuid('restored_by'),
  restoredReason: text('restored_reason'),
  since: date('since', { mode: 'string' }).notNull().generatedAlwaysAs(sql`derived`),
  until: date('until', { mode: 'string' }).notNull().generatedAlwaysAs(sql`derived`),
});
