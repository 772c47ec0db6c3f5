import { error } from '@sveltejs/kit';
import { RulebookReader, RulebookResolution } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** The version asked for, else the one in force on the date. */
export const load: PageServerLoad = async (event) => {
  const asked = event.url.searchParams.get('version');
  if (asked !== null && !/^\d{1,6}$/.test(asked)) error(404, 'NOT_FOUND');
  const { rulebook, rulebookVersions } = await read(event, RulebookReader, {
    version: asked === null ? null : Number(asked),
  });
  if (!rulebook && rulebookVersions.length > 0 && asked !== null) error(404, 'NOT_FOUND');
  const code = rulebook?.adoptedBy.resolution;
  const { resolution } = code ? await read(event, RulebookResolution, { code }) : { resolution: null };
  return { rulebook, versions: rulebookVersions, chosen: asked !== null, resolution: resolution?.code };
};
