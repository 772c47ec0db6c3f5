import type { Acts } from '../../contract.ts';
import { acceptBankLine, acceptBankLines, splitBankLine } from './accept.ts';
import { holdBankLine, ignoreBankLine, releaseBankLine, undoBankLine } from './decisions.ts';
import { cancelBankFile, mapBankFile } from './files.ts';
import { matchBankLines } from './match.ts';
import { chargeBankLine } from './outgoing.ts';
import { returnBankLine } from './returns.ts';
import { suspendBankLine, suspendBankLines } from './suspense.ts';

export const bankActs = {
  mapBankFile: async (unit, { input }) => ({ bankFile: await mapBankFile(unit, input) }),
  cancelBankFile: async (unit, { input }) => ({ bankFile: await cancelBankFile(unit, input) }),
  matchBankLines: async (unit) => ({ matched: await matchBankLines(unit) }),
  acceptBankLine: async (unit, { input }) => ({ bankLine: await acceptBankLine(unit, input) }),
  acceptBankLines: async (unit, { input }) => ({ accepted: await acceptBankLines(unit, input) }),
  splitBankLine: async (unit, { input }) => ({ bankLine: await splitBankLine(unit, input) }),
  holdBankLine: async (unit, { input }) => ({ bankLine: await holdBankLine(unit, input) }),
  releaseBankLine: async (unit, { input }) => ({ bankLine: await releaseBankLine(unit, input) }),
  ignoreBankLine: async (unit, { input }) => ({ bankLine: await ignoreBankLine(unit, input) }),
  suspendBankLine: async (unit, { input }) => ({ bankLine: await suspendBankLine(unit, input) }),
  suspendBankLines: async (unit, { input }) => ({ suspended: await suspendBankLines(unit, input) }),
  chargeBankLine: async (unit, { input }) => ({ bankLine: await chargeBankLine(unit, input) }),
  returnBankLine: async (unit, { input }) => ({ bankLine: await returnBankLine(unit, input) }),
  undoBankLine: async (unit, { input }) => ({ bankLine: await undoBankLine(unit, input) }),
} satisfies Partial<Acts>;
