import { error, fail, redirect } from '@sveltejs/kit';
import {
  ProposeWriteOff,
  RefundCredit,
  ReverseRefund,
  SettleMember,
  TransferCredit,
} from '#lib/operations.ts';
import { paths } from '#lib/paths.ts';
import { typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import { moneyInput } from '../money-input.ts';
import type { Actions, PageServerLoad } from './$types';

/** What finance does with an account besides taking payments: write off, pay back, move to another member. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind !== 'council') error(404, 'NOT_FOUND');
  if (!may.includes('dues.read')) error(403, 'FORBIDDEN');
  const { member, regions } = await read(event, SettleMember, { id: place.id });
  if (!member) error(404, 'NOT_FOUND');
  return {
    member,
    others: regions.flatMap(({ outline }) => outline).filter(({ id }) => id !== place.id),
    rights: { collect: may.includes('dues.collect'), writeOff: may.includes('dues.write_off') },
  };
};

type Refusals = { code: string; field?: string | null; value?: string | null }[];
/** Which of the forms was refused, so that its page opens there. */
const refused = (which: string, refusals: Refusals, form: FormData) =>
  fail(422, { which, refusals, values: typed(form) });

export const actions: Actions = {
  writeOff: async (event) => {
    const form = await event.request.formData();
    const { text, refusals, amount, currency, idempotencyKey } = moneyInput(form, event.locals.locale);
    if (refusals.length > 0) return refused('writeOff', refusals, form);
    const input = {
      assessmentId: text('assessmentId'),
      amount,
      currency,
      reason: text('reason'),
      idempotencyKey,
    };
    const { proposeWriteOff } = await act(event, ProposeWriteOff, { input });
    if (proposeWriteOff.refusals.length > 0) return refused('writeOff', proposeWriteOff.refusals, form);
    redirect(303, `${event.url.pathname}#write-offs`);
  },
  refund: async (event) => {
    const form = await event.request.formData();
    const { text, refusals, amount, currency, idempotencyKey } = moneyInput(form, event.locals.locale);
    if (refusals.length > 0) return refused('refund', refusals, form);
    const input = {
      ...{ memberId: Number(event.params.place), amount, currency, paidOn: text('paidOn') },
      ...{ bankReference: text('bankReference'), reason: text('reason'), idempotencyKey },
    };
    const { refundCredit } = await act(event, RefundCredit, { input });
    if (refundCredit.refusals.length > 0) return refused('refund', refundCredit.refusals, form);
    redirect(303, `${event.url.pathname}#refunds`);
  },
  reverseRefund: async (event) => {
    const form = await event.request.formData();
    const text = (name: string) => String(form.get(name) ?? '');
    const input = { refundId: text('id'), reason: text('reason'), idempotencyKey: text('idempotencyKey') };
    const { reverseRefund } = await act(event, ReverseRefund, { input });
    if (reverseRefund.refusals.length > 0) return refused('reverseRefund', reverseRefund.refusals, form);
    redirect(303, `${event.url.pathname}#refunds`);
  },
  transfer: async (event) => {
    const form = await event.request.formData();
    const { text, refusals, amount, currency, idempotencyKey } = moneyInput(form, event.locals.locale);
    if (refusals.length > 0) return refused('transfer', refusals, form);
    const memberId = Number(event.params.place);
    const toMemberId = Number(text('toMemberId'));
    const input = { memberId, toMemberId, amount, currency, reason: text('reason'), idempotencyKey };
    const { transferCredit } = await act(event, TransferCredit, { input });
    if (transferCredit.refusals.length > 0) return refused('transfer', transferCredit.refusals, form);
    redirect(303, paths.workspace(event.params.place, 'dues/statement'));
  },
};
