import { error, fail } from '@sveltejs/kit';
import { major } from '#lib/amount.ts';
import { isDate } from '#lib/dates.ts';
import {
  AnswerSponsorship,
  GrantRelief,
  PreviewRelief,
  RefuseRelief,
  ReliefCase,
  ReliefChoices,
  ReliefRights,
  ResolutionsToAdopt,
  RevokeRelief,
  WithdrawRelief,
} from '#lib/operations.ts';
import { paths } from '#lib/paths.ts';
import { type Refusal, typed } from '#lib/refusals.ts';
import { acted, textOrNull } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import { partsIn, typedTerms } from '../terms.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** One request with what became of it, what a decision would do, and what the reader may do about it. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (!may.includes('dues.read')) error(403, 'FORBIDDEN');
  const { relief } = await reliefCase(event);
  const rights = await rightsOver(event, relief);
  const { reliefChoices } = await act(event, ReliefChoices, {
    input: { memberId: place.kind === 'council' ? place.id : relief.member.id, locale: event.locals.locale },
  });
  const choice = reliefChoices.choices?.find(({ kind }) => kind === relief.kind) ?? null;
  const mayDecide = choice !== null && rights.decides(choice.level);
  const open = relief.state === 'asked';
  const preview = mayDecide && open ? await previewOf(event, relief) : null;
  const register = mayDecide && open ? (await read(event, ResolutionsToAdopt)).resolutions.rows : [];
  return {
    relief,
    register,
    choice,
    preview,
    rights: { ...rights.own, decide: mayDecide },
    values: Object.fromEntries(event.url.searchParams),
  };
};

async function reliefCase(event: RequestEvent) {
  if (!/^[0-9a-f-]{36}$/.test(event.params.relief)) error(404, 'NOT_FOUND');
  const { relief } = await read(event, ReliefCase, { id: event.params.relief });
  if (!relief) error(404, 'NOT_FOUND');
  return { relief };
}

type Case = Awaited<ReturnType<typeof reliefCase>>['relief'];

async function rightsOver(event: RequestEvent, { member, sponsor }: Case) {
  const { viewer } = await read(event, ReliefRights, {
    member: member.id,
    sponsor: sponsor?.id ?? member.id,
  });
  const has = (list: readonly string[] | undefined, capability: string) =>
    list?.includes(capability) ?? false;
  return {
    own: {
      withdraw: has(viewer?.member, 'relief.ask'),
      answer: sponsor !== null && has(viewer?.sponsor, 'relief.ask'),
    },
    decides: (level: string) => has(level === 'region' ? viewer?.member : viewer?.network, 'relief.decide'),
  };
}

/** The effect of the terms in the address, or else of those that were asked for. */
async function previewOf(event: RequestEvent, relief: Case) {
  const { searchParams } = event.url;
  const asked = relief.asked;
  const other = typedTerms(
    relief.kind,
    (name) => searchParams.get(name)?.trim() ?? '',
    relief.currency,
    event.locals.locale,
  );
  if (searchParams.has('effect') && other.refusals.length > 0)
    return { refusals: other.refusals, lines: null };
  const amount = asked.amount == null ? null : major({ minor: asked.amount, currency: relief.currency });
  const terms = searchParams.has('effect')
    ? other.terms
    : { ...asked, amount, parts: partsIn(asked.parts, relief.currency) };
  const { previewRelief } = await act(event, PreviewRelief, {
    input: {
      memberId: relief.member.id,
      kind: relief.kind,
      assessmentIds: relief.assessments.map(({ id }) => id),
      years: relief.years,
      sponsorId: relief.sponsor?.id ?? null,
      terms,
    },
  });
  return previewRelief;
}

async function decide(event: RequestEvent, grants: boolean) {
  const form = await event.request.formData();
  const { relief } = await reliefCase(event);
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const answer = (refusals: Refusal[]) =>
    fail(422, { refusals, values: typed(form), act: grants ? 'grant' : 'refuse' });
  if (!isDate(text('decidedOn'))) return answer([{ code: 'required', field: 'decidedOn' }]);
  const decision = {
    reliefId: relief.id,
    body: text('body'),
    decidedOn: text('decidedOn'),
    resolution: text('resolution'),
    majority: textOrNull(form, 'majority'),
    idempotencyKey: text('idempotencyKey'),
  };
  if (!grants) {
    const { refuseRelief } = await act(event, RefuseRelief, {
      input: { ...decision, reason: text('reason') },
    });
    return acted(refuseRelief, form, 'refuse', onTo(event));
  }
  const { terms, refusals } = typedTerms(relief.kind, text, relief.currency, event.locals.locale);
  if (refusals.length > 0) return answer(refusals);
  const { grantRelief } = await act(event, GrantRelief, {
    input: {
      ...decision,
      reason: textOrNull(form, 'reason'),
      expiresOn: isDate(text('expiresOn')) ? text('expiresOn') : null,
      terms: form.get('otherTerms') ? terms : null,
    },
  });
  return acted(grantRelief, form, 'grant', onTo(event));
}

const onTo = (event: RequestEvent) =>
  paths.workspace(event.params.place, `dues/relief/${event.params.relief}`);

export const actions: Actions = {
  grant: (event) => decide(event, true),
  refuse: (event) => decide(event, false),
  withdraw: async (event) => {
    const form = await event.request.formData();
    const { withdrawRelief } = await act(event, WithdrawRelief, { input: ending(event, form) });
    return acted(withdrawRelief, form, 'withdraw', onTo(event));
  },
  revoke: async (event) => {
    const form = await event.request.formData();
    const { revokeRelief } = await act(event, RevokeRelief, { input: ending(event, form) });
    return acted(revokeRelief, form, 'revoke', onTo(event));
  },
  consent: async (event) => answer(event, true),
  decline: async (event) => answer(event, false),
};

async function answer(event: RequestEvent, consents: boolean) {
  const form = await event.request.formData();
  const { answerSponsorship } = await act(event, AnswerSponsorship, {
    input: { ...ending(event, form), consents },
  });
  return acted(answerSponsorship, form, consents ? 'consent' : 'decline', onTo(event));
}

function ending(event: RequestEvent, form: FormData) {
  return {
    reliefId: event.params.relief,
    reason: String(form.get('reason') ?? ''),
    idempotencyKey: String(form.get('idempotencyKey') ?? ''),
  };
}
