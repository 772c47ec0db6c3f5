import type { TypeRule } from '../../test/matrix/matrix.ts';
import type { ActRule } from '../../test/matrix/rules.ts';
import { REGIONS } from '../../test/world.ts';

/** What the studio answers is computed in acts, each of which proves the right itself. */
export const STUDIO_TYPES = {
  SimulateDuesPayload: {
    rule: 'public',
    fields: 'refusals faults currency scenario comparedWith totals groups groupedBy count lines',
  },
  SimulatedScenario: { rule: 'public', fields: 'year version draft' },
  SimulatedGroup: {
    rule: 'public',
    fields: 'key members leftOut warned amount before winners losers unchanged',
  },
  SimulatedLine: {
    rule: 'public',
    fields: 'memberId memberName regionId group dues before difference warnings',
  },
  SimulatedDues: { rule: 'public', fields: 'amount dueOn article code fact detail facts why' },
} as const satisfies Record<string, TypeRule>;

const regions = [1, ...REGIONS.map((one) => one.id)];

export const STUDIO_ACTS = {
  simulateDues: {
    may: ['regional_coordinator', 'global_secretariat', 'finance', 'auditor'],
    at: regions,
    call: (place) => `(input: { placeId: ${place}, scenario: { year: 1800 } }) { refusals { code } }`,
  },
} satisfies Record<string, ActRule>;
