import type { Acts } from '../../contract.ts';
import { keepOrganisationContact, removeOrganisationContact } from './contacts.ts';
import { restoreDocument, withdrawDocument } from './documents.ts';
import { endKeepingApart, keepApart, mergeOrganisations, undoMerge } from './merges.ts';
import { addOrganisationName, renameOrganisation, withdrawOrganisationName } from './names.ts';
import {
  addOrganisationIdentifier,
  describeOrganisation,
  withdrawOrganisationIdentifier,
} from './profile.ts';
import { splitOrganisation, undoSplit } from './splits.ts';

export const organisationActs = {
  renameOrganisation: async (unit, { input }) => ({ organisation: await renameOrganisation(unit, input) }),
  addOrganisationName: async (unit, { input }) => ({ organisation: await addOrganisationName(unit, input) }),
  withdrawOrganisationName: async (unit, { id }) => ({
    organisation: await withdrawOrganisationName(unit, id),
  }),
  describeOrganisation: async (unit, { input }) => ({
    organisation: await describeOrganisation(unit, input),
  }),
  addOrganisationIdentifier: async (unit, { input }) => ({
    organisation: await addOrganisationIdentifier(unit, input),
  }),
  withdrawOrganisationIdentifier: async (unit, { id }) => ({
    organisation: await withdrawOrganisationIdentifier(unit, id),
  }),
  keepOrganisationContact: async (unit, { input }) => ({
    organisation: await keepOrganisationContact(unit, input),
  }),
  removeOrganisationContact: async (unit, { input }) => ({
    organisation: await removeOrganisationContact(unit, input),
  }),
  withdrawDocument: async (unit, { input }) => ({ document: await withdrawDocument(unit, input) }),
  restoreDocument: async (unit, { id }) => ({ document: await restoreDocument(unit, id) }),
  mergeOrganisations: async (unit, { input }) => ({ organisation: await mergeOrganisations(unit, input) }),
  undoMerge: async (unit, { input }) => ({ organisation: await undoMerge(unit, input) }),
  splitOrganisation: (unit, { input }) => splitOrganisation(unit, input),
  undoSplit: async (unit, { input }) => ({ organisation: await undoSplit(unit, input) }),
  keepApart: async (unit, { input }) => ({ organisation: await keepApart(unit, input) }),
  endKeepingApart: async (unit, { id }) => ({ organisation: await endKeepingApart(unit, id) }),
} satisfies Partial<Acts>;
