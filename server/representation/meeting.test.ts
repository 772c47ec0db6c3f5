import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../test/client.ts';
import { actingAt, key } from './acting.ts';

let front: Front;
let act: ReturnType<typeof actingAt>['act'];
let openedMeeting: ReturnType<typeof actingAt>['openedMeeting'];
beforeAll(async () => {
  front = await openFront();
  ({ act, openedMeeting } = actingAt(front));
});
afterAll(() => front.close());

test('a meeting from the roll to the register', async () => {
  const { meeting, motion, opened } = await openedMeeting();
  expect(
    opened.roll.map((one: { member: { id: number }; weight: string; present: boolean }) => [
      one.member.id,
      one.weight,
      one.present,
    ]),
  ).toEqual([
    [11, '3', false],
    [14, '3', false],
    [16, '3', false],
  ]);
  expect(opened.roll[0].trace).toMatchObject({ no: '5.1', key: 'vote_weight', value: '3' });
  expect(opened.quorum).toEqual({ quorate: false, present: '0', entitled: '9' });
  expect(
    (
      await act(
        'returningOfficer',
        'openMeeting',
        { meetingId: meeting, idempotencyKey: key() },
        'meeting { id }',
      )
    ).codes,
  ).toEqual(['meeting_open']);

  const vote = (person: string, memberId: number, choice: string) =>
    act(
      person,
      'castVote',
      { motionId: motion, memberId, choice, idempotencyKey: key() },
      'vote { choice weight recorded member { id } }',
    );
  expect((await vote('delegate', 11, 'yes')).codes).toEqual(['ballot_not_open']);
  expect(
    (await act('secretariat', 'openBallot', { motionId: motion, idempotencyKey: key() }, 'motion { id }'))
      .fault,
  ).toBe('FORBIDDEN');
  expect(
    (
      await act(
        'returningOfficer',
        'openBallot',
        { motionId: motion, idempotencyKey: key() },
        'motion { id }',
      )
    ).codes,
  ).toEqual([]);
  expect((await vote('delegate', 14, 'yes')).fault).toBe('FORBIDDEN');
  expect((await vote('treasurer', 11, 'yes')).fault).toBe('FORBIDDEN');
  expect((await vote('delegate', 11, 'no')).vote).toEqual({
    choice: 'no',
    weight: '3',
    recorded: false,
    member: { id: 11 },
  });
  expect((await vote('delegate', 11, 'yes')).vote.choice).toBe('yes');
  const hands = await act(
    'returningOfficer',
    'recordVotes',
    {
      motionId: motion,
      votes: [
        { memberId: 14, choice: 'no' },
        { memberId: 16, choice: 'yes' },
      ],
      idempotencyKey: key(),
    },
    'motion { ballot { votes { choice } result { yes } } }',
  );
  expect(hands).toMatchObject({ codes: [], motion: { ballot: { votes: [], result: null } } });
  expect(
    (
      await act(
        'returningOfficer',
        'recordVotes',
        { motionId: motion, votes: [{ memberId: 11, choice: 'no' }], idempotencyKey: key() },
        'motion { id }',
      )
    ).codes,
  ).toEqual(['already_voted']);
  expect(
    (
      await act(
        'returningOfficer',
        'closeMeeting',
        { meetingId: meeting, idempotencyKey: key() },
        'meeting { id }',
      )
    ).codes,
  ).toEqual(['ballot_still_open']);

  const closing = { motionId: motion, idempotencyKey: key() };
  const selection =
    'motion { ballot { closedAt result { outcome yes no abstain present entitled trace rulebookVersion } votes { member { id } choice recorded castBy { name } } } resolution { code } }';
  const closed = await act('returningOfficer', 'closeBallot', closing, selection);
  expect(closed.motion.ballot.result).toMatchObject({
    outcome: 'adopted',
    yes: '6',
    no: '3',
    abstain: '0',
    present: '9',
    entitled: '9',
    trace: { no: '5.3', value: 'adopted' },
  });
  expect(closed.motion.ballot.votes).toEqual([
    { member: { id: 11 }, choice: 'yes', recorded: false, castBy: { name: 'delegate' } },
    { member: { id: 14 }, choice: 'no', recorded: true, castBy: { name: 'returningOfficer' } },
    { member: { id: 16 }, choice: 'yes', recorded: true, castBy: { name: 'returningOfficer' } },
  ]);
  expect((await act('returningOfficer', 'closeBallot', closing, selection)).motion).toEqual(closed.motion);
  expect(
    (
      await act(
        'returningOfficer',
        'closeBallot',
        { motionId: motion, idempotencyKey: key() },
        'motion { id }',
      )
    ).codes,
  ).toEqual(['ballot_closed']);
  expect((await vote('delegate', 11, 'no')).codes).toEqual(['ballot_closed']);
  expect(
    (
      await act(
        'returningOfficer',
        'closeMeeting',
        { meetingId: meeting, idempotencyKey: key() },
        'meeting { closedAt }',
      )
    ).codes,
  ).toEqual([]);

  const { data } = await front.as(
    null,
    '{ resolutions { total rows { code title { value } yes no body { code } meeting { id } } } }',
  );
  const year = new Date().getUTCFullYear();
  expect(data.resolutions).toEqual({
    total: 1,
    rows: [
      {
        code: `CR-${year}-1`,
        title: { value: 'Fees' },
        yes: '6',
        no: '3',
        body: { code: 'CR' },
        meeting: null,
      },
    ],
  });
  expect(closed.motion.resolution.code).toBe(`CR-${year}-1`);
});
