import { error } from '@sveltejs/kit';
import { contractType } from '#lib/server/contract.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ params }) => {
  const type = contractType(params.type);
  return type ? { type } : error(404, 'NOT_FOUND');
};
