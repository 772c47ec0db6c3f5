import { CheckPass } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** What anybody is told about the pass of a code. */
export const load: PageServerLoad = async (event) => {
  const { code } = event.params;
  const { pass, network } = await read(event, CheckPass, { code });
  event.setHeaders({ 'x-robots-tag': 'noindex' });
  const category = network?.categories.find((one) => one.code === pass?.member.category)?.name.value;
  return { pass, code, category: category ?? null };
};
