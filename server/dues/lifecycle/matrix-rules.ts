import type { TypeRule } from '../../test/matrix/matrix.ts';
import type { ActRule } from '../../test/matrix/rules.ts';

/** What an act would ask is said to whoever may do it, and to nobody else. */
export const DUES_LIFECYCLE_TYPES = {
  LifecycleDebt: { rule: 'public', fields: 'kind year amount currency article why' },
  PreviewReadmissionPayload: {
    rule: 'public',
    fields: 'refusals away category region debts backTotal currency',
  },
  PreviewSuccessionPayload: {
    rule: 'public',
    fields: 'refusals category region country affiliates documents debts',
  },
  SucceedPayload: { rule: 'public', fields: 'refusals predecessor successor affiliates' },
} as const satisfies Record<string, TypeRule>;

const onMember = (more: string): ActRule => ({
  may: ['global_secretariat'],
  at: [11, 12, 13, 14, 16],
  call: (place) => `(input: { memberId: ${place}, ${more} }) { refusals { code } }`,
});
const KEY = 'idempotencyKey: "matrix-key"';

export const DUES_LIFECYCLE_ACTS = {
  previewReadmission: onMember(''),
  readmitMember: onMember(`reason: "", expectedTotal: "0", ${KEY}`),
  previewSuccession: onMember('from: "1900-01-01"'),
  succeedMember: onMember(`debts: keep, reason: "", ${KEY}`),
} satisfies Record<string, ActRule>;
