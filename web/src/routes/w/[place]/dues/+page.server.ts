import { error, fail, redirect } from '@sveltejs/kit';
import { CouncilDues, RecordPayment } from '#lib/operations.ts';
import { typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';
import { duesAccounts, duesFilters } from './accounts.ts';
import { paymentInput } from './payment.ts';

/** A council's own account with what it owes and why; a region's or the network's table of its members. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (!may.includes('dues.read')) error(403, 'FORBIDDEN');
  const rights = { assess: may.includes('dues.assess'), collect: may.includes('dues.collect') };
  if (place.kind === 'council') {
    const { member } = await read(event, CouncilDues, { id: place.id });
    if (!member) error(404, 'NOT_FOUND');
    return { rights, member, accounts: null, filters: null };
  }
  const { searchParams } = event.url;
  const page = { after: searchParams.get('after'), before: searchParams.get('before') };
  const accounts = await duesAccounts(event, place, page);
  return { rights, member: null, accounts, filters: duesFilters(searchParams) };
};

export const actions: Actions = {
  pay: async (event) => {
    const form = await event.request.formData();
    const typedIn = paymentInput(form, Number(event.params.place), event.locals.locale);
    if ('refusals' in typedIn) return fail(422, { refusals: typedIn.refusals, values: typed(form) });
    const { recordPayment } = await act(event, RecordPayment, { input: typedIn.input });
    if (recordPayment.refusals.length > 0) {
      return fail(422, { refusals: recordPayment.refusals, values: typed(form) });
    }
    redirect(303, `/receipts/${recordPayment.payment?.id}`);
  },
};
