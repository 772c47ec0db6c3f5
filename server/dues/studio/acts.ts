import type { Acts } from '../../contract.ts';
import { issueDues } from '../run.ts';
import { issueDifferences, previewDifferences } from './difference-run.ts';
import { simulateDues } from './studio.ts';

export const studioActs = {
  simulateDues: async (unit, { input }) => simulateDues(unit, input),
  issueDues: async (unit, { input }) => {
    const { placeId, year, regionIds, memberIds } = input;
    const permit = await unit.permit('dues.assess', placeId);
    const expected = {
      count: input.expectedCount,
      total: input.expectedTotal,
      relieved: input.expectedRelief ?? null,
    };
    return { run: await issueDues(unit, permit, year, { regionIds, memberIds }, expected) };
  },
  previewDifferences: async (unit, { input }) =>
    previewDifferences(unit, await unit.permit('dues.assess', input.placeId), input),
  issueDifferences: async (unit, { input }) => ({
    run: await issueDifferences(unit, await unit.permit('dues.assess', input.placeId), input),
  }),
} satisfies Partial<Acts>;
