import { error } from '@sveltejs/kit';
import { CouncilRelief } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';
import { reliefFilters, reliefRegister } from './register.ts';

/** A council's own requests, plans and discounts; a region's or the network's register of relief. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (!may.includes('dues.read')) error(403, 'FORBIDDEN');
  const mayAsk = may.includes('relief.ask');
  if (place.kind === 'council') {
    const { member } = await read(event, CouncilRelief, { id: place.id });
    if (!member) error(404, 'NOT_FOUND');
    return { mayAsk, member, register: null, filters: null };
  }
  const { searchParams } = event.url;
  const page = { after: searchParams.get('after'), before: searchParams.get('before') };
  const register = await reliefRegister(event, place, page);
  return { mayAsk, member: null, register, filters: reliefFilters(searchParams) };
};
