import { error, fail, redirect } from '@sveltejs/kit';
import { Receipt, ReversePayment, WorkspaceRights } from '#lib/operations.ts';
import { paths } from '#lib/paths.ts';
import { typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

/** The receipt of a payment, for those who may read the member's dues. */
export const load: PageServerLoad = async (event) => {
  const { viewer } = await event.parent();
  if (!viewer) redirect(303, `${paths.signIn}?next=${encodeURIComponent(event.url.pathname)}`);
  const { payment, network } = await read(event, Receipt, { id: event.params.id });
  if (!payment) error(404, 'NOT_FOUND');
  const rights = await read(event, WorkspaceRights, { placeId: payment.member.id });
  return { payment, network, mayCollect: rights.viewer?.capabilitiesAt.includes('dues.collect') ?? false };
};

export const actions: Actions = {
  reverse: async (event) => {
    const form = await event.request.formData();
    const input = {
      paymentId: event.params.id,
      reason: String(form.get('reason') ?? ''),
      idempotencyKey: String(form.get('idempotencyKey') ?? ''),
    };
    const { reversePayment } = await act(event, ReversePayment, { input });
    if (reversePayment.refusals.length > 0)
      return fail(422, { refusals: reversePayment.refusals, values: typed(form) });
    redirect(303, event.url.pathname);
  },
};
