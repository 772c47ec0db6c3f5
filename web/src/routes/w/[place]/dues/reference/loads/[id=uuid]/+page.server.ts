import { error } from '@sveltejs/kit';
import { CancelReferenceLoad, LoadReference, ReferenceLoad } from '#lib/operations.ts';
import { paths, withParams } from '#lib/paths.ts';
import { acted } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';
import { faultsOf } from './faults.ts';

/** A file after its dry run: what it says, what is wrong with it, and the decision. */
export const load: PageServerLoad = async (event) => {
  const { referenceLoad } = await read(event, ReferenceLoad, { id: event.params.id });
  if (!referenceLoad) error(404, 'NOT_FOUND');
  return { load: referenceLoad, faults: faultsOf(referenceLoad.faults) };
};

export const actions: Actions = {
  load: async (event) => {
    const form = await event.request.formData();
    const input = { loadId: event.params.id, idempotencyKey: String(form.get('idempotencyKey') ?? '') };
    const { loadReference } = await act(event, LoadReference, { input });
    const list = paths.workspace(event.params.place, `dues/reference/lists/${loadReference.vintage?.id}`);
    return acted(loadReference, form, 'load', withParams(list, { loaded: '1' }));
  },
  cancel: async (event) => {
    const form = await event.request.formData();
    const { cancelReferenceLoad } = await act(event, CancelReferenceLoad, {
      input: { loadId: event.params.id },
    });
    return acted(cancelReferenceLoad, form, 'cancel', event.url.pathname);
  },
};
