import type { Acts } from '../../contract.ts';
import { grantRelief, refuseRelief, revokeRelief } from './decision.ts';
import { previewRelief, reliefChoices } from './preview.ts';
import { askRelief, withdrawRelief } from './request.ts';
import { answerSponsorship } from './sponsorship.ts';

export const reliefActs = {
  reliefChoices: async (unit, { input }) => {
    await unit.permit('dues.read', input.memberId);
    return reliefChoices(unit, input);
  },
  previewRelief: async (unit, { input }) => {
    await unit.permit('dues.read', input.memberId);
    return previewRelief(unit, input);
  },
  askRelief: async (unit, { input }) => ({
    relief: await askRelief(unit, await unit.permit('relief.ask', input.memberId), input),
  }),
  withdrawRelief: async (unit, { input }) => ({
    relief: await withdrawRelief(unit, input.reliefId, input.reason),
  }),
  answerSponsorship: async (unit, { input }) => ({ relief: await answerSponsorship(unit, input) }),
  grantRelief: async (unit, { input }) => ({ relief: await grantRelief(unit, input) }),
  refuseRelief: async (unit, { input }) => ({ relief: await refuseRelief(unit, input) }),
  revokeRelief: async (unit, { input }) => ({
    relief: await revokeRelief(unit, input.reliefId, input.reason),
  }),
} satisfies Partial<Acts>;
