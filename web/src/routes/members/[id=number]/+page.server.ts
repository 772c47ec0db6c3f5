import { error } from '@sveltejs/kit';
import { MemberPage } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** The public page of one member, as of the date asked for. */
export const load: PageServerLoad = async (event) => {
  const { member, network } = await read(event, MemberPage, { id: event.params.id });
  if (!member) error(404, 'NOT_FOUND');
  return { member, network: network?.name.value ?? '', origin: event.url.origin };
};
