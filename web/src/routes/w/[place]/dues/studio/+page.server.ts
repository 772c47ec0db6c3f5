import { error } from '@sveltejs/kit';
import { SimulateDues, StudioChoices } from '#lib/operations.ts';
import { act, read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';
import { LINES, studioAsked } from './asked.ts';

/** A simulation stands in the address: whoever opens it computes it afresh, and nothing is written. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind === 'council') error(404, 'NOT_FOUND');
  const allowed = may.includes('dues.assess') || (may.includes('dues.read') && may.includes('rulebook.read'));
  const choices = await read(event, StudioChoices);
  const asked = studioAsked(event.url.searchParams, new Date().getUTCFullYear());
  const labels = Object.fromEntries(
    (choices.rulebook?.facts ?? []).flatMap(({ name, label }) => (label ? [[name, label.value]] : [])),
  );
  const common = { allowed, asked, labels, years: yearsOf(choices.rulebookVersions), ...choices };
  if (!allowed) return { ...common, found: null };
  const { scenario, comparedWith, groupBy, group, show, search, order, skip } = asked;
  const input = {
    placeId: place.id,
    scenario,
    comparedWith,
    groupBy,
    group,
    show,
    search,
    ...order,
    skip,
    first: LINES,
  };
  const { simulateDues } = await act(event, SimulateDues, { input });
  return { ...common, found: simulateDues };
};

/** From the rulebook's first year to three years ahead, the newest first. */
function yearsOf(versions: { validFrom: string }[]): number[] {
  const first = Math.min(...versions.map(({ validFrom }) => Number(validFrom.slice(0, 4))));
  const last = new Date().getUTCFullYear() + 3;
  return Number.isFinite(first) ? Array.from({ length: last - first + 1 }, (_, index) => last - index) : [];
}
