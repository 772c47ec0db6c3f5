import type { Acts } from '../../contract.ts';
import { simulateDues } from './studio.ts';

export const studioActs = {
  simulateDues: async (unit, { input }) => simulateDues(unit, input),
} satisfies Partial<Acts>;
