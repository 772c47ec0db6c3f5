import { sql } from 'drizzle-orm';
import { bigint, boolean, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, citext, instant, instants, json } from '../columns.ts';

/** Tables of the access module as drizzle/ makes them; server/test/tables.test.ts compares the two. */

export const apiToken = pgTable('api_token', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  personId: uuid('person_id').notNull(),
  placeId: integer('place_id').notNull(),
  label: text('label').notNull(),
  hash: bytes('hash').notNull(),
  capabilities: text('capabilities').array().notNull(),
  createdAt: instant('created_at').notNull().default(sql`now()`),
  expiresAt: instant('expires_at').notNull(),
  revokedAt: instant('revoked_at'),
  usedAt: instant('used_at'),
});

export const audit = pgTable('audit', {
  id: bigint('id', { mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
  at: instant('at').notNull().default(sql`clock_timestamp()`),
  actorId: uuid('actor_id'),
  act: text('act').notNull(),
  placeId: integer('place_id'),
  subjectType: text('subject_type').notNull(),
  subjectId: text('subject_id').notNull(),
  before: json('before'),
  after: json('after'),
  reason: text('reason'),
  tokenId: uuid('token_id'),
});

export const capabilityGrant = pgTable('capability_grant', {
  officeKind: text('office_kind').notNull(),
  capability: text('capability').notNull(),
});

export const contact = pgTable('contact', {
  personId: uuid('person_id'),
  placeId: integer('place_id').notNull(),
  email: citext('email'),
  phone: text('phone'),
  id: uuid('id').notNull().default(sql`uuidv7()`),
  name: text('name'),
  role: text('role'),
  address: text('address'),
  changedAt: instant('changed_at').notNull().default(sql`now()`),
  changedBy: uuid('changed_by'),
});

export const idempotency = pgTable('idempotency', {
  actorId: uuid('actor_id').notNull(),
  key: text('key').notNull(),
  act: text('act').notNull(),
  requestHash: bytes('request_hash').notNull(),
  answer: json('answer'),
  at: instant('at').notNull().default(sql`now()`),
});

export const office = pgTable('office', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  personId: uuid('person_id').notNull(),
  kind: text('kind').notNull(),
  placeId: integer('place_id').notNull(),
  during: instants('during').notNull(),
  appointedBy: uuid('appointed_by'),
  endedBy: uuid('ended_by'),
});

export const person = pgTable('person', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  name: text('name').notNull(),
  locale: text('locale').notNull().default(sql`'en'::text`),
  invented: boolean('invented').notNull().default(sql`false`),
  createdAt: instant('created_at').notNull().default(sql`now()`),
  erasedAt: instant('erased_at'),
});

export const place = pgTable('place', {
  id: integer('id').notNull().generatedByDefaultAsIdentity(),
  kind: text('kind').notNull(),
});

export const refresh = pgTable('refresh', {
  hash: bytes('hash').notNull(),
  sessionId: uuid('session_id').notNull(),
  parent: bytes('parent'),
  issuedAt: instant('issued_at').notNull().default(sql`now()`),
  usedAt: instant('used_at'),
  successorSealed: bytes('successor_sealed'),
});

export const session = pgTable('session', {
  id: uuid('id').notNull().default(sql`uuidv7()`),
  personId: uuid('person_id').notNull(),
  createdAt: instant('created_at').notNull().default(sql`now()`),
  seenAt: instant('seen_at').notNull().default(sql`now()`),
  endsAt: instant('ends_at').notNull(),
  revokedAt: instant('revoked_at'),
});

export const signIn = pgTable('sign_in', {
  personId: uuid('person_id').notNull(),
  email: citext('email').notNull(),
  passwordHash: text('password_hash').notNull(),
  changedAt: instant('changed_at').notNull().default(sql`now()`),
});

export const signInLink = pgTable('sign_in_link', {
  hash: bytes('hash').notNull(),
  personId: uuid('person_id').notNull(),
  email: citext('email').notNull(),
  madeBy: uuid('made_by'),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
});

export const throttle = pgTable('throttle', {
  bucket: text('bucket').notNull(),
  failures: integer('failures').notNull(),
  since: instant('since').notNull(),
  lastAt: instant('last_at').notNull(),
});
