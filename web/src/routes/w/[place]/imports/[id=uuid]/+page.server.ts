import { setTimeout as sleep } from 'node:timers/promises';
import { error } from '@sveltejs/kit';
import {
  ApplyImport,
  CancelImport,
  type ImportChoice,
  ImportPage,
  MapImport,
  UndoImport,
} from '#lib/operations.ts';
import { acted } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import { mappingOf } from '#lib/server/mapping.ts';
import type { Actions, PageServerLoad, PageServerLoadEvent, RequestEvent } from './$types';

const BUSY = ['waiting', 'reading', 'checking', 'applying'];
/** Small files are done in a moment: so long the page waits, so that nobody without script has to ask again. */
const PATIENCE_MS = 1500;

/** An import at its stage: mapping, check, choice, progress, result. */
export const load: PageServerLoad = async (event) => {
  const found = await settled(event);
  if (!found) error(404, 'NOT_FOUND');
  return { import: found, running: BUSY.includes(found.stage), known: event.url.searchParams.has('known') };
};

async function settled(event: PageServerLoadEvent) {
  const { searchParams } = event.url;
  const asked = {
    id: event.params.id,
    first: 25,
    after: searchParams.get('after'),
    before: searchParams.get('before'),
  };
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const { import: found } = await read(event, ImportPage, asked);
    if (!found || !BUSY.includes(found.stage) || Date.now() > until) return found;
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
    const mapping = mappingOf(form);
    const { mapImport } = await act(event, MapImport, { input: { ...keyOf(event, form), mapping } });
    return acted(mapImport, form, 'map', event.url.pathname);
  },
  apply: async (event) => {
    const form = await event.request.formData();
    const choice: ImportChoice = form.get('choice') === 'good' ? 'good' : 'all';
    const { applyImport } = await act(event, ApplyImport, { input: { ...keyOf(event, form), choice } });
    return acted(applyImport, form, 'apply', event.url.pathname);
  },
  cancel: async (event) => {
    const form = await event.request.formData();
    const { cancelImport } = await act(event, CancelImport, { input: keyOf(event, form) });
    return acted(cancelImport, form, 'cancel', event.url.pathname);
  },
  undo: async (event) => {
    const form = await event.request.formData();
    const { undoImport } = await act(event, UndoImport, { input: keyOf(event, form) });
    return acted(undoImport, form, 'undo', event.url.pathname);
  },
};
