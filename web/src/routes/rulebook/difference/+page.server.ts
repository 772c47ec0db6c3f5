import { error } from '@sveltejs/kit';
import { RulebookDifferences } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** Two versions side by side. */
export const load: PageServerLoad = async (event) => {
  const [from, to] = ['from', 'to'].map((name) => event.url.searchParams.get(name) ?? '');
  if (![from, to].every((text) => /^\d{1,6}$/.test(text ?? ''))) error(404, 'NOT_FOUND');
  const found = await read(event, RulebookDifferences, { from: Number(from), to: Number(to) });
  const versions = found.rulebookVersions.map((one) => one.version);
  if (!versions.includes(Number(from)) || !versions.includes(Number(to))) error(404, 'NOT_FOUND');
  return {
    from: Number(from),
    to: Number(to),
    differences: found.rulebookDifference,
    facts: found.rulebook?.facts ?? [],
    versions: found.rulebookVersions,
  };
};
