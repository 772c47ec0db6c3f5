import type { Acts } from '../contract.ts';
import { castVote, closeBallot, openBallot, recordVotes } from './ballots.ts';
import { endMandate, nameMandate } from './mandates.ts';
import { closeMeeting, enterMotion, openMeeting, planMeeting } from './meetings.ts';
import { recordPresence } from './presence.ts';

export const representationActs = {
  nameMandate: async (unit, { input }) => ({ mandate: await nameMandate(unit, input) }),
  endMandate: async (unit, { input }) => ({ mandate: await endMandate(unit, input) }),
  planMeeting: async (unit, { input }) => ({ meeting: await planMeeting(unit, input) }),
  enterMotion: async (unit, { input }) => ({ motion: await enterMotion(unit, input) }),
  openMeeting: async (unit, { input }) => ({ meeting: await openMeeting(unit, input.meetingId) }),
  closeMeeting: async (unit, { input }) => ({ meeting: await closeMeeting(unit, input.meetingId) }),
  recordPresence: async (unit, { input }) => ({ meeting: await recordPresence(unit, input) }),
  openBallot: async (unit, { input }) => ({ motion: await openBallot(unit, input.motionId) }),
  castVote: (unit, { input }) => castVote(unit, input),
  recordVotes: async (unit, { input }) => ({ motion: await recordVotes(unit, input) }),
  closeBallot: async (unit, { input }) => ({ motion: await closeBallot(unit, input.motionId) }),
} satisfies Partial<Acts>;
