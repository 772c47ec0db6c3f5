import { error, fail, redirect } from '@sveltejs/kit';
import { AssessRegion, DetermineFact, DuesRunChoices, DuesRunResult, PreviewDues } from '#lib/operations.ts';
import { paths, withParams } from '#lib/paths.ts';
import { typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import type { Actions, PageServerLoad } from './$types';

/** Lines shown of a preview; totals always count all. */
const SHOWN = 200;

/** The wizard stands in the address: a year and recipients give the preview, a finished run its result. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind === 'council') error(404, 'NOT_FOUND');
  const { regions, rulebookVersions } = await read(event, DuesRunChoices);
  const { searchParams } = event.url;
  const mayAssess = may.includes('dues.assess');
  const done = searchParams.get('done');
  const recipients = place.kind === 'region' ? [] : regions;
  const common = { mayAssess, recipients, regions, years: yearsOf(rulebookVersions) };
  if (done && /^[0-9a-f-]{36}$/.test(done)) {
    const { duesRun } = await read(event, DuesRunResult, { id: done });
    return { ...common, done: duesRun ?? null, asked: null, preview: null, more: 0 };
  }
  const asked = askedOf(
    searchParams,
    place.id,
    regions.map(({ id }) => id),
  );
  if (!asked || !mayAssess) return { ...common, done: null, asked: null, preview: null, more: 0 };
  const { previewDues } = await act(event, PreviewDues, { input: asked });
  const lines = previewDues.lines ?? [];
  const preview = { ...previewDues, lines: lines.slice(0, SHOWN), count: lines.length };
  return { ...common, done: null, asked, preview, more: Math.max(0, lines.length - SHOWN) };
};

function askedOf(params: URLSearchParams, placeId: number, regions: number[]) {
  const year = Number(params.get('year'));
  if (!Number.isInteger(year) || year < 1900 || year > 2999) return null;
  const region = Number(params.get('recipients'));
  return { year, placeId: placeId === 1 && regions.includes(region) ? region : placeId };
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
    const year = Number(text('year'));
    const input = {
      memberId: Number(text('memberId')),
      year,
      fact: text('fact'),
      value: text('value'),
      reason: text('reason'),
    };
    const { determineFact } = await act(event, DetermineFact, { input });
    if (determineFact.refusals.length > 0)
      return fail(422, { refusals: determineFact.refusals, values: typed(form) });
    redirect(
      303,
      withParams(paths.workspace(event.params.place, 'dues/run'), { year, recipients: text('recipients') }),
    );
  },
  issue: async (event) => {
    const form = await event.request.formData();
    const place = await placeIdOf(event);
    const recipients = Number(form.get('placeId'));
    const input = {
      placeId: place === 1 ? recipients : place,
      year: Number(form.get('year')),
      idempotencyKey: String(form.get('idempotencyKey') ?? ''),
    };
    const { assessRegion } = await act(event, AssessRegion, { input });
    if (assessRegion.refusals.length > 0)
      return fail(422, { refusals: assessRegion.refusals, values: typed(form) });
    redirect(
      303,
      withParams(paths.workspace(event.params.place, 'dues/run'), { done: assessRegion.run?.id }),
    );
  },
};
