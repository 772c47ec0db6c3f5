import { redirect } from '@sveltejs/kit';
import { paths } from '#lib/paths.ts';
import type { PageServerLoad } from './$types';

/** Asks for a code, and leads to what is known of it. */
export const load: PageServerLoad = (event) => {
  const code = event.url.searchParams.get('code')?.replace(/[\s-]/g, '').toUpperCase();
  if (code) redirect(303, paths.verifyPass(code));
};
