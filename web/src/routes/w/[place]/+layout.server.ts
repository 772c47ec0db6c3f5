import { error, redirect } from '@sveltejs/kit';
import { Workspace, WorkspaceRights } from '#lib/operations.ts';
import { paths } from '#lib/paths.ts';
import { read } from '#lib/server/api.ts';
import { outlineFor, placeAt } from '#lib/server/workspace.ts';
import type { LayoutServerLoad } from './$types';

/** The place of the workspace, what the reader may do there, and the outline. Without any right there: 403. */
export const load: LayoutServerLoad = async (event) => {
  const { viewer } = await event.parent();
  if (!viewer)
    redirect(303, `${paths.signIn}?next=${encodeURIComponent(event.url.pathname + event.url.search)}`);
  const { regions } = await read(event, Workspace);
  const place = placeAt(event.params.place, regions);
  if (!place) error(404, 'NOT_FOUND');
  const rights = await read(event, WorkspaceRights, { placeId: place.id });
  const may = rights.viewer?.capabilitiesAt ?? [];
  if (may.length === 0) error(403, 'FORBIDDEN');
  const outlineNetwork = viewer.offices.some((office) => office.place.kind === 'network');
  return { place, may, outline: outlineFor(regions, viewer), outlineNetwork };
};
