import type { Acts } from '../../contract.ts';
import { answerConditions, answerFollowed, judgeCondition } from './checklist.ts';
import {
  admitApplicant,
  appealFollowed,
  decideAppeal,
  stepApplication,
  withdrawFollowed,
} from './decisions.ts';
import { removeFollowedDocument } from './documents.ts';
import { discardDraft, saveDraft, submitDraft } from './drafts.ts';
import { apply, enterApplication } from './intake.ts';
import { writeFollowed, writeToApplicant } from './thread.ts';

export const applicationActs = {
  apply: async (unit, { input }) => ({ ...(await apply(unit, input)) }),
  saveApplicationDraft: async (unit, { input }) => ({ ...(await saveDraft(unit, input)) }),
  submitApplicationDraft: async (unit, { input }) => ({ ...(await submitDraft(unit, input)) }),
  discardApplicationDraft: (unit, { input }) => discardDraft(unit, input),
  answerFollowed: async (unit, { input }) => ({ done: await answerFollowed(unit, input) }),
  writeFollowed: async (unit, { input }) => ({ done: await writeFollowed(unit, input) }),
  removeFollowedDocument: async (unit, { input }) => ({ done: await removeFollowedDocument(unit, input) }),
  withdrawFollowedApplication: async (unit, { input }) => ({
    withdrawn: await withdrawFollowed(unit, input),
  }),
  appealFollowed: async (unit, { input }) => ({ done: await appealFollowed(unit, input) }),
  enterApplication: async (unit, { input }) => ({
    application: await enterApplication(unit, await unit.permit('applications.enter', input.regionId), input),
  }),
  answerConditions: async (unit, { input }) => ({ application: await answerConditions(unit, input) }),
  judgeCondition: async (unit, { input }) => ({ application: await judgeCondition(unit, input) }),
  writeToApplicant: async (unit, { input }) => ({ application: await writeToApplicant(unit, input) }),
  endorseApplication: async (unit, { input }) => ({
    application: await stepApplication(unit, 'endorse', input),
  }),
  admitApplicant: (unit, { input }) => admitApplicant(unit, input),
  refuseApplication: async (unit, { input }) => ({
    application: await stepApplication(unit, 'refuse', input),
  }),
  withdrawApplication: async (unit, { input }) => ({
    application: await stepApplication(unit, 'withdraw', input),
  }),
  reopenApplication: async (unit, { input }) => ({
    application: await stepApplication(unit, 'reopen', input),
  }),
  decideAppeal: async (unit, { input }) => ({ application: await decideAppeal(unit, input) }),
} satisfies Partial<Acts>;
