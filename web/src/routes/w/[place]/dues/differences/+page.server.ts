import { error, fail, type RequestEvent, redirect } from '@sveltejs/kit';
import { DifferenceChoices, IssueDifferences, PreviewDifferences } from '#lib/operations.ts';
import { paths } from '#lib/paths.ts';
import { typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import type { Actions, PageServerLoad } from './$types';
import { type Asked, differencesAsked, LINES } from './asked.ts';

/** What is ticked is looked at once more, all at once, before it is issued. */
const MOST = 5000;

export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind === 'council') error(404, 'NOT_FOUND');
  const asked = differencesAsked(event.url.searchParams);
  const { regions, duesRuns } = await read(event, DifferenceChoices, { placeId: place.id });
  const mayAssess = may.includes('dues.assess');
  const years = [...new Set(duesRuns.rows.map(({ year }) => year))].sort((one, other) => other - one);
  const common = { asked, mayAssess, regions, years };
  if (asked.year === null || !mayAssess) return { ...common, found: null };
  return { ...common, found: await foundFor(event, asked, asked.year, place.id) };
};

async function foundFor(event: RequestEvent, asked: Asked, year: number, placeId: number) {
  const { cause, skip, dry, memberIds } = asked;
  const page = dry === 'ticked' ? { first: MOST, skip: 0 } : { first: LINES, skip };
  const input = { placeId, year, cause: dry ? null : cause, ...page };
  const { previewDifferences } = await act(event, PreviewDifferences, { input });
  if (dry !== 'ticked') return previewDifferences;
  const lines = (previewDifferences.lines ?? []).filter(({ memberId }) => memberIds.includes(memberId));
  const total = lines.reduce((sum, { difference }) => sum + BigInt(difference), 0n).toString();
  return { ...previewDifferences, lines, count: lines.length, matching: lines.length, total };
}

export const actions: Actions = {
  issue: async (event) => {
    const form = await event.request.formData();
    const text = (name: string) => String(form.get(name) ?? '');
    const memberIds = form.getAll('member').map(Number).filter(Number.isInteger);
    const input = {
      placeId: await placeIdOf(event),
      year: Number(text('year')),
      memberIds: text('step') === 'all' ? null : memberIds,
      reason: text('reason'),
      expectedCount: Number(text('expectedCount')),
      expectedTotal: text('expectedTotal'),
      idempotencyKey: text('idempotencyKey'),
    };
    const { issueDifferences } = await act(event, IssueDifferences, { input });
    if (issueDifferences.refusals.length > 0)
      return fail(422, { refusals: issueDifferences.refusals, values: typed(form) });
    redirect(303, paths.workspace(event.params.place, `dues/run/${issueDifferences.run?.id}`));
  },
};
