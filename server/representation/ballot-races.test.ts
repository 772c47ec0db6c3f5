import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../test/client.ts';
import { MEETINGS } from './world.ts';

const ROUNDS = 100;

let front: Front;
let owner: postgres.Sql;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 4, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

/** So many motions on the open meeting of the East, each with an open ballot. */
async function openBallots(count: number): Promise<string[]> {
  const motions = await owner<{ id: string }[]>`insert into motion (meeting_id, number, title, wording)
    select ${MEETINGS.open}, 100 + n + (select max(number) from motion where meeting_id = ${MEETINGS.open}), '{"en": "M"}', '{"en": "M"}'
    from generate_series(1, ${count}) n returning id`;
  const ids = motions.map((one) => one.id);
  await owner`insert into ballot (motion_id, meeting_id) select m, ${MEETINGS.open} from unnest(${ids}::uuid[]) m`;
  return ids;
}

async function cast(person: string, motionId: string, memberId: number, choice: string): Promise<string> {
  const document = 'mutation V($input: CastVoteInput!) { castVote(input: $input) { refusals { code } } }';
  const { data, errors } = await front.as(person, document, {
    input: { motionId, memberId, choice, idempotencyKey: randomUUID() },
  });
  return errors?.[0]?.extensions.code ?? data.castVote.refusals[0]?.code ?? 'cast';
}

async function close(motionId: string): Promise<string> {
  const document =
    'mutation C($input: BallotStepInput!) { closeBallot(input: $input) { refusals { code } } }';
  const { data, errors } = await front.as('returningOfficer', document, {
    input: { motionId, idempotencyKey: randomUUID() },
  });
  return errors?.[0]?.extensions.code ?? data.closeBallot.refusals[0]?.code ?? 'closed';
}

test('sec-03: a council suspended after it signed in cannot vote, in a race neither', async () => {
  const [motion] = await openBallots(1);
  expect(await cast('delegate', String(motion), 11, 'yes')).toBe('cast');
  await owner`insert into suspension (member_id, during, reason) values (11, daterange(current_date, null), 'test')`;
  expect(await cast('delegate', String(motion), 11, 'no')).toBe('member_suspended');
  await owner`delete from suspension where member_id = 11`;

  const outcomes = { before: 0, refused: 0 };
  for (const [round, id] of (await openBallots(ROUNDS)).entries()) {
    const suspension = owner.begin(async (sql) => {
      // Some round trips of difference, so that each of the two comes first at times.
      for (let n = 0; n < round % 12; n += 1) await sql`select 1`;
      await sql`insert into suspension (member_id, during, reason) values (11, daterange(current_date, null), 'race')`;
      const [vote] = await sql`select 1 from vote where motion_id = ${id} and member_id = 11`;
      return vote !== undefined;
    });
    const [state, votedBefore] = await Promise.all([cast('delegate', id, 11, 'yes'), suspension]);
    expect([state, votedBefore]).toEqual(votedBefore ? ['cast', true] : ['member_suspended', false]);
    outcomes[votedBefore ? 'before' : 'refused'] += 1;
    await owner`delete from suspension where member_id = 11`;
  }
  console.log(`sec-03: ${ROUNDS} races, vote first ${outcomes.before}, suspension first ${outcomes.refused}`);
}, 60_000);

test('sec-08: parallel votes of one council are one vote', async () => {
  for (const id of await openBallots(20)) {
    const states = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        cast(n % 2 ? 'delegate' : 'secretary', id, 11, n % 3 ? 'yes' : 'no'),
      ),
    );
    expect(new Set(states)).toEqual(new Set(['cast']));
    const [row] = await owner<
      { votes: number }[]
    >`select count(*)::int as votes from vote where motion_id = ${id}`;
    expect(row?.votes).toBe(1);
  }
}, 60_000);

test('sec-09: a vote that races the close is counted or refused, never lost', async () => {
  let counted = 0;
  for (const id of await openBallots(ROUNDS)) {
    const [alba, bruma, closing] = await Promise.all([
      cast('delegate', id, 11, 'yes'),
      cast('secretaryBruma', id, 12, 'no'),
      close(id),
    ]);
    expect(closing).toBe('closed');
    expect(['cast', 'ballot_closed']).toContain(alba);
    expect(['cast', 'ballot_closed']).toContain(bruma);
    const [tally] = await owner<{ yes: string; no: string; voted: number }[]>`
      select r.yes, r.no, (select count(*)::int from vote v where v.motion_id = r.motion_id) as voted from result r where r.motion_id = ${id}`;
    expect(tally).toEqual({
      yes: alba === 'cast' ? '3' : '0',
      no: bruma === 'cast' ? '3' : '0',
      voted: [alba, bruma].filter((one) => one === 'cast').length,
    });
    counted += tally?.voted ?? 0;
  }
  console.log(`sec-09: ${ROUNDS} closings, ${counted} of ${2 * ROUNDS} votes came in time, none was lost`);
}, 60_000);

test('sec-43: while a ballot is open nobody learns anything from a vote, and it cannot be opened again', async () => {
  const everything = `{ meeting(id: "${MEETINGS.open}") { quorum { present } roll { member { id } present weight } motions { id resolution { code }
    ballot { closedAt result { yes no abstain } votes { choice weight member { id } } ownVote(memberId: 12) { choice } } } } resolutions { total } }`;
  const people = Object.keys(front.world.people).filter((one) => one !== 'secretaryBruma');
  const look = async () =>
    Promise.all(
      [null, ...people].map(async (person) => JSON.stringify((await front.as(person, everything)).data)),
    );
  const [motion] = await openBallots(1);
  const before = await look();
  expect(await cast('secretaryBruma', String(motion), 12, 'yes')).toBe('cast');
  expect(await look()).toEqual(before);
  expect(await close(String(motion))).toBe('closed');
  const reopen = await front.as(
    'returningOfficer',
    'mutation O($input: BallotStepInput!) { openBallot(input: $input) { refusals { code } } }',
    {
      input: { motionId: motion, idempotencyKey: randomUUID() },
    },
  );
  expect(reopen.data.openBallot.refusals).toEqual([{ code: 'ballot_closed' }]);
  const [audit] = await owner<
    { told: boolean }[]
  >`select bool_or(coalesce(after::text, '') || coalesce(before::text, '') ~ '"(choice|yes)"') as told
    from audit where act in ('castVote', 'recordVotes')`;
  expect(audit?.told).toBe(false);
});
