import type { Acts } from '../contract.ts';
import { appoint, endOffice } from './offices.ts';
import { makeSignInLink } from './sign-in-links.ts';
import { createToken, revokeToken } from './tokens.ts';

export const accessActs = {
  appoint: async (unit, { input }) => ({
    office: await appoint(unit, await unit.permit('offices.manage', input.placeId), input),
  }),
  makeSignInLink: async (unit, { personId }) => {
    unit.inPerson();
    return { link: await makeSignInLink(unit, await unit.permit('offices.manage', 1), personId) };
  },
  endOffice: async (unit, { id }) => ({ office: await endOffice(unit, id) }),
  createToken: (unit, { input }) => {
    unit.inPerson();
    return createToken(unit, input);
  },
  revokeToken: async (unit, { id }) => {
    unit.inPerson();
    return { token: await revokeToken(unit, id) };
  },
} satisfies Partial<Acts>;
