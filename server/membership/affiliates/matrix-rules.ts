import type { TypeRule } from '../../test/matrix/matrix.ts';
import type { ActRule } from '../../test/matrix/rules.ts';
import { AFFILIATES, CATEGORIES, WITHHELD } from '../world.ts';

const PAGE = { rule: 'public', fields: 'rows next previous total' } as const satisfies TypeRule;
const PAYLOAD = (field: string) =>
  ({ rule: 'public', fields: `refusals ${field}` }) as const satisfies TypeRule;

const BEYOND = `select array_agg(p.id) from place p where p.kind <> 'council'`;

/**
 * The places beyond the council that see nothing of a row: those it does not share as much with, or all of them where
 * the affiliate is withheld. Written down apart from the product's functions.
 */
const keptFrom = (member: string, affiliate: string, levels: string) => `(${BEYOND} and (
    (select w.withheld from affiliate_withholding w where w.affiliate_id = ${affiliate} order by w.decided_at desc limit 1)
    or not exists (select from affiliate_sharing s where s.member_id = ${member} and s.place_id = p.id and s.level in (${levels})
      and s.decided_at = (select max(l.decided_at) from affiliate_sharing l where l.member_id = s.member_id and l.place_id = s.place_id))))`;

/** Rows of affiliates: their council's, and of those places that it shares them with. */
export const AFFILIATE_ROWS = `select id, member_id as member, ${keptFrom('affiliate.member_id', 'affiliate.id', "'list', 'sizes', 'keep'")} as kept_from from affiliate`;

export const AFFILIATE_TYPES = {
  AffiliateCountPage: PAGE,
  AffiliateCount: {
    rule: { topic: 'affiliates', anywhere: true },
    fields: 'member affiliates sharedWithRegion sharedWithNetwork',
  },
  AffiliateSharing: {
    rule: { topic: 'affiliates', rows: 'select id, member_id as member from affiliate_sharing' },
    fields: 'id place level decidedAt by reason counts',
  },
  // Numbers only: who is told them is decided where they are asked for.
  RegisterCount: { rule: 'public', fields: 'fact what day counted unknown' },
  AffiliateSize: {
    rule: {
      topic: 'affiliates',
      rows: `select id, member_id as member, ${keptFrom('affiliate_size.member_id', 'affiliate_size.affiliate_id', "'sizes', 'keep'")} as kept_from from affiliate_size`,
    },
    fields: 'id day persons recordedAt by',
  },
  AffiliateWithholding: {
    rule: {
      topic: 'affiliates',
      rows: `select id, member_id as member, (${BEYOND}) as kept_from from affiliate_withholding`,
    },
    fields: 'id withheld decidedAt by reason',
  },
  AffiliateCategory: {
    rule: { topic: 'affiliateDues', rows: 'select id, member_id as member from affiliate_category' },
    fields: 'id name closedOn affiliates tariffs',
  },
  AffiliatePlacing: {
    rule: { topic: 'affiliateDues', rows: 'select id, member_id as member from affiliate_placing' },
    fields: 'id category since until by',
  },
  ShareAffiliatesPayload: PAYLOAD('sharing'),
  AffiliateCategoryPayload: PAYLOAD('category'),
  PlaceAffiliatesPayload: PAYLOAD('category placed'),
} as const satisfies Record<string, TypeRule>;

/** What affiliates add to a member's fields. */
export const AFFILIATE_GUARDED = {
  Member: { affiliatePersons: { topic: 'affiliates', at: 'member' } },
} as const satisfies Record<string, TypeRule['guarded']>;

export const AFFILIATE_FIELDS = {
  Affiliate: 'persons sizes withheld withholdings category placings accounts entries',
  Member: 'affiliateSharing affiliateCategories',
  Region: 'affiliateCounts',
  Network: 'affiliateCounts',
};

const OWN = ['council_secretary'];
const TREASURY = ['council_secretary', 'council_treasurer'];
const KEEPERS = ['council_secretary', 'regional_coordinator', 'global_secretariat'];
const onInput = (may: ActRule['may'], at: number[], input: (place: number) => string): ActRule => ({
  may,
  at,
  call: (place) => `(input: { ${input(place)} }) { refusals { code } }`,
});
const affiliateOf = (place: number) => AFFILIATES.find((one) => one.member === place)?.id;
const categoryOf = (place: number) => CATEGORIES.find((one) => one.member === place)?.id;
const NOBODY = '00000000-0000-7000-8000-000000000000';

export const AFFILIATE_ACTS = {
  shareAffiliates: onInput(
    OWN,
    [11, 12, 14],
    (place) => `memberId: ${place}, placeId: ${place}, level: list`,
  ),
  withholdAffiliate: onInput(OWN, [14], () => `id: "${WITHHELD}"`),
  showAffiliate: onInput(OWN, [11, 12, 14], (place) => `id: "${affiliateOf(place)}"`),
  recordAffiliateSize: onInput(KEEPERS, [11, 12, 14], (place) => `id: "${affiliateOf(place)}", persons: -1`),
  addAffiliateCategory: onInput(TREASURY, [11, 12, 14], (place) => `memberId: ${place}, name: ""`),
  renameAffiliateCategory: onInput(TREASURY, [11, 14], (place) => `id: "${categoryOf(place)}", name: ""`),
  closeAffiliateCategory: {
    may: TREASURY,
    at: [11, 14],
    call: (place) => `(id: "${categoryOf(place)}") { refusals { code } }`,
  },
  placeAffiliate: onInput(
    TREASURY,
    [11, 12, 14],
    (place) => `id: "${affiliateOf(place)}", categoryId: "${NOBODY}"`,
  ),
  placeAffiliates: onInput(
    TREASURY,
    [11, 14],
    (place) => `categoryId: "${categoryOf(place)}", from: "1901-01-01"`,
  ),
} satisfies Record<string, ActRule>;
