import type { TypeRule } from '../../test/matrix/matrix.ts';
import type { ActRule } from '../../test/matrix/rules.ts';
import { ENTRIES, OWN_CATEGORIES } from './world.ts';

/** A council's own dues: for its own people alone. */
export const AFFILIATE_DUES_TYPES = {
  AffiliateAccountPage: { rule: 'public', fields: 'rows next previous total' },
  AffiliateAccount: {
    rule: { topic: 'affiliateDues', anywhere: true },
    fields: 'affiliate category currency charged paid balance',
  },
  AffiliateDues: {
    rule: { topic: 'affiliateDues', anywhere: true },
    fields: 'currency charged paid balance owing',
  },
  AffiliateTariff: {
    rule: { topic: 'affiliateDues', rows: 'select id, member_id as member from affiliate_tariff' },
    fields: 'id year amount currency setAt by',
  },
  AffiliateEntry: {
    rule: { topic: 'affiliateDues', rows: 'select id, member_id as member from affiliate_entry' },
    fields: 'id kind year category amount currency day note undone undoable by recordedAt',
  },
  ChargeAffiliatesPayload: { rule: 'public', fields: 'refusals member charged' },
} as const satisfies Record<string, TypeRule>;

export const AFFILIATE_DUES_FIELDS = {
  Member: 'affiliateDues affiliateAccounts',
};

export const AFFILIATE_DUES_GUARDED = {
  Member: { affiliatesUnplaced: { topic: 'affiliateDues', at: 'member' } },
} as const satisfies Record<string, TypeRule['guarded']>;

const TREASURY = ['council_secretary', 'council_treasurer'];
const KEY = 'idempotencyKey: "matrix-key"';
const onInput = (at: number[], input: (place: number) => string): ActRule => ({
  may: TREASURY,
  at,
  call: (place) => `(input: { ${input(place)}, ${KEY} }) { refusals { code } }`,
});
const categoryOf = (place: number) => OWN_CATEGORIES.find((one) => one.member === place);
const entryOf = (place: number) => ENTRIES.find((one) => one.member === place)?.id;

export const AFFILIATE_DUES_ACTS = {
  setAffiliateTariff: onInput(
    [11, 14],
    (place) => `categoryId: "${categoryOf(place)?.id}", year: 1, amount: "1", currency: "EUR"`,
  ),
  chargeAffiliates: onInput([11, 12, 14], (place) => `memberId: ${place}, year: 1950`),
  recordAffiliatePayment: onInput(
    [11, 14],
    (place) => `affiliateId: "${categoryOf(place)?.affiliate}", amount: "0", currency: "EUR"`,
  ),
  undoAffiliateEntry: onInput([11, 14], (place) => `id: "${entryOf(place)}", reason: ""`),
} satisfies Record<string, ActRule>;
