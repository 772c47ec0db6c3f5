import type { Acts } from '../contract.ts';
import { determineFact } from './determination.ts';
import { recordPayment, reversePayment } from './payments.ts';
import { previewAnswer } from './preview.ts';
import { issueDues, previewRun } from './run.ts';

export const duesActs = {
  previewDues: async (unit, { input }) =>
    previewAnswer(
      await previewRun(unit, await unit.permit('dues.assess', input.placeId), input.year, input),
      input,
    ),
  assessRegion: async (unit, { input }) => ({
    run: await issueDues(unit, await unit.permit('dues.assess', input.placeId), input.year),
  }),
  determineFact: async (unit, { input }) => ({
    member: await determineFact(unit, await unit.permit('dues.assess', input.memberId), input),
  }),
  recordPayment: async (unit, { input }) => ({
    payment: await recordPayment(unit, await unit.permit('dues.collect', input.memberId), input),
  }),
  reversePayment: async (unit, { input }) => ({
    payment: await reversePayment(unit, input.paymentId, input.reason),
  }),
} satisfies Partial<Acts>;
