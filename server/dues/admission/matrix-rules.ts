import { APPLICATIONS } from '../../membership/world.ts';
import type { TypeRule } from '../../test/matrix/matrix.ts';
import type { ActRule } from '../../test/matrix/rules.ts';

export const ADMISSION_DUES_TYPES = {
  SimulateAdmissionPayload: {
    rule: 'public',
    fields: 'refusals from category year currency amount missing dueOn why wholeYear deposit depositWhy left',
  },
} as const satisfies Record<string, TypeRule>;

export const ADMISSION_DUES_ACTS = {
  simulateAdmission: {
    may: ['regional_coordinator', 'regional_president', 'global_secretariat', 'auditor'],
    at: [2],
    call: () => `(input: { id: "${APPLICATIONS[0].id}", category: "none" }) { refusals { code } }`,
  },
} satisfies Record<string, ActRule>;
