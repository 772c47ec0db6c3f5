import type { Acts } from '../contract.ts';
import { adoptRulebook } from './adoption.ts';
import { changeDraft, checkRule, discardDraft, draftRulebook } from './drafts.ts';
import { tryRule } from './trial.ts';

const NETWORK = 1;

export const statutesActs = {
  tryRule: async (unit, { input }) => tryRule(unit, input),
  checkRule: async (unit, { input }) => ({
    faults: await checkRule(unit, await unit.permit('rulebook.draft', NETWORK), input),
  }),
  draftRulebook: async (unit, { input }) => ({
    draft: await draftRulebook(unit, await unit.permit('rulebook.draft', NETWORK), input.title),
  }),
  changeDraft: async (unit, { input }) => ({
    faults: await changeDraft(unit, await unit.permit('rulebook.draft', NETWORK), input),
    draft: input.draftId,
  }),
  discardDraft: async (unit, { input }) => ({
    draft: await discardDraft(
      unit,
      await unit.permit('rulebook.draft', NETWORK),
      input.draftId,
      input.reason,
    ),
  }),
  adoptRulebook: async (unit, { input }) =>
    adoptRulebook(unit, await unit.permit('rulebook.adopt', NETWORK), input),
} satisfies Partial<Acts>;
