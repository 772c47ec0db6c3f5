import { column, given, made, page, type Row, shapes } from '../../reading/shape.ts';

const LINE = { memberId: given, memberName: given, regionId: given, warnings: given } as const;

const PAGE = { fields: { rows: given, next: given, previous: given, total: given } } as const;
const RUN = { fields: { refusals: given, run: made('DuesRun', 'dues_run', 'run') } } as const;

/** What the studio answers, computed in acts; and the runs that were issued. */
export const studioShapes = shapes({
  Query: {
    fields: {
      duesRuns: page(
        'DuesRun',
        {
          ISSUED: [
            { by: (c: Row) => `${c}.issued_on`, type: 'date' },
            { by: (c: Row) => `${c}.id`, type: 'uuid' },
          ],
        },
        (c, _r, q) => {
          const place = `${q.arg('placeId')}::int`;
          return `(select d.* from dues_run d where ${place} = 1 or d.region_id = ${place}
            or exists (select from assessment a where a.run_id = d.id and a.region_id = ${place})) ${c}`;
        },
      ),
    },
  },
  DuesRunPage: PAGE,
  DuesRun: {
    fields: {
      kind: column('kind'),
      reason: column('reason'),
      assessments: page(
        'Assessment',
        {
          NAME: [
            { by: (c: Row) => `${c}.name_key`, type: 'text' },
            { by: (c: Row) => `${c}.id`, type: 'uuid' },
          ],
          AMOUNT: [
            { by: (c: Row) => `${c}.amount`, type: 'bigint' },
            { by: (c: Row) => `${c}.id`, type: 'uuid' },
          ],
        },
        (c, r) => `(select a.*, o.name_key from assessment a join member m on m.place_id = a.member_id
          join organisation o on o.id = m.organisation_id where a.run_id = ${r}.id) ${c}`,
      ),
    },
  },
  AssessmentPage: PAGE,
  Assessment: { fields: { causes: column('causes') } },
  IssueDuesPayload: RUN,
  IssueDifferencesPayload: RUN,
  PreviewDifferencesPayload: {
    fields: {
      refusals: given,
      version: given,
      currency: given,
      count: given,
      total: given,
      more: given,
      less: given,
      causes: given,
      matching: given,
      lines: given,
      leftOut: given,
    },
  },
  DifferenceCause: { fields: { code: given, count: given } },
  DifferenceLine: {
    fields: {
      memberId: given,
      memberName: given,
      regionId: given,
      assessed: given,
      due: given,
      difference: given,
      causes: given,
      why: given,
    },
  },
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
  SimulatedScenario: { fields: { year: given, version: given, draft: given, knownOn: given } },
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
      fault: given,
      given,
      facts: given,
      why: given,
    },
  },
});
