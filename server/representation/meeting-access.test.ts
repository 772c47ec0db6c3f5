import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Front, openFront } from '../test/client.ts';
import { act } from '../unit.ts';
import { MEETINGS, MOTIONS } from './world.ts';

/**
 * Who reads which meeting, from the statutes' point of view: the network's offices read all; a region's those of the
 * region; a council those of bodies in which it sits; and whoever holds a mandate those of that body.
 */
const NETWORK = ['secretariat', 'returningOfficer', 'representative', 'auditor'];
const READERS: Record<keyof typeof MEETINGS, string[]> = {
  closed: [...NETWORK, 'secretary', 'treasurer', 'delegate', 'secretaryDorna', 'none'],
  open: [
    ...NETWORK,
    'coordinator',
    'president',
    'secretary',
    'treasurer',
    'delegate',
    'secretaryBruma',
    'both',
    'none',
  ],
};
/** Who may know how Alba voted while the ballot is open: Alba's own voters. */
const ALBA_VOTERS = ['secretary', 'delegate'];

const BUILDS = [
  { name: 'both layers', guards: true, rowSecurity: true },
  { name: 'row security alone', guards: false, rowSecurity: true },
  { name: 'guards alone', guards: true, rowSecurity: false },
];

const TABLES = ['meeting', 'roll', 'presence', 'quorum', 'motion', 'ballot', 'vote', 'result'];

describe.each(BUILDS)('meetings with $name', ({ guards, rowSecurity }) => {
  let front: Front;
  let people: (string | null)[];
  beforeAll(async () => {
    front = await openFront({ guards });
    people = [null, ...Object.keys(front.world.people)];
    if (!rowSecurity) {
      const owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
      for (const table of TABLES) await owner.unsafe(`alter table ${table} disable row level security`);
      await owner.end();
    }
  });
  afterAll(() => front.close());

  test('are read by whom they concern, by id and through their body', async () => {
    const wrong: string[] = [];
    for (const person of people) {
      for (const [name, id] of Object.entries(MEETINGS)) {
        const { data, errors } = await front.as(
          person,
          `{ meeting(id: "${id}") { id roll { member { id } weight } quorum { present } motions { id ballot { openedAt } } }
          bodies { meetings { id motions { id ballot { result { yes } votes { choice } } } } } }`,
        );
        expect(errors).toBeUndefined();
        const allowed = READERS[name as keyof typeof MEETINGS].includes(String(person));
        const listed = data.bodies
          .flatMap((body: { meetings: { id: string }[] }) => body.meetings)
          .some((one: { id: string }) => one.id === id);
        if ((data.meeting !== null) !== allowed || listed !== allowed) wrong.push(`${name} by ${person}`);
        if (data.meeting && (data.meeting.roll.length !== 3 || data.meeting.motions.length !== 1))
          wrong.push(`${name} in part by ${person}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('votes are read after the close by all of them, before it by the voter alone', async () => {
    const wrong: string[] = [];
    const ballots = (id: string) =>
      `{ meeting(id: "${id}") { motions { ballot { votes { choice } result { outcome } ownVote(memberId: 11) { choice } } } } }`;
    for (const person of people) {
      const open = (await front.as(person, ballots(MEETINGS.open))).data.meeting?.motions[0].ballot;
      const closed = (await front.as(person, ballots(MEETINGS.closed))).data.meeting?.motions[0].ballot;
      if (open && (open.votes.length > 0 || open.result)) wrong.push(`partial result to ${person}`);
      if (open && (open.ownVote !== null) !== ALBA_VOTERS.includes(String(person)))
        wrong.push(`Alba's vote to ${person}`);
      if (closed && (closed.votes.length !== 2 || closed.result?.outcome !== 'rejected'))
        wrong.push(`result withheld from ${person}`);
    }
    expect(wrong).toEqual([]);
  });
});

test('S2: as the runtime role with raw SQL, meetings and votes show the same and nothing else', async () => {
  const front = await openFront();
  const wrong: string[] = [];
  for (const person of Object.keys(front.world.people)) {
    const sid = JSON.parse(
      Buffer.from((await front.session(person)).split('.')[1] ?? '', 'base64url').toString(),
    ).sid;
    await act(front.api.database, { kind: 'session', id: sid }, async (unit) => {
      for (const table of TABLES) {
        const key = table === 'meeting' ? 'id' : 'meeting_id';
        for (const [name, id] of Object.entries(MEETINGS)) {
          const rows = await unit.sql.unsafe(`select 1 from ${table} where ${key} = $1`, [id]);
          const allowed = READERS[name as keyof typeof MEETINGS].includes(person);
          const some =
            table === 'vote' && name === 'open'
              ? ALBA_VOTERS.includes(person)
              : allowed && !(table === 'result' && name === 'open');
          if (rows.length > 0 !== some) wrong.push(`${name} ${table} to ${person}: ${rows.length}`);
        }
      }
      const written =
        await unit.sql`update ballot set closed_at = now() where motion_id = ${MOTIONS.open} returning 1`;
      if (written.length > 0 !== (person === 'returningOfficer')) wrong.push(`ballot closed by ${person}`);
      throw new Error('undone');
    }).catch((error) => {
      if (error.message !== 'undone') throw error;
    });
  }
  await front.close();
  expect(wrong).toEqual([]);
});
