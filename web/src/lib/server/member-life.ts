import { error, type RequestEvent } from '@sveltejs/kit';
import { wholeOf } from '#lib/amount.ts';
import type { MembershipAct } from '#lib/membership-acts.ts';
import {
  AppealExclusion,
  ChangeCategory,
  DissolveMember,
  ExcludeMember,
  MemberActForm,
  MemberLife,
  MoveMember,
  ReadmitMember,
  RenewMembership,
  ResignMembership,
  RestoreMember,
  SucceedMember,
  SuspendMember,
  UndoMembershipStep,
  WithdrawResignation,
} from '#lib/operations.ts';
import type { Refusal } from '#lib/refusals.ts';
import { acted, textOrNull } from './acted.ts';
import { act, read } from './api.ts';
import { previewOf } from './member-preview.ts';
import { memberIdOf } from './workspace.ts';

type OnMember = RequestEvent<{ place: string; id?: string | number | undefined }>;

/** A member's life: what was decided about it, its dated facts, its renewal, and what may be done. */
export async function loadLife(event: OnMember) {
  const { member } = await read(event, MemberLife, { id: await memberIdOf(event) });
  if (!member) error(404, 'NOT_FOUND');
  return { member, done: event.url.searchParams.get('done') };
}

/** Takes the last step back. */
export async function undoStep(event: OnMember) {
  const form = await event.request.formData();
  const input = { id: String(form.get('id')), reason: textOrNull(form, 'reason') ?? '' };
  const { undoMembershipStep } = await act(event, UndoMembershipStep, { input });
  return acted(undoMembershipStep, form, 'undo', `${event.url.pathname}?done=undo`);
}

/** The page of one act: its member, what its fields offer, and what it would do where that is asked. */
export async function loadAct(event: OnMember, name: MembershipAct) {
  const { member, regions, bodies, network } = await read(event, MemberActForm, {
    id: await memberIdOf(event),
  });
  if (!member) error(404, 'NOT_FOUND');
  const asked = Object.fromEntries(event.url.searchParams);
  const rule = member.acts.find((one) => one.name === name);
  return {
    name,
    member,
    regions,
    bodies,
    categories: network?.categories ?? [],
    asked,
    preview: rule?.allowed ? await previewOf(event, name, member.id) : null,
  };
}

/** Does the act that the page is about, from its form. */
export async function doAct(event: OnMember, name: MembershipAct) {
  const form = await event.request.formData();
  const payload = await perform(event, name, await memberIdOf(event), form);
  const history = event.url.pathname.replace(/\/[a-z_]+$/, '');
  return acted(payload, form, name, `${history}?done=${name}`);
}

/** What every form says: from when, why, and where it was decided. */
function decisionOf(memberId: number, form: FormData) {
  return {
    memberId,
    from: textOrNull(form, 'from'),
    reason: textOrNull(form, 'reason') ?? '',
    resolution: textOrNull(form, 'resolution'),
    reference: textOrNull(form, 'reference'),
  };
}

async function perform(
  event: OnMember,
  name: MembershipAct,
  memberId: number,
  form: FormData,
): Promise<{ refusals: Refusal[] }> {
  const decision = decisionOf(memberId, form);
  const text = (field: string) => textOrNull(form, field);
  const number = (field: string) => wholeOf(text(field) ?? '');
  const keyed = { idempotencyKey: text('idempotencyKey') ?? '' };
  const { reason } = decision;
  switch (name) {
    case 'suspend':
      return (await act(event, SuspendMember, { input: decision })).suspendMember;
    case 'restore':
      return (await act(event, RestoreMember, { input: decision })).restoreMember;
    case 'dissolve':
      return (await act(event, DissolveMember, { input: decision })).dissolveMember;
    case 'move':
      return (await act(event, MoveMember, { input: { ...decision, regionId: number('regionId') ?? 0 } }))
        .moveMember;
    case 'resign': {
      const input = { ...decision, noticeOn: text('noticeOn'), waived: form.get('waived') === 'yes' };
      return (await act(event, ResignMembership, { input })).resignMembership;
    }
    case 'withdraw':
      return (await act(event, WithdrawResignation, { input: { memberId, reason } })).withdrawResignation;
    case 'exclude': {
      const heardOn = text('heardOn');
      if (!heardOn) return { refusals: [{ code: 'required', field: 'heardOn' }] };
      const input = { ...decision, bodyId: number('bodyId'), decidedOn: text('decidedOn'), heardOn };
      return (await act(event, ExcludeMember, { input })).excludeMember;
    }
    case 'appeal':
      return (await act(event, AppealExclusion, { input: { memberId, reason, receivedOn: text('from') } }))
        .appealExclusion;
    case 'change_category':
      return (await act(event, ChangeCategory, { input: { ...decision, category: text('category') ?? '' } }))
        .changeCategory;
    case 'renew':
      return (await act(event, RenewMembership, { input: { memberId, reason, year: number('year') ?? 0 } }))
        .renewMembership;
    case 'readmit': {
      const as = { category: text('category'), regionId: number('regionId') };
      const input = { ...decision, ...as, ...keyed, expectedTotal: text('expectedTotal') ?? '0' };
      return (await act(event, ReadmitMember, { input })).readmitMember;
    }
    case 'succeed': {
      const successor = {
        successorId: number('successorId'),
        successorName: text('successorName'),
        successorAcronym: text('successorAcronym'),
        successorWebsite: text('successorWebsite'),
      };
      const debts = (text('debts') ?? 'keep') as 'keep' | 'transfer' | 'write_off';
      return (await act(event, SucceedMember, { input: { ...decision, ...successor, ...keyed, debts } }))
        .succeedMember;
    }
  }
}
