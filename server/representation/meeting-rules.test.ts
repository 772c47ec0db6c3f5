import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../test/client.ts';
import { actingAt, key } from './acting.ts';

let front: Front;
let owner: postgres.Sql;
let act: ReturnType<typeof actingAt>['act'];
let openedMeeting: ReturnType<typeof actingAt>['openedMeeting'];
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 4, onnotice: () => {} });
  ({ act, openedMeeting } = actingAt(front));
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

test('a change of the rulebook needs two thirds, a quorum needs more than half', async () => {
  const { motion } = await openedMeeting('rulebook');
  await act('returningOfficer', 'openBallot', { motionId: motion, idempotencyKey: key() }, 'motion { id }');
  const votes = [
    { memberId: 11, choice: 'yes' },
    { memberId: 14, choice: 'abstain' },
    { memberId: 16, choice: 'no' },
  ];
  await act(
    'returningOfficer',
    'recordVotes',
    { motionId: motion, votes, idempotencyKey: key() },
    'motion { id }',
  );
  const closed = await act(
    'returningOfficer',
    'closeBallot',
    { motionId: motion, idempotencyKey: key() },
    'motion { ballot { result { outcome } } resolution { code } }',
  );
  expect(closed.motion).toEqual({ ballot: { result: { outcome: 'rejected' } }, resolution: null });

  const second = await openedMeeting();
  await act(
    'returningOfficer',
    'recordPresence',
    { meetingId: second.meeting, memberIds: [14, 16], present: false },
    'meeting { id }',
  );
  await act(
    'returningOfficer',
    'openBallot',
    { motionId: second.motion, idempotencyKey: key() },
    'motion { id }',
  );
  expect(
    (
      await act(
        'returningOfficer',
        'recordVotes',
        { motionId: second.motion, votes: [{ memberId: 14, choice: 'yes' }], idempotencyKey: key() },
        'motion { id }',
      )
    ).codes,
  ).toEqual(['not_present']);
  await act(
    'delegate',
    'castVote',
    { motionId: second.motion, memberId: 11, choice: 'yes', idempotencyKey: key() },
    'vote { choice }',
  );
  const few = await act(
    'returningOfficer',
    'closeBallot',
    { motionId: second.motion, idempotencyKey: key() },
    'motion { ballot { result { outcome present entitled } } resolution { code } }',
  );
  expect(few.motion).toEqual({
    ballot: { result: { outcome: 'no_quorum', present: '3', entitled: '9' } },
    resolution: null,
  });
});

test('a suspended member and one in arrears stand on the roll without votes', async () => {
  await owner`insert into suspension (member_id, during, reason) values (16, daterange(current_date, null), 'test')`;
  const { opened } = await openedMeeting();
  expect(opened.roll.map((one: { weight: string }) => one.weight)).toEqual(['3', '3', '0']);
  expect(JSON.stringify(opened.roll[2].trace)).toContain('"source":"suspensions"');
  await owner`delete from suspension where member_id = 16`;
});

test('a council checks itself in, and nobody else', async () => {
  const { meeting } = await openedMeeting();
  const come = (person: string, memberIds: number[]) =>
    act(
      person,
      'recordPresence',
      { meetingId: meeting, memberIds, present: true },
      'meeting { quorum { present } }',
    );
  expect((await come('delegate', [11])).meeting.quorum.present).toBe('9');
  expect((await come('delegate', [11, 14])).fault).toBe('FORBIDDEN');
  expect((await come('returningOfficer', [12])).codes).toEqual(['not_on_roll']);
  expect((await come('secretaryBruma', [12])).codes).toEqual(['not_found']);
});

test('what is opened stays open or is closed once; roll, result and register never change', async () => {
  const { meeting, motion } = await openedMeeting();
  await act('returningOfficer', 'openBallot', { motionId: motion, idempotencyKey: key() }, 'motion { id }');
  await act('returningOfficer', 'closeBallot', { motionId: motion, idempotencyKey: key() }, 'motion { id }');
  await expect(owner`update ballot set closed_at = null where motion_id = ${motion}`).rejects.toThrow(
    'one_way',
  );
  await expect(owner`update meeting set opened_at = null where id = ${meeting}`).rejects.toThrow('one_way');
  await expect(owner`update roll set weight = '9' where meeting_id = ${meeting}`).rejects.toThrow(
    'append_only',
  );
  await expect(
    owner`insert into roll (meeting_id, member_id, category, weight, trace) values (${meeting}, 12, 'A', '3', '{}')`,
  ).rejects.toThrow('roll_frozen');
  await expect(owner`delete from vote where motion_id = ${motion}`).rejects.toThrow('append_only');
  await expect(owner`update result set yes = '9' where motion_id = ${motion}`).rejects.toThrow('append_only');
  await expect(owner`delete from resolution`).rejects.toThrow('append_only');
});
