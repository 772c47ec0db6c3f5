import { given, shapes } from '../../reading/shape.ts';

const LINE = { memberId: given, memberName: given, regionId: given, warnings: given } as const;

/** What the studio answers: computed in the act, never read from tables. */
export const studioShapes = shapes({
  SimulateDuesPayload: {
    fields: {
      refusals: given,
      faults: given,
      currency: given,
      scenario: given,
      comparedWith: given,
      totals: given,
      groups: given,
      groupedBy: given,
      count: given,
      lines: given,
    },
  },
  SimulatedScenario: { fields: { year: given, version: given, draft: given } },
  SimulatedGroup: {
    fields: {
      key: given,
      members: given,
      leftOut: given,
      warned: given,
      amount: given,
      before: given,
      winners: given,
      losers: given,
      unchanged: given,
    },
  },
  SimulatedLine: { fields: { ...LINE, group: given, dues: given, before: given, difference: given } },
  SimulatedDues: {
    fields: {
      amount: given,
      dueOn: given,
      article: given,
      code: given,
      fact: given,
      detail: given,
      facts: given,
      why: given,
    },
  },
});
