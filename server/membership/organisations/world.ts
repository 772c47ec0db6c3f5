import type { TransactionSql } from 'postgres';

/** Documents of Alba (11), Bruma (12) and Dorna (14). */
export const DOCUMENTS = [
  { id: '0198e000-0000-7000-8000-000000000001', member: 11, kind: 'statutes', valid: '[2015-01-01,)' },
  {
    id: '0198e000-0000-7000-8000-000000000002',
    member: 11,
    kind: 'audit',
    valid: '[2020-01-01,2021-01-01)',
  },
  {
    id: '0198e000-0000-7000-8000-000000000003',
    member: 12,
    kind: 'audit',
    valid: '[2020-01-01,2021-01-01)',
  },
  { id: '0198e000-0000-7000-8000-000000000004', member: 14, kind: 'statutes', valid: '[2015-01-01,)' },
] as const;

/** Contacts of Alba (11) and Dorna (14), a former name of Alba, and a number of Dorna's. */
export const CONTACTS = [
  { id: '0198e100-0000-7000-8000-000000000001', place: 11 },
  { id: '0198e100-0000-7000-8000-000000000002', place: 14 },
] as const;
/** A name, a number and a pair kept apart that have ended. */
export const ENDED = '0198e700-0000-7000-8000-000000000001';
export const FORMER_NAME = '0198e200-0000-7000-8000-000000000001';
export const IDENTIFIER = '0198e300-0000-7000-8000-000000000001';

/** A second record of Alba, merged into it; a record that looks like Dorna's; the merge; and a split of Dorna. */
export const MERGED = '0198e400-0000-7000-8000-000000000001';
export const LOOKALIKE = '0198e400-0000-7000-8000-000000000002';
export const MERGE = '0198e500-0000-7000-8000-000000000001';
export const SPLIT = '0198e600-0000-7000-8000-000000000001';

export async function loadOrganisations(sql: TransactionSql, people: Record<string, string>): Promise<void> {
  const by = String(people['secretariat']);
  const rows = await sql<
    { member: number; id: string }[]
  >`select place_id as member, organisation_id as id from member`;
  const of = (member: number) => String(rows.find((row) => row.member === member)?.id);
  for (const { id, member, kind, valid } of DOCUMENTS) {
    await sql`insert into document (id, member_id, organisation_id, kind, title, valid, filename, bytes, hash, uploaded_by)
      values (${id}, ${member}, ${of(member)}, ${kind}, ${kind}, ${valid}, 'file.pdf', 10, ${Buffer.from(id)}, ${by})`;
  }
  for (const { id, place } of CONTACTS) {
    await sql`insert into contact (id, place_id, name, role, email) values (${id}, ${place}, 'Office', 'general', ${`office${place}@world.example`})`;
  }
  await sql`insert into organisation_name (id, organisation_id, member_id, kind, name, language, borne, source, by_id)
    values (${FORMER_NAME}, ${of(11)}, 11, 'former', 'Alba Committee', 'en', '[2000-01-01,2010-01-01)', 'test', ${by})`;
  await sql`insert into organisation_identifier (id, organisation_id, member_id, list, number, by_id)
    values (${IDENTIFIER}, ${of(14)}, 14, 'XI-WIKIDATA', 'Q1', ${by})`;
  await sql`insert into organisation_kind (organisation_id, member_id, kind, by_id) values (${of(11)}, 11, 'umbrella', ${by})`;
  await sql`insert into organisation (id, name, country, source, invented) values
    (${MERGED}, 'Alba Council of Old', 'AL', 'test', true), (${LOOKALIKE}, 'Dorna Councill', 'CL', 'test', true)`;
  await sql`insert into organisation_merge (id, merged_id, survivor_id, by_id, reason)
    values (${MERGE}, ${MERGED}, ${of(11)}, ${by}, 'entered twice')`;
  await sql`insert into organisation_split (id, organisation_id, into_id, on_date, by_id, reason)
    values (${SPLIT}, ${of(14)}, ${of(15)}, '2018-01-01', ${by}, 'parted')`;
  await sql`insert into organisation_distinct (id, one_id, other_id, reason, by_id)
    select ${ENDED}, least(a, b), greatest(a, b), 'two', ${by} from (values (${of(11)}::uuid, ${of(13)}::uuid)) p(a, b)`;
  await sql`update organisation_distinct set ended_at = now()`;
  await sql`insert into organisation_name (id, organisation_id, member_id, kind, name, by_id, ended_at)
    values (${ENDED}, ${of(11)}, 11, 'other', 'Alba Conseil', ${by}, now())`;
  await sql`insert into organisation_identifier (id, organisation_id, member_id, list, number, by_id, ended_at)
    values (${ENDED}, ${of(14)}, 14, 'XI-WIKIDATA', 'Q2', ${by}, now())`;
}
