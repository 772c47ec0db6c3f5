import type { TypeRule } from '../../test/matrix/matrix.ts';
import type { ActRule } from '../../test/matrix/rules.ts';

export const LANGUAGE_TYPES = {
  CouncilLanguage: {
    rule: { topic: 'dues', anywhere: true, totals: true },
    fields: 'locale origin setAt setBy',
  },
  SetCouncilLanguagePayload: { rule: 'public', fields: 'refusals member' },
} as const satisfies Record<string, TypeRule>;

/** What the language adds to members. */
export const LANGUAGE_GUARDED = {
  Member: { language: { topic: 'dues', at: 'member', totals: true } },
} as const satisfies Record<string, TypeRule['guarded']>;

export const LANGUAGE_ACTS = {
  setCouncilLanguage: {
    may: ['council_secretary', 'regional_coordinator', 'global_secretariat'],
    at: [11, 12, 21],
    call: (place) => `(input: { memberId: ${place}, locale: null }) { refusals { code } }`,
  },
} satisfies Record<string, ActRule>;
