import { setTimeout as sleep } from 'node:timers/promises';
import { error } from '@sveltejs/kit';
import { BankFilePage, CancelBankFile, MapBankFile } from '#lib/operations.ts';
import { acted } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import { mappingOf } from '#lib/server/mapping.ts';
import type { Actions, PageServerLoad, PageServerLoadEvent, RequestEvent } from './$types';

const BUSY = ['waiting', 'reading', 'matching'];
/** Small files are done in a moment: so long the page waits, so that nobody without script has to ask again. */
const PATIENCE_MS = 2000;

/** A bank's file at its stage: being read, to be mapped, refused with the place, or done. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind !== 'network' || !may.includes('bank.read')) error(404, 'NOT_FOUND');
  const file = await settled(event);
  if (!file) error(404, 'NOT_FOUND');
  return {
    file,
    running: BUSY.includes(file.stage),
    known: event.url.searchParams.has('known'),
    mayMatch: may.includes('bank.match'),
  };
};

async function settled(event: PageServerLoadEvent) {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const { bankFile } = await read(event, BankFilePage, { id: event.params.id });
    if (!bankFile || !BUSY.includes(bankFile.stage) || Date.now() > until) return bankFile;
    await sleep(250);
  }
}

const keyOf = (event: RequestEvent, form: FormData) => ({
  id: event.params.id,
  idempotencyKey: String(form.get('idempotencyKey') ?? ''),
});

export const actions: Actions = {
  map: async (event) => {
    const form = await event.request.formData();
    const { mapBankFile } = await act(event, MapBankFile, {
      input: { ...keyOf(event, form), mapping: mappingOf(form) },
    });
    return acted(mapBankFile, form, 'map', event.url.pathname);
  },
  cancel: async (event) => {
    const form = await event.request.formData();
    const { cancelBankFile } = await act(event, CancelBankFile, { input: keyOf(event, form) });
    return acted(cancelBankFile, form, 'cancel', event.url.pathname);
  },
};
