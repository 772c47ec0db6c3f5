import type { Acts } from '../../contract.ts';
import {
  chargeAffiliates,
  recordAffiliatePayment,
  setAffiliateTariff,
  undoAffiliateEntry,
} from './own-dues.ts';

export const affiliateDuesActs = {
  setAffiliateTariff: async (unit, { input }) => ({ category: await setAffiliateTariff(unit, input) }),
  chargeAffiliates: async (unit, { input }) =>
    chargeAffiliates(unit, await unit.permit('affiliate_dues.keep', input.memberId), input),
  recordAffiliatePayment: async (unit, { input }) => ({
    affiliate: await recordAffiliatePayment(unit, input),
  }),
  undoAffiliateEntry: async (unit, { input }) => ({ affiliate: await undoAffiliateEntry(unit, input) }),
} satisfies Partial<Acts>;
