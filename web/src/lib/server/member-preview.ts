import type { RequestEvent } from '@sveltejs/kit';
import type { MembershipAct } from '#lib/membership-acts.ts';
import { PreviewMembershipAct, PreviewReadmission, PreviewSuccession } from '#lib/operations.ts';
import type { Refusal } from '#lib/refusals.ts';
import { act } from './api.ts';

/** What an act would do, as its page shows it before it is confirmed. */
export interface ActPreview {
  refusals: Refusal[];
  earliest: string | null;
  appealUntil: string | null;
  checks: { name: string; reason: string }[];
  unknown: readonly string[];
  rules: readonly { article: string; why: unknown }[];
  debts: readonly {
    kind: 'open' | 'back';
    year: number;
    amount: string;
    currency: string;
    article: string;
    why?: unknown;
  }[];
  backTotal: string | null;
  currency: string | null;
  affiliates: number | null;
  documents: readonly string[];
}

const NOTHING: ActPreview = {
  ...{ refusals: [], earliest: null, appealUntil: null, checks: [], unknown: [], rules: [] },
  ...{ debts: [], backTotal: null, currency: null, affiliates: null, documents: [] },
};

/** The preview of an act by what stands in the address; null where there is nothing to show or too little is known. */
export async function previewOf(
  event: RequestEvent,
  name: MembershipAct,
  memberId: number,
): Promise<ActPreview | null> {
  const asked = (field: string) => event.url.searchParams.get(field)?.trim() || null;
  if (name === 'resign' || name === 'exclude' || name === 'change_category') {
    const input = {
      ...{ act: name, memberId, noticeOn: asked('noticeOn'), heardOn: asked('heardOn') },
      ...{ decidedOn: asked('decidedOn'), category: asked('category'), from: asked('from') },
    };
    if ((name === 'exclude' && !input.heardOn) || (name === 'change_category' && !input.category))
      return null;
    return { ...NOTHING, ...clean((await act(event, PreviewMembershipAct, { input })).previewMembershipAct) };
  }
  if (name === 'readmit') {
    const region = asked('regionId');
    const input = {
      ...{ memberId, from: asked('from'), category: asked('category') },
      regionId: region ? Number(region) : null,
    };
    return { ...NOTHING, ...clean((await act(event, PreviewReadmission, { input })).previewReadmission) };
  }
  if (name === 'succeed') {
    const input = { memberId, from: asked('from') };
    return { ...NOTHING, ...clean((await act(event, PreviewSuccession, { input })).previewSuccession) };
  }
  return null;
}

/** Without what is null: the preview's own nothing stands there instead. */
function clean<T extends object>(answer: T): Partial<ActPreview> {
  return Object.fromEntries(
    Object.entries(answer).filter(
      ([name, value]) => name in NOTHING && value !== null && value !== undefined,
    ),
  );
}
