import { createHash } from 'node:crypto';
import type { TransactionSql } from 'postgres';

/** The secret of the link by which the open application of the East is followed. */
export const FOLLOW_SECRET = 'a-secret-that-only-this-test-world-knows-0000';

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

/** Affiliates of Alba (11), Bruma (12) and Dorna (14). */
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
] as const;

/** A suspension that was lifted, with its steps, and two imports of Alba's: one to be mapped, one done. */
export const STEP = '0198c000-0000-7000-8000-000000000001';
export const IMPORT = '0198d000-0000-7000-8000-000000000001';
export const IMPORT_DONE = '0198d000-0000-7000-8000-000000000002';

export async function loadMembership(sql: TransactionSql, people: Record<string, string>): Promise<void> {
  for (const one of APPLICATIONS) {
    const hash = one === APPLICATIONS[0] ? createHash('sha256').update(FOLLOW_SECRET).digest() : null;
    await sql`insert into application (id, region_id, country, name, category, link_hash) values (${one.id}, ${one.region}, ${one.country}, ${one.name}, 'A', ${hash})`;
    await sql`insert into application_contact (application_id, region_id, name, email, message) values (${one.id}, ${one.region}, 'Applicant', 'applicant@world.example', 'Please')`;
    for (const kind of one.steps) {
      const by = kind === 'submitted' ? null : String(people['coordinator']);
      await sql`insert into application_step (application_id, region_id, kind, by_id, reason) values (${one.id}, ${one.region}, ${kind}, ${by}, 'because')`;
    }
  }
  for (const one of AFFILIATES) {
    const until = 'until' in one ? one.until : null;
    await sql`insert into affiliate (id, member_id, number, name, city, country, during)
      values (${one.id}, ${one.member}, ${one.number}, ${one.name}, ${one.city}, ${one.country}, daterange('2015-01-01', ${until}::date))`;
  }
  const by = String(people['secretariat']);
  await sql`insert into suspension (member_id, during, reason, suspended_by, restored_by, restored_reason)
    values (13, daterange('2022-01-01', '2022-06-01'), 'no report', ${by}, ${by}, 'report received')`;
  await sql`insert into membership_step (id, member_id, region_id, kind, from_date, by_id, reason) values
    (${STEP}, 13, 2, 'suspended', '2022-01-01', ${by}, 'no report'), (uuidv7(), 13, 2, 'restored', '2022-06-01', ${by}, 'report received')`;
  await sql`insert into import (id, kind, place_id, filename, bytes, hash, uploaded_by, stage) values
    (${IMPORT}, 'affiliates', 11, 'affiliates.csv', 10, '\\x00', ${String(people['secretary'])}, 'mapping'),
    (${IMPORT_DONE}, 'affiliates', 11, 'earlier.csv', 10, '\\x01', ${String(people['secretary'])}, 'done')`;
  await sql`insert into import_fault (import_id, place_id, row, n, field, value, code) values (${IMPORT}, 11, 2, 1, 'name', 'x', 'required')`;
}
