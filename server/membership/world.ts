import { createHash } from 'node:crypto';
import type { TransactionSql } from 'postgres';
import { loadOrganisations } from './organisations/world.ts';

/** The secret of the link by which the open application of the East is followed. */
export const FOLLOW_SECRET = 'a-secret-that-only-this-test-world-knows-0000';

/** A form that waits to be sent, and the secret of its link. */
export const DRAFT = '0198a000-0000-7000-8000-0000000000d1';
export const DRAFT_SECRET = 'a-draft-that-only-this-test-world-knows-000000';

/** One application in each state in the East (2), one in the West (3). */
export const APPLICATIONS = [
  {
    id: '0198a000-0000-7000-8000-000000000001',
    region: 2,
    country: 'EE',
    name: 'Estuary Council',
    steps: ['submitted'],
  },
  {
    id: '0198a000-0000-7000-8000-000000000002',
    region: 2,
    country: 'BA',
    name: 'Bosk Forum',
    steps: ['submitted', 'endorsed'],
  },
  {
    id: '0198a000-0000-7000-8000-000000000003',
    region: 2,
    country: 'AL',
    name: 'Arden Union',
    steps: ['submitted', 'refused'],
  },
  {
    id: '0198a000-0000-7000-8000-000000000004',
    region: 2,
    country: 'AL',
    name: 'Atlas Society',
    steps: ['submitted', 'withdrawn'],
  },
  {
    id: '0198a000-0000-7000-8000-000000000005',
    region: 3,
    country: 'CL',
    name: 'Cordillera Council',
    steps: ['submitted'],
  },
] as const;

/** Affiliates of Alba (11), Bruma (12), Dorna (14) and Fjord (16). */
export const AFFILIATES = [
  {
    id: '0198b000-0000-7000-8000-000000000001',
    member: 11,
    number: 'A-1',
    name: 'Open Door',
    city: 'Tirana',
    country: 'AL',
  },
  {
    id: '0198b000-0000-7000-8000-000000000002',
    member: 11,
    number: 'A-2',
    name: 'Élan Centre',
    city: null,
    country: 'AL',
  },
  {
    id: '0198b000-0000-7000-8000-000000000003',
    member: 11,
    number: 'A-3',
    name: 'Former House',
    city: null,
    country: 'AL',
    until: '2021-01-01',
  },
  {
    id: '0198b000-0000-7000-8000-000000000004',
    member: 12,
    number: 'B-1',
    name: 'Open Hands',
    city: 'Mostar',
    country: 'BA',
  },
  {
    id: '0198b000-0000-7000-8000-000000000005',
    member: 14,
    number: 'D-1',
    name: 'Open Sea',
    city: null,
    country: 'CL',
  },
  {
    id: '0198b000-0000-7000-8000-000000000006',
    member: 14,
    number: 'D-2',
    name: 'Hidden Bay',
    city: null,
    country: 'CL',
  },
  {
    id: '0198b000-0000-7000-8000-000000000007',
    member: 16,
    number: 'F-1',
    name: 'Open Fjord',
    city: null,
    country: 'FI',
  },
] as const;

/** Dorna withholds this one from region and network; Fjord (16) shares nothing but its number. */
export const WITHHELD = AFFILIATES[5].id;

/** Who lets whom keep the register: place 2 is the East, 3 the West, 1 the network. */
const SHARING = [
  [11, 1],
  [11, 2],
  [12, 1],
  [12, 2],
  [14, 1],
  [14, 3],
] as const;

/** Categories of their own of Alba and of Dorna, with one affiliate in each. */
export const CATEGORIES = [
  { id: '0198b100-0000-7000-8000-000000000001', member: 11, affiliate: AFFILIATES[0].id },
  { id: '0198b100-0000-7000-8000-000000000002', member: 14, affiliate: AFFILIATES[4].id },
] as const;

/** A suspension that was lifted, with its steps, and two imports of Alba's: one to be mapped, one done. */
export const STEP = '0198c000-0000-7000-8000-000000000001';
export const IMPORT = '0198d000-0000-7000-8000-000000000001';
export const IMPORT_DONE = '0198d000-0000-7000-8000-000000000002';

/** A pass of Alba's and one of Dorna's. */
export const PASSES = [
  { id: '0198b300-0000-7000-8000-000000000001', member: 11, code: 'A1ABACXYZ23456789ABCDEFGHJ' },
  { id: '0198b300-0000-7000-8000-000000000002', member: 14, code: 'D0RNA000000000000000000001' },
] as const;

export async function loadMembership(sql: TransactionSql, people: Record<string, string>): Promise<void> {
  for (const one of APPLICATIONS) {
    const hash = one === APPLICATIONS[0] ? createHash('sha256').update(FOLLOW_SECRET).digest() : null;
    await sql`insert into application (id, region_id, country, name, category) values (${one.id}, ${one.region}, ${one.country}, ${one.name}, 'A')`;
    if (hash) await sql`insert into application_link (hash, application_id) values (${hash}, ${one.id})`;
    await sql`insert into application_contact (application_id, region_id, name, email, message) values (${one.id}, ${one.region}, 'Applicant', 'applicant@world.example', 'Please')`;
    for (const kind of one.steps) {
      const by = kind === 'submitted' ? null : String(people['coordinator']);
      await sql`insert into application_step (application_id, region_id, kind, by_id, reason) values (${one.id}, ${one.region}, ${kind}, ${by}, 'because')`;
    }
    await sql`insert into application_answer (application_id, region_id, item, value, said) values (${one.id}, ${one.region}, 'aims', 'true', 'We do')`;
    await sql`insert into application_finding (application_id, region_id, item, met, reason, by_id)
      values (${one.id}, ${one.region}, 'visit', true, 'We have been there', ${String(people['coordinator'])})`;
    await sql`insert into application_message (application_id, region_id, words) values (${one.id}, ${one.region}, 'When will we hear from you?')`;
    await sql`insert into application_document (id, application_id, region_id, kind, filename, bytes, hash)
      values (uuidv7(), ${one.id}, ${one.region}, 'statutes', 'statutes.pdf', 10, '\\x00')`;
  }
  await sql`insert into application_draft (id, fields) values (${DRAFT}, ${sql.json({ name: 'Half a form' })})`;
  await sql`insert into application_link (hash, application_id) values (${createHash('sha256').update(DRAFT_SECRET).digest()}, ${DRAFT})`;
  for (const one of AFFILIATES) {
    const until = 'until' in one ? one.until : null;
    await sql`insert into affiliate (id, member_id, number, name, city, country, during)
      values (${one.id}, ${one.member}, ${one.number}, ${one.name}, ${one.city}, ${one.country}, daterange('2015-01-01', ${until}::date))`;
  }
  await loadSharing(sql);
  for (const { id, member, code } of PASSES)
    await sql`insert into member_pass (id, member_id, code, during) values (${id}, ${member}, ${code}, '[2024-01-01,2099-01-01)')`;
  const by = String(people['secretariat']);
  await sql`insert into suspension (member_id, during, reason, suspended_by, restored_by, restored_reason)
    values (13, daterange('2022-01-01', '2022-06-01'), 'no report', ${by}, ${by}, 'report received')`;
  await sql`insert into membership_step (id, member_id, region_id, kind, from_date, by_id, reason) values
    (${STEP}, 13, 2, 'suspended', '2022-01-01', ${by}, 'no report'), (uuidv7(), 13, 2, 'restored', '2022-06-01', ${by}, 'report received')`;
  await sql`insert into import (id, kind, place_id, filename, bytes, hash, uploaded_by, stage) values
    (${IMPORT}, 'affiliates', 11, 'affiliates.csv', 10, '\\x00', ${String(people['secretary'])}, 'mapping'),
    (${IMPORT_DONE}, 'affiliates', 11, 'earlier.csv', 10, '\\x01', ${String(people['secretary'])}, 'done')`;
  await sql`insert into import_fault (import_id, place_id, row, n, field, value, code) values (${IMPORT}, 11, 2, 1, 'name', 'x', 'required')`;
  await loadOrganisations(sql, people);
}

async function loadSharing(sql: TransactionSql): Promise<void> {
  for (const [member, place] of SHARING)
    await sql`insert into affiliate_sharing (member_id, place_id, level, decided_at) values (${member}, ${place}, 'keep', '2020-01-01')`;
  await sql`insert into affiliate_withholding (affiliate_id, member_id, withheld, decided_at) values (${WITHHELD}, 14, true, '2020-01-01')`;
  for (const [index, persons] of [
    [0, 40],
    [5, 50],
    [6, 60],
  ] as const) {
    const one = AFFILIATES[index];
    await sql`insert into affiliate_size (affiliate_id, member_id, day, persons) values (${one.id}, ${one.member}, '2020-01-01', ${persons})`;
  }
  for (const { id, member, affiliate } of CATEGORIES) {
    await sql`insert into affiliate_category (id, member_id, name, position) values (${id}, ${member}, 'Full', 1)`;
    await sql`insert into affiliate_placing (affiliate_id, member_id, category_id, during) values (${affiliate}, ${member}, ${id}, '[2020-01-01,)')`;
  }
}
