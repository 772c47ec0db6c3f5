import type { Acts } from '../contract.ts';
import { changePlan, planActivity } from './plans.ts';
import { adoptProgramme, createRegionalProgramme } from './programmes.ts';
import { reopenReport, reportActivity } from './reports.ts';
import { markHeld, markNotHeld, resumeActivity, withdrawActivity } from './steps.ts';

export const programmeActs = {
  createRegionalProgramme: async (unit, { input }) => ({
    programme: await createRegionalProgramme(
      unit,
      await unit.permit('programme.manage', input.placeId),
      input,
    ),
  }),
  adoptProgramme: async (unit, { input }) => ({ programme: await adoptProgramme(unit, input) }),
  planActivity: async (unit, { input }) => ({ activity: await planActivity(unit, input) }),
  changePlan: async (unit, { input }) => ({ activity: await changePlan(unit, input) }),
  withdrawActivity: async (unit, { id, reason }) => ({ activity: await withdrawActivity(unit, id, reason) }),
  resumeActivity: async (unit, { id }) => ({ activity: await resumeActivity(unit, id) }),
  markHeld: async (unit, { id }) => ({ activity: await markHeld(unit, id) }),
  markNotHeld: async (unit, { id, reason }) => ({ activity: await markNotHeld(unit, id, reason) }),
  reportActivity: async (unit, { input }) => ({ activity: await reportActivity(unit, input) }),
  reopenReport: async (unit, { id, reason }) => ({ activity: await reopenReport(unit, id, reason) }),
} satisfies Partial<Acts>;
