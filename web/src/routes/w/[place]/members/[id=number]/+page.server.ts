import { error } from '@sveltejs/kit';
import { WorkspaceMember } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** One member as its register has it. What was decided about it, and may be, stands in its history. */
export const load: PageServerLoad = async (event) => {
  const { member } = await read(event, WorkspaceMember, { id: event.params.id });
  if (!member) error(404, 'NOT_FOUND');
  return { member };
};
