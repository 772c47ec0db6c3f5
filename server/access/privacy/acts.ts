import type { Acts } from '../../contract.ts';
import { askForErasure, confirmErasure, refuseErasure, withdrawErasure } from './erasure.ts';
import { closeOpenedData, openClosedData } from './glass.ts';
import {
  answerPersonRequest,
  appointOnConsent,
  askForPerson,
  takeBackConsent,
  withdrawPersonRequest,
} from './requests.ts';
import { chooseSharing } from './sharing.ts';

/** Acts of privacy. All are for persons: a program neither consents nor opens nor erases. */
export const privacyActs = {
  chooseSharing: async (unit, { input }) => {
    unit.inPerson();
    return {
      place: await chooseSharing(unit, await unit.permit('privacy.share', input.placeId), input),
    };
  },
  openClosedData: async (unit, { input }) => {
    unit.inPerson();
    return {
      opening: await openClosedData(unit, await unit.permit('privacy.open', input.placeId), input),
    };
  },
  closeOpenedData: async (unit, { id }) => ({ opening: await closeOpenedData(unit, id) }),
  askForPerson: async (unit, { input }) => {
    unit.inPerson();
    return { request: await askForPerson(unit, await unit.permit('people.ask', input.placeId), input) };
  },
  answerPersonRequest: async (unit, { input }) => {
    unit.inPerson();
    return { request: await answerPersonRequest(unit, input) };
  },
  takeBackConsent: async (unit, { id }) => {
    unit.inPerson();
    return { request: await takeBackConsent(unit, id) };
  },
  withdrawPersonRequest: async (unit, { id }) => {
    unit.inPerson();
    return { request: await withdrawPersonRequest(unit, id) };
  },
  appointOnConsent: async (unit, { id }) => {
    unit.inPerson();
    return { request: await appointOnConsent(unit, id) };
  },
  askForErasure: async (unit, { input }) => {
    unit.inPerson();
    return { erasure: await askForErasure(unit, input) };
  },
  withdrawErasure: async (unit, { id }) => {
    unit.inPerson();
    return { erasure: await withdrawErasure(unit, id) };
  },
  refuseErasure: async (unit, { id, reason }) => {
    unit.inPerson();
    return { erasure: await refuseErasure(unit, await unit.permit('privacy.erase', 1), id, reason) };
  },
  confirmErasure: async (unit, { id }) => {
    unit.inPerson();
    return { erasure: await confirmErasure(unit, await unit.permit('privacy.erase', 1), id) };
  },
} satisfies Partial<Acts>;
