import type { TransactionSql } from 'postgres';

/** Bodies of the tests' federation: the network's assembly and committee, and the committee of the East. */
export const BODIES = { assembly: 1, committee: 2, east: 3 } as const;

/** One meeting of the committee, closed, and one of the East with an open ballot on which Alba has voted. */
export const MEETINGS = {
  closed: '00000000-0000-7000-8000-00000000a001',
  open: '00000000-0000-7000-8000-00000000a002',
} as const;

export const MOTIONS = {
  closed: '00000000-0000-7000-8000-00000000b001',
  open: '00000000-0000-7000-8000-00000000b002',
} as const;

/** Who holds which seat on behalf of whom. Bruma sits in the East only, Dorna in the committee only. */
const MANDATES = [
  { body: 2, seat: 1, member: 11, person: 'delegate', role: 'chair', from: '2024-01-01' },
  { body: 2, seat: 2, member: 14, person: 'secretaryDorna', role: 'member', from: '2024-01-01' },
  { body: 2, seat: 3, member: 16, person: 'none', role: 'member', from: '2024-01-01' },
  { body: 3, seat: 1, member: 11, person: 'secretary', role: 'chair', from: '2023-01-01' },
  { body: 3, seat: 2, member: 12, person: 'secretaryBruma', role: 'member', from: '2023-01-01' },
  { body: 3, seat: 3, member: 13, person: 'none', role: 'member', from: '2023-01-01' },
] as const;

export async function loadRepresentation(sql: TransactionSql, people: Record<string, string>): Promise<void> {
  await sql`insert into body (id, place_id, kind, code, name, electorate) values
    (1, 1, 'general_assembly', 'GA', '{"en": "General Assembly"}', 'members'),
    (2, 1, 'committee_of_representatives', 'CR', '{"en": "Committee of Representatives", "fr": "Comité des représentants"}', 'seats'),
    (3, 2, 'regional_committee', 'RC-EAST', '{"en": "Committee of the East"}', 'seats')`;
  await sql`select setval(pg_get_serial_sequence('body', 'id'), 100)`;
  await sql`insert into seat (body_id, number, region_id) values (2, 1, 2), (2, 2, 3), (2, 3, 4), (2, 4, 2), (3, 1, null), (3, 2, null), (3, 3, null), (3, 4, null)`;
  for (const { body, seat, member, person, role, from } of MANDATES) {
    await sql`insert into mandate (body_id, seat, member_id, person_id, role, during)
      values (${body}, ${seat}, ${member}, ${String(people[person])}, ${role}, daterange(${from}, null))`;
  }
  await loadMeeting(sql, MEETINGS.closed, MOTIONS.closed, 2);
  await loadMeeting(sql, MEETINGS.open, MOTIONS.open, 3);
  await sql`insert into vote (motion_id, meeting_id, member_id, choice, recorded) values
    (${MOTIONS.closed}, ${MEETINGS.closed}, 11, 'yes', false), (${MOTIONS.closed}, ${MEETINGS.closed}, 14, 'no', true),
    (${MOTIONS.open}, ${MEETINGS.open}, 11, 'yes', false)`;
  await sql`update ballot set closed_at = now() where motion_id = ${MOTIONS.closed}`;
  await sql`insert into result (motion_id, meeting_id, outcome, yes, no, abstain, present, entitled, trace, rulebook, rulebook_version)
    values (${MOTIONS.closed}, ${MEETINGS.closed}, 'rejected', '3', '3', '0', '6', '9', '{}', 'ninefold-demonstration', 2)`;
  await sql`update meeting set closed_at = now() where id = ${MEETINGS.closed}`;
}

async function loadMeeting(
  sql: TransactionSql,
  meeting: string,
  motion: string,
  body: number,
): Promise<void> {
  await sql`insert into meeting (id, body_id, place_id, title, starts_at, location)
    select ${meeting}, id, place_id, '{"en": "A meeting"}', now(), 'Hall 1' from body where id = ${body}`;
  await sql`insert into roll (meeting_id, member_id, person_id, seat, category, weight, trace)
    select ${meeting}, member_id, person_id, seat, 'A', '3', '{}' from mandate where body_id = ${body}`;
  await sql`update meeting set opened_at = now(), rulebook = 'ninefold-demonstration', rulebook_version = 2 where id = ${meeting}`;
  await sql`insert into presence (meeting_id, member_id, during) select meeting_id, member_id, tstzrange(now(), null) from roll where meeting_id = ${meeting}`;
  await sql`insert into quorum (meeting_id, quorate, present, entitled, trace) values (${meeting}, true, '9', '9', '{}')`;
  await sql`insert into motion (id, meeting_id, number, title, wording) values (${motion}, ${meeting}, 1, '{"en": "A motion"}', '{"en": "That it be so."}')`;
  await sql`insert into ballot (motion_id, meeting_id) values (${motion}, ${meeting})`;
}
