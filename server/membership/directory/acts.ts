import type { Acts } from '../../contract.ts';
import { issuePass, revokePass } from './passes.ts';

export const directoryActs = {
  issuePass: async (unit, { input }) => ({
    pass: await issuePass(unit, await unit.permit('passes.issue', input.memberId), input),
  }),
  revokePass: async (unit, { input }) => ({ pass: await revokePass(unit, input) }),
} satisfies Partial<Acts>;
