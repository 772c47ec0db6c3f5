import { onAdmission } from '#lib/admission.ts';
import { Categories } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** The categories of the rulebook in force on the date, and how applications are decided. */
export const load: PageServerLoad = async (event) => {
  const { network, rulebook } = await read(event, Categories);
  return { categories: network?.categories ?? [], articles: onAdmission(rulebook?.articles ?? []) };
};
