import { onAdmission } from '#lib/admission.ts';
import { WorkspaceCategories } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** As the public page; a council sees which category is its own. */
export const load: PageServerLoad = async (event) => {
  const { place } = await event.parent();
  const { network, rulebook, member } = await read(event, WorkspaceCategories, { member: place.id });
  return {
    categories: network?.categories ?? [],
    articles: onAdmission(rulebook?.articles ?? []),
    own: member?.category ?? null,
  };
};
