import type { Acts } from '../../contract.ts';
import { payRegionShare, reversePayout } from './payouts.ts';
import { approveReopening, askReopening, closePeriod, declineReopening } from './periods.ts';
import { refundCredit, reverseRefund, transferCredit } from './refunds.ts';
import { approveWriteOff, declineWriteOff, proposeWriteOff, reverseWriteOff } from './write-offs.ts';

const NETWORK = 1;

export const accountsActs = {
  closePeriod: async (unit, { input }) => {
    await unit.permit('dues.close', NETWORK);
    return { closing: await closePeriod(unit, input) };
  },
  askReopening: async (unit, { input }) => {
    await unit.permit('dues.close', NETWORK);
    return { reopening: await askReopening(unit, input.closingId, input.reason) };
  },
  approveReopening: async (unit, { input }) => {
    await unit.permit('dues.close', NETWORK);
    return { reopening: await approveReopening(unit, input.reopeningId) };
  },
  declineReopening: async (unit, { input }) => {
    await unit.permit('dues.close', NETWORK);
    return { reopening: await declineReopening(unit, input.reopeningId, input.reason) };
  },
  proposeWriteOff: async (unit, { input }) => ({ writeOff: await proposeWriteOff(unit, input) }),
  approveWriteOff: async (unit, { input }) => ({ writeOff: await approveWriteOff(unit, input.writeOffId) }),
  declineWriteOff: async (unit, { input }) => ({
    writeOff: await declineWriteOff(unit, input.writeOffId, input.reason),
  }),
  reverseWriteOff: async (unit, { input }) => ({
    writeOff: await reverseWriteOff(unit, input.writeOffId, input.reason),
  }),
  refundCredit: async (unit, { input }) => ({
    refund: await refundCredit(unit, await unit.permit('dues.collect', input.memberId), input),
  }),
  reverseRefund: async (unit, { input }) => ({
    refund: await reverseRefund(unit, input.refundId, input.reason),
  }),
  transferCredit: async (unit, { input }) => ({
    member: await transferCredit(unit, await unit.permit('dues.collect', input.memberId), input),
  }),
  payRegionShare: async (unit, { input }) => ({
    payout: await payRegionShare(unit, await unit.permit('dues.collect', input.regionId), input),
  }),
  reversePayout: async (unit, { input }) => ({
    payout: await reversePayout(unit, input.payoutId, input.reason),
  }),
} satisfies Partial<Acts>;
