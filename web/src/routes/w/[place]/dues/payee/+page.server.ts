import { error, fail, type RequestEvent, redirect } from '@sveltejs/kit';
import { isDate } from '#lib/dates.ts';
import { EndPayeeAccount, Payee, SetInvoiceIssuer, SetPayeeAccount } from '#lib/operations.ts';
import { paths } from '#lib/paths.ts';
import { type Refusal, typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

/** The accounts that members pay to, and who issues invoices. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind !== 'network') error(404, 'NOT_FOUND');
  if (!may.includes('dues.read')) error(403, 'FORBIDDEN');
  const { network } = await read(event, Payee);
  if (!network) error(404, 'NOT_FOUND');
  return { ...network, mayManage: may.includes('dues.collect') };
};

export const actions: Actions = {
  set: (event) =>
    submit(event, 'set', 'from', async (text) => {
      const optional = { iban: text('iban'), account: text('account'), bic: text('bic'), bank: text('bank') };
      const input = {
        currency: text('currency'),
        from: text('from'),
        holder: text('holder'),
        ...optional,
        idempotencyKey: text('idempotencyKey'),
      };
      return (await act(event, SetPayeeAccount, { input })).setPayeeAccount.refusals;
    }),
  end: (event) =>
    submit(event, 'end', 'until', async (text) => {
      const input = {
        accountId: text('accountId'),
        until: text('until'),
        idempotencyKey: text('idempotencyKey'),
      };
      return (await act(event, EndPayeeAccount, { input })).endPayeeAccount.refusals;
    }),
  issuer: (event) =>
    submit(event, 'issuer', 'since', async (text) => {
      const input = {
        since: text('since'),
        legalName: text('legalName'),
        registration: text('registration'),
        street: text('street'),
        postcode: text('postcode'),
        city: text('city'),
        country: text('country'),
        invoicePrefix: text('invoicePrefix'),
        creditPrefix: text('creditPrefix'),
        idempotencyKey: text('idempotencyKey'),
      };
      return (await act(event, SetInvoiceIssuer, { input })).setInvoiceIssuer.refusals;
    }),
};

type Text = (name: string) => string;

/** Sends one of the page's forms; a refusal comes back to that form, with what was typed. `day` is its date field. */
async function submit(
  event: RequestEvent,
  of: 'set' | 'end' | 'issuer',
  day: string,
  send: (text: Text) => Promise<Refusal[]>,
) {
  const form = await event.request.formData();
  const text: Text = (name) => String(form.get(name) ?? '').trim();
  const missing: Refusal[] = isDate(text(day)) ? [] : [{ code: 'required', field: day }];
  const refusals = missing.length > 0 ? missing : await send(text);
  if (refusals.length > 0) return fail(422, { of, refusals, values: typed(form) });
  return redirect(303, paths.workspace('network', 'dues/payee'));
}
