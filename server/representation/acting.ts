import { randomUUID } from 'node:crypto';
import type { Front } from '../test/client.ts';
import { BODIES } from './world.ts';

/** A key for an act that counts once. */
export const key = () => randomUUID();

/** Acts of persons of the test's world: the payload with the codes of its refusals, or the fault. */
export function actingAt(front: Front) {
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

  /** A meeting of the committee, opened, with everybody present and a motion on its agenda. */
  async function openedMeeting(question = 'ordinary') {
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

  return { act, openedMeeting };
}
