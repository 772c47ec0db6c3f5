import { sql } from 'drizzle-orm';
import { boolean, date, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, days, instant, json } from '../columns.ts';

/** Tables of the membership module as drizzle/ makes them; server/test/tables.test.ts compares the two. */

export const actRule = pgTable('act_rule', {
  subject: text('subject').notNull(),
  act: text('act').notNull(),
  state: text('state').notNull(),
  capability: text('capability').notNull(),
  refusal: text('refusal'),
  position: integer('position').notNull(),
});

export const affiliate = pgTable('affiliate', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  memberId: integer('member_id').notNull(),
  number: text('number').notNull(),
  name: text('name').notNull(),
  nameKey: text('name_key').notNull().generatedAlwaysAs(sql`derived`),
  kind: text('kind').notNull().default(sql`'association'::text`),
  city: text('city'),
  country: text('country').notNull(),
  during: days('during').notNull(),
  since: date('since', { mode: 'string' }).notNull().generatedAlwaysAs(sql`derived`),
  until: date('until', { mode: 'string' }).notNull().generatedAlwaysAs(sql`derived`),
  importId: uuid('import_id'),
  invented: boolean('invented').notNull().default(sql`false`),
});

export const importTable = pgTable('import', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  kind: text('kind').notNull(),
  placeId: integer('place_id').notNull(),
  filename: text('filename').notNull(),
  bytes: integer('bytes').notNull(),
  hash: bytes('hash').notNull(),
  uploadedBy: uuid('uploaded_by').notNull(),
  uploadedAt: instant('uploaded_at').notNull().default(sql`now()`),
  stage: text('stage').notNull().default(sql`'waiting'::text`),
  failure: text('failure'),
  failureValue: text('failure_value'),
  format: text('format'),
  encoding: text('encoding'),
  delimiter: text('delimiter'),
  headers: text('headers').array().notNull().default(sql`'{}'::text[]`),
  mapping: json('mapping').notNull().default(sql`'{}'::jsonb`),
  rowsTotal: integer('rows_total'),
  rowsDone: integer('rows_done').notNull().default(sql`0`),
  good: integer('good').notNull().default(sql`0`),
  known: integer('known').notNull().default(sql`0`),
  faulty: integer('faulty').notNull().default(sql`0`),
  inserted: integer('inserted').notNull().default(sql`0`),
  choice: text('choice'),
  decidedBy: uuid('decided_by'),
  decidedAt: instant('decided_at'),
});

export const importFault = pgTable('import_fault', {
  importId: uuid('import_id').notNull(),
  placeId: integer('place_id').notNull(),
  row: integer('row').notNull(),
  n: integer('n').notNull(),
  field: text('field'),
  header: text('header'),
  value: text('value'),
  code: text('code').notNull(),
  mild: boolean('mild').notNull().default(sql`false`),
});

export const importRow = pgTable('import_row', {
  importId: uuid('import_id').notNull(),
  placeId: integer('place_id').notNull(),
  row: integer('row').notNull(),
  cells: json('cells').notNull(),
  verdict: text('verdict'),
  fields: json('fields'),
});

export const job = pgTable('job', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  kind: text('kind').notNull(),
  subject: uuid('subject').notNull(),
  callerKind: text('caller_kind').notNull(),
  callerId: uuid('caller_id').notNull(),
  attempts: integer('attempts').notNull().default(sql`0`),
  claimedUntil: instant('claimed_until'),
  finishedAt: instant('finished_at'),
  failure: text('failure'),
});

export const membershipStep = pgTable('membership_step', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id'),
  kind: text('kind').notNull(),
  at: instant('at').notNull().default(sql`clock_timestamp()`),
  fromDate: date('from_date', { mode: 'string' }).notNull(),
  byId: uuid('by_id'),
  reason: text('reason'),
  undoes: uuid('undoes'),
  movedFrom: integer('moved_from'),
  movedTo: integer('moved_to'),
  invented: boolean('invented').notNull().default(sql`false`),
  resolution: text('resolution'),
  reference: text('reference'),
  bodyId: integer('body_id'),
  decidedOn: date('decided_on', { mode: 'string' }),
  heardOn: date('heard_on', { mode: 'string' }),
  appealUntil: date('appeal_until', { mode: 'string' }),
  rules: json('rules'),
  categoryFrom: text('category_from'),
  categoryTo: text('category_to'),
  otherId: integer('other_id'),
  final: boolean('final').notNull().default(sql`false`),
});

export const renewal = pgTable('renewal', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  memberId: integer('member_id').notNull(),
  regionId: integer('region_id').notNull(),
  year: integer('year').notNull(),
  renewedBy: uuid('renewed_by'),
  renewedAt: instant('renewed_at').notNull().default(sql`now()`),
  reason: text('reason'),
  invented: boolean('invented').notNull().default(sql`false`),
});

export const succession = pgTable('succession', {
  predecessorId: integer('predecessor_id').notNull(),
  successorId: integer('successor_id').notNull(),
  day: date('day', { mode: 'string' }).notNull(),
  affiliates: integer('affiliates').notNull().default(sql`0`),
  invented: boolean('invented').notNull().default(sql`false`),
});
