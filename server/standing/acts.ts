import type { Acts } from '../contract.ts';
import { endException, grantException, takeBackException, undoException } from './exceptions.ts';

export const standingActs = {
  grantStandingException: async (unit, { input }) => ({
    exception: await grantException(unit, await unit.permit('standing.except', input.memberId), input),
  }),
  endStandingException: async (unit, { input }) => ({ exception: await endException(unit, input) }),
  takeBackStandingException: async (unit, { input }) => ({ exception: await takeBackException(unit, input) }),
  undoStandingException: async (unit, { input }) => ({ exception: await undoException(unit, input) }),
} satisfies Partial<Acts>;
