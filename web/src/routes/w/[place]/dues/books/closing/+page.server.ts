import { fail, redirect } from '@sveltejs/kit';
import { isDate, today } from '#lib/dates.ts';
import { ApproveReopening, AskReopening, ClosePeriod, Closings, DeclineReopening } from '#lib/operations.ts';
import { typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

/** Through when the books are closed, and every closing with what was asked about it. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  const { network } = await read(event, Closings);
  return {
    closedThrough: network?.closedThrough ?? null,
    closings: network?.periodClosings ?? [],
    mayClose: place.kind === 'network' && may.includes('dues.close'),
    lastYear: `${Number(today().slice(0, 4)) - 1}-12-31`,
  };
};

async function given(event: { request: Request }) {
  const form = await event.request.formData();
  const text = (name: string) => String(form.get(name) ?? '').trim();
  return { form, text, reason: text('reason'), idempotencyKey: text('idempotencyKey') };
}

export const actions: Actions = {
  close: async (event) => {
    const { form, text, idempotencyKey } = await given(event);
    if (!isDate(text('through')))
      return fail(422, { refusals: [{ code: 'required', field: 'through' }], values: typed(form) });
    const input = { through: text('through'), note: text('note') || null, idempotencyKey };
    const { closePeriod } = await act(event, ClosePeriod, { input });
    if (closePeriod.refusals.length > 0)
      return fail(422, { refusals: closePeriod.refusals, values: typed(form) });
    redirect(303, event.url.pathname);
  },
  ask: async (event) => {
    const { form, text, reason, idempotencyKey } = await given(event);
    const input = { closingId: text('id'), reason, idempotencyKey };
    const { askReopening } = await act(event, AskReopening, { input });
    if (askReopening.refusals.length > 0)
      return fail(422, { refusals: askReopening.refusals, values: typed(form) });
    redirect(303, event.url.pathname);
  },
  approve: async (event) => {
    const { form, text, idempotencyKey } = await given(event);
    const input = { reopeningId: text('id'), idempotencyKey };
    const { approveReopening } = await act(event, ApproveReopening, { input });
    if (approveReopening.refusals.length > 0)
      return fail(422, { refusals: approveReopening.refusals, values: typed(form) });
    redirect(303, event.url.pathname);
  },
  decline: async (event) => {
    const { form, text, reason, idempotencyKey } = await given(event);
    const input = { reopeningId: text('id'), reason, idempotencyKey };
    const { declineReopening } = await act(event, DeclineReopening, { input });
    if (declineReopening.refusals.length > 0)
      return fail(422, { refusals: declineReopening.refusals, values: typed(form) });
    redirect(303, event.url.pathname);
  },
};
