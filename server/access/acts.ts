import type { Acts } from '../contract.ts';
import { appoint, endOffice } from './offices.ts';
import { createToken, revokeToken } from './tokens.ts';

export const accessActs = {
  appoint: async (unit, { input }) => ({ office: await appoint(unit, await unit.permit('offices.manage', input.placeId), input) }),
  endOffice: async (unit, { id }) => ({ office: await endOffice(unit, id) }),
  createToken: (unit, { input }) => createToken(unit, input),
  revokeToken: async (unit, { id }) => ({ token: await revokeToken(unit, id) }),
} satisfies Partial<Acts>;
