import type { Arguments, TypeRule } from '../test/matrix/matrix.ts';
import type { ActRule } from '../test/matrix/rules.ts';
import { AFFILIATE_FIELDS, AFFILIATE_ROWS } from './affiliates/matrix-rules.ts';
import { AFFILIATES, IMPORT, IMPORT_DONE, STEP } from './world.ts';

const PAGE = { rule: 'public', fields: 'rows next previous total' } as const satisfies TypeRule;
const PAYLOAD = (field: string) =>
  ({ rule: 'public', fields: `refusals ${field}` }) as const satisfies TypeRule;
const IMPORTS = 'select id, place_id as member from import';

/** Membership is public; its steps, affiliates and imports are not. */
export const MEMBERSHIP_TYPES = {
  Act: { rule: 'public', fields: 'name allowed reason' },
  MembershipStep: {
    rule: {
      topic: 'offices',
      rows: 'select id, member_id as member, region_id as region from membership_step',
    },
    fields:
      'id kind at from by reason movedFrom movedTo categoryFrom categoryTo other resolution reference body decidedOn heardOn appealUntil rules undone undoable invented',
  },
  AffiliatePage: PAGE,
  Affiliate: {
    rule: { topic: 'affiliates', rows: AFFILIATE_ROWS },
    fields: `id member number name kind city country since until state acts invented ${AFFILIATE_FIELDS.Affiliate}`,
  },
  Import: {
    rule: { topic: 'imports', rows: IMPORTS },
    fields:
      'id kind place filename bytes uploadedBy uploadedAt stage failure failureValue format encoding delimiter columns fields rowsTotal rowsDone good known faulty inserted choice decidedBy decidedAt faults acts',
  },
  ImportColumn: { rule: 'public', fields: 'index header samples' },
  ImportField: { rule: 'public', fields: 'name required column value' },
  ImportFaultPage: PAGE,
  ImportFault: {
    rule: {
      topic: 'imports',
      rows: `select concat_ws(':', import_id, row, n) as id, place_id as member from import_fault`,
    },
    fields: 'id row field header value code mild',
  },
  MemberPayload: PAYLOAD('member'),
  AffiliatePayload: PAYLOAD('affiliate'),
  ImportPayload: PAYLOAD('import'),
} as const satisfies Record<string, TypeRule>;

export const MEMBERSHIP_ARGUMENTS: Arguments = {
  'Network.affiliates': ['', '(ended: true)'],
  'Query.affiliate': AFFILIATES.map((one) => `(id: "${one.id}")`),
  'Query.import': [`(id: "${IMPORT}")`, `(id: "${IMPORT_DONE}")`],
};

const KEY = 'idempotencyKey: "matrix-key"';
const KEEPERS = ['council_secretary', 'regional_coordinator', 'global_secretariat'];
const SECRETARIAT = ['global_secretariat'];
const MEMBERS_TRIED = [11, 12, 13, 14, 16];

const onInput = (may: ActRule['may'], at: number[], input: (place: number) => string): ActRule => ({
  may,
  at,
  call: (place) => `(input: { ${input(place)} }) { refusals { code } }`,
});
const onImport = (id: string, more = '') => onInput(KEEPERS, [11], () => `id: "${id}", ${more} ${KEY}`);
const affiliateOf = (place: number) => AFFILIATES.find((one) => one.member === place)?.id;

export const MEMBERSHIP_ACTS = {
  suspendMember: onInput(SECRETARIAT, MEMBERS_TRIED, (place) => `memberId: ${place}, reason: ""`),
  restoreMember: onInput(SECRETARIAT, MEMBERS_TRIED, (place) => `memberId: ${place}, reason: ""`),
  resignMembership: onInput(
    ['council_secretary', 'global_secretariat'],
    MEMBERS_TRIED,
    (place) => `memberId: ${place}, reason: ""`,
  ),
  moveMember: onInput(SECRETARIAT, MEMBERS_TRIED, (place) => `memberId: ${place}, regionId: 2, reason: ""`),
  undoMembershipStep: onInput(SECRETARIAT, [13], () => `id: "${STEP}", reason: ""`),
  addAffiliate: onInput(KEEPERS, [11, 12, 14], (place) => `memberId: ${place}, number: "", name: ""`),
  correctAffiliate: onInput(
    KEEPERS,
    [11, 12, 14],
    (place) =>
      `id: "${affiliateOf(place)}", number: "", name: "", kind: other, country: "XX", since: "2015-01-01"`,
  ),
  endAffiliate: onInput(KEEPERS, [11, 12, 14], (place) => `id: "${affiliateOf(place)}", from: "2000-01-01"`),
  reopenAffiliate: {
    may: KEEPERS,
    at: [11, 12, 14],
    call: (place) => `(id: "${affiliateOf(place)}") { refusals { code } }`,
  },
  mapImport: onImport(IMPORT, 'mapping: [],'),
  applyImport: onImport(IMPORT, 'choice: good,'),
  cancelImport: onImport(IMPORT_DONE),
  undoImport: onImport(IMPORT),
} satisfies Record<string, ActRule>;
