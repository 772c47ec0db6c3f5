import type { Acts } from '../../contract.ts';
import { setCouncilLanguage } from './language.ts';

export const councilLanguageActs = {
  setCouncilLanguage: async (unit, { input }) => ({ member: await setCouncilLanguage(unit, input) }),
} satisfies Partial<Acts>;
