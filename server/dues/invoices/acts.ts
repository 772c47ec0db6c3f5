import type { Acts } from '../../contract.ts';
import { issueCreditNote } from './credit-notes.ts';
import { endPayeeAccount, setInvoiceIssuer, setPayeeAccount } from './payee.ts';

/** Accounts and the issuer are the network's: place 1. */
const NETWORK = 1;

export const invoiceActs = {
  issueCreditNote: async (unit, { input }) => ({ creditNote: await issueCreditNote(unit, input) }),
  setPayeeAccount: async (unit, { input }) => ({
    account: await setPayeeAccount(unit, await unit.permit('dues.collect', NETWORK), input),
  }),
  endPayeeAccount: async (unit, { input }) => ({
    account: await endPayeeAccount(unit, await unit.permit('dues.collect', NETWORK), input),
  }),
  setInvoiceIssuer: async (unit, { input }) => ({
    issuer: await setInvoiceIssuer(unit, await unit.permit('dues.collect', NETWORK), input),
  }),
} satisfies Partial<Acts>;
