import type { Acts } from '../contract.ts';
import { permitRegister } from './affiliates/register.ts';
import { addAffiliate, correctAffiliate, endAffiliate, reopenAffiliate } from './affiliates.ts';
import { applyImport, cancelImport, mapImport, undoImport } from './imports.ts';
import { changeCategory } from './lifecycle/category.ts';
import { dissolveMember } from './lifecycle/dissolution.ts';
import { appealExclusion, excludeMember } from './lifecycle/exclusion.ts';
import { moveMember, restoreMember, suspendMember } from './lifecycle/members.ts';
import { previewMembershipAct } from './lifecycle/preview.ts';
import { renewMembership } from './lifecycle/renewal.ts';
import { resignMembership } from './lifecycle/resignation.ts';
import { undoStep, withdrawResignation } from './lifecycle/undo.ts';

export const membershipActs = {
  suspendMember: async (unit, { input }) => ({ member: await suspendMember(unit, input) }),
  restoreMember: async (unit, { input }) => ({ member: await restoreMember(unit, input) }),
  resignMembership: async (unit, { input }) => ({ member: await resignMembership(unit, input) }),
  moveMember: async (unit, { input }) => ({ member: await moveMember(unit, input) }),
  undoMembershipStep: async (unit, { input }) => ({ member: await undoStep(unit, input) }),
  previewMembershipAct: async (unit, { input }) => ({ ...(await previewMembershipAct(unit, input)) }),
  withdrawResignation: async (unit, { input }) => ({ member: await withdrawResignation(unit, input) }),
  excludeMember: async (unit, { input }) => ({ member: await excludeMember(unit, input) }),
  appealExclusion: async (unit, { input }) => ({ member: await appealExclusion(unit, input) }),
  changeCategory: async (unit, { input }) => ({ member: await changeCategory(unit, input) }),
  dissolveMember: async (unit, { input }) => ({ member: await dissolveMember(unit, input) }),
  renewMembership: async (unit, { input }) => ({ member: await renewMembership(unit, input) }),
  addAffiliate: async (unit, { input }) => ({
    affiliate: await addAffiliate(unit, await permitRegister(unit, input.memberId), input),
  }),
  correctAffiliate: async (unit, { input }) => ({ affiliate: await correctAffiliate(unit, input) }),
  endAffiliate: async (unit, { input }) => ({ affiliate: await endAffiliate(unit, input) }),
  reopenAffiliate: async (unit, { id }) => ({ affiliate: await reopenAffiliate(unit, id) }),
  mapImport: async (unit, { input }) => ({ import: await mapImport(unit, input) }),
  applyImport: async (unit, { input }) => ({ import: await applyImport(unit, input) }),
  cancelImport: async (unit, { input }) => ({ import: await cancelImport(unit, input) }),
  undoImport: async (unit, { input }) => ({ import: await undoImport(unit, input) }),
} satisfies Partial<Acts>;
