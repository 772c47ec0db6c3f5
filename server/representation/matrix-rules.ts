import type { Arguments, TypeRule } from '../test/matrix/matrix.ts';
import type { ActRule } from '../test/matrix/rules.ts';
import { MEETINGS } from './world.ts';

/** Composition and register are public. Who reads which meeting is proven row by row in meeting-access.test.ts. */
export const REPRESENTATION_TYPES = {
  Body: { rule: 'public', fields: 'id kind code name place electorate seats mandates meetings' },
  Seat: { rule: 'public', fields: 'number region mandate' },
  Mandate: { rule: 'public', fields: 'id body seat member role from until endedReason person' },
  Meeting: {
    rule: 'signed in',
    fields:
      'id body title startsAt location openedAt openedBy closedAt closedBy rulebook rulebookVersion roll quorum motions',
  },
  RollEntry: { rule: 'signed in', fields: 'member person seat category weight trace present' },
  Quorum: { rule: 'signed in', fields: 'at quorate present entitled trace' },
  Motion: {
    rule: 'signed in',
    fields: 'id number title wording question proposedBy meeting ballot resolution',
  },
  Ballot: { rule: 'signed in', fields: 'openedAt openedBy closedAt closedBy ownVote votes result' },
  Vote: { rule: 'signed in', fields: 'member choice castAt castBy recorded weight' },
  Result: {
    rule: 'signed in',
    fields: 'outcome yes no abstain present entitled trace rulebook rulebookVersion computedAt',
  },
  Resolution: {
    rule: 'public',
    fields: 'code body title wording question adoptedOn yes no abstain rulebook rulebookVersion meeting',
  },
  ResolutionPage: { rule: 'public', fields: 'rows next previous total' },
  // Totals for those who read reports, bookings for those who read dues: proven in report.test.ts.
  Report: {
    rule: 'signed in',
    fields:
      'from until lastDay place computedAt rulebook rulebookVersion members changes dues bookings activities activityRows',
  },
  ReportMembers: { rule: 'signed in', fields: 'region atStart gained lost movedIn movedOut atEnd suspended' },
  MemberChange: { rule: 'signed in', fields: 'kind member on region otherRegion' },
  ReportDues: { rule: 'signed in', fields: 'region currency assessed paid outstanding' },
  ReportBooking: { rule: 'signed in', fields: 'member region on year receipt amount currency' },
  ReportActivities: {
    rule: 'signed in',
    fields: 'region programme component componentTitle reported unreported',
  },
  MandatePayload: { rule: 'public', fields: 'refusals mandate' },
  MeetingPayload: { rule: 'public', fields: 'refusals meeting' },
  MotionPayload: { rule: 'public', fields: 'refusals motion' },
  CastVotePayload: { rule: 'public', fields: 'refusals vote' },
} as const satisfies Record<string, TypeRule>;

export const REPRESENTATION_ARGUMENTS: Arguments = {
  'Query.body': [1, 2, 3].map((id) => `(id: ${id})`),
  'Query.meeting': Object.values(MEETINGS).map((id) => `(id: "${id}")`),
  'Query.resolution': ['(code: "CR-2020-1")'],
  'Query.report': [
    '(from: "2010-01-01", until: "2030-01-01")',
    '(from: "2010-01-01", until: "2030-01-01", placeId: 2)',
  ],
  'Report.bookings': ['(kind: ASSESSED)', '(kind: PAID)', '(kind: OUTSTANDING)'],
  'Ballot.ownVote': ['(memberId: 11)', '(memberId: 12)'],
};

const NOWHERE = '00000000-0000-7000-8000-000000000000';
const KEY = 'idempotencyKey: "matrix-key"';
/** The committee at the network, and that of the East. */
const bodyAt = (place: number) => (place === 1 ? 2 : 3);
const CONDUCTORS = ['regional_coordinator', 'regional_president', 'global_secretariat'];
const onNothing = (input: string): ActRule => ({
  may: 'anyone',
  at: [1],
  call: () => `(input: { ${input} }) { refusals { code } }`,
});

export const REPRESENTATION_ACTS = {
  nameMandate: {
    may: CONDUCTORS,
    at: [1, 2],
    call: (place) =>
      `(input: { bodyId: ${bodyAt(place)}, seat: 99, memberId: 11, name: "N", role: member, from: "2025-01-01" }) { refusals { code } }`,
  },
  endMandate: onNothing(`id: "${NOWHERE}", until: "2025-01-01", reason: "none"`),
  planMeeting: {
    may: CONDUCTORS,
    at: [1, 2],
    call: (place) =>
      `(input: { bodyId: ${bodyAt(place)}, title: "", locale: en, startsAt: "2026-01-01T00:00:00Z", location: "" }) { refusals { code } }`,
  },
  enterMotion: onNothing(`meetingId: "${NOWHERE}", title: "", wording: "", locale: en, question: "ordinary"`),
  openMeeting: onNothing(`meetingId: "${NOWHERE}", ${KEY}`),
  closeMeeting: onNothing(`meetingId: "${NOWHERE}", ${KEY}`),
  recordPresence: onNothing(`meetingId: "${NOWHERE}", memberIds: [11], present: true`),
  openBallot: onNothing(`motionId: "${NOWHERE}", ${KEY}`),
  castVote: {
    may: ['council_secretary', 'delegate'],
    at: [11, 12, 14],
    call: (place) =>
      `(input: { motionId: "${NOWHERE}", memberId: ${place}, choice: yes, ${KEY} }) { refusals { code } }`,
  },
  recordVotes: onNothing(`motionId: "${NOWHERE}", votes: [], ${KEY}`),
  closeBallot: onNothing(`motionId: "${NOWHERE}", ${KEY}`),
} satisfies Record<string, ActRule>;
