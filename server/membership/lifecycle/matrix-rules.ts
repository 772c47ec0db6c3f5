import type { Arguments, TypeRule } from '../../test/matrix/matrix.ts';
import type { ActRule } from '../../test/matrix/rules.ts';
import { MEMBERS } from '../../test/world.ts';

/** Renewal follows who may read dues, as declarations do; what the rulebook says of an act is said to whoever may do it. */
export const LIFECYCLE_TYPES = {
  Renewal: {
    rule: {
      topic: 'dues',
      rows: `select w.id, w.member_id as member, w.region_id as region from
        (select 2026 union select extract(year from current_date)::int) y (year)
        cross join lateral app.renewals(y.year, null, current_date) w`,
    },
    fields: 'id member year way state renewedOn deadline',
  },
  RenewalCount: { rule: { topic: 'dues', anywhere: true, totals: true }, fields: 'state count' },
  RenewalPage: { rule: 'public', fields: 'rows next previous total' },
  RuleRead: { rule: 'public', fields: 'article why' },
  RuleCheck: { rule: 'public', fields: 'article name reason' },
  MembershipPreview: { rule: 'public', fields: 'refusals earliest appealUntil checks unknown rules' },
} as const satisfies Record<string, TypeRule>;

export const LIFECYCLE_FIELDS = {
  Member: 'ending renewal successor predecessors',
  Region: 'renewals renewalCounts',
  Network: 'renewals renewalCounts',
};

export const LIFECYCLE_ARGUMENTS: Arguments = {
  'Network.renewals': ['(first: 100)', '(year: 2026, first: 100)'],
};

const TRIED = [11, 12, 13, 14, 16].filter((id) => MEMBERS.some((one) => one.id === id));
const SECRETARIAT = ['global_secretariat'];
const COUNCIL = ['council_secretary', 'global_secretariat'];
const onMember = (may: string[], more: string): ActRule => ({
  may,
  at: TRIED,
  call: (place) => `(input: { memberId: ${place}, ${more} }) { refusals { code } }`,
});

export const LIFECYCLE_ACTS = {
  previewMembershipAct: { ...onMember(COUNCIL, 'act: resign'), looks: true },
  withdrawResignation: onMember(COUNCIL, 'reason: ""'),
  excludeMember: onMember(SECRETARIAT, 'heardOn: "2020-01-01", reason: ""'),
  appealExclusion: onMember(COUNCIL, 'reason: ""'),
  changeCategory: onMember(SECRETARIAT, 'category: "B", reason: ""'),
  dissolveMember: onMember(SECRETARIAT, 'reason: ""'),
  renewMembership: onMember(COUNCIL, 'year: 2020'),
} satisfies Record<string, ActRule>;
