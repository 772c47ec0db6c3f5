import type { Arguments, TypeRule } from '../../test/matrix/matrix.ts';
import type { ActRule } from '../../test/matrix/rules.ts';
import { REGIONS } from '../../test/world.ts';

const PAGE = { rule: 'public', fields: 'rows next previous total' } as const satisfies TypeRule;

/** What the studio answers is computed in acts, each of which proves the right itself. */
export const STUDIO_TYPES = {
  SimulateDuesPayload: {
    rule: 'public',
    fields: 'refusals faults currency scenario comparedWith totals groups groupedBy count lines',
  },
  DuesRunPage: PAGE,
  AssessmentPage: PAGE,
  IssueDuesPayload: { rule: 'public', fields: 'refusals run' },
  IssueDifferencesPayload: { rule: 'public', fields: 'refusals run' },
  PreviewDifferencesPayload: {
    rule: 'public',
    fields: 'refusals version currency count total more less causes matching lines leftOut',
  },
  DifferenceCause: { rule: 'public', fields: 'code count' },
  DifferenceLine: {
    rule: 'public',
    fields: 'memberId memberName regionId assessed due difference causes why',
  },
  SimulatedScenario: { rule: 'public', fields: 'year version draft knownOn' },
  SimulatedGroup: {
    rule: 'public',
    fields: 'key members leftOut warned amount before winners losers unchanged',
  },
  SimulatedLine: {
    rule: 'public',
    fields: 'memberId memberName regionId group dues before difference warnings',
  },
  SimulatedDues: { rule: 'public', fields: 'amount dueOn article code fact detail fault given facts why' },
} as const satisfies Record<string, TypeRule>;

const regions = [1, ...REGIONS.map((one) => one.id)];

const ASSESSORS = ['regional_coordinator', 'global_secretariat', 'finance'];
const KEY = 'idempotencyKey: "matrix-key"';

export const STUDIO_ACTS = {
  simulateDues: {
    may: ['regional_coordinator', 'global_secretariat', 'finance', 'auditor'],
    at: regions,
    call: (place) => `(input: { placeId: ${place}, scenario: { year: 1800 } }) { refusals { code } }`,
  },
  issueDues: {
    may: ASSESSORS,
    at: regions,
    call: (place) =>
      `(input: { placeId: ${place}, year: 1800, expectedCount: 0, expectedTotal: "0", ${KEY} }) { refusals { code } }`,
  },
  previewDifferences: {
    may: ASSESSORS,
    at: regions,
    call: (place) => `(input: { placeId: ${place}, year: 1800 }) { refusals { code } }`,
  },
  issueDifferences: {
    may: ASSESSORS,
    at: regions,
    call: (place) =>
      `(input: { placeId: ${place}, year: 1800, reason: "", expectedCount: 0, expectedTotal: "0", ${KEY} }) { refusals { code } }`,
  },
} satisfies Record<string, ActRule>;

export const STUDIO_ARGUMENTS: Arguments = {
  'Query.duesRuns': regions.map((place) => `(placeId: ${place})`),
};
