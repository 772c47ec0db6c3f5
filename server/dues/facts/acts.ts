import type { Acts } from '../../contract.ts';
import { correctDeclaration, declareFacts } from './declarations.ts';
import { cancelReferenceLoad, loadReference } from './reference.ts';
import { extendDeclaration, setDeclarationWindow } from './windows.ts';

export const factsActs = {
  setDeclarationWindow: async (unit, { input }) => ({
    window: await setDeclarationWindow(unit, await unit.permit('dues.census', 1), input),
  }),
  extendDeclaration: async (unit, { input }) => ({
    member: await extendDeclaration(unit, await unit.permit('dues.census', input.memberId), input),
  }),
  declareFacts: async (unit, { input }) => ({
    declaration: await declareFacts(unit, await unit.permit('dues.declare', input.memberId), input),
  }),
  correctDeclaration: async (unit, { input }) => ({
    declaration: await correctDeclaration(unit, input),
  }),
  loadReference: async (unit, { input }) => ({
    vintage: await loadReference(unit, await unit.permit('facts.load', 1), input.loadId),
  }),
  cancelReferenceLoad: async (unit, { input }) => ({
    load: await cancelReferenceLoad(unit, await unit.permit('facts.load', 1), input.loadId),
  }),
} satisfies Partial<Acts>;
