import { error, fail, redirect } from '@sveltejs/kit';
import { major, minorOf } from '#lib/amount.ts';
import { InvoicePage, IssueCreditNote, WorkspaceRights } from '#lib/operations.ts';
import { paths } from '#lib/paths.ts';
import { typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

/** One invoice or credit note with what is open of it, why, and how it is paid. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (!may.includes('dues.read')) error(403, 'FORBIDDEN');
  const { invoice, network } = await read(event, InvoicePage, { id: event.params.id });
  if (!invoice || (place.kind === 'council' && invoice.member.id !== place.id)) error(404, 'NOT_FOUND');
  const rights = await read(event, WorkspaceRights, { placeId: invoice.member.id });
  const electronic = network?.invoiceIssuers.some(({ since }) => since <= invoice.issuedOn) ?? false;
  return {
    invoice,
    electronic,
    mayCredit: rights.viewer?.capabilitiesAt.includes('dues.collect') ?? false,
  };
};

export const actions: Actions = {
  credit: async (event) => {
    const form = await event.request.formData();
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const currency = text('currency');
    const minor = text('amount') ? minorOf(text('amount'), currency, event.locals.locale) : null;
    if (text('amount') && minor === null) {
      const refusals = [{ code: 'amount_invalid', field: 'amount', value: text('amount') }];
      return fail(422, { refusals, values: typed(form) });
    }
    const { issueCreditNote } = await act(event, IssueCreditNote, {
      input: {
        invoiceId: event.params.id,
        amount: minor === null ? null : major({ minor, currency }),
        reason: text('reason'),
        idempotencyKey: text('idempotencyKey'),
      },
    });
    if (issueCreditNote.refusals.length > 0)
      return fail(422, { refusals: issueCreditNote.refusals, values: typed(form) });
    redirect(303, paths.workspace(event.params.place, `dues/invoices/${issueCreditNote.creditNote?.id}`));
  },
};
