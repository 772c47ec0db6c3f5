import { redirect } from '@sveltejs/kit';
import { paths } from '#lib/paths.ts';
import { placeKey } from '#lib/places.ts';
import type { PageServerLoad } from './$types';

/** The workspace of the person's first office; without an office the page says so. */
export const load: PageServerLoad = async ({ parent }) => {
  const { viewer } = await parent();
  if (!viewer) redirect(303, `${paths.signIn}?next=/w`);
  const [first] = viewer.offices;
  if (first) redirect(303, paths.workspace(placeKey(first.place)));
};
