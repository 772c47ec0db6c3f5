import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../test/client.ts';
import { BODIES } from './world.ts';

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

const key = () => randomUUID();

async function act(person: string, name: string, input: object, selection: string) {
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  const inputs: Record<string, string> = {
    OpenMeeting: 'MeetingStep',
    CloseMeeting: 'MeetingStep',
    OpenBallot: 'BallotStep',
    CloseBallot: 'BallotStep',
  };
  const document = `mutation A($input: ${inputs[type] ?? type}Input!) { ${name}(input: $input) { refusals { code field value } ${selection} } }`;
  const { data, errors } = await front.as(person, document, { input });
  if (errors) return { fault: errors[0]?.extensions.code };
  return { ...data[name], codes: data[name].refusals.map((one: { code: string }) => one.code) };
}

test('the composition of a body is public and dated; names are for those in office', async () => {
  const document = `query B($asOf: Date) { body(id: 2, asOf: $asOf) { name { value } place { kind } seats { number region { code } mandate { role member { name } person { name } } } } }`;
  const seats = (answer: Awaited<ReturnType<Front['as']>>) => answer.data.body.seats;
  const open = seats(await front.as(null, document));
  expect(open[0]).toEqual({
    number: 1,
    region: { code: 'EAST' },
    mandate: { role: 'chair', member: { name: 'Alba Council' }, person: null },
  });
  expect(open[3].mandate).toBeNull();
  expect(seats(await front.as('treasurer', document))[1].mandate.person).toEqual({ name: 'secretaryDorna' });
  expect(seats(await front.as(null, document, { asOf: '2023-12-31' }))[0].mandate).toBeNull();
  const mine = await front.as(
    null,
    '{ alba: bodies(placeId: 11) { id } bruma: bodies(placeId: 12) { id } east: bodies(placeId: 2) { id } member(id: 11) { mandates { body { code } } } }',
  );
  expect(mine.data).toEqual({
    alba: [{ id: 1 }, { id: 2 }, { id: 3 }],
    bruma: [{ id: 1 }, { id: 3 }],
    east: [{ id: 3 }],
    member: { mandates: [{ body: { code: 'CR' } }, { body: { code: 'RC-EAST' } }] },
  });
});

test('a mandate is named to a free seat of the right region, and ended with a reason', async () => {
  const input = {
    bodyId: BODIES.committee,
    seat: 4,
    memberId: 12,
    name: 'Ada Invented',
    role: 'member',
    from: '2025-01-01',
    until: '2027-01-01',
  };
  const selection = 'mandate { id seat from until person { name } }';
  expect((await act('coordinator', 'nameMandate', input, selection)).fault).toBe('FORBIDDEN');
  expect((await act('secretaryBruma', 'nameMandate', input, selection)).fault).toBe('FORBIDDEN');
  expect((await act('secretariat', 'nameMandate', { ...input, memberId: 15 }, selection)).codes).toEqual([
    'seat_of_another_region',
  ]);
  expect((await act('secretariat', 'nameMandate', { ...input, memberId: 11 }, selection)).codes).toEqual([
    'member_has_seat',
  ]);
  expect((await act('secretariat', 'nameMandate', { ...input, seat: 1 }, selection)).codes).toEqual([
    'seat_taken',
  ]);
  expect((await act('secretariat', 'nameMandate', { ...input, seat: 9 }, selection)).codes).toEqual([
    'no_such_seat',
  ]);
  expect((await act('secretariat', 'nameMandate', { ...input, role: 'chair' }, selection)).codes).toEqual([
    'chair_taken',
  ]);
  expect(
    (await act('secretariat', 'nameMandate', { ...input, until: '2025-01-01' }, selection)).codes,
  ).toEqual(['until_before_from']);
  expect(
    (await act('secretariat', 'nameMandate', { ...input, from: '2001-01-01' }, selection)).codes,
  ).toEqual(['not_a_member']);
  const named = await act('secretariat', 'nameMandate', input, selection);
  expect(named.mandate).toMatchObject({
    seat: 4,
    from: '2025-01-01',
    until: '2027-01-01',
    person: { name: 'Ada Invented' },
  });
  const ended = await act(
    'secretariat',
    'endMandate',
    { id: named.mandate.id, until: '2026-02-01', reason: 'Resigned' },
    'mandate { until endedReason }',
  );
  expect(ended.mandate).toEqual({ until: '2026-02-01', endedReason: 'Resigned' });
  const again = await act(
    'secretariat',
    'nameMandate',
    { ...input, memberId: 13, from: '2026-02-01', until: null },
    selection,
  );
  expect(again.codes).toEqual([]);
  await expect(owner`insert into mandate (body_id, seat, member_id, person_id, role, during)
    select body_id, seat, 12, person_id, 'member', daterange('2025-06-01', null) from mandate where id = ${named.mandate.id}`).rejects.toThrow(
    /conflicting key/,
  );
  await owner`delete from mandate where id = ${again.mandate.id}`;
});

/** A meeting of the committee, opened, with everybody present and a motion on its agenda. */
export async function openedMeeting(question = 'ordinary') {
  const planned = await act(
    'secretariat',
    'planMeeting',
    {
      bodyId: BODIES.committee,
      title: 'Spring meeting',
      locale: 'en',
      startsAt: '2026-04-01T09:00:00Z',
      location: 'By video',
    },
    'meeting { id }',
  );
  const meeting = planned.meeting.id as string;
  const entered = await act(
    'secretariat',
    'enterMotion',
    { meetingId: meeting, title: 'Fees', wording: 'That fees stay.', locale: 'en', question },
    'motion { id number }',
  );
  const motion = entered.motion.id as string;
  const opened = await act(
    'returningOfficer',
    'openMeeting',
    { meetingId: meeting, idempotencyKey: key() },
    'meeting { openedAt rulebookVersion quorum { quorate present entitled } roll { member { id } weight category trace present } }',
  );
  await act(
    'returningOfficer',
    'recordPresence',
    { meetingId: meeting, memberIds: [11, 14, 16], present: true },
    'meeting { id }',
  );
  return { meeting, motion, opened: opened.meeting };
}

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
