import type { Acts } from '../../contract.ts';
import { previewReadmission, readmitMember } from './readmission.ts';
import { previewSuccession, succeedMember } from './succession.ts';

export const duesLifecycleActs = {
  previewReadmission: async (unit, { input }) => ({ ...(await previewReadmission(unit, input)) }),
  readmitMember: async (unit, { input }) => ({ member: await readmitMember(unit, input) }),
  previewSuccession: async (unit, { input }) => ({ ...(await previewSuccession(unit, input)) }),
  succeedMember: async (unit, { input }) => ({ ...(await succeedMember(unit, input)) }),
} satisfies Partial<Acts>;
