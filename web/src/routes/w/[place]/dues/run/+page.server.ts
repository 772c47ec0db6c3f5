import { error, fail, type RequestEvent, redirect } from '@sveltejs/kit';
import { DetermineFact, DuesRunChoices, IssueDues, PreviewDues, PreviewDuesTotals } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';
import { paths } from '#lib/paths.ts';
import { typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import type { Actions, PageServerLoad } from './$types';
import { type Asked, LINES, runAsked } from './asked.ts';

/** So many members are found by a part of their name. */
const FOUND = 25;

export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind === 'council') error(404, 'NOT_FOUND');
  const { regions, rulebookVersions, duesRuns } = await read(event, DuesRunChoices, { placeId: place.id });
  const ticked = place.kind === 'network' ? regions : [];
  const asked = runAsked(
    event.url.searchParams,
    ticked.map(({ id }) => id),
  );
  const mayAssess = may.includes('dues.assess');
  const common = { asked, mayAssess, regions, ticked, years: yearsOf(rulebookVersions), runs: duesRuns };
  const none = { ...common, choice: null, lines: null };
  if (asked.year === null || asked.step === 'period' || !mayAssess) return none;
  return { ...none, ...(await stepOf(event, asked, asked.year, place.id)) };
};

/** What the step shows: amounts to choose by, or the lines of the run as it would be issued. */
async function stepOf(event: RequestEvent, asked: Asked, year: number, placeId: number) {
  const { regionIds, memberIds, search, skip, step } = asked;
  const of = { placeId, year, regionIds, memberIds };
  if (step === 'recipients') {
    const ask = async (more: object) =>
      (await act(event, PreviewDuesTotals, { input: { placeId, year, ...more } })).previewDues;
    const all = await ask({ first: 0 });
    const found = search ? await ask({ search, first: FOUND }) : null;
    const known = memberIds.length > 0 ? await ask({ memberIds, first: memberIds.length }) : null;
    const chosen =
      regionIds.length + memberIds.length > 0 ? await ask({ regionIds, memberIds, first: 0 }) : all;
    return { choice: { all, chosen, found: found?.lines ?? null, known: known?.lines ?? [] } };
  }
  const input = { ...of, warned: step === 'warnings', first: LINES, skip };
  const { previewDues } = await act(event, PreviewDues, { input });
  return { lines: previewDues };
}

/** The years that a run may be for: from the rulebook's first to the next, the newest first. */
function yearsOf(versions: { validFrom: string }[]): number[] {
  const first = Math.min(...versions.map(({ validFrom }) => Number(validFrom.slice(0, 4))));
  const last = new Date().getUTCFullYear() + 1;
  return Number.isFinite(first) ? Array.from({ length: last - first + 1 }, (_, index) => last - index) : [];
}

export const actions: Actions = {
  determine: async (event) => {
    const form = await event.request.formData();
    const text = (name: string) => String(form.get(name) ?? '');
    const input = {
      memberId: Number(text('memberId')),
      year: Number(text('year')),
      fact: text('fact'),
      value: text('value'),
      reason: text('reason'),
    };
    const { determineFact } = await act(event, DetermineFact, { input });
    if (determineFact.refusals.length > 0)
      return fail(422, { refusals: determineFact.refusals, values: typed(form) });
    redirect(303, `${event.url.pathname}?${text('back')}`);
  },
  issue: async (event) => {
    const form = await event.request.formData();
    const text = (name: string) => String(form.get(name) ?? '');
    const numbers = (name: string) => form.getAll(name).map(Number).filter(Number.isInteger);
    if (!form.has('confirmed')) {
      const refusals = [{ code: 'required', field: 'confirmed', reason: m.dues_run_confirm_needed() }];
      return fail(422, { refusals, values: typed(form) });
    }
    const input = {
      placeId: await placeIdOf(event),
      year: Number(text('year')),
      regionIds: numbers('region'),
      memberIds: numbers('member'),
      expectedCount: Number(text('expectedCount')),
      expectedTotal: text('expectedTotal'),
      expectedRelief: text('expectedRelief') || null,
      idempotencyKey: text('idempotencyKey'),
    };
    const { issueDues } = await act(event, IssueDues, { input });
    if (issueDues.refusals.length > 0)
      return fail(422, { refusals: issueDues.refusals, values: typed(form) });
    redirect(303, paths.workspace(event.params.place, `dues/run/${issueDues.run?.id}`));
  },
};
