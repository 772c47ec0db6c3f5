import { fail, redirect } from '@sveltejs/kit';
import {
  ApproveWriteOff,
  DeclineWriteOff,
  NetworkWriteOffs,
  RegionWriteOffs,
  ReverseWriteOff,
} from '#lib/operations.ts';
import { typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';
import { STATES } from './states.ts';

/** Write-offs of the place: first those that wait for a second person. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  const given = (name: string) => event.url.searchParams.get(name) || null;
  const asked = given('state') ?? 'waiting';
  const state = STATES.find((one) => one === asked) ?? null;
  const variables = { first: 25, after: given('after'), before: given('before'), state };
  const found = place.region
    ? (await read(event, RegionWriteOffs, { code: place.region.code, ...variables })).region
    : (await read(event, NetworkWriteOffs, variables)).network;
  return { writeOffs: found?.writeOffs, state: state ?? 'all', mayWriteOff: may.includes('dues.write_off') };
};

/** The one place where the forms of this page are read. */
async function given(event: { request: Request }) {
  const form = await event.request.formData();
  const text = (name: string) => String(form.get(name) ?? '');
  return { form, writeOffId: text('id'), reason: text('reason'), idempotencyKey: text('idempotencyKey') };
}

export const actions: Actions = {
  approve: async (event) => {
    const { form, writeOffId, idempotencyKey } = await given(event);
    const { approveWriteOff } = await act(event, ApproveWriteOff, { input: { writeOffId, idempotencyKey } });
    if (approveWriteOff.refusals.length > 0)
      return fail(422, { refusals: approveWriteOff.refusals, values: typed(form) });
    redirect(303, `${event.url.pathname}?state=approved`);
  },
  decline: async (event) => {
    const { form, ...input } = await given(event);
    const { declineWriteOff } = await act(event, DeclineWriteOff, { input });
    if (declineWriteOff.refusals.length > 0)
      return fail(422, { refusals: declineWriteOff.refusals, values: typed(form) });
    redirect(303, `${event.url.pathname}?state=declined`);
  },
  reverse: async (event) => {
    const { form, ...input } = await given(event);
    const { reverseWriteOff } = await act(event, ReverseWriteOff, { input });
    if (reverseWriteOff.refusals.length > 0)
      return fail(422, { refusals: reverseWriteOff.refusals, values: typed(form) });
    redirect(303, `${event.url.pathname}?state=reversed`);
  },
};
