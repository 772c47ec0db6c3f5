import type { Arguments, TypeRule } from '../../test/matrix/matrix.ts';
import type { ActRule } from '../../test/matrix/rules.ts';
import { PASSES } from '../world.ts';

/** What a pass says is public to whoever has its code; the pass itself is its member's. */
export const DIRECTORY_TYPES = {
  PassCheck: {
    rule: 'public',
    fields: 'state member validFrom validUntil checkedOn light',
  },
  MemberPass: {
    rule: { topic: 'offices', rows: 'select id, member_id as member from member_pass' },
    fields: 'id code validFrom validUntil state issuedAt issuedBy revokedAt revokedBy revokedFor invented',
  },
  PassPayload: { rule: 'public', fields: 'refusals pass' },
} as const satisfies Record<string, TypeRule>;

export const DIRECTORY_ARGUMENTS: Arguments = {
  'Query.pass': PASSES.map(({ code }) => `(code: "${code}")`),
};

const MAY = ['council_secretary', 'global_secretariat'];

export const DIRECTORY_ACTS = {
  issuePass: {
    may: MAY,
    at: [11, 14],
    call: (place) => `(input: { memberId: ${place}, validUntil: "2000-01-01" }) { refusals { code } }`,
  },
  revokePass: {
    may: MAY,
    at: [11, 14],
    call: (place) =>
      `(input: { id: "${PASSES.find(({ member }) => member === place)?.id}", reason: "" }) { refusals { code } }`,
  },
} satisfies Record<string, ActRule>;
