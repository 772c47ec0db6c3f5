import { fail, redirect } from '@sveltejs/kit';
import { NetworkShares, PayRegionShare, RegionShares, ReversePayout } from '#lib/operations.ts';
import { typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import { moneyInput } from '../../money-input.ts';
import type { Actions, PageServerLoad } from './$types';

/** What the network owes each region, and what it paid. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  const given = (name: string) => event.url.searchParams.get(name) || null;
  const page = { first: 25, after: given('after'), before: given('before') };
  const found = place.region
    ? (await read(event, RegionShares, { code: place.region.code, ...page })).region
    : (await read(event, NetworkShares, page)).network;
  return { shares: found?.shares ?? [], payouts: found?.payouts, mayCollect: may.includes('dues.collect') };
};

export const actions: Actions = {
  pay: async (event) => {
    const form = await event.request.formData();
    const { text, refusals, amount, currency, idempotencyKey } = moneyInput(form, event.locals.locale);
    if (refusals.length > 0) return fail(422, { refusals, values: typed(form) });
    const input = {
      ...{ regionId: Number(text('regionId')), amount, currency, paidOn: text('paidOn') },
      ...{ bankReference: text('bankReference'), note: text('note') || null, idempotencyKey },
    };
    const { payRegionShare } = await act(event, PayRegionShare, { input });
    if (payRegionShare.refusals.length > 0)
      return fail(422, { refusals: payRegionShare.refusals, values: typed(form) });
    redirect(303, event.url.pathname);
  },
  reverse: async (event) => {
    const form = await event.request.formData();
    const text = (name: string) => String(form.get(name) ?? '');
    const input = { payoutId: text('id'), reason: text('reason'), idempotencyKey: text('idempotencyKey') };
    const { reversePayout } = await act(event, ReversePayout, { input });
    if (reversePayout.refusals.length > 0)
      return fail(422, { refusals: reversePayout.refusals, values: typed(form) });
    redirect(303, event.url.pathname);
  },
};
