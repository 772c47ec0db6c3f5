import type { Acts } from '../../contract.ts';
import {
  addAffiliateCategory,
  closeAffiliateCategory,
  placeAffiliate,
  placeAffiliates,
  renameAffiliateCategory,
} from './categories.ts';
import { shareAffiliates, withholdAffiliate } from './sharing.ts';
import { recordAffiliateSize } from './sizes.ts';

export const affiliateActs = {
  shareAffiliates: async (unit, { input }) => ({
    sharing: await shareAffiliates(unit, await unit.permit('affiliates.share', input.memberId), input),
  }),
  withholdAffiliate: async (unit, { input }) => ({ affiliate: await withholdAffiliate(unit, input, true) }),
  showAffiliate: async (unit, { input }) => ({ affiliate: await withholdAffiliate(unit, input, false) }),
  recordAffiliateSize: async (unit, { input }) => ({ affiliate: await recordAffiliateSize(unit, input) }),
  addAffiliateCategory: async (unit, { input }) => ({
    category: await addAffiliateCategory(
      unit,
      await unit.permit('affiliate_dues.keep', input.memberId),
      input,
    ),
  }),
  renameAffiliateCategory: async (unit, { input }) => ({
    category: await renameAffiliateCategory(unit, input),
  }),
  closeAffiliateCategory: async (unit, { id }) => ({ category: await closeAffiliateCategory(unit, id) }),
  placeAffiliate: async (unit, { input }) => ({ affiliate: await placeAffiliate(unit, input) }),
  placeAffiliates: (unit, { input }) => placeAffiliates(unit, input),
} satisfies Partial<Acts>;
