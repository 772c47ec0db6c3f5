import { badRequest } from '../../errors.ts';
import type { PreviewMembershipActInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { exclusionRules } from './exclusion.ts';
import { noticeEnd } from './resignation.ts';
import { dayOf, eligibility, LIFE, type Ruled } from './rules.ts';

/** What the rulebook says of an act before it is done. Nothing is written. */
export interface MembershipPreview {
  earliest: string | null;
  appealUntil: string | null;
  checks: { name: string; article: string; reason: string }[];
  rules: { article: string; why: unknown }[];
  unknown: string[];
}

const NOTHING: MembershipPreview = { earliest: null, appealUntil: null, checks: [], rules: [], unknown: [] };

/** The earliest end of a resignation; what an exclusion needs and its appeal; whether a category is open to the member. */
export async function previewMembershipAct(
  unit: Unit,
  input: PreviewMembershipActInput,
): Promise<MembershipPreview> {
  await unit.permit(input.act === 'resign' ? 'members.resign' : 'members.manage', input.memberId);
  const [{ today } = { today: '' }] = await unit.sql<{ today: string }[]>`select current_date::text as today`;
  if (input.act === 'resign') {
    const notice = await noticeEnd(unit, input.noticeOn ?? today);
    return notice ? { ...NOTHING, earliest: notice.day, rules: shown([notice.by]) } : NOTHING;
  }
  if (input.act === 'exclude') {
    if (!input.heardOn) throw badRequest('heardOn');
    const { checks, appeal } = await exclusionRules(unit, input.heardOn, input.decidedOn ?? today);
    return {
      ...NOTHING,
      appealUntil: appeal && dayOf(appeal),
      checks: failedOf(checks),
      rules: shown([checks, appeal]),
    };
  }
  if (!input.category) throw badRequest('category');
  const found = await eligibility(unit.sql, input.memberId, input.category, input.from ?? today);
  return {
    ...NOTHING,
    checks: found.failed.map((one) => ({ ...one, article: LIFE.categories })),
    unknown: found.unknown,
  };
}

function failedOf(one: Ruled | null): MembershipPreview['checks'] {
  return one?.failed.map(({ name, reason }) => ({ name, reason, article: one.article })) ?? [];
}

function shown(all: (Ruled | null)[]): MembershipPreview['rules'] {
  return all.flatMap((one) => (one ? [{ article: one.article, why: one.trace }] : []));
}
